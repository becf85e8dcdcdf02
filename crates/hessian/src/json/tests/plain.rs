use serde_json::json;

use crate::json::*;
use crate::{ErrorKind, List, Map, Object};

fn list(items: Vec<Value>) -> Value {
    List::new(items).into()
}

#[test]
fn forms_are_those_of_the_table() {
    let user = Object::new(
        "com.x.User",
        [
            ("name", Value::from("ann")),
            ("color", Object::enum_constant("com.x.Color", "RED").into()),
            ("born", Value::Date(0)),
            ("price", Object::new("java.math.BigDecimal", [("value", "19.90".into())]).into()),
            ("many", big_integer_from_text("-123456789012345678901234567890").unwrap()),
            ("odd", Value::Double(f64::NAN)),
            ("by number", Map::new(vec![(Value::Int(7), Value::Binary(vec![1]))]).into()),
        ],
    );
    assert_eq!(
        to_plain(&user.into()).unwrap(),
        json!({
            "class": "com.x.User", "name": "ann", "color": "RED", "born": "1970-01-01T00:00:00Z", "price": "19.90",
            "many": "-123456789012345678901234567890", "odd": "NaN", "by number": {"7": "AQ=="},
        })
    );
    assert_eq!(
        from_plain(&json!([1, 3_000_000_000_i64, 1.5])).unwrap(),
        list(vec![1.into(), 3_000_000_000_i64.into(), 1.5.into()])
    );
    let error = from_plain(&json!({"a": [u64::MAX]})).unwrap_err();
    assert_eq!(error.to_string(), "a[0]: number does not fit long");
}

#[test]
fn what_cannot_be_said_is_an_error_or_a_remark() {
    let itself = Value::from(Object::new("com.x.Node", [("next", list(vec![Value::Ref(0)]))]));
    let error = to_plain(&itself).unwrap_err();
    assert_eq!((error.kind(), error.path()), (&ErrorKind::Cycle { index: 0 }, "next[0]"));
    let shown = show(&itself, &Bounds::DEFAULT);
    assert_eq!(shown, json!({"class": "com.x.Node", "next": [{"$cycle": "com.x.Node"}]}));
    assert!(to_plain(&Value::Ref(9)).is_err());
    assert_eq!(show(&Value::Ref(9), &Bounds::DEFAULT), json!({"$ref": 9}));
    let shared = list(vec![list(vec![1.into()]), Value::Ref(1)]);
    assert_eq!(to_plain(&shared).unwrap(), json!([[1], [1]]));
}

#[test]
fn what_references_multiply_has_a_bound() {
    let mut items = vec![list(vec![1.into()])];
    items.extend((1..40).map(|n| list(vec![Value::Ref(n), Value::Ref(n)])));
    let bounds = Bounds { max_values: 1000, ..Bounds::DEFAULT };
    let error = to_plain_within(&list(items.clone()), &bounds).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "max_values", .. }), "{error}");
    let text = show(&list(items.clone()), &bounds).to_string();
    assert!(text.contains("... and more") && text.len() < 100_000);
    let bounds = Bounds { max_bytes: 10_000, ..Bounds::DEFAULT };
    let text = show(&list(items), &bounds).to_string();
    assert!(text.contains("... and longer") && text.len() < 20_000);
}

#[test]
fn names_and_keys_have_a_bound_too() {
    let bounds = Bounds { max_bytes: 10_000, ..Bounds::DEFAULT };
    let object = Value::from(Object::new("c".repeat(1000), [("f".repeat(1000), Value::Null)]));
    let text = show(&list(vec![object; 100]), &bounds).to_string();
    assert!(text.contains("... and longer") && text.len() < 20_000, "{}", text.len());
    // The quotes of a key of a key of a key double each time.
    let key = (0..200).fold(Value::from("\""), |key, _| Map::new(vec![(key, Value::Null)]).into());
    assert!(to_plain_within(&key, &bounds).is_err());
    assert!(show(&key, &bounds).to_string().len() < 100_000);
}

#[test]
fn a_long_number_in_many_places_has_a_bound() {
    let number = big_integer_from_text(&"9".repeat(9000)).unwrap();
    let bounds = Bounds { max_bytes: 4 << 20, ..Bounds::DEFAULT };
    let many = |n| list([number.clone()].into_iter().chain((1..n).map(|_| Value::Ref(1))).collect());
    assert!(to_plain_within(&many(2), &bounds).is_ok());
    let error = to_plain_within(&many(100_000), &bounds).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "max_bytes", .. }), "{error}");
    assert!(show(&many(100_000), &bounds)[99_999] == "... and longer");
}
