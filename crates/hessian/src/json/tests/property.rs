//! Every value comes back from lossless JSON; no JSON is more than an error.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::json::*;
use crate::{ClassDef, List, Map, Object};

/// Equal, doubles bit by bit.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    let all = |a: &[Value], b: &[Value]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    match (a, b) {
        (Value::Double(a), Value::Double(b)) => a.to_bits() == b.to_bits(),
        (Value::List(a), Value::List(b)) => a.class == b.class && all(&a.items, &b.items),
        (Value::Object(a), Value::Object(b)) => a.class == b.class && all(&a.fields, &b.fields),
        (Value::Map(a), Value::Map(b)) => {
            let flat =
                |map: &Map| map.entries.iter().flat_map(|(k, v)| [k.clone(), v.clone()]).collect::<Vec<_>>();
            a.class == b.class && all(&flat(a), &flat(b))
        }
        _ => a == b,
    }
}

/// Names that mean something in lossless JSON, and others.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{0,2}",
        "@{0,3}(class|type|id|list|entries|ref|fields|values|x|)",
        Just("class".to_owned()),
        any::<String>(),
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::Int),
        any::<i64>().prop_map(Value::Long),
        (0_u32..63, -1_i64..2).prop_map(|(bit, more)| Value::Long((1_i64 << bit) + more)),
        (-300_i64..300).prop_map(Value::Long),
        any::<u64>().prop_map(|bits| Value::Double(f64::from_bits(bits))),
        any::<u64>().prop_map(|bits| Value::Double(f64::from_bits(bits | 0x7ff0_0000_0000_0000))),
        (-300..300_i32).prop_map(|value| Value::Double(f64::from(value) * 0.25)),
        prop::sample::select(vec![
            f64::NAN,
            -f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            0.0,
            -0.0,
            5e-324,
            1e300
        ])
        .prop_map(Value::Double),
        any::<i64>().prop_map(Value::Date),
        (-70_000_000_000_000_i64..260_000_000_000_000).prop_map(Value::Date),
        name().prop_map(Value::String),
        vec(any::<u8>(), 0..20).prop_map(Value::Binary),
        // Backwards, forwards, to what is around it, and to nothing.
        (0_u32..12).prop_map(Value::Ref),
        any::<u32>().prop_map(Value::Ref),
    ]
}

pub(super) fn value() -> impl Strategy<Value = Value> {
    let class = || proptest::option::of(name());
    scalar().prop_recursive(5, 60, 8, move |inner| {
        let items = || vec(inner.clone(), 0..6);
        let keys = vec((name().prop_map(Value::String), inner.clone()), 0..4);
        prop_oneof![
            (class(), items()).prop_map(|(class, items)| List {
                class: class.map(Into::into),
                items: items.into()
            }
            .into()),
            (class(), prop_oneof![keys, vec((inner.clone(), inner.clone()), 0..4)]).prop_map(
                |(class, entries)| Map { class: class.map(Into::into), entries: entries.into() }.into()
            ),
            (name(), vec((name(), inner.clone()), 0..5))
                .prop_map(|(class, fields)| Object::new(class, fields).into()),
            // As many fields as values only by chance.
            (name(), vec(name(), 0..3), items()).prop_map(|(class, names, items)| {
                Object { class: Arc::new(ClassDef::shared(class, names)), fields: items.into() }.into()
            }),
        ]
    })
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (0_i64..6).prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        prop_oneof![name(), Just("NaN".to_owned()), Just("-5".to_owned()), Just("AQ==".to_owned())]
            .prop_map(Json::from),
    ];
    let mark = "@(class|type|id|list|entries|ref|dangling|fields|values|long|double|date|binary)";
    leaf.prop_recursive(4, 48, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Json::from),
            vec((prop_oneof![mark, name()], inner), 0..4)
                .prop_map(|entries| Json::Object(entries.into_iter().collect())),
        ]
    })
}

const PARTS: &[&str] = &[
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\"a\"",
    "\\",
    "\\u0041",
    "1",
    "-0.5e3",
    "true",
    "nul",
    "null",
    " ",
    "\n",
    "é",
    "\"@ref\":",
    "[1,",
    "{\"b\":",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn every_value_comes_back(value in value()) {
        let json = to_lossless(&value).unwrap();
        prop_assert!(same(&from_lossless(&json).unwrap(), &value), "{}", json);
        let text = json.to_string();
        let back = from_text(&text).unwrap();
        prop_assert!(same(&back, &value), "{}", text);
        prop_assert_eq!(to_text(&back).unwrap(), text);
    }

    #[test]
    fn a_reader_that_knows_only_doubles_changes_nothing(value in value()) {
        // As JavaScript reads and writes it: every number is a double, and whole ones lose their point.
        fn as_doubles(json: Json) -> Json {
            match json {
                Json::Number(number) => {
                    let number = number.as_f64().unwrap();
                    if number.fract() == 0.0 && number.abs() < 1e19 { Json::from(number as i64) } else { Json::from(number) }
                }
                Json::Array(items) => items.into_iter().map(as_doubles).collect(),
                Json::Object(entries) => entries.into_iter().map(|(key, json)| (key, as_doubles(json))).collect(),
                other => other,
            }
        }
        let json = as_doubles(to_lossless(&value).unwrap());
        prop_assert!(same(&from_lossless(&json).unwrap(), &value), "{}", json);
    }

    #[test]
    fn any_json_is_a_value_or_an_error(json in any_json()) {
        if let Ok(value) = from_lossless(&json) {
            let text = to_text(&value).unwrap();
            prop_assert!(same(&from_text(&text).unwrap(), &value), "{}", text);
        }
        if let Ok(value) = from_plain(&json) {
            to_plain(&value).unwrap();
        }
    }

    #[test]
    fn any_text_is_a_value_or_an_error(text in any::<String>()) {
        let _ = from_text(&text);
    }

    #[test]
    fn text_is_parsed_as_serde_json_does(parts in vec(prop::sample::select(PARTS), 0..12), json in any_json()) {
        let text = parts.concat();
        prop_assert_eq!(parse::parse(&text).ok(), serde_json::from_str(&text).ok(), "{}", text);
        let text = format!(" {json:#}\n");
        prop_assert_eq!(parse::parse(&text).unwrap(), json);
    }

    #[test]
    fn everything_can_be_shown(value in value()) {
        let json = show(&value, &Bounds::DEFAULT);
        if let Ok(plain) = to_plain(&value) {
            prop_assert_eq!(plain, json);
        }
    }
}
