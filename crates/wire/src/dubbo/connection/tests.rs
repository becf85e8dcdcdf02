use bytes::{BufMut, Bytes, BytesMut};
use proptest::prelude::*;

use super::super::{
    Header, begin_frame, write_heartbeat, write_heartbeat_reply, write_read_only, write_writable,
};
use super::*;

/// The worked request of the specification: `sayHello("world")` on `org.apache.dubbo.demo.DemoService`.
const REQUEST: &str = "dabbc2000000000000000001000000c3\
    05322e302e3230216f72672e6170616368652e647562626f2e64656d6f2e44656d6f5365727669636505302e302e30\
    0873617948656c6c6f124c6a6176612f6c616e672f537472696e673b05776f726c64480470617468\
    30216f72672e6170616368652e647562626f2e64656d6f2e44656d6f5365727669636509696e7465726661636530216f72\
    672e6170616368652e647562626f2e64656d6f2e44656d6f536572766963650776657273696f6e05302e302e30\
    0774696d656f75740431303030\
    5a";
/// The worked response of the specification: "hi" with attachments.
const RESPONSE: &str = "dabb0214000000000000000100000012940268694805647562626f05322e302e325a";

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn frame(header: Header, body: &[u8]) -> Vec<u8> {
    let mut buffer = BytesMut::new();
    let start = begin_frame(&mut buffer, &header);
    buffer.put_slice(body);
    start.finish(&mut buffer, usize::MAX).unwrap();
    buffer.to_vec()
}

/// Feeds `chunks` one after the other, as reads would. Also gives the most bytes that were ever left in the input.
fn feed(
    limits: Limits,
    chunks: impl IntoIterator<Item = impl AsRef<[u8]>>,
) -> (Vec<Event>, Option<FrameError>, usize) {
    let mut connection = Connection::new(limits);
    let mut input = BytesMut::new();
    let mut events = Vec::new();
    let mut kept = 0;
    for chunk in chunks {
        input.extend_from_slice(chunk.as_ref());
        loop {
            match connection.next(&mut input) {
                Ok(Some(event)) => events.push(event),
                Ok(None) => break,
                Err(error) => return (events, Some(error), kept),
            }
        }
        kept = kept.max(input.len());
    }
    (events, None, kept)
}

#[track_caller]
fn check(bytes: &[u8], expected: &[Event]) {
    let (events, error, _) = feed(Limits::default(), [bytes]);
    assert_eq!((events.as_slice(), error), (expected, None));
}

#[test]
fn worked_frames_of_the_specification() {
    let (request, response) = (hex(REQUEST), hex(RESPONSE));
    let body = Bytes::copy_from_slice(&request[16..]);
    assert_eq!(body.len(), 0xc3);
    check(&request, &[Event::Request { id: 1, two_way: true, serialization: 2, body: body.clone() }]);
    let body = Bytes::copy_from_slice(&response[16..]);
    check(&response, &[Event::Response { id: 1, status: Status::OK, serialization: 2, body }]);
}

#[test]
fn heartbeats_and_events() {
    let beat = |two_way| Event::Heartbeat { id: 7, two_way, serialization: 2 };
    check(&hex("dabbe2000000000000000007 00000001 4e"), &[beat(true)]);
    check(&hex("dabba2000000000000000007 00000001 4e"), &[beat(false)]);
    for body in ["00000001 4e", "00000002 4e4e", "00000005 4e4e4e4e4e"] {
        let reply = hex(&format!("dabb22140000000000000007 {body}"));
        check(&reply, &[Event::HeartbeatReply { id: 7 }]);
        check(&hex(&format!("dabbe2000000000000000007 {body}")), &[beat(true)]);
    }
    check(&hex("dabba2000000000000000007 00000002 0152"), &[Event::ReadOnly]);
    check(&hex("dabba2000000000000000007 00000002 0157"), &[Event::Writable]);
    // Java answers a two-way "R" no more than a one-way one
    check(&hex("dabbe2000000000000000007 00000002 0152"), &[Event::ReadOnly]);
}

#[test]
fn unknown_events_are_reported_and_the_connection_goes_on() {
    let unknown =
        |request, two_way, serialization| Event::UnknownEvent { id: 7, request, two_way, serialization };
    let good = hex("dabbe2000000000000000007 00000001 4e");
    let beat = Event::Heartbeat { id: 7, two_way: true, serialization: 2 };
    for (bytes, event) in [
        ("dabbe2000000000000000007 00000000", unknown(true, true, 2)),
        ("dabba2000000000000000007 00000002 0148", unknown(true, false, 2)),
        ("dabb22140000000000000007 00000002 0152", unknown(false, false, 2)),
        ("dabbe3000000000000000007 00000001 4e", unknown(true, true, 3)),
        ("dabbe2000000000000000007 00000010 4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e", unknown(true, true, 2)),
    ] {
        check(&[hex(bytes), good.clone()].concat(), &[event, beat.clone()]);
    }
}

#[test]
fn oversize_bodies_are_skipped_without_being_kept() {
    let limits = Limits { payload: 100, event_body: 15 };
    let bytes = [
        frame(Header::request(1, true, 2), &[1; 5000]),
        frame(Header::response(2, Status::OK, 2), &[2; 5000]),
        frame(Header::request(3, false, 2), &[3; 100]),
    ]
    .concat();
    let expected = [
        Event::OversizeRequest { id: 1, two_way: true, serialization: 2, length: 5000 },
        Event::OversizeResponse { id: 2, length: 5000 },
        Event::Request { id: 3, two_way: false, serialization: 2, body: Bytes::from_static(&[3; 100]) },
    ];
    let (events, error, kept) = feed(limits, bytes.chunks(64));
    assert_eq!((events.as_slice(), error), (&expected[..], None));
    assert!(kept < 116, "{kept}");
    let (events, error, _) = feed(limits, [bytes]);
    assert_eq!((events.as_slice(), error), (&expected[..], None));
}

#[test]
fn the_largest_length_is_told_before_its_body_comes() {
    let mut connection = Connection::new(Limits::default());
    let mut input = BytesMut::from(&hex("dabbc2000000000000000001 7fffffff")[..]);
    let capacity = input.capacity();
    let event = connection.next(&mut input).unwrap().unwrap();
    assert!(matches!(event, Event::OversizeRequest { length: 0x7fff_ffff, .. }));
    assert_eq!(connection.next(&mut input), Ok(None));
    assert!(input.capacity() <= capacity, "nothing was reserved for a body that may never come");
}

#[test]
fn what_is_not_a_frame_ends_the_connection() {
    for (bytes, error) in [
        (&b"help\r\n"[..], FrameError::Magic(b'h')),
        (b"\xda\xbc", FrameError::Magic(0xbc)),
        (&hex("dabbc2000000000000000001 ffffffff"), FrameError::NegativeLength(-1)),
        (&hex("dabbc2000000000000000001 80000000"), FrameError::NegativeLength(i32::MIN)),
    ] {
        let (events, found, _) = feed(Limits::default(), [[hex(RESPONSE), bytes.to_vec()].concat()]);
        assert_eq!((events.len(), found), (1, Some(error)));
    }
}

#[test]
fn bodies_share_the_read_buffer() {
    let mut connection = Connection::new(Limits::default());
    let mut input = BytesMut::from(&[hex(RESPONSE), hex(RESPONSE)].concat()[..]);
    let start = input.as_ptr() as usize;
    for expected in [start + 16, start + 16 + 18 + 16] {
        match connection.next(&mut input) {
            Ok(Some(Event::Response { body, .. })) => assert_eq!(body.as_ptr() as usize, expected),
            other => panic!("{other:?}"),
        }
    }
}

fn any_frame() -> impl Strategy<Value = Vec<u8>> {
    let body = proptest::collection::vec(any::<u8>(), 0..80);
    let plain = (any::<bool>(), any::<bool>(), 0..32u8, any::<u8>(), any::<i64>(), body).prop_map(
        |(request, two_way, serialization, status, id, body)| {
            let status = if request { Status(0) } else { Status(status) };
            frame(Header { request, two_way, event: false, serialization, status, id, length: 0 }, &body)
        },
    );
    let event = (0..5u8, any::<i64>()).prop_map(|(kind, id)| {
        let mut buffer = BytesMut::new();
        match kind {
            0 => write_heartbeat(&mut buffer, id, 2),
            1 => write_heartbeat_reply(&mut buffer, id, 23),
            2 => write_read_only(&mut buffer, id, 2),
            3 => write_writable(&mut buffer, id, 2),
            _ => return frame(Header::request(id, true, 2).with_event(), &[9; 40]),
        }
        buffer.to_vec()
    });
    prop_oneof![3 => plain, 2 => event]
}

fn split(bytes: &[u8], cuts: &[proptest::sample::Index]) -> Vec<Vec<u8>> {
    let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
    at.sort_unstable();
    let mut parts = Vec::new();
    let mut from = 0;
    for to in at.into_iter().chain([bytes.len()]) {
        parts.push(bytes[from..to].to_vec());
        from = to;
    }
    parts
}

const SMALL: Limits = Limits { payload: 64, event_body: 15 };

proptest! {
    #[test]
    fn any_split_gives_the_same_events(
        frames in proptest::collection::vec(any_frame(), 1..8),
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 0..12),
    ) {
        let bytes = frames.concat();
        let (whole, error, _) = feed(SMALL, [&bytes]);
        prop_assert_eq!(error, None);
        prop_assert_eq!(whole.len(), frames.len());
        let (parts, error, _) = feed(SMALL, split(&bytes, &cuts));
        prop_assert_eq!(error, None);
        prop_assert_eq!(&whole, &parts);
        let (bytewise, error, kept) = feed(SMALL, bytes.chunks(1));
        prop_assert_eq!(error, None);
        prop_assert_eq!(&whole, &bytewise);
        prop_assert!(kept < SMALL.payload + 16);
    }

    #[test]
    fn random_bytes_never_panic_and_never_pile_up(
        bytes in proptest::collection::vec(any::<u8>(), 0..400),
        with_magic in any::<bool>(),
    ) {
        let mut stream = if with_magic { vec![0xda, 0xbb] } else { Vec::new() };
        stream.extend(bytes);
        let (_, _, kept) = feed(SMALL, stream.chunks(7));
        prop_assert!(kept < SMALL.payload + 16);
    }
}
