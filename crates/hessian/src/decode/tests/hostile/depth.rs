//! S09: depth costs heap, is bounded, and what was read so far is dropped, all on a small stack.

use std::collections::HashMap;

use super::{limit_of, on_small_stack};
use crate::decode::tests::typed::Order;
use crate::java::Exception;
use crate::{
    ClassDef, Decode, Decoder, Error, ErrorKind, Limits, Shape, Value, derive, from_bytes, to_bytes,
};

/// Something inside itself `depth` times.
fn nested(head: &[u8], open: &[u8], leaf: &[u8], depth: usize) -> Vec<u8> {
    [head, &open.repeat(depth), leaf].concat()
}

/// Everything that can hold something: what comes first, what opens one, what is innermost.
const NESTS: [(&[u8], &[u8], &[u8]); 9] = [
    (b"", b"\x79", b"\x90"),
    (b"", b"X\x91", b"\x90"),
    (b"", b"W", b"Z"),
    (b"", b"q\x01t", b"\x90"),
    (b"", b"V\x01t\x91", b"\x90"),
    (b"", b"H", b"Z"),
    (b"", b"H\x91", b"\x91"),
    (b"C\x01x\x91\x01a", b"\x60", b"\x90"),
    (b"C\x01x\x92\x01a\x01b", b"\x60N", b"\x90"),
];

fn is_too_deep<T: std::fmt::Debug>(read: Result<T, Error>) {
    let error = read.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "depth", .. }), "{error}");
}

#[test]
fn s09_depth_is_bounded_on_a_small_stack() {
    on_small_stack(|| {
        for (head, open, leaf) in NESTS {
            for depth in [1_000, 1_000_000] {
                let deep = nested(head, open, leaf, depth);
                assert_eq!(limit_of(&deep, Limits::DEFAULT), "depth");
                is_too_deep(Decoder::new(&deep).skip_value());
                is_too_deep(from_bytes::<(Value, Value)>(&[b"\x7a", &deep[..]].concat()).map(drop));
            }
        }
    });
}

#[test]
fn s09_no_limits_lift_the_depth() {
    on_small_stack(|| {
        let limits = Limits { depth: usize::MAX, ..Limits::DEFAULT };
        let deep = nested(b"", b"\x79", b"\x90", 1_000_000);
        assert_eq!(limit_of(&deep, limits), "depth");
        is_too_deep(Decoder::with_limits(&deep, limits).skip_value());
        is_too_deep(Decoder::with_limits(&deep, limits).decode::<Lists>());
    });
}

#[test]
fn s09_the_deepest_value_does_all_on_a_small_stack() {
    on_small_stack(|| {
        let deepest = nested(b"", b"\x79", b"\x90", 256);
        let value: Value = from_bytes(&deepest).unwrap();
        assert_eq!(value.clone(), value);
        assert!(format!("{value:?}").len() < 8192);
        assert_eq!(to_bytes(&value).unwrap()[..], deepest);
        assert!(value.resolve(255).is_some());
        drop(value);
    });
}

#[test]
fn s09_a_value_too_deep_is_not_written() {
    let deep = (0..257).fold(Value::Null, |inner, _| Value::from(vec![inner]));
    assert!(matches!(to_bytes(&deep).unwrap_err().kind(), ErrorKind::Limit { name: "depth", .. }));
}

/// Lists all the way down.
#[derive(Debug)]
struct Lists {
    #[allow(dead_code)]
    inside: Vec<Self>,
}

impl<'de> Decode<'de> for Lists {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        Ok(Self { inside: from.decode()? })
    }
}

#[test]
fn s09_types_that_hold_themselves_are_bounded_on_a_small_stack() {
    on_small_stack(|| {
        for depth in [1_000, 1_000_000] {
            is_too_deep(from_bytes::<Exception>(&nested(b"C\x01x\x91\x05cause", b"\x60", b"N", depth)));
            let suppressed = nested(b"C\x01x\x91\x14suppressedExceptions", b"\x60\x79", b"N", depth);
            is_too_deep(from_bytes::<Exception>(&suppressed));
            let orders =
                nested(b"C\x07t.Order\x93\x02id\x05total\x05lines", b"\x60\x90\x90\x79", b"N", depth);
            is_too_deep(from_bytes::<Order>(&orders));
            is_too_deep(from_bytes::<Lists>(&nested(b"", b"\x79", b"\x78", depth)));
            is_too_deep(from_bytes::<HashMap<String, Value>>(&nested(b"", b"H\x01a", b"N", depth)));
        }
        // What is just not too deep is read and dropped. Written, the innermost one has lists inside of it too.
        let exception: Exception = from_bytes(&nested(b"C\x01x\x91\x05cause", b"\x60", b"N", 255)).unwrap();
        assert_eq!(exception.clone(), exception);
        let written = to_bytes(&exception).unwrap();
        assert_eq!(from_bytes::<Exception>(&written).unwrap(), exception);
        from_bytes::<Lists>(&nested(b"", b"\x79", b"\x78", 255)).unwrap();
    });
}

/// As `#[derive(Hessian)]` writes it for a class of very many fields, one of which is of the class itself.
struct Large {
    next: Option<Box<Self>>,
    _fields: [u64; 200],
}

static LARGE: ClassDef = ClassDef::new("t.Large", &["next"]);
static LARGE_SHAPE: Shape = Shape::new(&LARGE, &[]);

impl derive::Fields for Large {
    const NAMES: &'static [&'static str] = &["next"];
    const ALIASES: &'static [(&'static str, u16)] = &[];
}

impl<'de> derive::DecodeFields<'de> for Large {
    type Partial = (Option<Option<Box<Self>>>, ());

    fn decode_field(partial: &mut Self::Partial, _: usize, from: &mut Decoder<'de>) -> Result<(), Error> {
        partial.0 = Some(Decode::decode(from)?);
        Ok(())
    }

    fn complete(partial: Self::Partial, from: &Decoder<'de>) -> Result<Self, Error> {
        Ok(Self { next: derive::field(partial.0, from, &LARGE, "next")?, _fields: [0; 200] })
    }

    fn in_order(from: &mut Decoder<'de>) -> Result<Self, Error> {
        Ok(Self { next: derive::next(from)?, _fields: [0; 200] })
    }
}

impl<'de> Decode<'de> for Large {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        derive::decode_object(&LARGE_SHAPE, from)
    }
}

#[test]
fn s09_large_types_may_lie_less_deep() {
    // The stack of a thread that nobody asked for more.
    let read = |depth| {
        let own = nested(b"C\x07t.Large\x91\x04next", b"\x60", b"N", depth);
        let other = nested(b"C\x07t.Large\x92\x01x\x04next", b"\x60N", b"N", depth);
        let work = move || [from_bytes::<Large>(&own), from_bytes::<Large>(&other)];
        std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap()
    };
    for large in read(61) {
        let chain = std::iter::successors(Some(&large.unwrap()), |large| large.next.as_deref()).count();
        assert_eq!(chain, 61);
    }
    for depth in [62, 256, 1_000_000] {
        read(depth).into_iter().for_each(|large| is_too_deep(large.map(|_| ())));
    }
}

#[test]
fn s09_an_error_in_the_depth_says_what_is_wrong() {
    let deep = nested(b"C\x01x\x91\x05cause", b"\x60", b"N", 1_000);
    let text = from_bytes::<Exception>(&deep).unwrap_err().to_string();
    assert!(text.starts_with("cause.cause.") && text.contains("depth"), "{text}");
}
