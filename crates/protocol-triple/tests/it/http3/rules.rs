//! What breaks the rules of HTTP/3: which ends a connection, and which a stream alone (S32, S28).

use std::time::Duration;

use dubbors_transport::QuicSettings;
use dubbors_wire::http3::{Code, control_stream};

use super::peer::{Fields, HEADERS, Quic, RESERVED, SETTINGS, call, data, frame, frame_of, grpc, head};
use crate::raw::message;

/// A name, streams of one direction, the stream of a request, and what the connection is closed with.
type Rule = (&'static str, Vec<Vec<u8>>, Vec<u8>, Code);

fn control(frames: &[u8]) -> Vec<u8> {
    [&[0][..], frames].concat()
}

#[tokio::test]
async fn s32_what_breaks_the_rules_of_a_connection_ends_it() {
    let quic = Quic::start("").await;
    let victim = quic.open().await;
    let settings = frame(SETTINGS, b"");
    let once = |more: &[u8]| control(&[&settings[..], more].concat());
    let section = |bytes: &[u8]| frame(HEADERS, bytes);
    let (whole, trailers) = (head(&grpc("Count")), head(&[("x", "1".to_owned())]));
    let rules: Vec<Rule> = vec![
        ("SETTINGS twice", vec![once(&settings)], vec![], Code::FRAME_UNEXPECTED),
        ("a setting twice", vec![control(&frame(SETTINGS, &[6, 1, 6, 1]))], vec![], Code::SETTINGS_ERROR),
        ("a setting of HTTP/2", vec![control(&frame(SETTINGS, &[2, 1]))], vec![], Code::SETTINGS_ERROR),
        ("half a setting", vec![control(&frame(SETTINGS, &[6]))], vec![], Code::FRAME_ERROR),
        ("long SETTINGS", vec![control(&frame_of(SETTINGS, 1 << 40, b""))], vec![], Code::EXCESSIVE_LOAD),
        ("no SETTINGS first", vec![control(&frame(RESERVED, b""))], vec![], Code::MISSING_SETTINGS),
        ("DATA on the control stream", vec![once(&data(b"x"))], vec![], Code::FRAME_UNEXPECTED),
        ("a GOAWAY that grows", vec![once(&[7, 1, 0, 7, 1, 4])], vec![], Code::ID_ERROR),
        ("a second control stream", vec![once(b""), once(b"")], vec![], Code::STREAM_CREATION_ERROR),
        ("a second encoder stream", vec![vec![2], vec![2]], vec![], Code::STREAM_CREATION_ERROR),
        ("a push", vec![vec![1, 0]], vec![], Code::STREAM_CREATION_ERROR),
        ("an entry of a table", vec![vec![2, 0xc1, 1, b'x']], vec![], Code::ENCODER_STREAM_ERROR),
        ("the size of a table", vec![vec![2, 0x20, 0x3f, 1]], vec![], Code::ENCODER_STREAM_ERROR),
        ("a section's acknowledgment", vec![vec![3, 0x40, 0x80]], vec![], Code::DECODER_STREAM_ERROR),
        ("a count of entries", vec![vec![3, 0x01]], vec![], Code::DECODER_STREAM_ERROR),
        ("DATA first", vec![], data(b"x"), Code::FRAME_UNEXPECTED),
        ("SETTINGS in a request", vec![], settings.clone(), Code::FRAME_UNEXPECTED),
        ("a frame of HTTP/2", vec![], frame(9, b""), Code::FRAME_UNEXPECTED),
        ("trailers twice", vec![], [&whole[..], &trailers, &trailers].concat(), Code::FRAME_UNEXPECTED),
        (
            "DATA behind trailers",
            vec![],
            [&whole[..], &trailers, &data(b"x")].concat(),
            Code::FRAME_UNEXPECTED,
        ),
        ("a section that waits for a table", vec![], section(b"\x02\0\xd1"), Code::DECOMPRESSION_FAILED),
        ("an entry that is none", vec![], section(b"\0\0\xff\x24"), Code::DECOMPRESSION_FAILED),
        (
            "a text of a gigabyte",
            vec![],
            section(b"\0\0\x27\xf9\xff\xff\xff\x03x"),
            Code::DECOMPRESSION_FAILED,
        ),
    ];
    for (name, one_way, request, code) in rules {
        let bad = quic.silent(&QuicSettings::default()).await;
        let mut kept = Vec::new();
        for bytes in one_way {
            kept.push(bad.one_way(bytes).await);
        }
        let _stream = if request.is_empty() { None } else { bad.begin(request).await };
        assert_eq!(bad.closed().await, code, "{name}");
    }
    // A stream that must not end.
    for kind in [once(b""), vec![2], vec![3]] {
        let bad = quic.silent(&QuicSettings::default()).await;
        bad.one_way(kind.clone()).await.finish();
        assert_eq!(bad.closed().await, Code::CLOSED_CRITICAL_STREAM, "{kind:?}");
    }
    // A request that ends in the middle of a frame.
    let bad = quic.open().await;
    let _stream = bad.send([whole, frame_of(0, 9, b"x")].concat()).await;
    assert_eq!(bad.closed().await, Code::FRAME_ERROR);
    victim.works().await;
}

#[tokio::test]
async fn s28_a_head_that_says_two_things_is_malformed() {
    let quic = Quic::start("").await;
    let peer = quic.open().await;
    let with = |change: &dyn Fn(&mut Fields)| {
        let mut fields = grpc("Echo");
        change(&mut fields);
        [head(&fields), data(&message(b""))].concat()
    };
    let host = |host: &'static str| move |fields: &mut Fields| fields.push(("host", host.to_owned()));
    let malformed: [(&str, Vec<u8>); 8] = [
        ("another host", with(&host("other"))),
        ("another port", with(&host("victim:1"))),
        ("an empty host", with(&host(""))),
        (
            "two hosts",
            with(&|fields| {
                host("victim")(fields);
                host("victim")(fields);
            }),
        ),
        ("neither", with(&|fields| drop(fields.remove(2)))),
        ("an empty authority", with(&|fields| fields[2].1.clear())),
        ("a user", with(&|fields| fields[2].1.insert_str(0, "user@"))),
        ("a CONNECT with a path", with(&|fields| fields[0].1 = "CONNECT".to_owned())),
    ];
    for (name, bytes) in malformed {
        let mut stream = peer.send(bytes).await.unwrap();
        assert_eq!(stream.reset().await, Code::MESSAGE_ERROR, "{name}");
    }
    let good = [
        with(&host("victim")),
        with(&host("VICTIM")),
        with(&|fields| {
            fields.remove(2);
            fields.push(("host", "victim".to_owned()));
        }),
    ];
    for bytes in good {
        let answer = peer.send(bytes).await.unwrap().answer().await.unwrap();
        assert_eq!(answer.field("grpc-status"), "0", "{answer:?}");
    }
}

/// What says nothing new is passed over for as long as a connection lives, and what is unknown too.
#[tokio::test]
async fn what_may_be_said_is_no_reason_to_end() {
    let quic = Quic::start("").await;
    let peer = quic.silent(&QuicSettings::default()).await;
    let reserved = frame(RESERVED, &[0; 500]);
    let mut control = peer
        .one_way([&control_stream(1 << 20)[..], &reserved, &[7, 1, 8, 7, 1, 4, 13, 1, 9, 3, 1, 0]].concat())
        .await;
    let mut encoder = peer.one_way(vec![2, 0x20]).await;
    let mut decoder = peer.one_way(vec![3, 0x40]).await;
    for kind in 0..20 {
        drop(peer.one_way(vec![0x21 + kind, 1, 2, 3]).await);
    }
    for at in 0..100 {
        control.write(&mut [reserved.clone().into()]).await.unwrap();
        encoder.write(&mut [vec![0x20].into()]).await.unwrap();
        // Streams 63 and on, in halves.
        decoder.write(&mut [vec![0x7f].into()]).await.unwrap();
        let unknown = [&reserved[..], &call("Echo", b"\x0a\x02on"), &reserved, &data(b"")].concat();
        let answer = peer.send(unknown).await.unwrap().answer().await.unwrap();
        assert_eq!((answer.field("grpc-status"), &answer.data[5..]), ("0", &b"\x0a\x02on"[..]), "{answer:?}");
        decoder.write(&mut [vec![at].into()]).await.unwrap();
    }
    peer.works().await;
}

/// Lets time pass, and not wait for it.
async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn s31_what_never_ends_is_not_waited_for() {
    let quic = Quic::start("").await;
    let victim = quic.open().await;
    victim.works().await;
    // A head, a message and a control stream of which the rest does not come.
    let peer = quic.open().await;
    let whole = head(&grpc("Echo"));
    let mut half_head = peer.begin(whole[..whole.len() - 1].to_vec()).await.unwrap();
    let mut no_head = peer.begin(frame(RESERVED, b"x")).await.unwrap();
    let mut half_message = peer.begin([&whole[..], &data(&message(b"12345")[..7])].concat()).await.unwrap();
    let silent = quic.silent(&QuicSettings::default()).await;
    let half_settings = quic.silent(&QuicSettings::default()).await;
    let _control = half_settings.one_way(control(&frame_of(SETTINGS, 2, &[6]))).await;
    // They are there as soon as a call behind them is answered.
    peer.works().await;
    for peer in [&silent, &half_settings] {
        peer.works().await;
    }
    pass(Duration::from_secs(11)).await;
    assert_eq!(half_head.reset().await, Code::REQUEST_REJECTED);
    assert_eq!(no_head.reset().await, Code::REQUEST_REJECTED);
    assert_eq!(half_message.answer().await.unwrap().field("grpc-status"), "4");
    for peer in [&silent, &half_settings] {
        assert_eq!(peer.closed().await, Code::MISSING_SETTINGS);
    }
    quic.until_running(0).await;
    victim.works().await;
    peer.works().await;
}
