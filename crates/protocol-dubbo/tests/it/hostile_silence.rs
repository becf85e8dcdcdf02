//! Peers that are slow, stop in the middle, or are gone without a word.

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Code, HessianArgs, Origin};
use tokio::time::Instant;

use crate::raw::{Raw, frame, head};
use crate::service::{Consumer, Provider};

fn echo_request(id: i64) -> Vec<u8> {
    let mut body = head("echo", "Ljava/lang/String;");
    body.extend_from_slice(b"\x02hiHZ");
    frame(0xc2, id, &body)
}

/// A slow peer costs its connection and nothing else (S31).
#[tokio::test(start_paused = true)]
async fn byte_by_byte_peers_hold_up_nobody() {
    let (connector, _provider) = Provider::in_memory(4096, "");
    let mut slow = Vec::new();
    for _ in 0..200 {
        slow.push(Raw(connector.connect().await.unwrap()));
    }
    let mut good = Raw(connector.connect().await.unwrap());
    let request = echo_request(1);
    for (index, byte) in request.iter().enumerate() {
        for raw in &mut slow {
            raw.send(&[*byte]).await;
        }
        let id = i64::try_from(index).unwrap() + 100;
        let asked = Instant::now();
        good.send(&echo_request(id)).await;
        assert_eq!(good.frame().await.unwrap().id, id);
        assert!(asked.elapsed() < Duration::from_millis(10), "{:?}", asked.elapsed());
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    for raw in &mut slow {
        assert_eq!(raw.frame().await.unwrap().id, 1, "slow is not wrong");
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_stops_is_closed_after_three_heartbeats() {
    let (connector, _provider) = Provider::in_memory(4096, "heartbeat=1000");
    let request = echo_request(1);
    for said in [&request[..], &request[..20], &request[..16], &request[..2]] {
        let mut raw = Raw(connector.connect().await.unwrap());
        raw.send(said).await;
        if said.len() == request.len() {
            assert_eq!(raw.frame().await.unwrap().id, 1);
        }
        let since = Instant::now();
        assert!(raw.frame().await.is_none());
        let took = since.elapsed();
        assert!((Duration::from_secs(3)..Duration::from_secs(5)).contains(&took), "{took:?} after {said:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_says_nothing_is_closed() {
    let (connector, _provider) = Provider::in_memory(4096, "");
    let mut raw = Raw(connector.connect().await.unwrap());
    let since = Instant::now();
    assert!(raw.frame().await.is_none());
    assert!(since.elapsed() < Duration::from_secs(11), "{:?}", since.elapsed());
}

/// A provider that is gone without a word: its calls end long before their own deadline.
#[tokio::test]
async fn a_provider_that_falls_silent_fails_what_waits_for_it() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string().parse().unwrap();
    let consumer = Consumer::at(address, "heartbeat=100");
    let since = Instant::now();
    let (error, _silent) =
        tokio::join!(async { consumer.echo("x").await.unwrap_err() }, async { listener.accept().await });
    assert_eq!((error.code(), error.origin()), (Code::Unavailable, Origin::Network), "{error}");
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
}

/// Answers that lie about lengths or stop early are an error of that caller; the next call is answered (S08).
#[tokio::test]
async fn broken_answers_are_an_error_of_that_caller() {
    let bodies: [&[u8]; 7] = [
        b"",
        b"\x91",
        b"\x91V\x04[int\x49\x7f\xff\xff\xff",
        b"\x91X\x49\x7f\xff\xff\xff",
        b"\x91C\x03a.B\x49\x7f\xff\xff\xff",
        b"\x94\x02hiH\x01k",
        b"\x90C\x03a.B\x91\x01m\x60",
    ];
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string().parse().unwrap();
    let rogue = tokio::spawn(async move {
        let mut raw = Raw(listener.accept().await.unwrap().0);
        for body in bodies.into_iter().chain([&b"\x91\x02ok"[..]]) {
            let asked = raw.frame().await.unwrap();
            let mut answer = frame(0x02, asked.id, body);
            answer[3] = 20;
            raw.send(&answer).await;
        }
        raw
    });
    let consumer = Arc::new(Consumer::at(address, ""));
    for body in bodies {
        let answer = consumer.call("echo", &HessianArgs((&"x".to_owned(),))).await;
        let error = answer.and_then(|answer| answer.decode::<Vec<i32>>()).unwrap_err();
        assert_eq!(error.code(), Code::Serialization, "{body:?}: {error}");
    }
    assert_eq!(consumer.echo("x").await.unwrap(), "ok");
    rogue.await.unwrap();
}

/// With stopped time, a connection that is busy with nothing would let no time pass: this test would not end.
#[tokio::test(start_paused = true)]
async fn draining_waits_for_a_slow_call_without_being_busy() {
    let (connector, provider) = Provider::in_memory(4096, "");
    let mut raw = Raw(connector.connect().await.unwrap());
    let mut body = head("hang", "");
    body.extend_from_slice(b"HZ");
    raw.send(&frame(0xc2, 1, &body)).await;
    provider.memory.hung.notified().await;
    let memory = Arc::clone(&provider.memory);
    let shutdown = tokio::spawn(provider.port.shutdown(Duration::from_secs(60)));
    tokio::time::sleep(Duration::from_secs(5)).await;
    memory.release.notify_one();
    assert_eq!(shutdown.await.unwrap(), 0, "nothing had to be cut");
}

#[tokio::test(start_paused = true)]
async fn without_heartbeats_silence_ends_no_connection() {
    let (connector, _provider) = Provider::in_memory(4096, "heartbeat=0");
    let mut raw = Raw(connector.connect().await.unwrap());
    for id in [1, 2] {
        raw.send(&echo_request(id)).await;
        assert_eq!(raw.frame().await.unwrap().id, id);
        tokio::time::sleep(Duration::from_secs(7 * 24 * 3600)).await;
    }
}
