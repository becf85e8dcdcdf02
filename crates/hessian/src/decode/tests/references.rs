//! References: shared objects, cycles, and values cut out of a stream.

use super::typed::Order;
use crate::{Decode, Decoder, Encode, Encoder, ErrorKind, Object, Value, from_bytes, to_bytes};

fn object(name: &str, fields: &[(&str, Value)]) -> Value {
    Object::new(name, fields.iter().cloned()).into()
}

fn list(items: &[Value]) -> Value {
    Value::from(items.to_vec())
}

/// Value to bytes, bytes to the same value, and the same bytes again.
fn lossless(value: &Value) {
    let bytes = to_bytes(value).unwrap();
    let back: Value = from_bytes(&bytes).unwrap();
    assert_eq!(back, *value);
    assert_eq!(to_bytes(&back).unwrap(), bytes);
    let mut from = Decoder::new(&bytes);
    from.skip_value().unwrap();
    assert!(from.is_at_end());
}

#[test]
fn cycles_and_shared_objects_survive() {
    lossless(&list(&[Value::Ref(0)]));
    lossless(&list(&[list(&[Value::from(1)]), Value::Ref(1), Value::Ref(0)]));
    lossless(&Value::from(vec![(Value::Ref(0), Value::Ref(0))]));
    let node = object("n.Node", &[("next", object("n.Node", &[("next", Value::Ref(0))]))]);
    lossless(&node);
    assert_eq!(node.resolve(1), node.get("next"));
    assert_eq!(node.resolve(0), Some(&node));
    assert_eq!(node.resolve(2), None);
}

#[test]
fn numbers_are_relative_to_the_root() {
    // Two arguments in one stream, each with a cycle.
    let cycle = list(&[Value::Ref(0)]);
    let mut to = Encoder::new();
    cycle.encode(&mut to).unwrap();
    cycle.encode(&mut to).unwrap();
    let bytes = to.into_inner();
    assert_eq!(bytes[..], [0x79, b'Q', 0x90, 0x79, b'Q', 0x91]);
    let mut from = Decoder::new(&bytes);
    assert_eq!(from.value().unwrap(), cycle);
    assert_eq!(from.value().unwrap(), cycle);
}

#[test]
fn a_reference_out_of_the_root_becomes_a_copy() {
    let mut to = Encoder::new();
    // Object 0 holds object 1, the second value points to both and to itself.
    object("n.A", &[("b", object("n.B", &[("x", Value::from(7))]))]).encode(&mut to).unwrap();
    to.list_begin(5, None);
    for index in [1, 0, 1, 2] {
        to.reference(index);
    }
    Value::from(vec![Value::Null]).encode(&mut to).unwrap();
    to.list_begin(1, None);
    to.reference(3);
    let bytes = to.into_inner();
    let mut from = Decoder::new(&bytes);
    from.skip_value().unwrap();
    let second = from.value().unwrap();
    let b = object("n.B", &[("x", Value::from(7))]);
    // B is copied as number 1; A as number 2, and the B in it is that same number 1.
    let expected = list(&[
        b,
        object("n.A", &[("b", Value::Ref(1))]),
        Value::Ref(1),
        Value::Ref(0),
        list(&[Value::Null]),
    ]);
    assert_eq!(second, expected);
    lossless(&second);
    assert_eq!(from.value().unwrap(), list(&[list(&[Value::Null])]));
    from.finish().unwrap();
}

#[test]
fn a_copy_shifts_later_numbers() {
    let mut to = Encoder::new();
    list(&[list(&[])]).encode(&mut to).unwrap();
    to.list_begin(3, None); // number 2
    to.reference(0); // copies two lists
    to.list_begin(0, None); // number 3
    to.reference(3);
    let bytes = to.into_inner();
    let mut from = Decoder::new(&bytes);
    from.skip_value().unwrap();
    let value = from.value().unwrap();
    assert_eq!(value, list(&[list(&[list(&[])]), list(&[]), Value::Ref(3)]));
    assert_eq!(value.resolve(3), Some(&list(&[])));
    lossless(&value);
}

/// A typed object whose field is a value that points back to it.
struct Holder(Value, String);

impl<'de> Decode<'de> for Holder {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, crate::Error> {
        let mut head = from.object_begin(None)?.unwrap();
        let (mut value, mut after) = (Value::Null, String::new());
        while let Some(name) = from.next_field_name(&mut head)? {
            match name.as_ref() {
                "value" => value = from.value()?,
                _ => after = from.decode()?,
            }
        }
        Ok(Self(value, after))
    }
}

#[test]
fn a_value_can_point_to_the_object_around_it() {
    let inner = object("n.Inner", &[("holder", Value::Ref(0)), ("own", list(&[]))]);
    let holder = object("n.Holder", &[("value", inner), ("after", Value::from("end"))]);
    let Holder(value, after) = from_bytes(&to_bytes(&holder).unwrap()).unwrap();
    assert_eq!(after, "end");
    let copy = object("n.Holder", &[("value", Value::Ref(0)), ("after", Value::from("end"))]);
    assert_eq!(value, object("n.Inner", &[("holder", copy), ("own", list(&[]))]));
    lossless(&value);
}

#[test]
fn a_definition_behind_a_followed_reference_counts_once() {
    // While the first field is read, all behind it is read ahead of its time; no class must be defined twice by that.
    let inner = object("n.Inner", &[("holder", Value::Ref(0))]);
    let late = object("n.Late", &[("x", Value::from(1))]);
    let holder = object("n.Holder", &[("value", inner), ("late", late), ("again", Value::Ref(3))]);
    let all = list(&[holder, object("n.Last", &[("y", Value::from(2))])]);
    let bytes = to_bytes(&all).unwrap();
    let mut from = Decoder::new(&bytes);
    let mut head = from.list_begin().unwrap().unwrap();
    assert!(from.list_next(&mut head).unwrap());
    let mut object_head = from.object_begin(None).unwrap().unwrap();
    let mut seen = Vec::new();
    while let Some(name) = from.next_field_name(&mut object_head).unwrap() {
        seen.push((name.into_owned(), from.value().unwrap()));
    }
    assert_eq!(seen[1].1, object("n.Late", &[("x", Value::from(1))]));
    assert_eq!(seen[2].1, seen[1].1);
    assert!(from.list_next(&mut head).unwrap());
    assert_eq!(from.value().unwrap().class(), Some("n.Last"));
    assert!(!from.list_next(&mut head).unwrap());
    from.finish().unwrap();
}

#[test]
fn typed_reading_follows_references() {
    let mut to = Encoder::new();
    to.list_begin(4, None);
    let order = Order { id: 4, total: 1.5, lines: Some(vec![Order::default()]) };
    order.encode(&mut to).unwrap();
    to.reference(1);
    to.reference(3); // the order inside the lines
    Order::default().encode(&mut to).unwrap();
    let bytes = to.into_inner();
    let orders: Vec<Order> = from_bytes(&bytes).unwrap();
    assert_eq!(orders, [order.clone(), order, Order::default(), Order::default()]);
    let mut from = Decoder::new(&bytes);
    from.decode::<Vec<Order>>().unwrap();
    assert!(from.is_at_end());
}

#[test]
fn lists_and_maps_can_be_shared_too() {
    let shared = list(&[list(&[Value::from(1)]), Value::Ref(1)]);
    assert_eq!(from_bytes::<Vec<Vec<i32>>>(&to_bytes(&shared).unwrap()).unwrap(), [[1], [1]]);
    let map: Value = [("a", 1)].into_iter().collect();
    let maps = list(&[map, Value::Ref(1)]);
    let read: Vec<std::collections::BTreeMap<String, i64>> = from_bytes(&to_bytes(&maps).unwrap()).unwrap();
    assert_eq!(read[0], read[1]);
    // Type references on both ways through the same list.
    let typed = [0x7a, 0x71, 1, b'x', 0x91, 0x7a, 0x71, 0x90, 0x92, b'Q', 0x93];
    assert_eq!(format!("{:?}", from_bytes::<Value>(&typed).unwrap()), "[x [1], [x [2], #3]]");
}

#[test]
fn a_cycle_of_typed_objects_is_an_error() {
    let order = object(
        "t.Order",
        &[("id", Value::from(1)), ("total", Value::from(1)), ("lines", list(&[Value::Ref(0)]))],
    );
    let error = from_bytes::<Order>(&to_bytes(&order).unwrap()).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Cycle { index: 0 });
    assert_eq!(error.path(), "lines[0]");
    assert!(from_bytes::<Vec<Vec<i32>>>(&[0x79, b'Q', 0x90]).is_err());
}

#[test]
fn references_to_nothing_are_errors() {
    for bytes in
        [&[b'Q', 0x90][..], &[0x79, b'Q', 0x91], &[0x79, b'Q', 0x8f], &[b'Q', b'I', 0x7f, 0xff, 0xff, 0xff]]
    {
        let error = from_bytes::<Value>(bytes).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::BadReference { .. }), "{error}");
        assert!(from_bytes::<Vec<Vec<i32>>>(bytes).is_err());
        assert!(Decoder::new(bytes).skip_value().is_err());
    }
    assert!(to_bytes(&list(&[Value::Ref(1)])).is_err());
    assert!(to_bytes(&Value::Ref(0)).is_err());
}
