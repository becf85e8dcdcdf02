use serde_json::json;

use super::property::same;
use crate::json::*;
use crate::{ErrorKind, List, Map, Object};

fn list(items: Vec<Value>) -> Value {
    List::new(items).into()
}

#[test]
fn forms_are_those_of_the_table() {
    let entries = vec![(Value::Int(1), Value::Null), ("@a".into(), Value::Ref(7))];
    for (value, expected) in [
        (Value::Int(5), json!(5)),
        (Value::Long(5), json!({"@long": 5})),
        (Value::Long(3_000_000_000), json!(3_000_000_000_i64)),
        (Value::Long(i64::MAX), json!({"@long": "9223372036854775807"})),
        (Value::Double(0.5), json!(0.5)),
        (Value::Double(1.0), json!({"@double": 1.0})),
        (Value::Double(-0.0), json!({"@double": "-0"})),
        (Value::Double(f64::NAN), json!({"@double": "NaN"})),
        (Value::Double(f64::from_bits(0x7ff8_0000_0000_0001)), json!({"@double": "0x7ff8000000000001"})),
        (Value::Date(1), json!({"@date": "1970-01-01T00:00:00.001Z"})),
        (Value::Date(i64::MIN), json!({"@date": i64::MIN.to_string()})),
        (Value::Binary(vec![1]), json!({"@binary": "AQ=="})),
        (list(vec![list(vec![]), Value::Ref(1)]), json!([{"@id": 1, "@list": []}, {"@ref": 1}])),
        (list(vec![Value::Ref(9)]), json!([{"@dangling": 9}])),
        (List::typed("[int", vec![]).into(), json!({"@type": "[int", "@list": []})),
        (Map::new(vec![("@a".into(), 1.into())]).into(), json!({"@@a": 1})),
        (Map::typed("M", vec![("a".into(), 1.into())]).into(), json!({"@type": "M", "a": 1})),
        (Map::new(entries).into(), json!({"@entries": [[1, null], ["@a", {"@dangling": 7}]]})),
        (Object::new("C", [("@@b", 1.into())]).into(), json!({"@class": "C", "@@@b": 1})),
        (
            Object::new("C", [("b", 1.into()), ("b", 2.into())]).into(),
            json!({"@class": "C", "@fields": ["b", "b"], "@values": [1, 2]}),
        ),
    ] {
        assert_eq!(to_lossless(&value).unwrap(), expected);
        assert!(same(&from_lossless(&expected).unwrap(), &value), "{expected}");
    }
}

#[test]
fn ids_are_free_and_may_come_later() {
    let json = json!([{"@ref": 70}, {"a": [], "@id": 70}]);
    let map = Value::from(Map::new(vec![("a".into(), list(vec![]))]));
    assert_eq!(from_lossless(&json).unwrap(), list(vec![Value::Ref(1), map]));
}

#[test]
fn what_makes_no_sense_is_an_error_with_its_place() {
    for (json, place, part) in [
        (json!([{"@ref": 1}]), "[0]", "@id"),
        (json!({"a": {"b": {"@dangling": 1}}}), "{0}{0}", "belongs"),
        (json!([{"@id": 1}, {"@id": 1}]), "[1]", "twice"),
        (json!([{"@what\n": 1}]), "[0]", "no mark @what\\n "),
        (json!([{"@long": 1, "a": 1}]), "[0]", "nothing else"),
        (json!([{"@long": 1, "@date": 1}]), "[0]", "exclude"),
        (json!([{"@long": 1, "@id": 1}]), "[0]", "nothing else"),
        (json!([{"@list": [], "a": 1}]), "[0]", "only @type"),
        (json!([{"@list": [], "@class": "C"}]), "[0]", "only @type"),
        (json!([{"@list": {}}]), "[0]", "an array"),
        (json!([{"@entries": [[1, 2], [1]]}]), "[0]{1}", "pairs"),
        (json!([{"@class": "C", "@type": "C"}]), "[0]", "no @type"),
        (json!([{"@class": "C", "@fields": []}]), "[0]", "together"),
        (json!([{"@class": "C", "@fields": [1], "@values": []}]), "[0]", "names"),
        (json!([{"@fields": [], "@values": []}]), "[0]", "with @class"),
        (json!([{"@class": 1}]), "[0]", "a string"),
        (json!([{"@class": "C", "f": u64::MAX}]), "[0].f", "long"),
        (json!([{"@long": "x"}]), "[0]", "long"),
        (json!([{"@double": "x"}]), "[0]", "NaN"),
        (json!([{"@date": "soon"}]), "[0]", "a date such as"),
        (json!([{"@binary": "?"}]), "[0]", "base64"),
        (json!([{"@ref": -1}]), "[0]", "a number from 0"),
    ] {
        let error = from_lossless(&json).unwrap_err();
        assert_eq!(error.path(), place, "{json}: {error}");
        assert!(error.to_string().contains(part), "{json}: {error}");
    }
    let error = from_text("[1,\n\"secret\" x]").unwrap_err();
    assert_eq!(error.to_string(), "not JSON at line 2, column 10");
}

#[test]
fn depth_has_a_bound_and_all_of_it_fits_the_stack() {
    let nest = |depth| {
        (1..depth).fold(Value::from(Map::new(vec![])), |inner, _| {
            Map::new(vec![(Value::Null, Value::Null), (Value::Null, inner)]).into()
        })
    };
    let text = to_text(&nest(256)).unwrap();
    assert_eq!(to_text(&from_text(&text).unwrap()).unwrap(), text);
    let limit = |error: Error| matches!(error.kind(), ErrorKind::Limit { name: "depth", .. });
    assert!(limit(to_lossless(&nest(257)).unwrap_err()));
    let json = |depth| (1..depth).fold(json!([]), |inner, _| json!([inner]));
    assert!(from_lossless(&json(256)).is_ok() && from_plain(&json(256)).is_ok());
    assert!(limit(from_lossless(&json(257)).unwrap_err()));
    assert!(limit(from_plain(&json(257)).unwrap_err()));
    assert!(limit(from_text(&"[".repeat(1_000_000)).unwrap_err()));
    assert!(!limit(from_text(&format!("\"{}\\\"[", "[".repeat(10_000))).unwrap_err()));
}

#[test]
fn a_long_name_of_many_objects_has_a_bound() {
    let object = Object::new("c".repeat(1 << 20), Vec::<(&str, Value)>::new());
    let bounds = Bounds { max_bytes: 8 << 20, ..Bounds::DEFAULT };
    let error = to_lossless_within(&list(vec![object.clone().into(); 300]), &bounds).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "max_bytes", .. }), "{error}");
    assert_eq!(error.path(), "[7]");
    let bounds = Bounds { max_bytes: 1000, ..Bounds::DEFAULT };
    assert!(to_lossless_within(&object.into(), &bounds).is_err());
    assert!(to_lossless_within(&"\u{1}".repeat(200).into(), &bounds).is_err());
    assert!(to_lossless_within(&"x".repeat(200).into(), &bounds).is_ok());
}

#[test]
fn what_is_written_is_within_the_bound() {
    let odd = [
        Value::Long(i64::MIN),
        Value::Date(i64::MIN),
        Value::Date(1),
        Value::Double(-1.234_567_890_123_456e-300),
    ];
    for value in odd.into_iter().chain([Value::Double(f64::from_bits(u64::MAX)), Value::Ref(u32::MAX)]) {
        assert!(to_text(&value).unwrap().len() <= 48, "{value:?}");
    }
}
