use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn written(status: &RpcStatus) -> Bytes {
    let mut buffer = BytesMut::new();
    status.encode(&mut buffer);
    buffer.freeze()
}

fn detail(type_url: &str, value: &'static [u8]) -> Any {
    Any { type_url: type_url.to_owned(), value: Bytes::from_static(value) }
}

#[test]
fn bytes_of_practice() {
    let status = RpcStatus {
        code: 5,
        message: "no such user".to_owned(),
        details: vec![detail("type.googleapis.com/a.B", b"\x08\x01"), Any::default()],
    };
    let bytes =
        b"\x08\x05\x12\x0cno such user\x1a\x1d\x0a\x17type.googleapis.com/a.B\x12\x02\x08\x01\x1a\x00";
    assert_eq!(written(&status), &bytes[..]);
    assert_eq!(RpcStatus::decode(&Bytes::from_static(bytes)).unwrap(), status);
    assert_eq!(status.details[0].type_name(), "a.B");
    assert_eq!(detail("a.B", b"").type_name(), "a.B");
    assert_eq!(written(&RpcStatus::default()), &b""[..]);
}

#[test]
fn codes_have_their_sign() {
    let status = RpcStatus { code: -1, ..RpcStatus::default() };
    assert_eq!(written(&status), &b"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"[..]);
    assert_eq!(RpcStatus::decode(&written(&status)).unwrap(), status);
    let short = Bytes::from_static(b"\x08\xff\xff\xff\xff\x0f");
    assert_eq!(RpcStatus::decode(&short).unwrap(), status, "as 32 bits");
}

#[test]
fn reading_is_tolerant() {
    let bytes = Bytes::from_static(b"\x22\x01?\x12\x02a\xff\x2d\0\0\0\0\x08\x07");
    let status = RpcStatus::decode(&bytes).unwrap();
    assert_eq!(status, RpcStatus { code: 7, message: "a\u{fffd}".to_owned(), details: Vec::new() });
}

#[test]
fn errors_name_the_field() {
    for (bytes, text) in [
        (&b"\x0a\x01a"[..], "google.rpc.Status.code: expected a value of wire type 0, got another"),
        (b"\x10\x01", "google.rpc.Status.message: expected a value of wire type 2, got another"),
        (b"\x1a\x02\x10\x01", "google.protobuf.Any.value: expected a value of wire type 2, got another"),
        (b"\x1a\x03\x0a\x01\xff", "google.protobuf.Any.type_url: not UTF-8 at byte 0 of the text"),
        (b"\x1a\x03\x12\x05a", "google.protobuf.Any: cut off at byte 2: expected 5 bytes, got 1"),
    ] {
        assert_eq!(RpcStatus::decode(&Bytes::from_static(bytes)).unwrap_err().to_string(), text);
    }
    let error = RpcStatus::decode(&Bytes::from(b"\x1a\x00".repeat(MAX_DETAILS + 1))).unwrap_err();
    assert_eq!(error.to_string(), "google.rpc.Status.details: more than 64 of them");
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        code: i32,
        message: String,
        details in vec((any::<String>(), vec(any::<u8>(), 0..200)), 0..4),
    ) {
        let details = details.into_iter().map(|(type_url, value)| Any { type_url, value: value.into() });
        let status = RpcStatus { code, message, details: details.collect() };
        prop_assert_eq!(RpcStatus::decode(&written(&status)).unwrap(), status);
    }
}
