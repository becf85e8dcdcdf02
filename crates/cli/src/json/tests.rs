use dubbors::Value;
use dubbors::hessian::{List, Map, Object};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::types::full_name;
use super::*;

fn value(json: Json, java: &str) -> Result<Value, String> {
    to_value(&json, &full_name(java))
}

#[test]
fn types_say_how_json_is_sent() {
    for (json, java, expected) in [
        (json!(1), "int", Value::Int(1)),
        (json!(1), "long", Value::Long(1)),
        (json!(1), "double", Value::Double(1.0)),
        (json!("Infinity"), "Double", Value::Double(f64::INFINITY)),
        (json!("x"), "char", Value::from("x")),
        (json!(null), "String", Value::Null),
        (json!(1000), "Date", Value::Date(1000)),
        (json!("1970-01-01T00:00:01Z"), "Date", Value::Date(1000)),
        (json!("1970-01-01T01:00:01+01:00"), "Date", Value::Date(1000)),
        (json!("1970-01-02"), "Date", Value::Date(86_400_000)),
        (json!("AQL/"), "byte[]", Value::Binary(vec![1, 2, 255])),
        (json!([1, 2, -1]), "byte[]", Value::Binary(vec![1, 2, 255])),
        (json!([1]), "int[]", Value::List(List::typed("[int", vec![Value::Int(1)]))),
        (json!(["a", null]), "String[]", Value::List(List::typed("[string", vec!["a".into(), Value::Null]))),
        (json!([1]), "Set", Value::List(List::typed("java.util.HashSet", vec![Value::Int(1)]))),
        (json!("RED"), "com.x.Color", Value::from("RED")),
        (json!(3_000_000_000i64), "Object", Value::Long(3_000_000_000)),
        (json!(1.5), "", Value::Double(1.5)),
        (
            json!({"a": [true]}),
            "Map",
            Value::Map(Map::new(vec![("a".into(), Value::List(List::new(vec![true.into()])))])),
        ),
        (json!({"n": 1}), "com.x.User", Value::Object(Object::new("com.x.User", [("n", Value::Int(1))]))),
        (
            json!({"class": "com.x.Sub", "n": 1}),
            "com.x.User",
            Value::Object(Object::new("com.x.Sub", [("n", Value::Int(1))])),
        ),
        (
            json!("1.50"),
            "BigDecimal",
            Value::Object(Object::new("java.math.BigDecimal", [("value", "1.50".into())])),
        ),
        (
            json!("2024-02-29"),
            "LocalDate",
            Value::Object(Object::new(
                "com.alibaba.com.caucho.hessian.io.java8.LocalDateHandle",
                [("day", Value::Int(29)), ("month", Value::Int(2)), ("year", Value::Int(2024))],
            )),
        ),
    ] {
        assert_eq!(value(json.clone(), java), Ok(expected), "{json} as {java}");
    }
    assert_eq!(
        value(json!("today"), "LocalDate").unwrap_err(),
        "expected java.time.LocalDate, got \"today\": not the text of a LocalDate, such as 2024-02-29"
    );
    let nested = value(json!([[1], [2, 3]]), "int[][]").unwrap();
    assert!(matches!(&nested, Value::List(list) if list.class.as_deref() == Some("[[int")), "{nested:?}");
}

#[test]
fn what_does_not_fit_is_an_error() {
    for (json, java) in [
        (json!("seven"), "int"),
        (json!(3_000_000_000i64), "int"),
        (json!(128), "byte"),
        (json!(null), "long"),
        (json!(1), "String"),
        (json!("soon"), "Date"),
        (json!("???"), "byte[]"),
        (json!({}), "List"),
        (json!([]), "Map"),
        (json!("1,5"), "BigDecimal"),
        (json!(19.9), "BigDecimal"),
        (json!("1.5"), "BigInteger"),
        (json!(1), "int[]"),
    ] {
        let error = value(json.clone(), java).unwrap_err();
        assert!(error.contains("expected") || error.contains("null"), "{json} as {java}: {error}");
    }
}

#[test]
fn an_answer_keeps_its_classes() {
    let user = Object::new(
        "com.x.User",
        [
            ("name", Value::from("ann")),
            ("color", Value::Object(Object::enum_constant("com.x.Color", "RED"))),
            ("born", Value::Date(0)),
            ("price", Value::Object(Object::new("java.math.BigDecimal", [("value", "19.90".into())]))),
            ("odd", Value::Double(f64::NAN)),
            ("by number", Value::Map(Map::new(vec![(Value::Int(7), Value::Binary(vec![1]))]))),
        ],
    );
    assert_eq!(
        from_value(&Value::Object(user)),
        json!({
            "class": "com.x.User", "name": "ann", "color": "RED", "born": "1970-01-01T00:00:00Z", "price": "19.90",
            "odd": "NaN", "by number": {"7": "AQ=="},
        })
    );
}

#[test]
fn cycles_are_shown_and_end() {
    let itself = Value::Object(Object::new("com.x.Node", [("name", "a".into()), ("next", Value::Ref(0))]));
    assert_eq!(
        from_value(&itself),
        json!({"class": "com.x.Node", "name": "a", "next": {"$cycle": "com.x.Node"}})
    );
    let shared = Value::List(List::new(vec![Value::List(List::new(vec![Value::Int(1)])), Value::Ref(1)]));
    assert_eq!(from_value(&shared), json!([[1], [1]]));
    assert_eq!(from_value(&Value::Ref(9)), json!({"$ref": 9}));
}

#[test]
fn few_bytes_that_mean_very_many_values_end_too() {
    // Each list holds the one before it ten times.
    let mut items = vec![Value::List(List::new(vec![Value::Int(1)]))];
    for n in 1..20u32 {
        items.push(Value::List(List::new(vec![Value::Ref(n); 10])));
    }
    let text = from_value(&Value::List(List::new(items))).to_string();
    assert!(text.contains("... and more") && text.len() < 20_000_000);
}

#[test]
fn what_is_no_json_is_a_string() {
    for (text, java, expected) in [
        ("Ada", "", json!("Ada")),
        ("2026-01-02T03:04:05Z", "Date", json!("2026-01-02T03:04:05Z")),
        ("a@b.org", "", json!("a@b.org")),
        ("true", "", json!(true)),
        ("\"7\"", "", json!("7")),
        ("42", "String", json!("42")),
        ("\"42\"", "String", json!("42")),
        ("null", "String", json!(null)),
        ("12345678901234567890.10", "BigDecimal", json!("12345678901234567890.10")),
    ] {
        assert_eq!(read(text, &full_name(java)), Ok(expected), "{text} as {java}");
    }
    for text in ["{\"a\":", "[1", "\"a", ""] {
        assert!(read(text, "").unwrap_err().contains("not JSON"), "{text}");
    }
}

#[test]
fn numbers_of_any_length_keep_their_digits() {
    let long = "-123456789012345678901234567890";
    let sent = value(json!(long), "BigInteger").unwrap();
    assert_eq!(from_value(&sent), json!(long));
    assert_eq!(value(json!(7), "BigInteger"), Ok(Value::Long(7)));
    assert_eq!(from_value(&Value::Long(i64::MAX)).to_string(), i64::MAX.to_string());
}

#[test]
fn a_long_chain_of_shared_objects_ends() {
    // Each list holds the one before it in a few lists more, so that what is shown is far deeper than what was sent.
    let mut count = 0;
    let mut last = None;
    let mut items = Vec::new();
    for _ in 0..100 {
        let mut nested = last.map_or(Value::Null, Value::Ref);
        for _ in 0..200 {
            nested = Value::List(List::new(vec![nested]));
        }
        last = Some(count + 1);
        count += 200;
        items.push(nested);
    }
    let text = from_value(&Value::List(List::new(items))).to_string();
    assert!(text.contains("... and deeper"));
    assert!(!text.contains(&"[".repeat(300)));
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1e300..1e300f64).prop_map(Json::from),
        ".*".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Json::from),
            prop::collection::btree_map("[a-z]{1,8}", inner, 0..8)
                .prop_map(|map| Json::Object(map.into_iter().filter(|(key, _)| key != "class").collect())),
        ]
    })
}

proptest! {
    #[test]
    fn json_without_types_comes_back(json in any_json()) {
        let value = to_value(&json, "").unwrap();
        prop_assert_eq!(from_value(&value), json);
    }
}

#[test]
fn shared_text_that_is_repeated_has_a_bound() {
    let text = Value::from("x".repeat(1 << 20));
    let shared = Value::List(List::new(vec![text]));
    let mut items = vec![shared];
    items.extend((0..20_000).map(|_| Value::Ref(1)));
    let Json::Array(shown) = from_value(&Value::List(List::new(items))) else { panic!("a list") };
    let texts: usize = shown.iter().map(|item| item[0].as_str().map_or(0, str::len)).sum();
    assert!(texts <= 257 << 20, "{texts}");
    assert_eq!(shown[20_000], json!(["... and longer"]));
}
