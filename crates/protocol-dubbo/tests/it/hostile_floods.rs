//! Peers that send more than they read.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::Code;
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;

use crate::raw::{Raw, frame, head};
use crate::service::{Consumer, Provider};

const MIB: usize = 1024 * 1024;

/// A request of `method` for an answer of `size` bytes.
fn size_request(method: &str, id: i64, size: i32) -> Vec<u8> {
    let mut body = head(method, "I");
    body.push(b'I');
    body.extend_from_slice(&size.to_be_bytes());
    body.extend_from_slice(b"HZ");
    frame(0xc2, id, &body)
}

fn echo_request(id: i64, text: &str) -> Vec<u8> {
    let mut body = head("echo", "Ljava/lang/String;");
    crate::raw::string(&mut body, text);
    body.extend_from_slice(b"HZ");
    frame(0xc2, id, &body)
}

/// Java's memory grows by 500 MiB here, dubbo-go's by 900.
#[tokio::test(start_paused = true)]
async fn a_consumer_that_asks_and_never_reads_is_paused_and_then_closed() {
    let (connector, _provider) = Provider::in_memory(4096, "");
    let mut good = Raw(connector.connect().await.unwrap());
    good.send(&echo_request(1, "first")).await;
    assert_eq!(good.frame().await.unwrap().id, 1);
    let mut bad = Raw(connector.connect().await.unwrap());
    let began = Instant::now();
    let request = echo_request(1, &"x".repeat(1000));
    let mut taken = 0;
    while bad.0.write_all(&request).await.is_ok() {
        taken += request.len();
        assert!(taken < 8 * MIB, "it was never paused");
    }
    assert!(taken > MIB / 2, "it was closed early, after {taken} bytes");
    let took = began.elapsed();
    assert!((Duration::from_secs(10)..Duration::from_secs(20)).contains(&took), "{took:?}");
    good.send(&echo_request(2, "on")).await;
    assert_eq!(good.frame().await.unwrap().id, 2);
}

/// A hundred bytes can ask for a megabyte: what one read holds must not all be answered at once.
#[tokio::test(start_paused = true)]
async fn small_requests_for_large_answers_wait_for_the_reader() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw(connector.connect().await.unwrap());
    let requests: Vec<u8> = (0..100).flat_map(|id| size_request("size", id, 200_000)).collect();
    raw.send(&requests).await;
    // Everything has come to rest: only a timer can go on.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let made = provider.memory.sizes.load(Ordering::SeqCst);
    assert!(made <= 7, "{made} answers of 200 kB wait for a consumer that reads nothing");
    for id in 0..100 {
        let answer = raw.frame().await.unwrap();
        assert_eq!((answer.id, answer.status), (id, 20));
        assert!(answer.body.len() > 200_000);
    }
}

/// Answers that are ready together are more than a connection may hold unsent; the consumer still gets them all.
#[tokio::test(start_paused = true)]
async fn late_answers_wait_for_the_reader() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw(connector.connect().await.unwrap());
    let requests: Vec<u8> = (0..150).flat_map(|id| size_request("late", id, 1_000_000)).collect();
    raw.send(&requests).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut seen = HashSet::new();
    for _ in 0..150 {
        let answer = raw.frame().await.unwrap();
        assert_eq!(answer.status, 20);
        seen.insert(answer.id);
    }
    assert_eq!(seen.len(), 150);
}

#[tokio::test]
async fn a_declared_body_of_2_gib_takes_no_memory_and_is_refused_at_once() {
    let provider = Provider::start("").await;
    let mut raw = Raw::connect(&provider.address()).await;
    for (flag, id) in [(0xc2, 1), (0x82, 2), (0x02, 3), (0xa2, 4)] {
        let mut raw = Raw::connect(&provider.address()).await;
        let mut header = frame(flag, id, b"");
        header[12..].copy_from_slice(&i32::MAX.to_be_bytes());
        raw.send(&header).await;
        if flag == 0xc2 {
            let answer = raw.frame().await.unwrap();
            assert_eq!((answer.id, answer.status), (1, 40));
            assert!(answer.text().contains("2147483647"), "{}", answer.text());
        }
        // Goes on with the body it promised: dropped as it comes.
        raw.send(&vec![0; 20 * MIB]).await;
    }
    raw.send(&echo_request(9, "on")).await;
    assert_eq!(raw.frame().await.unwrap().id, 9);
}

/// Both ends have more to say than the sockets hold: neither may wait for the other to read first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_calls_in_both_directions_at_once_do_not_block_each_other() {
    let provider = Provider::start("").await;
    let consumer = Arc::new(Consumer::of(&provider, ""));
    let bytes = Bytes::from(vec![7; MIB]);
    let calls: Vec<_> = (0..48)
        .map(|_| {
            let (consumer, bytes) = (Arc::clone(&consumer), bytes.clone());
            tokio::spawn(async move { consumer.copy(&bytes).await.map(|answer| answer.len()) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), MIB);
    }
}

/// What a provider does not take in time is an error of the callers beyond the bound, and of nobody else.
#[tokio::test]
async fn more_unsent_calls_than_the_bound_are_refused_and_the_connection_goes_on() {
    let provider = Provider::start("").await;
    let consumer = Arc::new(Consumer::of(&provider, ""));
    assert_eq!(consumer.echo("first").await.unwrap(), "first");
    let bytes = Bytes::from(vec![7; MIB]);
    let calls: Vec<_> = (0..150)
        .map(|_| {
            let (consumer, bytes) = (Arc::clone(&consumer), bytes.clone());
            tokio::spawn(async move { consumer.copy(&bytes).await.map(|answer| answer.len()) })
        })
        .collect();
    let mut served = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(length) => {
                assert_eq!(length, MIB);
                served += 1;
            }
            Err(error) => assert_eq!(error.code(), Code::LimitExceeded, "{error}"),
        }
    }
    assert!(served >= 48, "{served}");
    assert_eq!(consumer.echo("on").await.unwrap(), "on");
}

#[tokio::test]
async fn one_call_over_the_bound_is_made_when_payload_allows_it() {
    let provider = Provider::start("payload=200000000").await;
    let consumer = Consumer::of(&provider, "payload=200000000");
    let bytes = Bytes::from(vec![7; 70 * MIB]);
    assert_eq!(consumer.copy(&bytes).await.unwrap().len(), 70 * MIB);
}
