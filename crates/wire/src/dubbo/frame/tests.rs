use bytes::{BufMut, BytesMut};

use super::*;

fn written(write: impl FnOnce(&mut BytesMut)) -> Vec<u8> {
    let mut buffer = BytesMut::new();
    write(&mut buffer);
    buffer.to_vec()
}

#[test]
fn event_frames_are_the_ones_of_the_specification() {
    let id = 0x0102_0304_0506_0708;
    assert_eq!(
        written(|b| write_heartbeat(b, id, 2)),
        b"\xda\xbb\xe2\x00\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x01\x4e"
    );
    assert_eq!(
        written(|b| write_heartbeat_reply(b, id, 2)),
        b"\xda\xbb\x22\x14\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x01\x4e"
    );
    assert_eq!(
        written(|b| write_read_only(b, id, 2)),
        b"\xda\xbb\xa2\x00\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x02\x01\x52"
    );
    assert_eq!(
        written(|b| write_writable(b, id, 2)),
        b"\xda\xbb\xa2\x00\x01\x02\x03\x04\x05\x06\x07\x08\x00\x00\x00\x02\x01\x57"
    );
    assert_eq!(
        written(|b| write_heartbeat_reply(b, 1, 23)),
        b"\xda\xbb\x37\x14\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x05\x00\x00\x00\x01\xaf"
    );
}

#[test]
fn length_is_filled_in_behind_other_frames() {
    let mut buffer = BytesMut::new();
    write_heartbeat(&mut buffer, 1, 2);
    let before = buffer.len();
    let frame = begin_frame(&mut buffer, &Header::request(9, true, 2));
    buffer.put_slice(&[7; 300]);
    assert_eq!(frame.body_len(&buffer), 300);
    assert_eq!(frame.finish(&mut buffer, 300), Ok(300));
    let header = Header::parse(&buffer[before..]).unwrap().unwrap();
    assert_eq!(header, Header { length: 300, ..Header::request(9, true, 2) });
}

#[test]
fn an_oversize_or_abandoned_frame_leaves_the_buffer_as_it_was() {
    let mut buffer = BytesMut::from(&b"before"[..]);
    let frame = begin_frame(&mut buffer, &Header::request(9, true, 2));
    buffer.put_slice(&[7; 301]);
    let error = frame.finish(&mut buffer, 300).unwrap_err();
    assert_eq!(error.to_string(), "Data length too large: 301, max payload: 300");
    assert_eq!(&buffer[..], b"before");

    let frame = begin_frame(&mut buffer, &Header::request(9, true, 2));
    buffer.put_u8(1);
    frame.abandon(&mut buffer);
    assert_eq!(&buffer[..], b"before");
}
