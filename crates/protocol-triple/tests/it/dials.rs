//! Connections of a consumer: who makes them, who waits for them, and what is known of a provider that cannot be reached or
//! has no room.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{Address, Args, Code, Error, StatusCode, Streaming};
use dubbors_protocol_triple::Triple;
use dubbors_transport::{Pem, PortSettings, TlsServer, TlsServerSettings};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::raw::{DATA, END_STREAM, Frame, HEADERS, PREFACE, RST, Raw, frame, message, reset, setting};
use crate::rogue::{LONG, answer_well, ends_request, goaway, good, response};
use crate::service::{Consumer, Encoded, Provider};

const SHORT: Duration = Duration::from_millis(300);

pub async fn listen() -> (TcpListener, Address) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string().parse().unwrap();
    (listener, address)
}

/// A provider that takes connections and says nothing.
async fn silent() -> Address {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            kept.push(stream);
        }
    });
    address
}

pub async fn call(consumer: &Consumer, timeout: Duration) -> Result<(), Error> {
    let args = Encoded(Bytes::from_static(b"\x0a\x02hi"));
    consumer.call("Echo", Args::Typed(&args), timeout).await.map(drop)
}

/// TLS with a provider that does not answer: connecting takes as long as it may.
const SLOW: &str = "ssl-enabled=true&ssl.dangerous-accept-any-certificate=true&connect.timeout=3000";

#[tokio::test(start_paused = true)]
async fn a_dial_outlives_the_call_that_began_it() {
    for http in ["", "&http-version=1.1&flavor=connect"] {
        let consumer = Consumer::at(silent().await, &format!("{SLOW}{http}"));
        let error = call(&consumer, Duration::from_secs(1)).await.unwrap_err();
        assert_eq!(error.code(), Code::DeadlineExceeded, "{error}");
        assert!(consumer.is_ready(), "nothing is known yet");
        tokio::time::sleep(Duration::from_millis(2500)).await;
        assert!(!consumer.is_ready(), "the dial of the call that gave up has failed: {http}");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_share_a_dial_and_its_outcome() {
    let address = silent().await;
    let consumer = Consumer::at(address.clone(), SLOW);
    let early = call(&consumer, Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(early.code(), Code::DeadlineExceeded, "{early}");
    let began = Instant::now();
    let (one, other) = tokio::join!(call(&consumer, LONG), call(&consumer, LONG));
    // A dial of their own would have taken three seconds.
    assert!(began.elapsed() < Duration::from_millis(2500), "{:?}", began.elapsed());
    let (one, other) = (one.unwrap_err(), other.unwrap_err());
    assert_eq!(one.to_string(), other.to_string());
    assert_eq!(one.code(), Code::Unavailable);
    assert!(one.message().contains(&address.to_string()), "{one}");
    // What is known is told to who cannot wait for the next attempt.
    let late = call(&consumer, Duration::from_secs(1)).await.unwrap_err();
    assert!(late.message().ends_with(one.message()), "{late}");
}

/// A provider with TLS behind a way that is open only when `open` is told; gives how often somebody came.
async fn slow_provider(open: Arc<Notify>) -> (Address, Provider, Arc<AtomicUsize>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    let tls = TlsServerSettings::new(Pem::text(certificate), Pem::text(key.serialize_pem()));
    let port = PortSettings { tls: Some(TlsServer::new(tls).unwrap()), ..PortSettings::default() };
    let provider = Provider::serve_with(Provider::listener().await, "", Triple::new("tri"), port);
    let (listener, address) = listen().await;
    let (behind, came) = (provider.address().to_string(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&came);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            open.notified().await;
            let mut far = TcpStream::connect(&behind).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut near, &mut far).await });
        }
    });
    (address, provider, came)
}

#[tokio::test]
async fn a_call_uses_the_connection_of_one_that_gave_up() {
    let open = Arc::new(Notify::new());
    let (address, _provider, came) = slow_provider(Arc::clone(&open)).await;
    let consumer = Consumer::at(address, SLOW);
    let error = call(&consumer, SHORT).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded, "{error}");
    open.notify_one();
    assert_eq!(consumer.echo(b"\x0a\x02hi").await.unwrap(), "\n\u{2}hi");
    assert_eq!(came.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_provider_that_comes_back_is_found_without_a_call() {
    let (listener, address) = listen().await;
    drop(listener);
    let consumer = Consumer::at(address.clone(), "");
    assert_eq!(call(&consumer, LONG).await.unwrap_err().code(), Code::Unavailable);
    assert!(!consumer.is_ready());
    let listener = TcpListener::bind(address.to_string()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    tokio::spawn(answer_well(stream));
    consumer.echo(b"\x0a\x02hi").await.unwrap();
    while !consumer.is_ready() {
        tokio::task::yield_now().await;
    }
}

/// A port that takes connections and never says what it takes: an error that names it, for those who wait and for the call
/// that is there already.
#[tokio::test(start_paused = true)]
async fn a_silent_provider_is_one_that_cannot_be_reached() {
    let address = silent().await;
    let consumer = Consumer::at(address.clone(), "connect.timeout=1000");
    let (one, other) = tokio::join!(call(&consumer, LONG), call(&consumer, LONG));
    for error in [one.unwrap_err(), other.unwrap_err()] {
        assert_eq!(error.status_code(), StatusCode::Unavailable, "{error}");
        assert!(error.message().contains(&address.to_string()), "{error}");
        assert!(error.message().contains("speak HTTP/2") && error.next().is_some(), "{error}");
    }
    assert!(!consumer.is_ready());
}

/// Answers requests on one stream at a time; `told` of each that comes, and before each answer it waits for `go`.
async fn one_at_a_time(stream: TcpStream, most: Arc<AtomicUsize>, told: Arc<Notify>, go: Arc<Notify>) {
    let mut raw = Raw::serving(stream, &setting(3, 1)).await;
    let mut open = 0;
    while let Some(frame) = raw.frame().await {
        open += usize::from(frame.kind == HEADERS);
        most.fetch_max(open, Ordering::SeqCst);
        if ends_request(&frame) {
            told.notify_one();
            go.notified().await;
            raw.send(&good(frame.stream)).await;
            open -= 1;
        }
    }
}

/// Waits until a whole request has come, without taking it; gives the number of heads that came.
async fn request_came(stream: &TcpStream) -> usize {
    let mut bytes = [0; 4096];
    loop {
        let got = stream.peek(&mut bytes).await.unwrap();
        let mut rest = bytes[..got].get(PREFACE.len()..).unwrap_or_default();
        let (mut heads, mut is_whole) = (0, false);
        while let [a, b, c, kind, flags, _, _, _, _, behind @ ..] = rest {
            let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
            heads += usize::from(*kind == HEADERS);
            is_whole |= [HEADERS, DATA].contains(kind) && flags & END_STREAM != 0;
            rest = behind.get(length..).unwrap_or_default();
        }
        if is_whole {
            return heads;
        }
        tokio::task::yield_now().await;
    }
}

/// One call leaves before the provider has said how many it takes; the others wait for that, and go over a further
/// connection when there is no room for them.
#[tokio::test]
async fn calls_wait_to_hear_how_many_may_run() {
    let (listener, address) = listen().await;
    let (most, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let (seen, release) = (Arc::clone(&most), Arc::clone(&go));
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        assert_eq!(request_came(&stream).await, 1);
        tokio::spawn(one_at_a_time(stream, seen, Arc::default(), release));
        let (stream, _) = listener.accept().await.unwrap();
        answer_well(stream).await;
    });
    let consumer = Arc::new(Consumer::at(address, ""));
    let mut calls = JoinSet::new();
    for _ in 0..4 {
        let consumer = Arc::clone(&consumer);
        calls.spawn(async move { consumer.echo(b"\x0a\x02hi").await });
    }
    for _ in 0..3 {
        calls.join_next().await.unwrap().unwrap().unwrap();
    }
    go.notify_one();
    calls.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(most.load(Ordering::SeqCst), 1);
}

/// While a connection is open its provider can be reached: a call that finds no place there, and no further connection,
/// waits for the place.
#[tokio::test]
async fn calls_wait_for_a_place_when_no_further_connection_is_to_be_had() {
    let (listener, address) = listen().await;
    let (told, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (begun, release) = (Arc::clone(&told), Arc::clone(&go));
    let refused = Arc::new(Notify::new());
    let dialled = Arc::clone(&refused);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(one_at_a_time(stream, Arc::default(), begun, release));
        while let Ok((stream, _)) = listener.accept().await {
            drop(stream);
            dialled.notify_one();
        }
    });
    let consumer = Arc::new(Consumer::at(address, ""));
    let call_now = || {
        let consumer = Arc::clone(&consumer);
        tokio::spawn(async move { consumer.echo(b"\x0a\x02hi").await })
    };
    let first = call_now();
    told.notified().await;
    let second = call_now();
    refused.notified().await;
    // It hears of the failure too, and has no time to wait.
    let third = call(&consumer, SHORT).await.unwrap_err();
    assert_eq!(third.code(), Code::DeadlineExceeded, "{third}");
    assert!(third.message().starts_with("no place"), "{third}");
    assert!(consumer.is_ready());
    go.notify_one();
    first.await.unwrap().unwrap();
    told.notified().await;
    go.notify_one();
    second.await.unwrap().unwrap();
}

/// However calls end and begin beside each other, none is forgotten.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_calls_share_few_places() {
    let provider = Provider::start("max-concurrent-streams=2").await;
    let consumer = Arc::new(Consumer::at(provider.address(), ""));
    let mut callers = JoinSet::new();
    for _ in 0..100 {
        let consumer = Arc::clone(&consumer);
        callers.spawn(async move {
            for _ in 0..10 {
                consumer.echo(b"\x0a\x02hi").await.unwrap();
            }
        });
    }
    while let Some(done) = callers.join_next().await {
        done.unwrap();
    }
}

/// All connections that a consumer has may be going away at once: a fresh one serves the call.
#[tokio::test]
async fn a_call_passes_over_all_connections_that_go_away() {
    const GOING: usize = 7;
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        for _ in 0..GOING {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut raw = Raw::serving(stream, b"").await;
                while let Some(frame) = raw.frame().await {
                    if ends_request(&frame) {
                        raw.send(&goaway(0, 0)).await;
                    }
                }
            });
        }
        let (stream, _) = listener.accept().await.unwrap();
        answer_well(stream).await;
    });
    let consumer = Consumer::at(address, "");
    assert_eq!(consumer.echo(b"\x0a\x02hi").await.unwrap(), "\n\u{4}good");
}

/// A provider whose one connection answers each stream with a head and `then`, and gives every frame to `see`.
async fn streaming(then: fn(u32) -> Vec<u8>, mut see: impl FnMut(&Frame) + Send + 'static) -> Address {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut raw = Raw::serving(stream, b"").await;
        while let Some(frame) = raw.frame().await {
            see(&frame);
            if frame.kind == HEADERS {
                raw.send(&[response(frame.stream, &[], 0), then(frame.stream)].concat()).await;
            }
        }
    });
    address
}

#[tokio::test]
async fn errors_that_end_a_stream_name_the_provider() {
    let one_then_reset = |stream| [frame(DATA, 0, stream, &message(b"\x10\x01")), reset(stream, 2)].concat();
    let address = streaming(one_then_reset, |_| {}).await;
    let consumer = Consumer::at(address.clone(), "");
    let mut stream = consumer.endless().await.unwrap();
    stream.next().await.unwrap().unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.message().starts_with(&format!("{address}: ")), "{error}");

    let (_sender, messages) = Streaming::channel(1);
    let messages = messages.outbound(|message: &Encoded, write| write(message, None));
    let answer = consumer.call("Chat", Args::Outbound(Some(messages)), LONG).await.unwrap();
    let mut stream = Streaming::received(answer.into_inbound().unwrap(), |bytes| Ok(bytes.bytes().clone()));
    stream.next().await.unwrap().unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.message().starts_with(&format!("{address}: ")), "{error}");
}

/// Its place is free and the provider knows, whether its caller reads or not.
#[tokio::test]
async fn a_deadline_ends_a_stream_that_nobody_reads() {
    let ended = Arc::new(Notify::new());
    let told = Arc::clone(&ended);
    let one = |stream| frame(DATA, 0, stream, &message(b"\x10\x01"));
    let address = streaming(one, move |frame| {
        if frame.kind == RST {
            told.notify_one();
        }
    })
    .await;
    let consumer = Consumer::at(address, "");
    let mut stream = consumer.endless_for(SHORT).await.unwrap();
    stream.next().await.unwrap().unwrap();
    tokio::time::timeout(LONG, ended.notified()).await.expect("the provider was not told");
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded, "{error}");
    assert!(stream.next().await.is_none());

    let (_sender, messages) = Streaming::channel(1);
    let messages = messages.outbound(|message: &Encoded, write| write(message, None));
    let answer = consumer.call("Chat", Args::Outbound(Some(messages)), SHORT).await.unwrap();
    tokio::time::timeout(LONG, ended.notified()).await.expect("the provider was not told");
    drop(answer);
}
