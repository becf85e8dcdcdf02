//! More calls than places: who waits, for what, and that all have their turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dubbors_core::{Args, Streaming};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use crate::dials::{call, listen};
use crate::raw::{HEADERS, Raw, setting};
use crate::rogue::{LONG, answer_well, ends_request, goaway, good};
use crate::service::{Consumer, Encoded};

/// A connection with room for one call, whose first answer comes after `go`.
async fn one_place(stream: TcpStream, came: Arc<AtomicUsize>, go: Arc<Notify>) {
    let mut raw = Raw::serving(stream, &setting(3, 1)).await;
    let mut is_first = true;
    while let Some(frame) = raw.frame().await {
        if ends_request(&frame) {
            came.fetch_add(1, Ordering::SeqCst);
            if std::mem::take(&mut is_first) {
                go.notified().await;
            }
            raw.send(&good(frame.stream)).await;
        }
    }
}

async fn until(is_so: impl Fn() -> bool) {
    while !is_so() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

const MOST: usize = 8;

#[tokio::test]
async fn a_call_takes_the_first_place_that_is_free() {
    let (listener, address) = listen().await;
    let (came, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
    let (count, release) = (Arc::clone(&came), Arc::clone(&go));
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(one_place(stream, Arc::clone(&count), Arc::clone(&release)));
        }
    });
    let consumer = Arc::new(Consumer::at(address, ""));
    let mut calls = JoinSet::new();
    for _ in 0..MOST + 20 {
        let consumer = Arc::clone(&consumer);
        calls.spawn(async move { call(&consumer, LONG).await });
    }
    until(|| came.load(Ordering::SeqCst) == MOST).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    // One of the eight goes on.
    go.notify_one();
    for _ in 0..21 {
        calls.join_next().await.unwrap().unwrap().unwrap();
    }
}

#[tokio::test]
async fn who_waits_has_its_turn_before_those_who_come_later() {
    let (listener, address) = listen().await;
    let go = Arc::new(Notify::new());
    go.notify_one();
    let release = Arc::clone(&go);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(one_place(stream, Arc::default(), release));
        while let Ok((stream, _)) = listener.accept().await {
            drop(stream);
        }
    });
    let consumer = Arc::new(Consumer::at(address, ""));
    call(&consumer, LONG).await.unwrap();
    let busy = Arc::clone(&consumer);
    let greedy = tokio::spawn(async move {
        loop {
            call(&busy, LONG).await.unwrap();
        }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    for _ in 0..10 {
        call(&consumer, Duration::from_secs(2)).await.unwrap();
    }
    greedy.abort();
}

#[tokio::test]
async fn a_failure_counts_no_more_when_calls_went_on_after_it() {
    let (listener, address) = listen().await;
    let (failed, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, end) = (Arc::clone(&failed), Arc::clone(&go));
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let raw = Raw::serving(stream, &setting(3, 1)).await;
        drop(listener.accept().await.unwrap());
        told.notify_one();
        end.notified().await;
        raw.close().await;
        let (stream, _) = listener.accept().await.unwrap();
        answer_well(stream).await;
    });
    let consumer = Arc::new(Consumer::at(address, ""));
    let call_now = || {
        let consumer = Arc::clone(&consumer);
        tokio::spawn(async move { call(&consumer, LONG).await })
    };
    let first = call_now();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let second = call_now();
    failed.notified().await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    go.notify_one();
    first.await.unwrap().unwrap_err();
    second.await.unwrap().unwrap();
}

/// All connections are full and going away.
#[tokio::test]
async fn calls_do_not_wait_for_connections_that_go_away() {
    let (listener, address) = listen().await;
    let came = Arc::new(AtomicUsize::new(0));
    let going = Arc::new(Notify::new());
    let (count, away) = (Arc::clone(&came), Arc::clone(&going));
    tokio::spawn(async move {
        for _ in 0..MOST {
            let (stream, _) = listener.accept().await.unwrap();
            let (count, away) = (Arc::clone(&count), Arc::clone(&away));
            tokio::spawn(async move {
                let mut raw = Raw::serving(stream, &setting(3, 1)).await;
                while let Some(frame) = raw.frame().await {
                    if ends_request(&frame) {
                        count.fetch_add(1, Ordering::SeqCst);
                        away.notified().await;
                        raw.send(&goaway(frame.stream, 0)).await;
                    }
                }
            });
        }
        let (stream, _) = listener.accept().await.unwrap();
        answer_well(stream).await;
    });
    let consumer = Arc::new(Consumer::at(address, ""));
    let mut hanging = JoinSet::new();
    for _ in 0..MOST {
        let consumer = Arc::clone(&consumer);
        hanging.spawn(async move { call(&consumer, LONG).await });
    }
    until(|| came.load(Ordering::SeqCst) == MOST).await;
    let waits = Arc::clone(&consumer);
    let waits = tokio::spawn(async move { call(&waits, Duration::from_secs(3)).await });
    tokio::time::sleep(Duration::from_millis(50)).await;
    going.notify_waiters();
    waits.await.unwrap().unwrap();
    call(&consumer, Duration::from_secs(3)).await.unwrap();
}

/// A stream that was read to its end takes no place, though its caller has not let go of it.
#[tokio::test]
async fn a_stream_that_is_over_takes_no_place() {
    let (listener, address) = listen().await;
    let go = Arc::new(Notify::new());
    go.notify_one();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(one_place(stream, Arc::default(), go));
        while let Ok((stream, _)) = listener.accept().await {
            drop(stream);
        }
    });
    let consumer = Consumer::at(address, "");
    let mut stream = consumer.endless().await.unwrap();
    stream.next().await.unwrap().unwrap();
    assert!(stream.next().await.is_none());
    call(&consumer, Duration::from_secs(2)).await.unwrap();
    drop(stream);
}

/// The same when the provider ended it while its caller may still send.
#[tokio::test]
async fn a_stream_that_the_provider_ended_takes_no_place() {
    let (listener, address) = listen().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(async move {
            let mut raw = Raw::serving(stream, &setting(3, 1)).await;
            while let Some(frame) = raw.frame().await {
                if frame.kind == HEADERS {
                    raw.send(&good(frame.stream)).await;
                }
            }
        });
        while let Ok((stream, _)) = listener.accept().await {
            drop(stream);
        }
    });
    let consumer = Consumer::at(address, "");
    let (_sender, messages) = Streaming::channel(1);
    let messages = messages.outbound(|message: &Encoded, write| write(message, None));
    let answer = consumer.call("Chat", Args::Outbound(Some(messages)), LONG).await.unwrap();
    let mut stream = Streaming::received(answer.into_inbound().unwrap(), |bytes| Ok(bytes.bytes().clone()));
    stream.next().await.unwrap().unwrap();
    assert!(stream.next().await.is_none());
    call(&consumer, Duration::from_secs(2)).await.unwrap();
    drop(stream);
}
