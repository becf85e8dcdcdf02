use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::*;
use crate::java::{BigDecimal, Date};
use crate::value::{List, Map};
use crate::{ErrorKind, from_bytes, to_bytes};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Shape {
    Dot,
    Circle(f64),
    Line(i32, i32),
    Box { width: u8, height: Option<u16> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Name(String);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct All {
    flag: bool,
    numbers: (i8, i16, i32, i64, u8, u16, u32, u64),
    wide: (i128, u128),
    real: (f32, f64),
    letter: char,
    name: Name,
    nothing: Option<String>,
    something: Option<i32>,
    unit: (),
    shapes: Vec<Shape>,
    by_number: BTreeMap<i32, Name>,
    born: Date,
    price: BigDecimal,
    #[serde(flatten)]
    rest: BTreeMap<String, i32>,
}

fn all() -> All {
    All {
        flag: true,
        numbers: (-1, -2, -3, -4, 255, 6, 7, 8),
        wide: (-9, 10),
        real: (0.5, -0.25),
        letter: 'é',
        name: Name("ann".into()),
        nothing: None,
        something: Some(1),
        unit: (),
        shapes: vec![
            Shape::Dot,
            Shape::Circle(1.5),
            Shape::Line(1, 2),
            Shape::Box { width: 200, height: None },
        ],
        by_number: [(7, Name("seven".into()))].into(),
        born: Date(1000),
        price: "19.90".into(),
        rest: [("more".to_owned(), 3)].into(),
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Node {
    name: String,
    next: Option<Box<Node>>,
}

fn shared(items: Vec<Value>) -> Value {
    Value::List(List::new(items))
}

#[test]
fn everything_comes_back() {
    let value = to_value(&all()).unwrap();
    assert_eq!(from_value::<All>(&value).unwrap(), all());
    let value: Value = from_bytes(&to_bytes(&value).unwrap()).unwrap();
    assert_eq!(from_value::<All>(&value).unwrap(), all());
    assert_eq!(value.get("born"), Some(&Value::Date(1000)));
    assert_eq!(value.get("price").and_then(Value::class), Some("java.math.BigDecimal"));
}

#[test]
fn kinds_are_those_of_the_table() {
    let shapes = to_value(&all().shapes).unwrap();
    assert_eq!(
        format!("{shapes:?}"),
        r#"["Dot", {"Circle": 1.5}, {"Line": [1, 2]}, {"Box": {"width": 200, "height": null}}]"#
    );
    assert_eq!(to_value(&(1_u8, 1_u32, "x")).unwrap(), shared(vec![1.into(), 1_i64.into(), "x".into()]));
    assert_eq!(serde_json::to_string(&(Date(5), BigDecimal::from("1.5"))).unwrap(), r#"[5,"1.5"]"#);
}

#[test]
fn objects_have_classes() {
    let value = to_object("c.Node", &Node { name: "a".into(), next: None }).unwrap();
    assert_eq!(value, Object::new("c.Node", [("name", "a".into()), ("next", Value::Null)]).into());
    assert!(to_object("c.Node", &1).is_err());
    assert_eq!(to_object("c.Node", &BTreeMap::from([(1, 2)])).unwrap_err().path(), "{0}");
}

#[test]
fn what_is_out_of_range_names_its_place() {
    #[derive(Serialize)]
    struct Wide {
        many: Vec<Option<u64>>,
    }
    let error = to_value(&Wide { many: vec![None, Some(u64::MAX)] }).unwrap_err();
    assert_eq!(error.to_string(), "many[1]: number does not fit long");
    assert_eq!(to_value(&BTreeMap::from([(1, i128::MIN)])).unwrap_err().path(), "{0}");
    let value = to_value(&BTreeMap::from([("Box", BTreeMap::from([("width", 256)]))])).unwrap();
    let error = from_value::<Shape>(&value);
    assert_eq!(
        error.unwrap_err().to_string(),
        "Box.width: expected u8, got a whole number that does not fit"
    );
}

#[test]
fn java_says_some_things_otherwise() {
    let color = Object::enum_constant("c.Shape", "Dot").into();
    assert_eq!(from_value::<Shape>(&color).unwrap(), Shape::Dot);
    assert_eq!(from_value::<Vec<u8>>(&Value::Binary(vec![1, 255])).unwrap(), [1, 255]);
    assert_eq!(from_value::<Vec<i8>>(&Value::Binary(vec![1, 255])).unwrap(), [1, -1]);
    assert_eq!(from_value::<u8>(&Value::Int(-1)).unwrap(), 255);
    assert_eq!(from_value::<i64>(&Value::Date(5)).unwrap(), 5);
    assert_eq!(from_value::<f64>(&Value::Long(5)).unwrap(), 5.0);
    assert_eq!(from_value::<&str>(&"borrowed".into()).unwrap(), "borrowed");
    let twice =
        Object::new("c.Sub", [("next", Value::Null), ("name", 1.into()), ("name", "sub".into())]).into();
    assert_eq!(from_value::<Node>(&twice).unwrap().name, "sub");
}

#[test]
fn errors_repeat_no_data() {
    for value in ["secret".into(), Value::Long(77), shared(vec!["secret".into()])] {
        for error in [
            from_value::<bool>(&value).unwrap_err(),
            from_value::<Shape>(&value).unwrap_err(),
            from_value::<u8>(&Value::Int(77_000)).unwrap_err(),
            from_value::<(i32,)>(&shared(vec![1.into(), 2.into()])).unwrap_err(),
        ] {
            assert!(!error.to_string().contains("secret") && !error.to_string().contains("77"), "{error}");
        }
    }
}

#[test]
fn references_are_followed_and_cycles_refused() {
    let node = Value::from(Object::new("c.Node", [("name", "a".into()), ("next", Value::Null)]));
    let read: Vec<Node> = from_value(&shared(vec![node, Value::Ref(1)]).clone()).unwrap();
    assert_eq!(read[0], read[1]);
    let itself = Object::new("c.Node", [("name", "a".into()), ("next", Value::Ref(0))]).into();
    let error = from_value::<Node>(&itself).unwrap_err();
    assert_eq!((error.kind(), error.path()), (&ErrorKind::Cycle { index: 0 }, "next"));
    let lost = shared(vec![Value::Ref(9)]);
    assert_eq!(
        from_value::<Vec<Node>>(&lost).unwrap_err().kind(),
        &ErrorKind::BadReference { index: 9, known: 1 }
    );
    assert!(from_value::<Vec<serde::de::IgnoredAny>>(&lost).is_ok());
}

#[test]
fn what_references_multiply_has_a_bound() {
    #[derive(Debug, Deserialize)]
    #[serde(transparent)]
    struct Tree(#[expect(dead_code, reason = "only its size matters")] Vec<Tree>);
    let mut items = vec![shared(vec![])];
    items.extend((1..40).map(|n| shared(vec![Value::Ref(n), Value::Ref(n)])));
    let error = from_value::<Tree>(&shared(items)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "memory", .. }), "{error}");
    let text = shared(vec!["x".repeat(1 << 20).into()]);
    let many = shared([text].into_iter().chain((0..100).map(|_| Value::Ref(1))).collect());
    assert!(from_value::<Vec<Vec<String>>>(&many).is_err());
    let limits = Limits::for_payload(200 << 20);
    assert_eq!(from_value_within::<Vec<Vec<String>>>(&many, &limits).unwrap().len(), 101);
}

/// A name is there once for all objects of its class, but copied into each map that is made of them.
#[test]
fn what_long_names_multiply_has_a_bound() {
    let object = |name: &str| Value::from(Object::new("c.X", [(name, Value::Null)]));
    let many = |name: &str| shared(vec![object(name); 10_000]);
    let error = from_value::<serde_json::Value>(&many(&"x".repeat(60_000))).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "memory", .. }), "{error}");
    assert!(from_value::<serde_json::Value>(&many("anOrdinaryName")).is_ok());
}

#[test]
fn depth_has_a_bound() {
    let deep = (0..300).fold(Node { name: String::new(), next: None }, |node, _| Node {
        name: String::new(),
        next: Some(Box::new(node)),
    });
    assert!(matches!(to_value(&deep).unwrap_err().kind(), ErrorKind::Limit { name: "depth", .. }));
    let nested = (0..300).fold(Value::Null, |inner, _| {
        Value::Map(Map::new(vec![("name".into(), "".into()), ("next".into(), inner)]))
    });
    let error = from_value::<Node>(&nested).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "depth", .. }), "{error}");
    #[derive(Debug, Deserialize)]
    struct Endless(#[expect(dead_code, reason = "it never is")] Option<Box<Endless>>);
    assert!(from_value::<Endless>(&1.into()).is_err());
}
