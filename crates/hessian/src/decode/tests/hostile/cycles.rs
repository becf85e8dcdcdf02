//! S10: what holds itself, and references that multiply work.

use super::{Random, doubling, read_all_ways};
use crate::{Decode, Decoder, Encode, Encoder, ErrorKind, Limits, Value, from_bytes, to_bytes};

/// Everything that can be done to a value is over after as much work as there are bytes, references not being followed.
fn does_all(bytes: &[u8]) -> Value {
    let value: Value = from_bytes(bytes).unwrap();
    let copy = value.clone();
    assert_eq!(copy, value);
    assert!(format!("{value:?}").len() < 8192);
    assert_eq!(value.resolve(u32::MAX), None);
    assert_eq!(to_bytes(&copy).unwrap()[..], *bytes);
    drop(value);
    copy
}

#[test]
fn s10_cycles_are_finite() {
    for bytes in [
        &[0x79, b'Q', 0x90][..],
        &[b'H', b'Q', 0x90, b'Q', 0x90, b'Z'],
        &[0x7a, 0x79, b'Q', 0x90, 0x79, b'Q', 0x91],
        b"C\x01x\x91\x01a\x60Q\x90",
        b"C\x01x\x92\x01a\x01b\x60\x60Q\x90Q\x91Q\x90",
        b"M\x01tQ\x90q\x01tQ\x90Z",
    ] {
        does_all(bytes);
        read_all_ways(bytes);
    }
}

/// Containers at random, each of which points to some that began before it, itself included.
fn graph(random: &mut Random) -> Vec<u8> {
    fn inside(to: &mut Encoder, random: &mut Random, depth: usize) {
        let before = to.object_count();
        match random.below(if depth > 6 { 2 } else { 5 }) {
            0 if before > 0 => to.reference(random.below(before as usize) as u32),
            0 | 1 => to.null(),
            2 => {
                to.map_begin(random.below(2).eq(&0).then_some("java.util.TreeMap"));
                for _ in 0..random.below(3) {
                    inside(to, random, depth + 1);
                    inside(to, random, depth + 1);
                }
                to.map_end();
            }
            _ => {
                let len = random.below(5);
                to.list_begin(len, random.below(2).eq(&0).then_some("[object"));
                (0..len).for_each(|_| inside(to, random, depth + 1));
            }
        }
    }
    let mut to = Encoder::new();
    to.list_begin(7, None);
    (0..7).for_each(|_| inside(&mut to, random, 0));
    to.into_inner().to_vec()
}

#[test]
fn s10_any_graph_keeps_its_identities() {
    let mut random = Random(11);
    for _ in 0..2_000 {
        let bytes = graph(&mut random);
        does_all(&bytes);
        read_all_ways(&bytes);
    }
}

#[test]
fn s10_work_on_a_value_is_bounded_by_its_bytes() {
    // 2^1000 leaves, if references were followed; at each level as much work as on the one before.
    let value = does_all(&doubling(1_000));
    assert_eq!(value.items().unwrap().len(), 1_000);
}

/// A pair of pairs, each of which lies in a box that a list of references does not show.
struct Pair {
    #[allow(dead_code)]
    inside: (Option<Box<Self>>, Option<std::sync::Arc<Self>>),
    #[allow(dead_code)]
    own: [u64; 100],
}

impl<'de> Decode<'de> for Pair {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, crate::Error> {
        Ok(Self { inside: from.decode()?, own: [0; 100] })
    }
}

#[test]
fn s10_boxes_behind_references_are_charged_each_time() {
    // Each pair holds the one before twice.
    let mut to = Encoder::new();
    to.list_begin(30, None);
    for level in 0..30 {
        to.list_begin(2, None);
        for _ in 0..2 {
            if level == 0 { to.null() } else { to.reference(level) }
        }
    }
    let bytes = to.into_inner();
    // 2^20 of the pairs take 850 MB; as elements they are too few to be refused.
    let error = from_bytes::<Vec<Pair>>(&bytes).map(|pairs| pairs.len()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "memory", .. }), "{error}");
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
fn s10_references_to_references_cannot_multiply_work() {
    let limits = Limits { elements: 100_000, ..Limits::DEFAULT };
    let few = doubling(10);
    assert_eq!(Decoder::new(&few).decode::<Count>().unwrap().0, 2037);
    let many = doubling(60);
    let error = Decoder::with_limits(&many, limits).decode::<Count>().map(|count| count.0).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Limit { name: "elements", .. }), "{error}");
    // As a value it stays as small as its bytes.
    does_all(&many);
}

#[test]
fn s10_long_strings_behind_references_are_charged_each_time() {
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
