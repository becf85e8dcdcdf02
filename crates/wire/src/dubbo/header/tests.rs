use super::*;

#[test]
fn flag_bytes_of_practice() {
    let id = 1;
    for (flag, header) in [
        (0xc2, Header::request(id, true, 2)),
        (0x82, Header::request(id, false, 2)),
        (0x02, Header::response(id, Status::OK, 2)),
        (0xe2, Header::request(id, true, 2).with_event()),
        (0xa2, Header::request(id, false, 2).with_event()),
        (0x22, Header::response(id, Status::OK, 2).with_event()),
    ] {
        let bytes = header.to_bytes();
        assert_eq!(bytes[2], flag, "{header:?}");
        assert_eq!(Header::parse(&bytes), Ok(Some(header)));
    }
}

#[test]
fn every_flag_byte_survives_the_round_trip() {
    for flag in 0..=255u8 {
        let mut bytes = Header::request(-2, true, 0).to_bytes();
        bytes[2] = flag;
        bytes[3] = !flag;
        bytes[12] = 0x7f;
        let header = Header::parse(&bytes).unwrap().unwrap();
        assert_eq!(header.to_bytes(), bytes);
        assert_eq!(header.id, -2);
    }
}

#[test]
fn wrong_magic_is_told_at_once() {
    assert_eq!(Header::parse(b""), Ok(None));
    assert_eq!(Header::parse(b"\xda"), Ok(None));
    assert_eq!(Header::parse(b"\xda\xbb\xc2"), Ok(None));
    assert_eq!(Header::parse(b"h"), Err(FrameError::Magic(b'h')));
    assert_eq!(Header::parse(b"\xda\xda"), Err(FrameError::Magic(0xda)));
    assert_eq!(Header::parse(b"GET / HTTP/1.1\r\n"), Err(FrameError::Magic(b'G')));
    assert_eq!(
        Header::parse(&[0xda, 0xbc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        Err(FrameError::Magic(0xbc))
    );
}

#[test]
fn negative_length_is_an_error() {
    let mut bytes = Header::request(1, true, 2).to_bytes();
    bytes[12..].copy_from_slice(&(-1i32).to_be_bytes());
    assert_eq!(Header::parse(&bytes), Err(FrameError::NegativeLength(-1)));
    bytes[12..].copy_from_slice(&i32::MAX.to_be_bytes());
    assert_eq!(Header::parse(&bytes).unwrap().unwrap().length, i32::MAX as u32);
}
