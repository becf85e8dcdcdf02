//! Callers that are slow, in what they send and in what they read: honest ones get their answers, others keep no place (S31,
//! R20).

use std::sync::atomic::Ordering;
use std::time::Duration;

use dubbors_core::BoxStream;
use dubbors_transport::MemoryConnector;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

use crate::raw::{CANCEL, DATA, END_STREAM, Raw, call, frame, head, message, reset, rest, window_update};
use crate::service::Provider;

const POST: &str = "POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";

/// Without a deadline a message is not waited for longer than ten seconds, nor for a byte now and then.
#[tokio::test(start_paused = true)]
async fn s31_a_message_that_does_not_come_is_not_waited_for() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    let began = Instant::now();
    raw.send(&head(1, "Echo", 0)).await;
    assert_eq!(raw.answer(1).await.grpc_status(), Some(4));
    assert_eq!(began.elapsed().as_secs(), 10);
    // As slowhttptest does it, a few bytes every five seconds, and a byte a second.
    for (id, part, pause) in [(3, 32, 5), (5, 1, 1)] {
        let began = Instant::now();
        raw.send(&head(id, "Echo", 0)).await;
        raw.send(&frame(DATA, 0, id, b"\0\0\0\xff\xff")).await;
        let answer = loop {
            raw.send(&frame(DATA, 0, id, &vec![0; part])).await;
            tokio::time::sleep(Duration::from_secs(pause)).await;
            raw.sort_arrived();
            if let Some(answer) = raw.done(id) {
                break answer;
            }
        };
        assert_eq!(answer.grpc_status(), Some(4), "{part} bytes every {pause} s");
        assert!(began.elapsed() <= Duration::from_secs(11 + pause), "{:?}", began.elapsed());
    }
    // HTTP/1, where the connection goes with it.
    for pause in [60, 1] {
        let mut slow = connector.connect().await.unwrap();
        let began = Instant::now();
        slow.write_all(format!("{POST}content-length: 10000\r\n\r\n{{").as_bytes()).await.unwrap();
        let (mut reader, mut writer) = tokio::io::split(slow);
        let sending = tokio::spawn(async move {
            while writer.write_all(b" ").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(pause)).await;
            }
        });
        let mut got = vec![0; 4096];
        let read = reader.read(&mut got).await.unwrap();
        assert!(got[..read].starts_with(b"HTTP/1.1 504"), "{}", String::from_utf8_lossy(&got));
        assert!(began.elapsed() <= Duration::from_secs(11), "{:?}", began.elapsed());
        sending.abort();
    }
    raw.works(7).await;
    rest().await;
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
}

/// A large message over a slow line comes in time: 256 KiB with 1 KiB a second, or with as much in steps.
#[tokio::test(start_paused = true)]
async fn s31_a_large_message_over_a_slow_line_is_waited_for() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let text = [&b"\x0a\x80\x80\x10"[..], &[b'x'; 1 << 18]].concat();
    for step in [1, 8] {
        let mut raw = Raw::open(&connector).await;
        raw.send(&head(1, "Echo", 0)).await;
        for part in message(&text).chunks(1024 * step) {
            tokio::time::sleep(Duration::from_secs(step as u64)).await;
            raw.send(&frame(DATA, 0, 1, part)).await;
            raw.sort_arrived();
        }
        raw.send(&frame(DATA, END_STREAM, 1, b"")).await;
        let answer = raw.answer(1).await;
        assert_eq!(answer.grpc_status(), Some(0), "{step}: {}", answer.text());
    }
    let body = format!("{{\"text\":\"{}\"}}", "x".repeat(1 << 18));
    let mut slow = connector.connect().await.unwrap();
    slow.write_all(format!("{POST}content-length: {}\r\n\r\n", body.len()).as_bytes()).await.unwrap();
    for part in body.as_bytes().chunks(1024) {
        slow.write_all(part).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut got = vec![0; 4096];
    let read = slow.read(&mut got).await.unwrap();
    assert!(got[..read].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&got));
}

/// Asks for a mebibyte over HTTP/1.1.
async fn large(connector: &MemoryConnector) -> BoxStream {
    let mut stream = connector.connect().await.unwrap();
    let head = POST.replace("Echo", "Large");
    stream.write_all(format!("{head}content-length: 2\r\n\r\n{{}}").as_bytes()).await.unwrap();
    stream
}

/// Whoever reads gets all of an answer, however slowly, and the connection goes on.
#[tokio::test(start_paused = true)]
async fn r20_a_slow_reader_of_http1_gets_the_whole_answer() {
    let (connector, _provider) = Provider::in_memory(4096, "max-connection-idle=3s");
    let mut slow = large(&connector).await;
    let mut got = Vec::new();
    while got.len() < 1 << 20 {
        // A kibibyte a second, in steps longer than the connection may be idle.
        tokio::time::sleep(Duration::from_secs(4)).await;
        let mut part = [0; 4096];
        let read = slow.read(&mut part).await.unwrap();
        assert_ne!(read, 0, "closed after {} bytes", got.len());
        got.extend_from_slice(&part[..read]);
    }
    let length =
        got.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4 + "{\"text\":\"\"}".len() + (1 << 20);
    got.resize(length.max(got.len()), 0);
    let begun = got.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    slow.read_exact(&mut got[begun..]).await.unwrap();
    assert!(got.ends_with(b"x\"}"), "{}", String::from_utf8_lossy(&got[length - 20..]));
    slow.write_all(format!("{POST}content-length: 2\r\n\r\n{{}}").as_bytes()).await.unwrap();
    let read = slow.read(&mut got).await.unwrap();
    assert!(got[..read].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&got[..read]));
}

/// Whoever reads nothing is not waited for longer than five minutes, neither for an answer nor for a stream of them.
#[tokio::test(start_paused = true)]
async fn r20_who_reads_nothing_of_http1_is_left() {
    let (connector, provider) = Provider::in_memory(4096, "max-connection-idle=0");
    let endless = "POST /demo.Test/Endless HTTP/1.1\r\nhost: a\r\ncontent-type: application/connect+proto\r\n\
                   content-length: 5\r\n\r\n\0\0\0\0\0";
    for is_stream in [false, true] {
        let mut slow = if is_stream { connector.connect().await.unwrap() } else { large(&connector).await };
        if is_stream {
            slow.write_all(endless.as_bytes()).await.unwrap();
        }
        let began = Instant::now();
        tokio::time::sleep(Duration::from_secs(299)).await;
        let mut part = [0; 4096];
        slow.read_exact(&mut part).await.unwrap();
        // It has read something, and has as long again.
        tokio::time::sleep(Duration::from_secs(299)).await;
        slow.read_exact(&mut part).await.unwrap();
        tokio::time::sleep(Duration::from_secs(301)).await;
        let mut left = Vec::new();
        slow.read_to_end(&mut left).await.unwrap();
        assert!(left.len() <= 4096, "{} bytes after {:?}", left.len(), began.elapsed());
    }
    rest().await;
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
}

/// Requests wait while a single large answer is read, as long as it is.
#[tokio::test(start_paused = true)]
async fn r20_a_large_answer_that_is_read_slowly_is_no_standstill() {
    let (connector, _provider) = Provider::in_memory(4096, "unread-answers=100000");
    let mut raw = Raw::narrow(&connector).await;
    raw.send(&window_update(0, 1 << 21)).await;
    raw.send(&call(1, "Large", b"")).await;
    let echo = message(&[7; 30_000]);
    let (first, last) = echo.split_at(16_000);
    raw.send(&[head(3, "Echo", 0), frame(DATA, 0, 3, first), frame(DATA, END_STREAM, 3, last)].concat())
        .await;
    for _ in 0..16 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        raw.send(&window_update(1, 64 * 1024)).await;
    }
    assert_eq!(raw.answer(1).await.grpc_status(), Some(0));
    // Beside most of the first answer it would be too much.
    let second = raw.answer(3).await;
    assert_eq!((second.grpc_status(), second.data.len()), (Some(0), 5 + 30_000), "{}", second.text());
}

/// A request that was given up while it waited does not run.
#[tokio::test(start_paused = true)]
async fn r20_nobody_runs_what_was_given_up_while_it_waited() {
    let (connector, provider) = Provider::in_memory(4096, "unread-answers=100000");
    let mut raw = Raw::narrow(&connector).await;
    raw.send(&window_update(0, 1 << 21)).await;
    raw.send(&call(1, "Large", b"")).await;
    raw.send(&[call(3, "Echo", b""), call(5, "Echo", b"")].concat()).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    raw.send(&reset(3, CANCEL)).await;
    raw.send(&window_update(1, 1 << 20)).await;
    assert_eq!(raw.answer(1).await.grpc_status(), Some(0));
    assert_eq!(raw.answer(5).await.grpc_status(), Some(0));
    assert_eq!(provider.memory.begun.load(Ordering::SeqCst), 2);
}
