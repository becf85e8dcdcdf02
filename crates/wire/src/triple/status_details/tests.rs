use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

#[test]
fn bytes_of_practice() {
    let debug = DebugInfo {
        stack_entries: vec!["org.acme.A.b(A.java:7)".to_owned(), String::new()],
        detail: "boom".to_owned(),
    };
    let any = debug.to_any();
    assert_eq!(any.type_name(), "google.rpc.DebugInfo");
    assert_eq!(any.value, &b"\x0a\x16org.acme.A.b(A.java:7)\x0a\x00\x12\x04boom"[..]);
    assert_eq!(DebugInfo::decode(&any.value), Ok(debug));

    let error = ErrorInfo {
        reason: "FULL".to_owned(),
        domain: "acme.org".to_owned(),
        metadata: vec![("zone".to_owned(), "eu".to_owned())],
    };
    let any = error.to_any();
    assert_eq!(any.type_name(), "google.rpc.ErrorInfo");
    assert_eq!(any.value, &b"\x0a\x04FULL\x12\x08acme.org\x1a\x0a\x0a\x04zone\x12\x02eu"[..]);
    assert_eq!(ErrorInfo::decode(&any.value), Ok(error));
}

#[test]
fn unknown_and_absent_fields_are_fine() {
    assert_eq!(DebugInfo::decode(b"\x18\x01"), Ok(DebugInfo::default()));
    assert_eq!(ErrorInfo::decode(b"\x20\x01"), Ok(ErrorInfo::default()));
    let info = ErrorInfo::decode(b"\x1a\x03\x0a\x01k\x1a\x00").unwrap();
    assert_eq!(info.metadata, [("k".to_owned(), String::new()), <(String, String)>::default()]);
}

#[test]
fn errors_name_the_field() {
    for (error, text) in [
        (
            DebugInfo::decode(b"\x08\x01"),
            "google.rpc.DebugInfo.stack_entries: expected a value of wire type 2, got another",
        ),
        (
            DebugInfo::decode(&b"\x0a\x00".repeat(MAX_STACK_ENTRIES + 1)),
            "google.rpc.DebugInfo.stack_entries: more than 1024 of them",
        ),
    ] {
        assert_eq!(error.unwrap_err().to_string(), text);
    }
    for (error, text) in [
        (
            ErrorInfo::decode(b"\x10\x01"),
            "google.rpc.ErrorInfo.domain: expected a value of wire type 2, got another",
        ),
        (
            ErrorInfo::decode(b"\x1a\x02\x10\x01"),
            "google.rpc.ErrorInfo.metadata: expected a value of wire type 2, got another",
        ),
        (
            ErrorInfo::decode(&b"\x1a\x00".repeat(MAX_METADATA + 1)),
            "google.rpc.ErrorInfo.metadata: more than 256 of them",
        ),
    ] {
        assert_eq!(error.unwrap_err().to_string(), text);
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        texts in (any::<String>(), any::<String>()),
        entries in vec(any::<String>(), 0..4),
        metadata in vec((any::<String>(), any::<String>()), 0..4),
    ) {
        let debug = DebugInfo { stack_entries: entries, detail: texts.0.clone() };
        prop_assert_eq!(DebugInfo::decode(&debug.to_any().value), Ok(debug));
        let error = ErrorInfo { reason: texts.0, domain: texts.1, metadata };
        prop_assert_eq!(ErrorInfo::decode(&error.to_any().value), Ok(error));
    }
}
