//! Whatever is a message comes back from its JSON.

use proptest::prelude::*;

use super::*;

const NAMES: [&str; 7] =
    ["v1.Scalars", "v1.Lists", "v1.Maps", "v1.Choice", "v1.Tree", "v1.Known", "legacy.Old"];

/// What is written is read as the same, and written as the same again.
fn comes_back(name: &str, bytes: &[u8]) {
    let Ok(json) = write(ProtoJson::new(), name, bytes) else { return };
    let back = read(ProtoJson::new().denying_unknown(), name, &json).expect(&json);
    // The number of a null is lost.
    let nulls = json.contains(r#""nullValue":null"#);
    let again = write(ProtoJson::new(), name, &back).unwrap();
    assert!(again == json || nulls, "{again} of {json}");
}

/// Fields whose wire types mostly fit some field of the messages.
fn field() -> impl Strategy<Value = Vec<u8>> {
    let varint = prop_oneof![Just(0), Just(1), Just(u64::MAX), any::<u64>(), 0u64..100].prop_map(|value| {
        let mut bytes = Vec::new();
        prost::encoding::encode_varint(value, &mut bytes);
        (0, bytes)
    });
    let inside = prop::collection::vec(prop_oneof![any::<u8>(), 0x08u8..0x30, 0u8..4], 0..24);
    let len = inside.prop_map(|inside| {
        let mut bytes = vec![inside.len() as u8];
        bytes.extend(inside);
        (2, bytes)
    });
    let fixed = any::<[u8; 8]>().prop_map(|bytes| (1, bytes.to_vec()));
    let half = any::<[u8; 4]>().prop_map(|bytes| (5, bytes.to_vec()));
    (1u32..21, prop_oneof![varint, len, fixed, half]).prop_map(|(number, (wire, content))| {
        let mut bytes = Vec::new();
        prost::encoding::encode_varint(u64::from(number << 3 | wire), &mut bytes);
        bytes.extend(content);
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn messages_come_back(fields in prop::collection::vec(field(), 0..4)) {
        for name in NAMES {
            comes_back(name, &fields.concat());
        }
    }

    #[test]
    fn any_bytes_are_at_most_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        for name in NAMES {
            comes_back(name, &bytes);
        }
    }

    #[test]
    fn times_come_back(seconds in -62_135_596_800i64..=253_402_300_799, nanos in 0i32..1_000_000_000) {
        let text = super::super::text::time_to_text(seconds, nanos).unwrap();
        prop_assert_eq!(super::super::text::time_from_text(&text), Some((seconds, nanos)));
    }

    #[test]
    fn spans_come_back(seconds in -315_576_000_000i64..=315_576_000_000, nanos in 0i32..1_000_000_000) {
        let nanos = match seconds {
            0.. if seconds == 315_576_000_000 => 0,
            -315_576_000_000 => 0,
            0.. => nanos,
            _ => -nanos,
        };
        let text = super::super::text::span_to_text(seconds, nanos).unwrap();
        prop_assert_eq!(super::super::text::span_from_text(&text), Some((seconds, nanos)));
    }
}
