//! Class definitions that are recognised by their bytes: they say the same as those that are read name by name.

use crate::{
    ClassDef, Decode, Decoder, Encoder, Error, List, Object, Shape, Value, derive, from_bytes, to_bytes,
};

/// Two Rust types for one class: the second has the fields the other way round, and an alias.
#[derive(Debug, PartialEq)]
struct Point {
    x: i32,
    y: i32,
}

#[derive(Debug, PartialEq)]
struct Turned(Point);

static POINT: ClassDef = ClassDef::new("t.Point", &["x", "y"]);
static POINT_SHAPE: Shape = Shape::new(&POINT, &[]);
static TURNED: ClassDef = ClassDef::new("t.Point", &["y", "x"]);
static TURNED_SHAPE: Shape = Shape::new(&TURNED, &[("width", 1)]);

fn two(from: &mut Decoder<'_>, shape: &'static Shape) -> Result<[i32; 2], Error> {
    let Some(mut head) = from.object_begin(Some(shape))? else { return Err(from.null_found("Point")) };
    let mut fields = [None, None];
    while let Some(field) = from.next_field(&mut head)? {
        fields[field] = Some(from.int()?);
    }
    let [first, second] = fields;
    Ok([
        derive::field(first, from, shape.class(), "first")?,
        derive::field(second, from, shape.class(), "second")?,
    ])
}

impl<'de> Decode<'de> for Point {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        two(from, &POINT_SHAPE).map(|[x, y]| Self { x, y })
    }
}

impl<'de> Decode<'de> for Turned {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        two(from, &TURNED_SHAPE).map(|[y, x]| Self(Point { x, y }))
    }
}

fn point(fields: &[(&str, i32)]) -> Value {
    Object::new("t.Point", fields.iter().map(|(name, value)| (*name, Value::from(*value)))).into()
}

#[test]
fn one_class_is_read_as_several_types_in_one_stream() {
    let values = vec![point(&[("x", 1), ("y", 2)]); 5];
    let bytes = to_bytes(&Value::List(List::new(values))).unwrap();
    for _ in 0..3 {
        let mut from = Decoder::new(&bytes);
        let mut list = from.list_begin().unwrap().unwrap();
        let mut next = |from: &mut Decoder<'_>| assert!(from.list_next(&mut list).unwrap());
        next(&mut from);
        assert_eq!(Point::decode(&mut from).unwrap(), Point { x: 1, y: 2 });
        next(&mut from);
        assert_eq!(from.value().unwrap().get("y"), Some(&Value::Int(2)));
        next(&mut from);
        assert_eq!(Turned::decode(&mut from).unwrap(), Turned(Point { x: 1, y: 2 }));
        next(&mut from);
        assert_eq!(Point::decode(&mut from).unwrap(), Point { x: 1, y: 2 });
        next(&mut from);
        assert_eq!(from.value().unwrap().get("x"), Some(&Value::Int(1)));
    }
    // What was learnt there says nothing of other classes.
    let other = to_bytes(&Value::from(Object::new("t.Line", [("from", Value::from(1))]))).unwrap();
    assert!(from_bytes::<Turned>(&other).is_err());
    assert!(from_bytes::<Point>(&other).is_err());
    let longer = to_bytes(&point(&[("z", 3), ("y", 2), ("x", 1)])).unwrap();
    assert_eq!(from_bytes::<Turned>(&longer).unwrap(), Turned(Point { x: 1, y: 2 }));
}

#[test]
fn more_orders_than_are_kept_are_read() {
    let orders: Vec<Value> = (0..12)
        .map(|n| {
            let extra = format!("f{n}");
            let mut fields = vec![("y", 2), (extra.as_str(), 3), ("x", 1)];
            fields.rotate_left(n % 3);
            point(&fields)
        })
        .collect();
    for _ in 0..3 {
        for order in &orders {
            let bytes = to_bytes(order).unwrap();
            assert_eq!(from_bytes::<Point>(&bytes).unwrap(), Point { x: 1, y: 2 });
            assert_eq!(from_bytes::<Turned>(&bytes).unwrap(), Turned(Point { x: 1, y: 2 }));
            assert_eq!(from_bytes::<Value>(&bytes).unwrap(), *order);
        }
    }
    let alias = to_bytes(&point(&[("width", 1), ("y", 2)])).unwrap();
    for _ in 0..2 {
        assert_eq!(from_bytes::<Turned>(&alias).unwrap(), Turned(Point { x: 1, y: 2 }));
        assert!(from_bytes::<Point>(&alias).is_err());
    }
}

#[test]
fn definitions_that_begin_alike_are_told_apart() {
    let short = to_bytes(&point(&[("y", 2), ("x", 1)])).unwrap();
    let long = to_bytes(&point(&[("y", 2), ("x", 1), ("z", 3)])).unwrap();
    let shadowed = to_bytes(&point(&[("x", 7), ("y", 2), ("x", 1)])).unwrap();
    // The same names, written longer than any encoder does: the length of `x` in two bytes.
    let mut odd = b"C\x07t.Point\x92\x01y\x30\x01x\x60\x92\x91".to_vec();
    for bytes in [&short[..], &long, &shadowed, &odd, &short, &long, &shadowed, &odd] {
        assert_eq!(from_bytes::<Point>(bytes).unwrap(), Point { x: 1, y: 2 });
        assert_eq!(from_bytes::<Value>(bytes).unwrap().get("x"), Some(&Value::Int(1)));
    }
    // The second time as the first, whatever is wrong with it.
    odd.truncate(12);
    for _ in 0..2 {
        assert!(from_bytes::<Point>(&odd).is_err());
        assert!(from_bytes::<Value>(&odd).is_err());
    }
}

#[test]
fn limits_hold_for_what_is_recognised() {
    let bytes = to_bytes(&point(&[("x", 1), ("y", 2)])).unwrap();
    let turned = to_bytes(&point(&[("y", 2), ("x", 1)])).unwrap();
    let read = |bytes: &[u8], limits| {
        let typed = Decoder::with_limits(bytes, limits).decode::<Point>().is_ok();
        let dynamic = Decoder::with_limits(bytes, limits).decode::<Value>().is_ok();
        assert_eq!(typed, dynamic);
        typed
    };
    let mut few = crate::Limits::DEFAULT;
    few.fields_per_class = 1;
    let mut none = crate::Limits::DEFAULT;
    none.classes = 0;
    for _ in 0..2 {
        for bytes in [&bytes[..], &turned] {
            assert!(read(bytes, crate::Limits::DEFAULT));
            assert!(!read(bytes, few));
            assert!(!read(bytes, none));
        }
    }
}

#[test]
fn a_definition_that_is_read_again_through_a_reference_counts_once() {
    let mut to = Encoder::new();
    // A list that holds the definition, a reference to it, then a point of the class by its number.
    to.list_begin(3, None);
    to.list_begin(1, None);
    to.object_begin(&TURNED);
    to.int(2);
    to.int(1);
    to.reference(1);
    to.object_begin(&TURNED);
    to.int(4);
    to.int(3);
    for _ in 0..2 {
        let mut from = Decoder::new(to.buffer());
        let mut list = from.list_begin().unwrap().unwrap();
        for _ in 0..2 {
            assert!(from.list_next(&mut list).unwrap());
            assert_eq!(Vec::<Point>::decode(&mut from).unwrap(), [Point { x: 1, y: 2 }]);
        }
        assert!(from.list_next(&mut list).unwrap());
        assert_eq!(Point::decode(&mut from).unwrap(), Point { x: 3, y: 4 });
        assert!(!from.list_next(&mut list).unwrap());
        from.finish().unwrap();
    }
}
