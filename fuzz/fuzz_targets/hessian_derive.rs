//! Any object of a contract's type: it comes back from its own bytes, and from those of peers that write it in other forms,
//! with another order of the fields, under older names, with more fields and with fewer.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use dubbors_fuzz::contract::{ALIASES, Borrowed, Many, Node, Scalars, Shape};
use dubbors_fuzz::foreign::Writer;
use dubbors_fuzz::same;
use dubbors_hessian::{Decode, Decoder, Encode, Encoder, Error, ErrorKind, Value, from_bytes, to_bytes};
use libfuzzer_sys::fuzz_target;

/// Reads the bytes and compares; objects too deep for one are left alone.
macro_rules! comes_back {
    ($type:ty, $bytes:expr, $object:expr) => {
        match from_bytes::<$type>($bytes) {
            Ok(back) => same(&back, $object),
            Err(error) if is_too_deep(&error) => return,
            Err(error) => panic!("{error}: {:?}", $bytes),
        }
    };
}

macro_rules! law {
    ($type:ty, $from:expr) => {{
        let from: &mut Unstructured = $from;
        let Ok(object) = <$type>::arbitrary(from) else { return };
        let bytes = to_bytes(&object).expect("a type of the contract can be written");
        comes_back!($type, &bytes, &object);
        let mut bare = Encoder::new().with_bare_constants(true);
        object.encode(&mut bare).expect("as before");
        comes_back!($type, bare.buffer(), &object);
        let twice = to_bytes(&(&object, &object)).expect("as before");
        match from_bytes::<($type, $type)>(&twice) {
            Ok((one, other)) => {
                same(&one, &object);
                same(&other, &object);
            }
            Err(error) => assert!(is_too_deep(&error), "{error}"),
        }

        let value: Value = from_bytes(&bytes).expect("any object is a value");
        assert_eq!(to_bytes(&value).expect("a value can be written"), bytes);

        // The definition of the class is not the bytes that the type knows, so that it is read name by name.
        let forms = Writer::new(from, None).write(&value);
        comes_back!($type, &forms, &object);
        same(&from_bytes::<Value>(&forms).expect("any form of a value"), &value);

        // The second time the type may know the definition: the first one has kept it.
        let other = Writer::new(from, Some(ALIASES)).write(&value);
        for _ in 0..2 {
            comes_back!($type, &other, &object);
            ends_where_skipping_ends::<$type>(&other);
        }
        from_bytes::<$type>(&other[..other.len() - 1]).expect_err("its end is missing");
    }};
}

fn is_too_deep(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Limit { name: "depth", .. })
}

fn ends_where_skipping_ends<'de, T: Decode<'de>>(bytes: &'de [u8]) {
    // Twice in a row, the second object without a definition.
    let mut from = Decoder::new(bytes);
    from.decode::<T>().expect("it was read before");
    let mut skip = Decoder::new(bytes);
    skip.skip_value().expect("what can be read can be skipped");
    assert_eq!(from.position(), skip.position());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let from = &mut Unstructured::new(rest);
    match kind % 6 {
        0 => law!(Node, from),
        1 => law!(Scalars, from),
        2 => law!(Borrowed<'_>, from),
        3 => law!(Vec<Shape>, from),
        4 => law!(Many<Node>, from),
        _ => law!(Many<Option<i64>>, from),
    }
});
