//! Providers that answer wrongly, endlessly or not at all: always an error of that call, in time, and the next call goes
//! over a connection that works.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use dubbors_core::{Address, Args, Code, Error, StatusCode, Streaming};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::hpack;
use crate::raw::{
    ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, Frame, GOAWAY, HEADERS, PING, RST, Raw, SETTINGS,
    frame, message, reset, setting, window_update,
};
use crate::service::{Consumer, Encoded};

/// What the first connection does once a request has come on `stream`.
type Script = Vec<u8>;

pub fn response(stream: u32, headers: &[(&str, &str)], flags: u8) -> Vec<u8> {
    let mut all = vec![(":status", "200"), ("content-type", "application/grpc")];
    for (name, value) in headers {
        match all.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = value,
            None => all.push((name, value)),
        }
    }
    frame(HEADERS, END_HEADERS | flags, stream, &hpack::block(&all))
}

pub fn trailers(stream: u32, headers: &[(&str, &str)]) -> Vec<u8> {
    frame(HEADERS, END_HEADERS | END_STREAM, stream, &hpack::block(headers))
}

pub fn good(stream: u32) -> Vec<u8> {
    [
        response(stream, &[], 0),
        frame(DATA, 0, stream, &message(b"\x0a\x04good")),
        trailers(stream, &[("grpc-status", "0")]),
    ]
    .concat()
}

pub fn goaway(last: u32, code: u32) -> Vec<u8> {
    frame(GOAWAY, 0, 0, &[&last.to_be_bytes()[..], &code.to_be_bytes()].concat())
}

pub fn ends_request(frame: &Frame) -> bool {
    [DATA, HEADERS].contains(&frame.kind) && frame.flags & END_STREAM != 0
}

/// A provider whose first connection does what `first` says; the others answer well.
async fn rogue<F, Done>(first: F) -> (Address, Arc<AtomicUsize>)
where
    F: Fn(TcpStream) -> Done + Send + 'static,
    Done: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string().parse().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            if count.fetch_add(1, Ordering::SeqCst) == 0 {
                tokio::spawn(first(stream));
            } else {
                tokio::spawn(answer_well(stream));
            }
        }
    });
    (address, connections)
}

pub async fn answer_well(stream: TcpStream) {
    let mut raw = Raw::serving(stream, b"").await;
    while let Some(frame) = raw.frame().await {
        if ends_request(&frame) {
            raw.send(&good(frame.stream)).await;
        }
    }
}

/// Answers the first request with `script`, and then closes or says nothing more.
async fn follow(stream: TcpStream, settings: Vec<u8>, script: Script, close: bool) {
    let mut raw = Raw::serving(stream, &settings).await;
    while let Some(frame) = raw.frame().await {
        if ends_request(&frame) {
            raw.send(&script).await;
            if close {
                return raw.close().await;
            }
        }
    }
}

/// The outcome of the first call and how long it took; the second one has to work.
async fn outcome(address: Address, timeout: Duration) -> (Result<(), Error>, Duration) {
    let consumer = Consumer::at(address, "payload=65536&connect-timeout=1000");
    let began = Instant::now();
    let args = Encoded(bytes::Bytes::from_static(b"\x0a\x02hi"));
    let first = consumer.call("Echo", dubbors_core::Args::Typed(&args), timeout).await;
    let took = began.elapsed();
    let mut second = consumer.echo(b"\x0a\x02hi").await;
    if second.is_err() {
        // The end of the connection may be heard of only now.
        second = consumer.echo(b"\x0a\x02hi").await;
    }
    assert_eq!(second.unwrap(), "\n\u{4}good");
    (first.map(drop), took)
}

pub const LONG: Duration = Duration::from_secs(5);
const SHORT: Duration = Duration::from_millis(300);

/// Errors of one call.
#[tokio::test]
async fn answers_that_are_none_are_errors_of_their_call() {
    let gzip = {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&vec![0; 4 << 20]).unwrap();
        let mut bytes = message(&encoder.finish().unwrap());
        bytes[0] = 1;
        bytes
    };
    let data = |bytes: &[u8]| frame(DATA, 0, 1, bytes);
    let ok = [("grpc-status", "0")];
    let two = [response(1, &[], 0), data(&message(b"").repeat(2)), trailers(1, &ok)].concat();
    let cases: Vec<(&str, Vec<u8>, StatusCode, &str)> = vec![
        ("end without status", response(1, &[], END_STREAM), StatusCode::Internal, "grpc-status"),
        (
            "trailers without status",
            [response(1, &[], 0), data(&message(b"")), trailers(1, &[("x", "y")])].concat(),
            StatusCode::Internal,
            "grpc-status",
        ),
        (
            "no trailers",
            [response(1, &[], 0), frame(DATA, END_STREAM, 1, &message(b""))].concat(),
            StatusCode::Internal,
            "grpc-status",
        ),
        (
            "no message",
            [response(1, &[], 0), trailers(1, &ok)].concat(),
            StatusCode::Unimplemented,
            "no message",
        ),
        ("two messages", two, StatusCode::Unimplemented, "several"),
        (
            "no number",
            [response(1, &[], 0), data(&message(b"")), trailers(1, &[("grpc-status", "x")])].concat(),
            StatusCode::Unknown,
            "grpc-status",
        ),
        ("text", response(1, &[("content-type", "text/html")], END_STREAM), StatusCode::Unknown, "text/html"),
        (
            "503",
            response(1, &[(":status", "503"), ("content-type", "text/html")], END_STREAM),
            StatusCode::Unavailable,
            "503",
        ),
        ("404", response(1, &[(":status", "404")], END_STREAM), StatusCode::Unimplemented, "404"),
        (
            "half a prefix",
            [response(1, &[], 0), data(b"\0\0"), trailers(1, &ok)].concat(),
            StatusCode::Internal,
            "prefix",
        ),
        (
            "half a message",
            [response(1, &[], 0), data(b"\0\0\0\0\x09ab"), trailers(1, &ok)].concat(),
            StatusCode::Internal,
            "message",
        ),
        (
            "flags",
            [response(1, &[], 0), data(b"\xff\0\0\0\0"), trailers(1, &ok)].concat(),
            StatusCode::Internal,
            "flags",
        ),
        (
            "4 GiB",
            [response(1, &[], 0), data(b"\0\xff\xff\xff\xff")].concat(),
            StatusCode::ResourceExhausted,
            "4294967295",
        ),
        (
            "bomb",
            [response(1, &[("grpc-encoding", "gzip")], 0), data(&gzip), trailers(1, &ok)].concat(),
            StatusCode::ResourceExhausted,
            "65536",
        ),
        ("encoding", [response(1, &[("grpc-encoding", "br")], 0)].concat(), StatusCode::Internal, "br"),
        (
            "no encoding",
            [response(1, &[], 0), data(b"\x01\0\0\0\0"), trailers(1, &ok)].concat(),
            StatusCode::Internal,
            "compressed",
        ),
        (
            "not gzip",
            [response(1, &[("grpc-encoding", "gzip")], 0), data(b"\x01\0\0\0\x01x"), trailers(1, &ok)]
                .concat(),
            StatusCode::Internal,
            "gzip",
        ),
        (
            "bad details",
            trailers_only(&[
                ("grpc-status", "5"),
                ("grpc-message", "%zz%"),
                ("grpc-status-details-bin", "!!"),
            ]),
            StatusCode::NotFound,
            "%zz%",
        ),
    ];
    let count = cases.len();
    for (name, script, status, part) in cases {
        let (address, connections) = rogue(move |stream| follow_then_well(stream, script.clone())).await;
        let (first, took) = outcome(address, LONG).await;
        let error = first.unwrap_err();
        assert_eq!(error.status_code(), status, "{name}: {error}");
        assert!(error.message().contains(part), "{name}: {error}");
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        assert_eq!(connections.load(Ordering::SeqCst), 1, "{name}: the connection was good");
    }
    println!("{count} answers");
}

fn trailers_only(headers: &[(&str, &str)]) -> Vec<u8> {
    response(1, headers, END_STREAM)
}

/// The first request is answered by `script`, the others well, on the same connection.
async fn follow_then_well(stream: TcpStream, script: Script) {
    let mut raw = Raw::serving(stream, b"").await;
    let mut script = Some(script);
    while let Some(frame) = raw.frame().await {
        if ends_request(&frame) {
            let bytes = script.take().unwrap_or_else(|| good(frame.stream));
            raw.send(&bytes).await;
        }
    }
}

/// RST_STREAM with every code, before and after each part of an answer.
#[tokio::test]
async fn resets_in_every_state_are_errors_of_their_call() {
    let mut cases = 0;
    for code in (0..=13).chain([99, u32::MAX]) {
        let before: [(&str, Vec<u8>); 4] = [
            ("nothing", Vec::new()),
            ("the head", response(1, &[], 0)),
            ("half a message", [response(1, &[], 0), frame(DATA, 0, 1, b"\0\0\0\0\x09")].concat()),
            ("a message", [response(1, &[], 0), frame(DATA, 0, 1, &message(b""))].concat()),
        ];
        for (name, before) in before {
            let script = [before, reset(1, code)].concat();
            let (address, connections) = rogue(move |stream| follow_then_well(stream, script.clone())).await;
            let (first, took) = outcome(address, LONG).await;
            cases += 1;
            assert!(took < Duration::from_secs(2), "{code} after {name}: {took:?}");
            // A refused stream goes elsewhere, which is this connection again.
            if code == 7 && name == "nothing" {
                first.unwrap();
            } else {
                let error = first.unwrap_err();
                assert_ne!(error.code(), Code::DeadlineExceeded, "{code} after {name}: {error}");
            }
            assert_eq!(connections.load(Ordering::SeqCst), 1, "{code} after {name}");
        }
    }
    println!("{cases} resets");
}

/// GOAWAY in every state: what was not looked at goes elsewhere, what was is finished or fails, and further calls go
/// over another connection.
#[tokio::test]
async fn goaway_in_every_state_moves_calls_to_another_connection() {
    for (name, script, close, is_answered) in [
        ("not looked at", goaway(0, 0), true, true),
        ("not looked at, open", goaway(0, 0), false, true),
        ("finished", [goaway(1, 0), good(1)].concat(), false, true),
        ("in two steps", [goaway(0x7fff_ffff, 0), good(1), goaway(1, 0)].concat(), true, true),
        // Whatever the reason: RFC 9113 section 6.8 promises that it was not looked at.
        ("calm", goaway(0, 11), true, true),
        ("looked at, then closed", goaway(1, 0), true, false),
        ("an error behind the head", [response(1, &[], 0), goaway(1, 1)].concat(), true, false),
        ("a last stream that grows", [goaway(1, 0), goaway(5, 0)].concat(), true, false),
    ] {
        let (address, connections) =
            rogue(move |stream| follow(stream, Vec::new(), script.clone(), close)).await;
        let (first, took) = outcome(address, LONG).await;
        assert_eq!(first.is_ok(), is_answered, "{name}: {first:?}");
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
        assert_eq!(connections.load(Ordering::SeqCst), 2, "{name}");
    }
}

/// What RFC 9113 calls an error of the connection.
#[tokio::test]
async fn connections_with_faults_are_replaced() {
    let push = [
        &2_u32.to_be_bytes()[..],
        &hpack::block(&[(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "a")]),
    ]
    .concat();
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("DATA on stream 0", frame(DATA, 0, 0, b"x")),
        ("DATA before a head", frame(DATA, 0, 1, b"x")),
        ("HEADERS on stream 2", response(2, &[], END_STREAM)),
        ("HEADERS on a stream that is not open", response(99, &[], END_STREAM)),
        ("PUSH_PROMISE", frame(5, END_HEADERS, 1, &push)),
        ("RST on a stream that is not open", reset(99, 8)),
        ("RST without a stream", frame(RST, 0, 0, &[0; 4])),
        ("window of the connection", window_update(0, 0x7fff_ffff)),
        ("a frame of 17 KiB", frame(DATA, 0, 1, &[0; 17_000])),
        ("a short PING", frame(PING, 0, 0, b"x")),
        ("long SETTINGS", frame(SETTINGS, 0, 0, b"12345")),
        ("SETTINGS that say no", frame(SETTINGS, ACK, 0, b"")),
        ("a huge window", frame(SETTINGS, 0, 0, &setting(4, u32::MAX))),
        ("tiny frames", frame(SETTINGS, 0, 0, &setting(5, 5))),
        ("push", frame(SETTINGS, 0, 0, &setting(2, 2))),
        ("CONTINUATION of nothing", frame(CONTINUATION, END_HEADERS, 1, b"")),
        ("HPACK", frame(HEADERS, END_HEADERS, 1, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
        ("a table too large", frame(HEADERS, END_HEADERS, 1, &[0x3f, 0xe1, 0xff, 0x03])),
        (
            "a head without an end",
            [frame(HEADERS, 0, 1, b""), frame(CONTINUATION, 0, 1, b"").repeat(20)].concat(),
        ),
        (
            "a head of 1 MiB",
            [
                frame(HEADERS, 0, 1, &[0x88]),
                frame(CONTINUATION, 0, 1, &hpack::block(&[("x", &"y".repeat(16_000))])).repeat(64),
            ]
            .concat(),
        ),
        ("1xx for ever", response(1, &[(":status", "103")], 0).repeat(20_000)),
        ("PING for ever", frame(PING, 0, 0, &[0; 8]).repeat(20_000)),
        ("SETTINGS for ever", frame(SETTINGS, 0, 0, b"").repeat(20_000)),
        ("empty DATA for ever", [response(1, &[], 0), frame(DATA, 0, 1, b"").repeat(20_000)].concat()),
        ("unknown frames for ever", frame(0xfa, 0, 0, b"x").repeat(20_000)),
    ];
    let count = cases.len();
    for (name, script) in cases {
        let (address, connections) =
            rogue(move |stream| follow(stream, Vec::new(), script.clone(), false)).await;
        let (first, took) = outcome(address, LONG).await;
        println!("{name}: {took:?} {:?}", first.as_ref().map_err(ToString::to_string));
        let error = first.expect_err(name);
        assert_ne!(error.code(), Code::DeadlineExceeded, "{name}: {error}");
        assert!(took < Duration::from_secs(4), "{name}: {took:?}");
        assert_eq!(connections.load(Ordering::SeqCst), 2, "{name}");
    }
    println!("{count} faults");
}

/// Headers that are too large cost the call, and no more.
#[tokio::test]
async fn heads_that_are_too_large_are_errors_of_their_call() {
    let mut head = vec![0x88];
    hpack::literal(&mut head, b"content-type", b"application/grpc");
    hpack::literal(&mut head, b"x", &[b'y'; 40_000]);
    let mut script = Vec::new();
    for (at, part) in head.chunks(16_384).enumerate() {
        let kind = if at == 0 { HEADERS } else { CONTINUATION };
        let end = if (at + 1) * 16_384 >= head.len() { END_HEADERS } else { 0 };
        script.extend(frame(kind, end, 1, part));
    }
    let (address, connections) = rogue(move |stream| follow_then_well(stream, script.clone())).await;
    let (first, took) = outcome(address, LONG).await;
    let error = first.unwrap_err();
    assert_ne!(error.code(), Code::DeadlineExceeded, "{error}");
    assert!(took < Duration::from_secs(2));
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// Those that say nothing cost no more than the deadline.
#[tokio::test]
async fn silence_ends_with_the_deadline() {
    let settings = |number, value| setting(number, value);
    for (name, settings, script) in [
        ("no answer", Vec::new(), Vec::new()),
        ("a head alone", Vec::new(), response(1, &[], 0)),
        ("a message alone", Vec::new(), [response(1, &[], 0), frame(DATA, 0, 1, &message(b""))].concat()),
        ("no windows", settings(4, 0), Vec::new()),
        ("no streams", settings(3, 0), Vec::new()),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string().parse().unwrap();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(follow(stream, settings.clone(), script.clone(), false));
            }
        });
        let consumer = Consumer::at(address, "");
        for _ in 0..2 {
            let args = Encoded(bytes::Bytes::from_static(b"\x0a\x02hi"));
            let began = Instant::now();
            let error = consumer.call("Echo", dubbors_core::Args::Typed(&args), SHORT).await.unwrap_err();
            assert_eq!(error.code(), Code::DeadlineExceeded, "{name}: {error}");
            assert!(began.elapsed() < Duration::from_secs(2), "{name}");
        }
    }
}

/// Ports that are no provider at all.
#[tokio::test]
async fn other_protocols_are_told_as_such() {
    for (name, bytes) in [
        ("closed at once", &b""[..]),
        ("HTTP/1", b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n"),
        ("TLS", b"\x15\x03\x01\0\x02\x02\x16"),
        ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n"),
        ("zeros", &[0; 64]),
    ] {
        let (address, _) = rogue(move |mut stream: TcpStream| async move {
            let _ = stream.write_all(bytes).await;
            let _ = stream.read(&mut [0; 1024]).await;
        })
        .await;
        let (first, took) = outcome(address, LONG).await;
        println!("{name}: {took:?} {:?}", first.as_ref().map_err(ToString::to_string));
        if let Err(error) = first {
            assert_eq!(error.status_code(), StatusCode::Unavailable, "{name}: {error}");
        }
        assert!(took < Duration::from_secs(2), "{name}: {took:?}");
    }
}

/// A stream of small messages waits for its reader, and costs it neither the connection nor memory (as S24, the other
/// way round).
#[tokio::test]
async fn small_messages_wait_for_a_slow_reader() {
    const COUNT: usize = 100_000;
    let (address, connections) = rogue(|stream: TcpStream| async move {
        let mut raw = Raw::serving(stream, b"").await;
        while let Some(frame) = raw.frame().await {
            if !ends_request(&frame) {
                continue;
            }
            if frame.stream > 1 {
                raw.send(&good(frame.stream)).await;
                continue;
            }
            raw.send(&response(1, &[], 0)).await;
            // Not in step with frames, so that none stand together.
            let one = crate::raw::frame(DATA, 0, 1, &message(b"\x10"));
            let ping = crate::raw::frame(PING, ACK, 0, &[0; 8]);
            for at in 0..COUNT {
                raw.send(&one).await;
                if at % 16 == 0 {
                    raw.send(&ping).await;
                }
            }
            raw.send(&trailers(1, &[("grpc-status", "0")])).await;
        }
    })
    .await;
    let consumer = Consumer::at(address, "");
    let mut stream = consumer.endless().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap(), "\u{10}");
    // The provider sends all that the window takes, and others are answered meanwhile.
    assert_eq!(consumer.echo(b"").await.unwrap(), "\n\u{4}good");
    let mut count = 1;
    while let Some(next) = stream.next().await {
        next.unwrap();
        count += 1;
    }
    assert_eq!(count, COUNT);
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// A provider may send its headers before it has read anything: the caller's messages go on, and all of them arrive.
#[tokio::test]
async fn an_early_head_does_not_end_the_callers_messages() {
    const MESSAGES: usize = 100;
    let came = Arc::new(AtomicUsize::new(0));
    let (begun, count) = (Arc::new(Notify::new()), Arc::clone(&came));
    let told = Arc::clone(&begun);
    let (address, _) = rogue(move |stream| {
        let (told, count) = (Arc::clone(&told), Arc::clone(&count));
        async move {
            let mut raw = Raw::serving(stream, b"").await;
            while let Some(frame) = raw.frame().await {
                if frame.kind == HEADERS {
                    raw.send(&response(frame.stream, &[], 0)).await;
                }
                if frame.kind == DATA {
                    count.fetch_add(frame.payload.len(), Ordering::SeqCst);
                    told.notify_one();
                }
                if ends_request(&frame) {
                    let data = self::frame(DATA, 0, frame.stream, &message(b"\x0a\x04good"));
                    raw.send(&[data, trailers(frame.stream, &[("grpc-status", "0")])].concat()).await;
                }
            }
        }
    })
    .await;
    let consumer = Consumer::at(address, "");
    let (sender, messages) = Streaming::channel(1);
    tokio::spawn(async move {
        for at in 0..MESSAGES {
            sender.send(Encoded(bytes::Bytes::from_static(b"\x0a\x02hi"))).await.unwrap();
            if at == 0 {
                // The head of the answer is on its way before it: both come in order.
                begun.notified().await;
            }
        }
    });
    let messages = messages.outbound(|message: &Encoded, write| write(message, None));
    let answer = consumer.call("Count", Args::Outbound(Some(messages)), LONG).await;
    assert!(answer.is_ok(), "{:?}", answer.err());
    assert_eq!(came.load(Ordering::SeqCst), MESSAGES * message(b"\x0a\x02hi").len());
}
