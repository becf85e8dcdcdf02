//! What becomes of connections when their port closes, or when they have reached their age (R01, R04).

use std::sync::atomic::Ordering;
use std::time::Duration;

use dubbors_core::BoxStream;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, sleep, timeout};

use crate::raw::{Raw, call, message, rest};
use crate::service::Provider;

/// What of two things that are ready comes first is left to chance in many a place.
const OFTEN: usize = 20;

const POST: &str = "POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/// All that comes until the end.
async fn text(stream: &mut BoxStream) -> String {
    let mut got = Vec::new();
    stream.read_to_end(&mut got).await.unwrap();
    String::from_utf8(got).unwrap()
}

/// One answer, whose body is `{}`.
async fn answer(stream: &mut BoxStream) -> String {
    let mut got = Vec::new();
    while !got.ends_with(b"{}") {
        assert_ne!(stream.read_buf(&mut got).await.unwrap(), 0, "{}", String::from_utf8_lossy(&got));
    }
    let text = String::from_utf8(got).unwrap();
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    text
}

/// What is there when the port closes is read: the connection may not have been accepted, or may not have said a word before.
#[tokio::test(start_paused = true)]
async fn r01_what_came_before_the_port_closed_is_answered() {
    for at in 0..OFTEN {
        let (connector, provider) = Provider::in_memory(64 * 1024, "");
        let mut raw = Raw::silent(&connector).await;
        let mut old = connector.connect().await.unwrap();
        if at % 2 == 0 {
            rest().await;
        }
        raw.begin().await;
        raw.send(&call(1, "Echo", b"")).await;
        old.write_all(POST.as_bytes()).await.unwrap();
        provider.port.drain();
        assert_eq!(raw.answer(1).await.grpc_status(), Some(0), "{at}");
        assert_eq!(raw.ended().await.map(|goaway| goaway.code), Some(0), "{at}");
        let answer = text(&mut old).await.to_ascii_lowercase();
        assert!(answer.starts_with("http/1.1 200") && answer.contains("connection: close"), "{at}: {answer}");
    }
}

/// The rest of a head that has begun to come is waited for, if not for long.
#[tokio::test(start_paused = true)]
async fn r01_the_rest_of_a_first_head_is_waited_for() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let (mut late, mut stuck) = (connector.connect().await.unwrap(), connector.connect().await.unwrap());
    for stream in [&mut late, &mut stuck] {
        stream.write_all(&POST.as_bytes()[..20]).await.unwrap();
    }
    rest().await;
    let began = Instant::now();
    provider.port.drain();
    sleep(Duration::from_millis(500)).await;
    late.write_all(&POST.as_bytes()[20..]).await.unwrap();
    let answer = text(&mut late).await.to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 200") && answer.contains("connection: close"), "{answer}");
    assert_eq!(text(&mut stuck).await, "");
    assert_eq!(began.elapsed().as_secs(), 1);
}

/// A head that has begun behind another request is waited for as well, and idle connections are closed at once.
#[tokio::test(start_paused = true)]
async fn r01_a_request_that_has_begun_is_answered() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let (mut idle, mut busy) = (connector.connect().await.unwrap(), connector.connect().await.unwrap());
    for stream in [&mut idle, &mut busy] {
        stream.write_all(POST.as_bytes()).await.unwrap();
        answer(stream).await;
    }
    busy.write_all(&POST.as_bytes()[..20]).await.unwrap();
    rest().await;
    provider.port.drain();
    assert_eq!(timeout(Duration::from_millis(1), text(&mut idle)).await.unwrap(), "");
    sleep(Duration::from_secs(5)).await;
    busy.write_all(&POST.as_bytes()[20..]).await.unwrap();
    let answer = text(&mut busy).await.to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 200") && answer.contains("connection: close"), "{answer}");
}

/// Whichever HTTP it is: a connection that has reached its age is asked to go, and its call ends as it would have.
#[tokio::test(start_paused = true)]
async fn r04_a_connection_has_an_age() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "max-connection-age=60s");
    let (mut idle, mut busy) = (connector.connect().await.unwrap(), connector.connect().await.unwrap());
    let (mut used, mut newer) = (connector.connect().await.unwrap(), Raw::open(&connector).await);
    let began = Instant::now();
    idle.write_all(POST.as_bytes()).await.unwrap();
    answer(&mut idle).await;
    newer.works(1).await;
    let body = message(b"");
    let head = POST.replace("Echo", "CountLater").replace("application/json", "application/connect+proto");
    let head = head.replace("length: 2", "length: 5").replace("{}", "");
    busy.write_all(&[head.as_bytes(), &body].concat()).await.unwrap();
    // Used until the end, which is between 54 and 66 seconds.
    for _ in 0..10 {
        used.write_all(POST.as_bytes()).await.unwrap();
        let answer = answer(&mut used).await.to_ascii_lowercase();
        assert!(!answer.contains("connection: close"), "{answer}");
        sleep(Duration::from_secs(5)).await;
    }
    for stream in [&mut idle, &mut used] {
        assert_eq!(text(stream).await, "");
        let age = began.elapsed().as_secs();
        assert!((54..=66).contains(&age), "{age} s");
    }
    assert_eq!(newer.ended().await.map(|goaway| goaway.code), Some(0));
    sleep(Duration::from_secs(12)).await;
    provider.memory.release.notify_one();
    let answer = text(&mut busy).await.to_ascii_lowercase();
    assert!(answer.starts_with("http/1.1 200") && answer.contains("connection: close"), "{answer}");
}

/// Calls that outlive the age of their connection are cut in the end.
#[tokio::test(start_paused = true)]
async fn r04_an_old_connection_is_cut() {
    let (connector, provider) = Provider::in_memory(4096, "max-connection-age=60s");
    let mut raw = Raw::open(&connector).await;
    let mut old = connector.connect().await.unwrap();
    let began = Instant::now();
    raw.send(&call(1, "Hang", b"")).await;
    old.write_all(POST.replace("Echo", "Hang").as_bytes()).await.unwrap();
    assert_eq!(text(&mut old).await, "");
    raw.ended().await;
    let took = began.elapsed().as_secs();
    assert!((162..=198).contains(&took), "{took} s");
    rest().await;
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
}
