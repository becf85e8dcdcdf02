//! What is deep, large, or meant to be misread.

use super::*;
use crate::JsonLimits;

/// The field 1 of a message, which is `inside`.
fn wrapped(tag: u8, inside: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    prost::encoding::encode_varint(inside.len() as u64, &mut bytes);
    bytes.extend_from_slice(inside);
    bytes
}

#[test]
fn json_that_is_deep_is_an_error() {
    for (name, around, before, after) in [
        ("v1.Tree", "", r#"{"child":"#, "}"),
        ("v1.Tree", "", r#"{"children":["#, "]}"),
        ("v1.Known", r#"{"struct":"#, r#"{"a":"#, "}"),
        ("v1.Known", r#"{"any":"#, r#"{"@type":"x/judge.v1.Known","any":"#, "}"),
        ("v1.Known", r#"{"any":"#, r#"{"@type":"x/google.protobuf.Any","value":"#, "}"),
        ("v1.Known", "", r#"{"unknown":"#, "}"),
    ] {
        for depth in [10, 30, 48, 60, 100, 101, 1000, 100_000] {
            let close = if around.is_empty() { "" } else { "}" };
            let json = format!("{around}{}{{}}{}{close}", before.repeat(depth), after.repeat(depth));
            match read(ProtoJson::new(), name, &json) {
                Ok(bytes) => {
                    // Whoever reads protobuf can read it; JSON of it may be deeper than its own bound.
                    write(ProtoJson::new(), name, &bytes).unwrap();
                }
                Err(error) => assert!(error.message().contains("deep"), "{depth}: {error}"),
            }
        }
    }
    let deep = format!("{}{}", r#"{"value":"#, "[".repeat(34) + &"]".repeat(34) + "}");
    assert!(read(ProtoJson::new(), "v1.Known", &deep).is_ok());
    let deep = format!("{}{}", r#"{"value":"#, "[".repeat(60) + &"]".repeat(60) + "}");
    assert_eq!(refused("v1.Known", &deep).rsplit_once(": ").unwrap().1, "messages that are nested too deep");
}

#[test]
fn messages_that_are_deep_are_an_error() {
    let nested = |tag: u8, depth: usize| (0..depth).fold(Vec::new(), |inside, _| wrapped(tag, &inside));
    assert!(write(ProtoJson::new(), "v1.Tree", &nested(0x12, 99)).is_ok());
    for depth in [100, 101, 1000, 20_000] {
        assert!(write(ProtoJson::new(), "v1.Tree", &nested(0x12, depth)).is_err(), "{depth}");
    }
    assert!(write(ProtoJson::new(), "v1.Tree", &nested(0x1a, 60)).is_err());
    assert!(write(ProtoJson::new(), "v1.Tree", &nested(0x1a, 40)).is_ok());
}

#[test]
fn an_any_in_an_any_in_an_any_ends() {
    let any = |depth: usize| {
        (0..depth).fold(Vec::new(), |inside, _| {
            let mut bytes = wrapped(0x0a, b"x/google.protobuf.Any");
            bytes.extend(wrapped(0x12, &inside));
            bytes
        })
    };
    for (depth, fits) in [(50, true), (98, true), (99, false), (1000, false), (20_000, false)] {
        let json = write(ProtoJson::new(), "v1.Known", &wrapped(0x0a, &any(depth)));
        assert_eq!(json.is_ok(), fits, "{depth}: {json:?}");
    }
}

#[test]
fn what_is_large_is_an_error() {
    let mut limits = JsonLimits::DEFAULT;
    limits.written = 100;
    let format = ProtoJson::new().with_limits(limits);
    let error = write(format, "v1.Lists", &wrapped(0x0a, &[1; 100])).unwrap_err();
    assert_eq!(error.message(), "numbers[44]: a message whose JSON is too long");
    limits.memory = 10_000;
    let json = format!(r#"{{"numbers":[{}1]}}"#, "1,".repeat(100));
    assert!(read(ProtoJson::new().with_limits(limits), "v1.Lists", &json).is_err());
}

#[test]
fn lengths_that_lie_reserve_nothing() {
    for bytes in [
        &b"\x0a\xff\xff\xff\xff\x07"[..],
        b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
        b"\x0a",
        b"\x0b\x0c\x0f",
    ] {
        assert!(write(ProtoJson::new(), "v1.Lists", bytes).is_err());
    }
}

#[test]
fn times_that_json_cannot_say_are_errors() {
    let time = |seconds: i64, nanos: i32| {
        let mut bytes = Vec::new();
        prost::encoding::int64::encode(1, &seconds, &mut bytes);
        prost::encoding::int32::encode(2, &nanos, &mut bytes);
        bytes
    };
    for (seconds, nanos) in
        [(i64::MAX, 0), (i64::MIN, 0), (0, -1), (0, i32::MAX), (0, i32::MIN), (253_402_300_800, 0)]
    {
        assert!(write(ProtoJson::new(), "v1.Known", &wrapped(0x12, &time(seconds, nanos))).is_err());
    }
    for (seconds, nanos) in
        [(i64::MAX, 0), (i64::MIN, 0), (1, -1), (-1, 1), (0, i32::MIN), (315_576_000_001, 0)]
    {
        assert!(write(ProtoJson::new(), "v1.Known", &wrapped(0x1a, &time(seconds, nanos))).is_err());
    }
}
