//! Input that means harm: lengths without bytes, depth, cycles, tables that grow, work that multiplies.

use crate::java::Exception;
use crate::{
    Decode, Decoder, Encode, Encoder, ErrorKind, Limits, MAX_ERROR_TEXT, Value, from_bytes, to_bytes,
};

/// A thread with as little stack as the smallest runtime gives.
fn on_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(256 * 1024).spawn(work).unwrap().join().unwrap()
}

fn limit_of(bytes: &[u8], limits: Limits) -> &'static str {
    let error = Decoder::with_limits(bytes, limits).value().unwrap_err();
    match error.kind() {
        ErrorKind::Limit { name, .. } => name,
        _ => panic!("{error}"),
    }
}

/// Tries every way of reading; the result does not matter, only that there is one.
fn read_all_ways(bytes: &[u8]) {
    let _ = from_bytes::<Value>(bytes);
    let _ = from_bytes::<Vec<i32>>(bytes);
    let _ = from_bytes::<Vec<Vec<u8>>>(bytes);
    let _ = from_bytes::<Vec<Option<String>>>(bytes);
    let _ = from_bytes::<std::collections::HashMap<String, Value>>(bytes);
    let _ = from_bytes::<Exception>(bytes);
    let _ = from_bytes::<super::typed::Order>(bytes);
    let _ = Decoder::new(bytes).skip_value();
}

#[test]
fn s08_declared_lengths_reserve_nothing() {
    for length in [0x8000, i32::MAX, -1, i32::MIN] {
        let [a, b, c, d] = length.to_be_bytes();
        let heads: [&[u8]; 8] = [
            &[0x58, b'I', a, b, c, d],
            &[b'V', 4, b'[', b'i', b'n', b't', b'I', a, b, c, d],
            &[b'C', 1, b'x', b'I', a, b, c, d],
            &[b'C', 1, b'x', 0x90, b'O', b'I', a, b, c, d],
            &[b'Q', b'I', a, b, c, d],
            &[b'V', b'I', a, b, c, d, 0x90],
            &[b'M', b'I', a, b, c, d],
            &[b'R', c, d],
        ];
        for head in heads {
            for tail in 0..32 {
                let bytes = [head, &[0x90; 32][..tail]].concat();
                assert!(from_bytes::<Value>(&bytes).is_err());
                read_all_ways(&bytes);
            }
        }
    }
    // The room a reader makes is bounded by what has arrived.
    let from = Decoder::new(&[0x58; 100]);
    assert_eq!(from.trusted::<[u8; 10]>(Some(usize::MAX)), 10);
    assert_eq!(from.trusted::<u8>(Some(7)), 7);
    assert_eq!(Decoder::new(&[]).trusted::<u8>(Some(7)), 0);
}

#[test]
fn s09_depth_is_bounded_on_a_small_stack() {
    on_small_stack(|| {
        for (open, leaf) in [(&[0x79][..], &[0x90][..]), (&[0x57], b"Z"), (b"H", b"Z"), (b"H\x91", b"\x91")] {
            let deep = [&open.repeat(1 << 20), leaf].concat();
            assert_eq!(limit_of(&deep, Limits::DEFAULT), "depth");
            assert!(Decoder::new(&deep).skip_value().is_err());
        }
        let deepest = [&[0x79].repeat(256)[..], &[0x90]].concat();
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

#[test]
fn s10_cycles_are_finite() {
    for bytes in [
        &[0x79, b'Q', 0x90][..],
        &[b'H', b'Q', 0x90, b'Q', 0x90, b'Z'],
        &[0x7a, 0x79, b'Q', 0x90, 0x79, b'Q', 0x91],
    ] {
        let value: Value = from_bytes(bytes).unwrap();
        assert_eq!(to_bytes(&value).unwrap()[..], *bytes);
        assert_eq!(value.clone(), value);
        assert!(format!("{value:?}").len() < 100);
        read_all_ways(bytes);
    }
}

#[test]
fn s11_tables_are_bounded() {
    let classes = [&b"C\x01x\x90"[..]; 5000].concat();
    assert_eq!(limit_of(&classes, Limits::DEFAULT), "classes");
    let fields = [&b"C\x01x\xcc\x01"[..], &[0; 2000]].concat();
    assert_eq!(limit_of(&fields, Limits::DEFAULT), "fields_per_class");
    let types = [&[0x57][..], &[&[0x70, 1, b'x'][..]; 70_000].concat()].concat();
    assert_eq!(limit_of(&types, Limits::DEFAULT), "type_names");
    let lists = [&[0x57][..], &[0x78; 3 << 20]].concat();
    assert!(matches!(limit_of(&lists, Limits::DEFAULT), "references" | "memory"));
    let mut few = Limits::DEFAULT;
    few.elements = 10;
    assert_eq!(limit_of(&[&[0x57][..], &[0x90; 20]].concat(), few), "elements");
    few = Limits::DEFAULT;
    few.string_bytes = 10;
    assert_eq!(limit_of(&[&[20][..], &[b'a'; 20]].concat(), few), "string_bytes");
    few.binary_bytes = 10;
    assert_eq!(limit_of(&[&[0x2f][..], &[b'a'; 15]].concat(), few), "binary_bytes");
    few = Limits::DEFAULT;
    few.memory = 1000;
    assert_eq!(limit_of(&[&[0x57][..], &[0x90; 2000]].concat(), few), "memory");
}

/// Each list holds the one before twice: 2^n leaves when followed blindly.
fn doubling(levels: u32) -> Vec<u8> {
    let mut to = Encoder::new();
    to.list_begin(levels as usize, None);
    to.list_begin(0, None);
    for level in 1..levels {
        to.list_begin(2, None);
        to.reference(level);
        to.reference(level);
    }
    to.into_inner().to_vec()
}

/// Reads nested lists of any depth and counts them.
struct Count(u64);

impl<'de> Decode<'de> for Count {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, crate::Error> {
        let mut head = from.list_begin()?.unwrap();
        let mut count = 1;
        while from.list_next(&mut head)? {
            count += Self::decode(from)?.0;
        }
        Ok(Self(count))
    }
}

#[test]
fn references_to_references_cannot_multiply_work() {
    let limits = Limits { elements: 100_000, ..Limits::DEFAULT };
    let few = doubling(10);
    assert_eq!(Decoder::new(&few).decode::<Count>().unwrap().0, 2037);
    let many = doubling(60);
    let error = Decoder::with_limits(&many, limits).decode::<Count>().map(|count| count.0).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "elements", .. }), "{error}");
    // As a value it stays as small as its bytes.
    let value: Value = from_bytes(&many).unwrap();
    assert_eq!(to_bytes(&value).unwrap()[..], many);
}

#[test]
fn long_strings_behind_references_are_charged_each_time() {
    let mut to = Encoder::new();
    to.list_begin(1000, None);
    vec!["x".repeat(1 << 20)].encode(&mut to).unwrap();
    for _ in 1..1000 {
        to.reference(1);
    }
    let bytes = to.into_inner();
    let error = from_bytes::<Vec<Vec<String>>>(&bytes).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "memory", .. }), "{error}");
    let error = from_bytes::<Vec<Vec<std::borrow::Cow<'_, str>>>>(&bytes).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "memory", .. }), "{error}");
}

#[test]
fn s13_endless_small_chunks_cost_their_bytes() {
    // Counted work instead of time: the text is as long as its data, and the budget is charged for data only.
    for chunk in [&[b'R', 0, 0][..], &[b'R', 0, 1, b'a'], &[b'R', 0, 1, 0xc3, 0xa9]] {
        let bytes = [&chunk.repeat(100_000)[..], &[0]].concat();
        let text: String = from_bytes(&bytes).unwrap();
        assert_eq!(text.len(), (chunk.len() - 3) * 100_000);
        Decoder::new(&bytes).skip_value().unwrap();
    }
    let bytes = [&[b'A', 0, 0].repeat(100_000)[..], &[0x20]].concat();
    assert!(from_bytes::<Vec<u8>>(&bytes).unwrap().is_empty());
    Decoder::new(&bytes).skip_value().unwrap();
}

#[test]
fn s05_errors_are_short_and_hold_no_data() {
    let long = "secret\u{7}".repeat(100);
    let mut value = Value::from("secret");
    for _ in 0..50 {
        value = crate::Object::new(long.as_str(), [(long.as_str(), value)]).into();
    }
    let bytes = to_bytes(&value).unwrap();
    for cut in (0..bytes.len()).step_by(97) {
        let text = from_bytes::<Value>(&bytes[..cut]).unwrap_err().to_string();
        assert!(text.len() <= MAX_ERROR_TEXT && !text.contains('\u{7}'), "{text}");
    }
    let text = from_bytes::<Vec<i32>>(&to_bytes(&vec!["hidden"]).unwrap()).unwrap_err().to_string();
    assert!(!text.contains("hidden"));
}

#[test]
fn s01_any_class_name_is_inert_data() {
    for class in
        ["java.lang.Runtime", "javax.naming.InitialContext", "com.sun.rowset.JdbcRowSetImpl", "[int", ""]
    {
        let value = Value::from(crate::Object::new(class, [("dataSourceName", Value::from("ldap://x"))]));
        assert_eq!(from_bytes::<Value>(&to_bytes(&value).unwrap()).unwrap(), value);
    }
}

#[test]
fn every_short_input_ends() {
    let mut bytes = [0_u8; 3];
    for a in 0..=255 {
        for b in 0..=255 {
            bytes = [a, b, bytes[2].wrapping_add(7)];
            for len in 1..=3 {
                let value = from_bytes::<Value>(&bytes[..len]);
                let mut from = Decoder::new(&bytes[..len]);
                let skipped = from.skip_value().and_then(|()| from.finish());
                assert!(value.is_err() || skipped.is_ok(), "{bytes:?}");
            }
            read_all_ways(&bytes);
        }
    }
}
