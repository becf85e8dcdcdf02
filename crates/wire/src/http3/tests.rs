use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use proptest::prelude::*;

use super::*;

fn frame(kind: u64, payload: &[u8]) -> Vec<u8> {
    let mut bytes = BytesMut::new();
    put_varint(&mut bytes, kind);
    put_varint(&mut bytes, payload.len() as u64);
    bytes.put_slice(payload);
    bytes.to_vec()
}

/// All parts of `bytes`, given in pieces of `piece`; data that follows data is put together.
fn parts(reader: &mut FrameReader, bytes: &[u8], piece: usize) -> Result<Vec<Part>, Fault> {
    let mut parts: Vec<Part> = Vec::new();
    for piece in bytes.chunks(piece) {
        let mut input = Bytes::copy_from_slice(piece);
        while let Some(part) = reader.next(&mut input)? {
            match (parts.last_mut(), part) {
                (Some(Part::Data(last)), Part::Data(more)) => *last = [&last[..], &more].concat().into(),
                (_, part) => parts.push(part),
            }
        }
        assert!(input.is_empty());
    }
    Ok(parts)
}

#[test]
fn a_request_in_pieces_of_any_size() {
    let request = [
        frame(0x21, b"reserved"),
        frame(1, b"head"),
        frame(0, b"one"),
        frame(0, b""),
        frame(0x4242, &[7; 300]),
        frame(0, b"two"),
        frame(1, b"trailers"),
        frame(0x21, b""),
    ]
    .concat();
    for piece in 1..request.len() {
        let mut reader = FrameReader::server(100);
        let expected = [
            Part::Section(Bytes::from_static(b"head")),
            Part::Data(Bytes::from_static(b"onetwo")),
            Part::Section(Bytes::from_static(b"trailers")),
        ];
        assert_eq!(parts(&mut reader, &request, piece).unwrap(), expected, "{piece}");
        assert!(reader.is_between_frames());
    }
}

#[test]
fn nothing_is_gathered_but_a_section_of_fair_size() {
    let mut reader = FrameReader::server(100);
    let mut head = BytesMut::new();
    put_varint(&mut head, 1);
    put_varint(&mut head, 1 << 40);
    assert_eq!(reader.next(&mut head.freeze()), Ok(Some(Part::LongSection)));
    for _ in 0..1000 {
        assert_eq!(reader.next(&mut Bytes::from_static(&[0; 1000])), Ok(None));
        assert_eq!(reader.gathered(), 0);
    }
    let mut reader = FrameReader::server(100);
    assert_eq!(reader.next(&mut Bytes::from_static(b"\x01\x09half")), Ok(None));
    assert_eq!((reader.gathered(), reader.is_between_frames()), (4, false));
}

#[test]
fn frames_have_their_places() {
    let head = frame(1, b"h");
    let close = |server: bool, frames: &[Vec<u8>]| {
        let mut reader = if server { FrameReader::server(9) } else { FrameReader::client(9) };
        parts(&mut reader, &frames.concat(), 5).map_err(|fault| fault.code)
    };
    for server in [true, false] {
        for kind in [0, 2, 3, 4, 6, 7, 8, 9, 13] {
            assert_eq!(close(server, &[frame(kind, b"x")]), Err(Code::FRAME_UNEXPECTED), "{kind}");
        }
        for kind in [0, 1] {
            let frames = [head.clone(), head.clone(), frame(kind, b"x")];
            assert_eq!(close(server, &frames), Err(Code::FRAME_UNEXPECTED), "{kind}");
        }
    }
    assert_eq!(close(true, &[frame(5, b"x")]), Err(Code::FRAME_UNEXPECTED));
    assert_eq!(close(false, &[frame(5, b"x")]), Err(Code::ID_ERROR));
}

fn told(reader: &mut ControlReader, bytes: &[u8], piece: usize) -> Result<Vec<Control>, Fault> {
    let mut all = Vec::new();
    for piece in bytes.chunks(piece) {
        let mut input = Bytes::copy_from_slice(piece);
        while let Some(told) = reader.next(&mut input, Duration::ZERO)? {
            all.push(told);
        }
        assert!(input.is_empty());
    }
    Ok(all)
}

#[test]
fn what_we_say_is_understood() {
    let mut said = control_stream(32 * 1024).to_vec();
    assert_eq!(said.remove(0), 0);
    said.extend(frame(0x21, &[0; 500]));
    said.extend(goaway(400));
    said.extend(goaway(8));
    for piece in 1..said.len() {
        let expected = [Control::Settings, Control::GoAway(400), Control::GoAway(8)];
        assert_eq!(told(&mut ControlReader::client(), &said, piece).unwrap(), expected, "{piece}");
    }
}

#[test]
fn a_control_stream_has_rules() {
    let settings = frame(4, b"");
    let setting = |name: u8| frame(4, &[name, 1]);
    let all = [
        (vec![frame(7, b"\x00")], Code::MISSING_SETTINGS),
        (vec![frame(0x21, b"")], Code::MISSING_SETTINGS),
        (vec![settings.clone(), settings.clone()], Code::FRAME_UNEXPECTED),
        (vec![settings.clone(), frame(0, b"x")], Code::FRAME_UNEXPECTED),
        (vec![settings.clone(), frame(1, b"x")], Code::FRAME_UNEXPECTED),
        (vec![settings.clone(), frame(6, b"x")], Code::FRAME_UNEXPECTED),
        (vec![settings.clone(), frame(13, b"x")], Code::FRAME_UNEXPECTED),
        (vec![settings.clone(), frame(7, b"\x00\x00")], Code::FRAME_ERROR),
        (vec![settings.clone(), frame(7, b"")], Code::FRAME_ERROR),
        (vec![settings.clone(), frame(7, &[0; 9])], Code::FRAME_ERROR),
        (vec![settings.clone(), frame(7, b"\x01")], Code::ID_ERROR),
        (vec![settings, frame(7, b"\x00"), frame(7, b"\x04")], Code::ID_ERROR),
        (vec![setting(2)], Code::SETTINGS_ERROR),
        (vec![setting(5)], Code::SETTINGS_ERROR),
        (vec![frame(4, &[6, 1, 6, 1])], Code::SETTINGS_ERROR),
        (vec![frame(4, &[6])], Code::FRAME_ERROR),
        (vec![frame(4, &[0x41; 5000])], Code::EXCESSIVE_LOAD),
    ];
    for (frames, code) in all {
        let got = told(&mut ControlReader::client(), &frames.concat(), 3);
        assert_eq!(got.map_err(|fault| fault.code), Err(code), "{frames:?}");
    }
}

#[test]
fn frames_that_do_no_work_are_counted_with_time() {
    let unknown = Bytes::from(frame(0x21, b""));
    let mut flood = ControlReader::server();
    flood.next(&mut Bytes::from(frame(4, b"")), Duration::ZERO).unwrap();
    let taken = (0..).position(|_| flood.next(&mut unknown.clone(), Duration::ZERO).is_err());
    assert_eq!(taken, Some(9_999));
    // One now and then is well for as long as one likes.
    let mut honest = ControlReader::server();
    honest.next(&mut Bytes::from(frame(4, b"")), Duration::ZERO).unwrap();
    for at in 0..100_000 {
        assert_eq!(honest.next(&mut unknown.clone(), Duration::from_millis(at)), Ok(None));
    }
}

proptest! {
    #[test]
    fn anything_may_come(bytes in prop::collection::vec(any::<u8>(), 0..200), piece in 1_usize..20) {
        let _ = parts(&mut FrameReader::server(50), &bytes, piece);
        let _ = told(&mut ControlReader::server(), &bytes, piece);
    }
}
