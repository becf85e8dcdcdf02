//! Frames that cost little to send and do no work (S23, S24, S26).

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::raw::{
    ACK, DATA, END_STREAM, ENHANCE_YOUR_CALM, GOAWAY, PADDED, PING, PRIORITY, REFUSED_STREAM, Raw, SETTINGS,
    frame, head, message, rest, setting, window_update,
};
use crate::service::{Provider, number};

const MILLION: usize = 1_000_000;

/// Sends `bytes` again and again; gives how often it was taken before the connection was closed.
async fn flood(raw: &mut Raw, bytes: &[u8]) -> usize {
    let many = bytes.repeat(100);
    for at in 0..MILLION / 100 {
        match timeout(Duration::from_secs(600), raw.send(&many)).await {
            Ok(true) => {}
            _ => return at * 100,
        }
    }
    MILLION
}

fn idle_frames() -> [(&'static str, Vec<u8>); 8] {
    [
        ("SETTINGS", frame(SETTINGS, 0, 0, &setting(4, 65_535))),
        ("empty SETTINGS", frame(SETTINGS, 0, 0, b"")),
        ("PING", frame(PING, 0, 0, &[7; 8])),
        ("PING that answers nothing", frame(PING, ACK, 0, &[7; 8])),
        ("PRIORITY", frame(PRIORITY, 0, 99, &[0, 0, 0, 1, 0])),
        ("unknown", frame(0xcc, 0, 0, b"")),
        ("WINDOW_UPDATE", window_update(1, 1)),
        ("GOAWAY", frame(GOAWAY, 0, 0, &[0; 8])),
    ]
}

#[tokio::test(start_paused = true)]
async fn s23_frames_without_work_are_stopped_after_ten_thousand() {
    for (name, bytes) in idle_frames() {
        let (connector, _provider) = Provider::in_memory(4096, "");
        let mut victim = Raw::open(&connector).await;
        let mut bad = Raw::open(&connector).await;
        bad.send(&head(1, "Hang", 0)).await;
        let began = std::time::Instant::now();
        let taken = flood(&mut bad, &bytes).await;
        let each = began.elapsed().as_nanos() / taken.max(1) as u128;
        println!("{name}: {taken} frames, {each} ns each");
        let goaway = bad.ended().await;
        assert!(taken <= 11_000, "{name}: {taken} frames were taken");
        assert_eq!(goaway.map(|goaway| goaway.code), Some(ENHANCE_YOUR_CALM), "{name}");
        victim.works(1).await;
    }
}

/// Its answers are not read, so that nothing more of it is; and it is closed like any peer that does not answer.
#[tokio::test(start_paused = true)]
async fn s23_a_flood_without_a_reader_is_paused_and_closed() {
    for (name, bytes) in idle_frames() {
        let (connector, _provider) = Provider::in_memory(4096, "");
        let mut bad = Raw::mute(&connector).await;
        let began = Instant::now();
        let taken = flood(&mut bad, &bytes).await;
        println!("{name}: {taken} frames in {:?}", began.elapsed());
        assert!(taken <= 11_000, "{name}: {taken} frames were taken");
        assert!(began.elapsed() <= Duration::from_secs(90), "{name}: closed after {:?}", began.elapsed());
        Raw::open(&connector).await.works(1).await;
    }
}

/// DATA that brings nothing, on one stream and on many, to a service that does not read.
#[tokio::test(start_paused = true)]
async fn s24_empty_data_is_stopped() {
    for streams in [1, 100] {
        for (name, flags, payload) in [("empty", 0, &b""[..]), ("padding alone", PADDED, &[255; 256])] {
            let (connector, _provider) = Provider::in_memory(4096, "");
            let mut victim = Raw::open(&connector).await;
            let mut bad = Raw::open(&connector).await;
            let ids: Vec<u32> = (0..streams).map(|at| 1 + 2 * at).collect();
            bad.send(&ids.iter().flat_map(|id| head(*id, "CountLater", 0)).collect::<Vec<u8>>()).await;
            let mut payload = payload.to_vec();
            if let Some(first) = payload.first_mut() {
                *first = 255;
            }
            let round: Vec<u8> = ids.iter().flat_map(|id| frame(DATA, flags, *id, &payload)).collect();
            let taken = flood(&mut bad, &round).await * ids.len();
            println!("{name} on {streams}: {taken} frames");
            assert_eq!(bad.ended().await.map(|goaway| goaway.code), Some(ENHANCE_YOUR_CALM), "{name}");
            assert!(taken <= 20_000, "{name}: {taken} frames were taken");
            victim.works(1).await;
        }
    }
}

/// Messages of one byte, each flushed: a peer may send as many as it likes.
#[tokio::test(start_paused = true)]
async fn s24_a_million_small_messages_are_a_stream_like_any_other() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    raw.send(&head(1, "Count", 0)).await;
    small_messages(&mut raw, 1, MILLION, || {}).await;
    raw.send(&frame(DATA, END_STREAM, 1, b"")).await;
    let answer = raw.answer(1).await;
    assert_eq!((answer.grpc_status(), &answer.data[5..]), (Some(0), &number(MILLION)[..]), "{answer:?}");
}

/// Sends messages as the window allows; asks `stuck` when it does not.
async fn small_messages(raw: &mut Raw, stream: u32, count: usize, mut stuck: impl FnMut()) {
    let one = frame(DATA, 0, stream, &message(b"\x10"));
    let many = one.repeat(100);
    let (mut sent, mut room) = (0, 0);
    while sent < count {
        while room < 600 {
            raw.sort_arrived();
            room = raw.room(stream, sent * 6);
            if room < 600 {
                stuck();
                assert!(raw.frame().await.is_some(), "closed after {sent} messages: {:?}", raw.goaway);
            }
        }
        assert!(raw.send(&many).await, "closed after {sent} messages: {:?}", raw.goaway);
        sent += 100;
        room -= 600;
    }
}

/// A service that takes its time must not cost its caller the connection, however small the messages that wait.
#[tokio::test(start_paused = true)]
async fn s24_small_messages_wait_for_a_slow_service() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    raw.send(&head(1, "CountLater", 0)).await;
    raw.works(3).await;
    let mut waited = 0;
    small_messages(&mut raw, 1, 300_000, || {
        waited += 1;
        provider.memory.release.notify_one();
    })
    .await;
    assert!(waited > 0, "the window was never full");
    raw.works(5).await;
    raw.send(&frame(DATA, END_STREAM, 1, b"")).await;
    let answer = raw.answer(1).await;
    assert_eq!((answer.grpc_status(), &answer.data[5..]), (Some(0), &number(300_000)[..]), "{answer:?}");
}

/// The same on a hundred streams at once, one byte after the other in turns, so that no two frames stand together.
#[tokio::test(start_paused = true)]
async fn s24_small_data_on_many_streams_waits_for_slow_services() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    let ids: Vec<u32> = (0..100).map(|at| 1 + 2 * at).collect();
    raw.send(&ids.iter().flat_map(|id| head(*id, "CountLater", 0)).collect::<Vec<u8>>()).await;
    let whole = message(b"\x10").repeat(50);
    for byte in &whole {
        raw.send(&ids.iter().flat_map(|id| frame(DATA, 0, *id, &[*byte])).collect::<Vec<u8>>()).await;
    }
    raw.works(999).await;
    for id in &ids {
        provider.memory.release.notify_one();
        raw.send(&frame(DATA, END_STREAM, *id, b"")).await;
        rest().await;
    }
    for id in ids {
        let answer = raw.answer(id).await;
        assert_eq!((answer.grpc_status(), &answer.data[5..]), (Some(0), &number(50)[..]), "{answer:?}");
    }
}

/// Streams beyond the limit are refused, those within it go on, and who goes on opening them is sent away.
#[tokio::test(start_paused = true)]
async fn s26_streams_beyond_the_limit_are_refused() {
    let (connector, provider) = Provider::in_memory(4096, "max-concurrent-streams=100");
    let mut victim = Raw::open(&connector).await;
    let mut bad = Raw::open(&connector).await;
    for at in 0..101 {
        bad.send(&head(1 + 2 * at, "Hang", 0)).await;
    }
    assert_eq!(bad.answer(201).await.reset, Some(REFUSED_STREAM));
    let mut opened = 101;
    while opened < 1_000_000 && bad.send(&head(1 + 2 * opened, "Hang", 0)).await {
        opened += 1;
    }
    println!("{opened} streams");
    assert!(opened <= 1_500, "{opened} streams were looked at");
    assert_eq!(bad.ended().await.map(|goaway| goaway.code), Some(ENHANCE_YOUR_CALM));
    assert!(provider.memory.most.load(Ordering::SeqCst) <= 100);
    rest().await;
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
    victim.works(1).await;
}
