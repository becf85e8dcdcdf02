//! Looking into values and showing them.

use std::collections::{BTreeMap, HashMap};

use expect_test::expect;

use super::*;
use bytes::Bytes;

use crate::{from_bytes, to_bytes};

#[test]
fn values_are_made_from_rust_types() {
    let values = [
        Value::from(()),
        true.into(),
        1_i8.into(),
        2_i16.into(),
        3.into(),
        4_i64.into(),
        0.5_f32.into(),
        1.5.into(),
        'c'.into(),
        "s".into(),
        String::from("t").into(),
        std::borrow::Cow::Borrowed("u").into(),
        Bytes::from_static(b"abc").into(),
        None::<i32>.into(),
        Some(5).into(),
        Value::Date(6),
        BTreeMap::from([("k", 1)]).into(),
        HashMap::from([(1, "v")]).into(),
        Object::enum_constant("c.Color", "RED").into(),
        List::typed("java.util.HashSet", vec![Value::Ref(0)]).into(),
    ];
    let list: Value = values.into_iter().collect();
    expect![[r#"[null, true, 1, 2, 3, 4L, 0.5, 1.5, "c", "s", "t", "u", byte[3], null, 5, Date(6), {"k": 1}, {1: "v"}, c.Color {name: "RED"}, java.util.HashSet [#0]]"#]]
    .assert_eq(&format!("{list:?}"));
    assert_eq!(from_bytes::<Value>(&to_bytes(&list).unwrap()).unwrap(), list);
}

#[test]
fn accessors_answer_only_for_their_kind() {
    let value = Value::from(Object::new("c.User", [("name", Value::from("a")), ("age", Value::from(7_i64))]));
    assert_eq!(value.class(), Some("c.User"));
    assert_eq!(value.get("name").and_then(Value::as_str), Some("a"));
    assert_eq!(value.get("age").and_then(Value::as_i64), Some(7));
    assert_eq!(value.get("age").and_then(Value::as_i32), Some(7));
    assert_eq!(value.get("age").and_then(Value::as_f64), Some(7.0));
    assert_eq!(value.get("other"), None);
    assert_eq!(value.as_enum_constant(), None);
    assert_eq!(Value::from(Object::enum_constant("c.Color", "RED")).as_enum_constant(), Some("RED"));
    assert_eq!(Value::from(true).as_bool(), Some(true));
    assert_eq!(Value::Date(1).as_date_millis(), Some(1));
    assert_eq!(Value::from(Bytes::from_static(b"x")).as_bytes(), Some(&b"x"[..]));
    assert_eq!(Value::from(vec![Value::Null]).items(), Some(&[Value::Null][..]));
    assert!(Value::Null.is_null() && Value::Null.as_str().is_none() && Value::Null.as_map().is_none());
    let shadowed = Object::new("c.Sub", [("x", Value::from(1)), ("x", Value::from(2))]);
    assert_eq!(shadowed.get("x"), Some(&Value::Int(2)));
}

#[test]
fn text_is_bounded() {
    let long = Value::from("x".repeat(1000));
    assert!(format!("{long:?}").len() < 300);
    let wide: Value = (0..10_000).map(|_| long.clone()).collect();
    assert!(format!("{wide:?}").len() < 8192);
    let deep = (0..200).fold(Value::Null, |inner, _| Value::from(vec![inner]));
    assert!(format!("{deep:?}").len() < 200);
    assert_eq!(format!("{:?}", Value::from("a\u{7}")), r#""a\u{7}""#);
}

#[test]
fn an_object_with_a_value_too_few_is_not_written() {
    let mut object = Object::new("c.User", [("name", Value::Null)]);
    object.fields = Box::default();
    assert!(to_bytes(&Value::from(object)).is_err());
}
