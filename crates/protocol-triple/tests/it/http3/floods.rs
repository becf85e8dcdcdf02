//! Streams, frames and fields in floods (S20 to S26), each with its bound.

use std::sync::atomic::Ordering;

use dubbors_transport::QuicError;
use dubbors_wire::http3::Code;

use super::peer::{Answer, HEADERS, Peer, Quic, RESERVED, Stream, call, data, frame, frame_of, grpc, head};
use crate::raw::message;
use crate::service::number;

/// Streams that a client may have open.
const STREAMS: usize = 1024;

async fn ends_with_load(quic: &Quic, bad: &Peer, name: &str) {
    assert_eq!(bad.closed().await, Code::EXCESSIVE_LOAD, "{name}");
    quic.until_running(0).await;
    quic.open().await.works().await;
}

#[tokio::test]
async fn s20_rapid_reset_is_stopped() {
    let variants: [(&str, Vec<u8>, bool); 3] = [
        ("a head", head(&grpc("Hang")), false),
        ("a whole call", call("Hang", b""), true),
        ("half a message", [head(&grpc("Echo")), data(&message(b"half")[..7])].concat(), false),
    ];
    for (name, bytes, is_all) in variants {
        let quic = Quic::start("").await;
        let victim = quic.open().await;
        let bad = quic.open().await;
        let mut pairs = 0;
        while let Some(Stream { mut send, mut recv }) = bad.begin(bytes.clone()).await {
            if is_all {
                send.finish();
            }
            pairs += 1;
            // What was sent leaves before it is taken back.
            tokio::task::yield_now().await;
            recv.stop(Code::REQUEST_CANCELLED.0);
            send.reset(Code::REQUEST_CANCELLED.0);
            assert!(pairs <= 100_000, "{name}");
        }
        let begun = quic.provider.memory.begun.load(Ordering::SeqCst);
        println!("{name}: {pairs} pairs, {begun} calls begun");
        // 200 of them, and what was on its way by then.
        assert!(pairs <= 201 + STREAMS, "{name}: {pairs}");
        victim.works().await;
        ends_with_load(&quic, &bad, name).await;
    }
}

/// Streams that the provider has to break off or refuse: each is one more than a hundred at once.
#[tokio::test]
async fn s21_streams_with_faults_are_stopped_after_100() {
    let mut malformed = grpc("Echo");
    malformed.push(("connection", "close".to_owned()));
    let long = |fields: usize| {
        let mut all = grpc("Echo");
        all.extend((0..fields).map(|_| ("x", "y".repeat(17_000))));
        head(&all)
    };
    // Two bytes each for what counts a hundred: S25.
    let bomb = frame(HEADERS, &[&[0, 0][..], &[0xff, 0x16].repeat(16_000)].concat());
    let variants: [(&str, Vec<u8>); 5] = [
        ("malformed", head(&malformed)),
        ("nothing", Vec::new()),
        ("a section that is too long", long(2)),
        ("a section without an end", frame_of(HEADERS, 1 << 40, &[0; 1000])),
        ("a section that unpacks to too much", bomb),
    ];
    for (name, bytes) in variants {
        let quic = Quic::start("").await;
        let bad = quic.open().await;
        let mut faults = 0;
        while let Some(mut stream) = bad.send(bytes.clone()).await {
            match stream.answer().await {
                Ok(Answer { fields, .. }) => {
                    assert_eq!(fields, [(":status".to_owned(), "431".to_owned())], "{name}")
                }
                Err(QuicError::Broken(code)) => {
                    assert!([Code::MESSAGE_ERROR, Code::REQUEST_INCOMPLETE].contains(&Code(code)), "{name}");
                }
                Err(QuicError::Lost { .. }) => break,
            }
            faults += 1;
            assert!(faults < 1000, "{name}");
        }
        println!("{name}: {faults}");
        // Ten more a second.
        assert!((100..400).contains(&faults), "{name}: {faults}");
        ends_with_load(&quic, &bad, name).await;
    }
}

/// Heads whose last byte is missing: all that is gathered of a connection has a bound.
#[tokio::test]
async fn s22_heads_without_an_end_are_stopped() {
    let quic = Quic::start("").await;
    let victim = quic.open().await;
    let bad = quic.open().await;
    let mut kept = Vec::new();
    while let Some(stream) = bad.begin(frame_of(HEADERS, 30_001, &[0; 30_000])).await {
        kept.push(stream);
        tokio::task::yield_now().await;
    }
    println!("{} heads", kept.len());
    // Half a mebibyte of them, and what the window lets in before that is seen.
    assert!((17..=160).contains(&kept.len()), "{}", kept.len());
    victim.works().await;
    ends_with_load(&quic, &bad, "heads").await;
}

/// Frames and instructions that do no work, beside requests.
#[tokio::test]
async fn s23_what_does_no_work_is_stopped_after_ten_thousand() {
    let floods: [(&str, Option<u8>, Vec<u8>); 6] = [
        ("unknown frames", None, frame(RESERVED, b"")),
        ("GOAWAY", None, frame(7, &[0])),
        ("MAX_PUSH_ID", None, frame(13, &[0])),
        ("CANCEL_PUSH", None, frame(3, &[0])),
        ("streams given up", Some(3), vec![0x40]),
        ("sizes of a table", Some(2), vec![0x20]),
    ];
    for (name, kind, one) in floods {
        let quic = Quic::start("").await;
        let mut bad = quic.open().await;
        let mut stream = match kind {
            Some(kind) => bad.one_way(vec![kind]).await,
            None => bad.control.take().unwrap(),
        };
        // So many are well; and a hundred times as many are not.
        stream.write(&mut [one.repeat(9_000).into()]).await.unwrap();
        bad.works().await;
        assert!(!bad.is_closed().await, "{name}");
        let many = one.repeat(10_000);
        let mut sent = 0;
        while sent < 1_000_000 && stream.write(&mut [many.clone().into()]).await.is_ok() {
            sent += 10_000;
        }
        ends_with_load(&quic, &bad, name).await;
    }
}

#[tokio::test]
async fn s23_streams_of_unknown_kinds_are_stopped_after_ten_thousand() {
    let quic = Quic::start("").await;
    let bad = quic.open().await;
    let mut opened = 0;
    while let Ok(mut stream) = bad.connection.open_send().await {
        let _ = stream.write(&mut [vec![0x21, 1, 2, 3].into()]).await;
        stream.finish();
        opened += 1;
        assert!(opened < 100_000);
    }
    println!("{opened} streams");
    assert!(opened > 9_000, "{opened}");
    ends_with_load(&quic, &bad, "streams").await;
}

/// A message in frames of one byte, with empty and unknown ones between, is a message like any other.
#[tokio::test]
async fn s24_small_frames_are_read() {
    let quic = Quic::start("").await;
    let peer = quic.open().await;
    let mut stream = peer.begin(head(&grpc("Count"))).await.unwrap();
    let one: Vec<u8> = message(b"\x10").iter().flat_map(|byte| data(&[*byte])).collect();
    let between = [data(b"").repeat(3), frame(RESERVED, b"")].concat();
    let many = [one, between].concat().repeat(100);
    for _ in 0..200 {
        assert!(stream.write(many.clone()).await);
    }
    stream.send.finish();
    let answer = stream.answer().await.unwrap();
    assert_eq!((answer.field("grpc-status"), &answer.data[5..]), ("0", &number(20_000)[..]), "{answer:?}");
}

/// Streams that are never finished: no more than may be open.
#[tokio::test]
async fn s26_streams_beyond_the_limit_are_not_opened() {
    let quic = Quic::start("max-concurrent-streams=100").await;
    let victim = quic.open().await;
    let bad = quic.open().await;
    let mut kept = Vec::new();
    for at in 0..100 {
        // Half of them never say what they want.
        let bytes = if at % 2 == 0 { head(&grpc("CountLater")) } else { frame(RESERVED, b"x") };
        kept.push(bad.begin(bytes).await.unwrap());
    }
    quic.until_running(50).await;
    let mut more = std::pin::pin!(bad.connection.open());
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(more.as_mut().poll(cx).is_ready())).await;
    assert!(!polled, "one more than 100");
    victim.works().await;
    // Those that end make room.
    kept.truncate(50);
    assert!(more.await.is_ok());
    drop(kept);
    quic.until_running(0).await;
}
