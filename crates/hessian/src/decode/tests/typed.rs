//! Typed reading: leniency, field orders, missing and null fields, places of errors.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use expect_test::{Expect, expect};

use crate::{ClassDef, Decode, Decoder, Encode, Encoder, Error, ErrorKind, JavaType, Shape, Value, derive};
use crate::{Object, from_bytes, to_bytes};

/// An order, decoded by hand as generated code would.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Order {
    pub(super) id: i32,
    pub(super) total: f64,
    pub(super) lines: Option<Vec<Order>>,
}

static ORDER: ClassDef = ClassDef::new("t.Order", &["id", "total", "lines"]);
static ORDER_SHAPE: Shape = Shape::new(&ORDER, &[("number", 0)]);

impl Encode for Order {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&ORDER);
        self.id.encode(to)?;
        self.total.encode(to)?;
        self.lines.encode(to)
    }
}

impl<'de> Decode<'de> for Order {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let Some(mut head) = from.object_begin(Some(&ORDER_SHAPE))? else {
            return Err(from.null_found("Order"));
        };
        let (mut id, mut total, mut lines) = (None, None, None);
        while let Some(field) = from.next_field(&mut head)? {
            match field {
                0 => id = Some(i32::decode(from)?),
                1 => total = Some(f64::decode(from)?),
                _ => lines = Some(Option::decode(from)?),
            }
        }
        Ok(Self {
            id: derive::field(id, from, &ORDER, "id")?,
            total: derive::field(total, from, &ORDER, "total")?,
            lines: derive::field(lines, from, &ORDER, "lines")?,
        })
    }
}

fn object(fields: &[(&str, Value)]) -> Vec<u8> {
    to_bytes(&Value::from(Object::new("t.Order", fields.iter().cloned()))).unwrap().to_vec()
}

fn fails<T: for<'de> Decode<'de> + std::fmt::Debug>(bytes: &[u8], expected: &Expect) {
    expected.assert_eq(&from_bytes::<T>(bytes).unwrap_err().to_string());
}

#[test]
fn fields_are_matched_by_name() {
    let order = Order { id: 1, total: 2.5, lines: Some(vec![Order { id: 2, total: 0.0, lines: None }]) };
    assert_eq!(from_bytes::<Order>(&to_bytes(&order).unwrap()).unwrap(), order);
    let other = object(&[
        ("extra", Value::from(vec![Value::from(7)])),
        ("lines", Value::Null),
        ("total", Value::from(3)),
        ("number", Value::from(9_i64)),
    ]);
    assert_eq!(from_bytes::<Order>(&other).unwrap(), Order { id: 9, total: 3.0, lines: None });
}

#[test]
fn two_classes_of_one_name_have_an_order_each() {
    let list = vec![
        Value::from(Object::new("t.Order", [("total", Value::from(1.0)), ("id", Value::from(1))])),
        Value::from(Object::new("t.Order", [("id", Value::from(2)), ("total", Value::from(2.0))])),
        Value::from(Object::new("t.Order", [("total", Value::from(3.0)), ("id", Value::from(3))])),
    ];
    let orders: Vec<Order> = from_bytes(&to_bytes(&Value::from(list)).unwrap()).unwrap();
    assert_eq!(
        orders.iter().map(|order| (order.id, order.total)).collect::<Vec<_>>(),
        [(1, 1.0), (2, 2.0), (3, 3.0)]
    );
}

#[test]
fn the_last_of_two_fields_of_one_name_counts() {
    let shadowed = object(&[("id", Value::from(1)), ("total", Value::from(0)), ("id", Value::from(2))]);
    assert_eq!(from_bytes::<Order>(&shadowed).unwrap().id, 2);
}

#[test]
fn a_map_stands_for_an_object() {
    let map: Value = [("class", Value::from("t.Order")), ("id", Value::from(5)), ("total", Value::from(1))]
        .into_iter()
        .collect();
    assert_eq!(
        from_bytes::<Order>(&to_bytes(&map).unwrap()).unwrap(),
        Order { id: 5, total: 1.0, lines: None }
    );
}

#[test]
fn numbers_convert() {
    assert_eq!(from_bytes::<i32>(&[0xe0 + 5]).unwrap(), 5);
    assert_eq!(from_bytes::<i32>(b"N").unwrap(), 0);
    assert_eq!(from_bytes::<i32>(b"T").unwrap(), 1);
    assert_eq!(from_bytes::<i32>(&to_bytes(&-2.9).unwrap()).unwrap(), -2);
    assert_eq!(from_bytes::<i64>(&[0x95]).unwrap(), 5);
    assert_eq!(from_bytes::<f64>(&[0x95]).unwrap(), 5.0);
    assert_eq!(from_bytes::<f32>(&to_bytes(&0.1_f32).unwrap()).unwrap(), 0.1);
    assert_eq!(from_bytes::<f32>(&[0x5f, 0, 0, 0, 0x64]).unwrap(), 0.1);
    assert!(from_bytes::<bool>(&[0x91]).unwrap());
    assert!(!from_bytes::<bool>(b"N").unwrap());
    assert_eq!(from_bytes::<u8>(&[0xc7, 0x80]).unwrap(), 128);
    assert_eq!(from_bytes::<i8>(&[0xc7, 0x80]).unwrap(), -128);
    assert_eq!(from_bytes::<String>(&[0x95]).unwrap(), "5");
    assert_eq!(from_bytes::<String>(&[0x5c]).unwrap(), "1.0");
    assert_eq!(from_bytes::<String>(b"T").unwrap(), "true");
    assert_eq!(from_bytes::<char>(&[1, b'x']).unwrap(), 'x');
    from_bytes::<()>(&[0x7a, 0x91, 0x91]).unwrap();
}

#[test]
fn errors_name_the_place() {
    fails::<i32>(&to_bytes(&(1_i64 << 40)).unwrap(), &expect!["number does not fit int at byte 9"]);
    fails::<i16>(&to_bytes(&70_000).unwrap(), &expect!["number does not fit short at byte 3"]);
    fails::<i64>(&to_bytes(&f64::NAN).unwrap(), &expect!["number does not fit long at byte 9"]);
    fails::<String>(
        b"N",
        &expect!["expected string, got null (use Option for a value that may be null) at byte 0"],
    );
    fails::<Order>(
        b"N",
        &expect!["expected Order, got null (use Option for a value that may be null) at byte 1"],
    );
    fails::<Vec<i32>>(&[0x7a, 0x91, 1, b'a'], &expect!["[1]: expected int, got String at byte 2"]);
    fails::<Order>(
        &object(&[("id", Value::from(1))]),
        &expect!["t.Order has no field total (use Option or a default) at byte 15"],
    );
    let mut map = HashMap::new();
    map.insert("k".to_owned(), vec![Value::from("no number")]);
    fails::<HashMap<String, Vec<f64>>>(
        &to_bytes(&map).unwrap(),
        &expect!["{0}[0]: expected double, got String at byte 4"],
    );
    fails::<i32>(&[0x91, 0x91], &expect!["bytes left after the value at byte 1"]);
    fails::<i32>(&[0x49, 1], &expect!["input ends early at byte 1"]);
    fails::<Value>(&[0x60], &expect!["class definition 0 does not exist, 0 were seen at byte 1"]);
    fails::<Value>(&[0x76, 0x90], &expect!["type name 0 does not exist, 0 were seen at byte 2"]);
    fails::<Value>(b"Z", &expect!["expected value, got end mark at byte 0"]);
}

#[test]
fn an_error_of_a_nested_field_shows_the_path() {
    let bad = Object::new("t.Order", [("id", Value::from(1)), ("total", Value::from("much"))]);
    let lines = Value::from(vec![
        Value::from(Object::new("t.Order", [("id", Value::from(0)), ("total", Value::from(0))])),
        bad.into(),
    ]);
    let bytes = object(&[("id", Value::from(1)), ("total", Value::from(1)), ("lines", lines)]);
    let error = from_bytes::<Order>(&bytes).unwrap_err();
    assert_eq!(error.path(), "lines[1].total");
    assert!(matches!(error.kind(), ErrorKind::UnexpectedTag { tag: 4, .. }));
    assert!(error.offset().is_some());
}

#[test]
fn collections_take_any_list() {
    let set: BTreeSet<i32> = [3, 1].into();
    let bytes = to_bytes(&set).unwrap();
    assert_eq!(from_bytes::<Value>(&bytes).unwrap().class(), Some("java.util.HashSet"));
    assert_eq!(from_bytes::<Vec<i32>>(&bytes).unwrap(), [1, 3]);
    assert_eq!(from_bytes::<std::collections::HashSet<i64>>(&bytes).unwrap().len(), 2);
    // Variable forms, typed and untyped.
    assert_eq!(from_bytes::<Vec<i32>>(&[0x57, 0x91, 0x92, b'Z']).unwrap(), [1, 2]);
    assert_eq!(from_bytes::<Vec<i32>>(&[0x55, 1, b'x', 0x91, b'Z']).unwrap(), [1]);
    let map: BTreeMap<String, Option<i32>> = [("a".into(), None), ("b".into(), Some(1))].into();
    assert_eq!(from_bytes::<BTreeMap<String, Option<i32>>>(&to_bytes(&map).unwrap()).unwrap(), map);
    let typed = Value::from(crate::Map::typed("java.util.TreeMap", vec![(Value::from("a"), Value::Null)]));
    let read: HashMap<String, Option<i32>, foldhash::fast::RandomState> =
        from_bytes(&to_bytes(&typed).unwrap()).unwrap();
    assert_eq!(read["a"], None);
}

#[test]
fn bytes_are_a_binary() {
    assert_eq!(to_bytes(&vec![1_u8, 2]).unwrap()[..], [0x22, 1, 2]);
    assert_eq!(to_bytes(&[-1_i8]).unwrap()[..], [0x21, 0xff]);
    assert_eq!(from_bytes::<Vec<i8>>(&[0x21, 0xff]).unwrap(), [-1]);
    assert_eq!(from_bytes::<Vec<u8>>(&[0x7a, 0x91, 0xc7, 0xff]).unwrap(), [1, 255]);
    assert_eq!(from_bytes::<bytes::Bytes>(&[0x21, 9]).unwrap()[..], [9]);
    assert_eq!(from_bytes::<&[u8]>(&[0x21, 9]).unwrap(), [9]);
    assert_eq!(to_bytes(&Some(bytes::Bytes::from_static(&[9]))).unwrap()[..], [0x21, 9]);
    assert_eq!(<Vec<Vec<u8>> as JavaType>::DESCRIPTOR, "Ljava/util/List;");
}

#[test]
fn tuples_are_lists() {
    let bytes = to_bytes(&(1, "a", Some(2.0))).unwrap();
    assert_eq!(from_bytes::<(i32, String, Option<f64>)>(&bytes).unwrap(), (1, "a".into(), Some(2.0)));
    assert_eq!(from_bytes::<(i32,)>(&bytes).unwrap(), (1,));
    assert!(from_bytes::<(i32, String, f64, i32)>(&bytes).is_err());
}

#[test]
fn decoding_goes_on_after_a_value() {
    let mut to = Encoder::new();
    for id in 0..3 {
        Order { id, ..Order::default() }.encode(&mut to).unwrap();
    }
    let bytes = to.into_inner();
    let mut from = Decoder::new(&bytes);
    from.skip_value().unwrap();
    assert_eq!(from.decode::<Order>().unwrap().id, 1);
    assert_eq!(from.value().unwrap().get("id"), Some(&Value::Int(2)));
    from.finish().unwrap();
}

#[test]
fn a_double_is_a_text_as_java_writes_it() {
    for (value, text) in [
        (1.5, "1.5"),
        (100.0, "100.0"),
        (0.001, "0.001"),
        (1e-5, "1.0E-5"),
        (1.25e-7, "1.25E-7"),
        (1e7, "1.0E7"),
        (123_456_789.0, "1.23456789E8"),
        (f64::INFINITY, "Infinity"),
        (f64::NAN, "NaN"),
    ] {
        assert_eq!(from_bytes::<String>(&to_bytes(&value).unwrap()).unwrap(), text);
    }
}
