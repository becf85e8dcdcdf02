use super::*;

#[track_caller]
fn check(bytes: &[u8], expected: Result<Option<Protocol>, Unrecognized>) {
    assert_eq!(detect(bytes), expected, "{bytes:02x?}");
}

#[test]
fn first_bytes_of_each_protocol() {
    check(b"\xda\xbb\xc2\x00", Ok(Some(Protocol::Dubbo)));
    check(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0", Ok(Some(Protocol::Http2)));
    for word in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
        check(format!("{word} / HTTP/1.1\r\n").as_bytes(), Ok(Some(Protocol::Http1)));
    }
    check(&[22, 3, 1, 2, 0, 1, 0], Ok(Some(Protocol::Tls)));
    check(&[22, 3, 3, 0, 40, 1], Ok(Some(Protocol::Tls)));
}

#[test]
fn too_few_bytes_are_undecided() {
    for bytes in
        [&b""[..], b"\xda", b"P", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r", b"DELET", b"\x16", b"\x16\x03\x01\x02\0"]
    {
        check(bytes, Ok(None));
    }
}

#[test]
fn strangers_are_told_at_the_first_wrong_byte() {
    for bytes in [
        &b"h"[..],
        b"help\r\n",
        b"\xda\xbc",
        b"\xbb",
        b"PRX",
        b"GETX",
        b"get /",
        b"\x16\x02",
        b"\x16\x03\x05",
        b"\x16\x03\x01\0\x10\x02",
        b"\0",
        b"invoke a.b({})",
    ] {
        check(bytes, Err(Unrecognized));
    }
}

#[test]
fn no_check_needs_more_than_the_longest_prefix() {
    for first in 0..=255u8 {
        let mut bytes = vec![first; LONGEST_PREFIX];
        bytes[0] = first;
        for protocol in Protocol::ALL {
            assert_ne!(protocol.check(&bytes), Detection::NeedMore);
        }
    }
    assert_eq!(http2(HTTP2_PREFACE), Detection::Yes);
}
