//! Peers that stop in the middle, read slowly, or go away rudely (S30, S31, R20).

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::raw::{
    CANCEL, DATA, END_HEADERS, HEADERS, PING, PREFACE, Raw, block, call, frame, grpc, head, reset, rest,
    window_update,
};
use crate::service::Provider;

/// Whatever a peer stops after: it is closed within ten seconds and somewhat more for each step that it made.
#[tokio::test(start_paused = true)]
async fn s31_peers_that_stop_are_closed_after_ten_seconds() {
    for (name, bytes, most) in [
        ("nothing", &b""[..], 10),
        ("a byte", b"P", 10),
        ("half a preface", &PREFACE[..12], 20),
        ("a preface without settings", PREFACE, 20),
        ("half a request line", b"POST /demo", 20),
        (
            "half a head behind an answer",
            b"POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}POST /demo",
            20,
        ),
        ("half a head of HTTP/1", b"POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\n", 20),
        ("a head of HTTP/1 without its body", b"POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10\r\nconnect-timeout-ms: 9000\r\n\r\n{", 10),
    ] {
        let (connector, _provider) = Provider::in_memory(4096, "");
        let mut slow = connector.connect().await.unwrap();
        let began = Instant::now();
        slow.write_all(bytes).await.unwrap();
        let mut got = Vec::new();
        slow.read_to_end(&mut got).await.unwrap();
        let took = began.elapsed();
        println!("{name}: closed after {took:?} with {:?}", String::from_utf8_lossy(&got));
        assert!(took <= Duration::from_millis(most * 1000 + 100), "{name}: {took:?}");
        Raw::open(&connector).await.works(1).await;
    }
}

const ECHO: &str = "POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n";

/// A connection that is kept for later requests is another matter than one that stops in the middle: it has its own bound,
/// longer than that of clients who keep connections themselves.
#[tokio::test(start_paused = true)]
async fn s31_a_connection_without_a_request_is_kept_for_a_while() {
    for (settings, pause, end) in [("", 110, 120), ("max-connection-idle=3s", 2, 3)] {
        let (connector, _provider) = Provider::in_memory(4096, settings);
        let mut idle = connector.connect().await.unwrap();
        let mut got = vec![0; 4096];
        for body in ["content-length: 2\r\n\r\n{}", "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"]
        {
            idle.write_all(format!("{ECHO}{body}").as_bytes()).await.unwrap();
            let read = idle.read(&mut got).await.unwrap();
            assert!(got[..read].starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&got[..read]));
            tokio::time::sleep(Duration::from_secs(pause)).await;
        }
        idle.write_all(format!("{ECHO}content-length: 2\r\n\r\n{{}}").as_bytes()).await.unwrap();
        let began = Instant::now();
        let mut all = Vec::new();
        idle.read_to_end(&mut all).await.unwrap();
        assert!(all.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&all));
        assert_eq!(began.elapsed().as_secs(), end, "{settings}");
    }
}

/// A head that begins after a pause has its ten seconds, whatever the pause.
#[tokio::test(start_paused = true)]
async fn s31_half_a_head_after_a_pause_is_closed_after_ten_seconds() {
    let (connector, _provider) = Provider::in_memory(4096, "max-connection-idle=0");
    let mut slow = connector.connect().await.unwrap();
    slow.write_all(format!("{ECHO}content-length: 2\r\n\r\n{{}}").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let began = Instant::now();
    for byte in ECHO.as_bytes() {
        if slow.write_all(&[*byte]).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(began.elapsed() <= Duration::from_secs(12), "{:?}", began.elapsed());
}

/// One byte a second is not faster than nothing.
#[tokio::test(start_paused = true)]
async fn s31_a_head_byte_by_byte_is_closed_as_well() {
    for bytes in [PREFACE, b"POST /demo.Test/Echo HTTP/1.1\r\nhost: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"] {
        let (connector, _provider) = Provider::in_memory(4096, "");
        let mut slow = connector.connect().await.unwrap();
        let began = Instant::now();
        for byte in bytes {
            if slow.write_all(&[*byte]).await.is_err() {
                break;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let _ = slow.read_to_end(&mut Vec::new()).await;
        assert!(began.elapsed() <= Duration::from_secs(25), "{:?}", began.elapsed());
    }
}

/// A body that does not come ends with its deadline, and the connection goes on.
#[tokio::test(start_paused = true)]
async fn s31_a_body_that_does_not_come_ends_with_its_deadline() {
    let (connector, provider) = Provider::in_memory(4096, "");
    let mut raw = Raw::open(&connector).await;
    for (id, method) in [(1, "Echo"), (3, "Count"), (5, "Chat")] {
        let began = Instant::now();
        let mut headers = grpc(method);
        headers.push(("grpc-timeout", "2S".to_owned()));
        raw.send(&frame(HEADERS, END_HEADERS, id, &block(&headers))).await;
        raw.send(&frame(DATA, 0, id, b"\0\0\0")).await;
        let answer = raw.answer(id).await;
        assert_eq!(answer.grpc_status(), Some(4), "{method}: {answer:?}");
        assert_eq!(began.elapsed().as_secs(), 2, "{method}");
    }
    raw.works(7).await;
    rest().await;
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
}

/// A service makes no more than the window and a batch for a caller that does not read.
#[tokio::test(start_paused = true)]
async fn r20_a_stream_waits_for_its_reader() {
    for (name, window) in [("of 64 KiB", 65_535), ("of 16 MiB", 1 << 24)] {
        let (connector, provider) = Provider::in_memory(4096, "");
        let mut slow =
            if window == 65_535 { Raw::narrow(&connector).await } else { Raw::open(&connector).await };
        slow.send(&call(1, "Endless", b"")).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        let made = provider.memory.made.load(Ordering::SeqCst);
        let most = if window > 65_535 { window as usize + 65_535 } else { 65_535 } + 64 * 1024;
        println!("a window {name}: {made} bytes were made");
        assert!(made <= most, "{made} bytes were made for a window {name}");
        // Others are served meanwhile, on this connection as well where its window allows.
        Raw::open(&connector).await.works(1).await;
        slow.send(&reset(1, CANCEL)).await;
        slow.send(&window_update(0, 1 << 20)).await;
        slow.works(3).await;
        assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
    }
}

/// The same when nothing at all is read, whatever the window: what the sockets take, and what is gathered.
#[tokio::test(start_paused = true)]
async fn r20_a_connection_that_is_not_read_holds_little() {
    let (connector, provider) = Provider::in_memory(4096, "");
    let mut mute = Raw::mute(&connector).await;
    for at in 0..100 {
        mute.send(&call(1 + 2 * at, "Endless", b"")).await;
    }
    rest().await;
    let made = provider.memory.made.load(Ordering::SeqCst);
    println!("100 streams: {made} bytes were made");
    // For each what may wait to be written, and a batch.
    assert!(made <= 100 * (64 + 20) * 1024, "{made} bytes were made");
    let began = Instant::now();
    Raw::open(&connector).await.works(1).await;
    let ping = frame(PING, 0, 0, &[0; 8]);
    while tokio::time::timeout(Duration::from_secs(1), mute.send(&ping)).await != Ok(false) {
        assert!(began.elapsed() < Duration::from_secs(200), "never closed");
    }
    assert!(began.elapsed() <= Duration::from_secs(90), "closed after {:?}", began.elapsed());
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
}

/// Connections that are reset before or while they are accepted, and bytes of other protocols.
#[tokio::test]
async fn s30_the_port_outlives_rude_connections() {
    let provider = Provider::start("").await;
    let address = provider.address().to_string();
    for round in 0..300_u32 {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        let garbage: &[u8] = match round % 5 {
            0 => b"",
            1 => b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            2 => PREFACE,
            3 => b"\xff\xfe\xfd\xfc\0\0\0\0",
            _ => b"GET / HTTP/1.1\r\n",
        };
        let _ = stream.write_all(garbage).await;
        if round % 2 == 0 {
            // Closed with RST instead of FIN.
            stream.set_zero_linger().unwrap();
        }
    }
    let mut raw = Raw::tcp(&provider.address()).await;
    raw.works(1).await;
    // A stream that is open goes down with its connection.
    let mut rude = Raw::tcp(&provider.address()).await;
    rude.send(&head(1, "Hang", 0)).await;
    rude.works(3).await;
    drop(rude);
    raw.works(3).await;
}
