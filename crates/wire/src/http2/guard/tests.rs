use proptest::prelude::*;

use super::*;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    [&Head { length: payload.len(), kind, flags, stream }.write()[..], payload].concat()
}

/// A guard behind the preface.
fn server() -> FrameGuard {
    let mut guard = FrameGuard::server();
    assert_eq!(guard.received(&mut [b'p'; PREFACE_LEN], Duration::ZERO), Ok(PREFACE_LEN));
    guard
}

fn pass(guard: &mut FrameGuard, bytes: &[u8], now: Duration) -> Result<Vec<u8>, Abuse> {
    let mut bytes = bytes.to_vec();
    let left = guard.received(&mut bytes, now)?;
    bytes.truncate(left);
    Ok(bytes)
}

/// Sends `bytes` until it is abuse; gives how often.
fn times(
    guard: &mut FrameGuard,
    mut bytes: impl FnMut(u32) -> Vec<u8>,
    pause: Duration,
) -> (u32, Option<Abuse>) {
    let mut now = Duration::from_secs(1);
    for at in 0..100_000 {
        now += pause;
        if let Err(abuse) = pass(guard, &bytes(at), now) {
            return (at, Some(abuse));
        }
    }
    (100_000, None)
}

#[test]
fn idle_frames_are_abuse_from_ten_thousand_on() {
    let frames = [
        frame(4, 0, 0, b""),
        frame(6, 0, 0, &[0; 8]),
        frame(2, 0, 1, &[0; 5]),
        frame(8, 0, 1, &[0, 0, 0, 1]),
        frame(0xee, 0, 0, b"unknown"),
        frame(0, 0, 1, b""),
        // Padding alone, and not even that.
        frame(0, PADDED, 1, &[255; 256]),
        frame(0, PADDED, 1, &[0]),
        frame(9, 0, 1, b""),
    ];
    for bytes in frames {
        assert_eq!(
            times(&mut server(), |_| bytes.clone(), Duration::ZERO),
            (10_000, Some(Abuse::IdleFrames))
        );
        // A thousand a second are nothing.
        assert_eq!(times(&mut server(), |_| bytes.clone(), Duration::from_millis(1)), (100_000, None));
    }
    let ping = frame(6, 0, 0, &[0; 8]);
    let mut guard = FrameGuard::client();
    pass(&mut guard, &frame(4, 0, 0, b""), Duration::ZERO).unwrap();
    assert_eq!(times(&mut guard, |_| ping.clone(), Duration::ZERO).0, 10_000);
}

/// Padding is no data, however its frame is cut, and data with padding is.
#[test]
fn padding_earns_nothing() {
    let (nothing, something) = (frame(0, PADDED, 1, &[2, 0, 0]), frame(0, PADDED, 1, &[1, b'x', 0]));
    let mut guard = server();
    for at in 0..=10_000 {
        for piece in nothing.chunks(HEAD_LEN) {
            assert_eq!(
                pass(&mut guard, piece, Duration::ZERO).is_err(),
                at == 10_000 && piece.len() < HEAD_LEN
            );
        }
    }
    let mut guard = server();
    for _ in 0..20_000 {
        assert!(pass(&mut guard, &[&nothing[..], &something].concat(), Duration::ZERO).is_ok());
    }
    assert!(guard.take_costly(20_000));
}

#[test]
fn servers_begin_with_settings() {
    for bytes in [&b"HTTP/1.1 400 Bad Request\r\n"[..], b"\x15\x03\x01\0\x02\x02\x16", b"SSH-2.0-OpenSSH"] {
        let found = pass(&mut FrameGuard::client(), bytes, Duration::ZERO);
        assert_eq!(found, Err(Abuse::NotHttp2));
    }
}

#[test]
fn frames_that_answer_ours_are_no_abuse() {
    let mut guard = server();
    let answer =
        [frame(8, 0, 1, &[0, 0, 0, 9]), frame(8, 0, 0, &[0, 0, 0, 9]), frame(6, 0, 0, &[0; 8])].concat();
    for _ in 0..50_000 {
        guard.sent(&frame(0, 0, 1, b"message"));
        assert!(pass(&mut guard, &answer, Duration::ZERO).is_ok());
    }
    // One large frame, read in small pieces.
    let mut guard = server();
    for _ in 0..1_000 {
        guard.sent(&frame(0, 0, 1, &[0; 16_384]));
        for _ in 0..64 {
            assert!(pass(&mut guard, &answer[..13], Duration::ZERO).is_ok());
        }
    }
}

#[test]
fn calls_with_all_that_belongs_to_them_are_no_abuse() {
    let mut guard = server();
    let whole = |at: u32| {
        let id = 2 * at + 1;
        let mut bytes = frame(1, 4, id, b"head");
        for _ in 0..10 {
            bytes.extend(frame(0, 0, id, b"x"));
        }
        bytes.extend(frame(2, 0, id, &[0; 5]));
        bytes.extend(frame(0, 1, id, b""));
        bytes.extend(frame(8, 0, id, &[0; 4]));
        bytes
    };
    assert_eq!(times(&mut guard, whole, Duration::ZERO).1, None);
}

#[test]
fn resets_of_young_streams_are_abuse_from_two_hundred_on() {
    let pair = |at: u32| [frame(1, 5, 2 * at + 1, b"head"), frame(3, 0, 2 * at + 1, &[0; 4])].concat();
    assert_eq!(times(&mut server(), pair, Duration::ZERO), (200, Some(Abuse::Resets)));
    // A client that gives up calls which take long: a thousand at once, every second.
    let mut guard = server();
    for round in 0..20_u32 {
        let ids = (round * 1000..(round + 1) * 1000).map(|at| 2 * at + 1);
        let now = Duration::from_secs(round.into());
        ids.clone().for_each(|id| drop(pass(&mut guard, &frame(1, 5, id, b"head"), now).unwrap()));
        // Another frame marks the time.
        for millis in [150, 300] {
            pass(&mut guard, &frame(6, 0, 0, &[0; 8]), now + Duration::from_millis(millis)).unwrap();
        }
        let late = now + Duration::from_millis(500);
        ids.for_each(|id| drop(pass(&mut guard, &frame(3, 0, id, &[0; 4]), late).unwrap()));
    }
    // Streams that were answered may be reset.
    let mut guard = server();
    for at in 0..10_000_u32 {
        guard.sent(&frame(1, 4, 2 * at + 1, b"answer"));
        pass(&mut guard, &pair(at), Duration::ZERO).unwrap();
    }
}

#[test]
fn streams_with_faults_are_abuse_and_so_are_too_many() {
    for (code, most, abuse) in
        [(1, 100, Some(Abuse::Faults)), (7, 1000, Some(Abuse::Refusals)), (8, 5000, None)]
    {
        let mut guard = server();
        let bytes = frame(3, 0, 1, &u32::to_be_bytes(code));
        for at in 0..5000 {
            // In pieces: the code is not always there at once.
            bytes.chunks(2).for_each(|piece| guard.sent(piece));
            let found = guard.received(&mut [], Duration::ZERO).err();
            assert_eq!(found.is_some(), at >= most, "{code} {at}");
            assert!(found.is_none() || found == abuse);
        }
    }
}

#[test]
fn small_data_is_put_together_and_nothing_else() {
    let mut guard = server();
    pass(&mut guard, &[frame(1, 4, 1, b""), frame(1, 4, 3, b"")].concat(), Duration::ZERO).unwrap();
    let parts = [
        frame(0, 0, 1, b"a"),
        frame(0, 0, 1, b""),
        frame(0, 0, 1, b"bc"),
        frame(0, 0, 3, b""),
        frame(0, 1, 1, b""),
        frame(0, 0, 3, b"d"),
        frame(6, 0, 0, &[7; 8]),
        frame(0, 0, 3, b"e"),
        frame(0, 8, 3, b"\x01fp"),
        frame(0, 0, 3, b"g"),
        frame(0, 0, 5, b""),
    ];
    let expected = [
        frame(0, 1, 1, b"abc"),
        frame(0, 0, 3, b"d"),
        frame(6, 0, 0, &[7; 8]),
        frame(0, 0, 3, b"e"),
        frame(0, 8, 3, b"\x01fp"),
        frame(0, 0, 3, b"g"),
        frame(0, 0, 5, b""),
    ];
    let got = pass(&mut guard, &parts.concat(), Duration::ZERO).unwrap();
    assert_eq!(got, expected.concat());
}

/// What frames mean: the DATA of each stream in order, and all others as they are.
fn meaning(bytes: &[u8]) -> Vec<(u8, u8, u32, Vec<u8>)> {
    let mut scan = Scan::behind(0);
    let mut frames: Vec<(u8, u8, u32, Vec<u8>)> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (taken, head) = scan.head(rest);
        let Some(head) = head else { break };
        rest = &rest[taken..];
        let length = scan.pass(rest.len());
        let (payload, tail) = rest.split_at(length);
        rest = tail;
        match frames.last_mut() {
            Some(last)
                if head.is_plain_data()
                    && last.0 == 0
                    && last.2 == head.stream
                    && last.1 & !END_STREAM == 0 =>
            {
                last.1 |= head.flags;
                last.3.extend_from_slice(payload);
            }
            _ if head.is_plain_data() && head.length == 0 && head.flags == 0 => {}
            _ => frames.push((head.kind, head.flags, head.stream, payload.to_vec())),
        }
    }
    frames
}

proptest! {
    #[test]
    fn what_frames_mean_stays_however_they_are_split(
        frames in prop::collection::vec((0_u8..8, 0_u8..2, 1_u32..4, 0_usize..40), 0..40),
        sizes in prop::collection::vec(1_usize..60, 1..20),
    ) {
        let mut bytes = Vec::new();
        for (at, (kind, flags, stream, length)) in frames.iter().enumerate() {
            // Half of them DATA; and no DATA behind the end of its stream, which is an error anyway.
            let kind = if *kind < 4 { 0 } else { *kind };
            let payload = vec![u8::try_from(at).unwrap(); *length];
            bytes.extend(frame(kind, if kind == 0 { 0 } else { *flags }, *stream, &payload));
        }
        let mut guard = FrameGuard::server();
        guard.highest = 3;
        guard.received = Scan::behind(0);
        let (mut rest, mut passed) = (&bytes[..], Vec::new());
        for size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, tail) = rest.split_at((*size).min(rest.len()));
            rest = tail;
            passed.extend(pass(&mut guard, piece, Duration::ZERO).unwrap());
        }
        prop_assert!(passed.len() <= bytes.len());
        prop_assert_eq!(meaning(&passed), meaning(&bytes));
    }
}

#[test]
fn a_connection_has_begun_when_its_first_frame_is_whole() {
    let settings = frame(4, 0, 0, &[0, 3, 0, 0, 0, 1]);
    for parts in [vec![15], vec![1; 15], vec![9, 6], vec![4, 11], vec![14, 1]] {
        let mut guard = FrameGuard::client();
        let mut at = 0;
        for part in parts {
            assert!(!guard.has_begun(), "{at} bytes");
            pass(&mut guard, &settings[at..at + part], Duration::ZERO).unwrap();
            at += part;
        }
        assert!(guard.has_begun());
    }
    let mut guard = FrameGuard::client();
    pass(&mut guard, &[settings, frame(6, 0, 0, &[0; 8])[..10].to_vec()].concat(), Duration::ZERO).unwrap();
    assert!(guard.has_begun(), "the next frame has come in part");
    let mut guard = FrameGuard::client();
    pass(&mut guard, &frame(4, 0, 0, b""), Duration::ZERO).unwrap();
    assert!(guard.has_begun());
}
