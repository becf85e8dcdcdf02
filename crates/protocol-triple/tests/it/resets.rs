//! Streams that end as soon as they begin (S20, S21).

use std::sync::atomic::Ordering;
use std::time::Duration;

use crate::raw::{
    CANCEL, CONTINUATION, DATA, END_HEADERS, END_STREAM, ENHANCE_YOUR_CALM, Frame, HEADERS, PRIORITY,
    PROTOCOL_ERROR, Raw, block, call, frame, grpc, head, message, reset, rest, window_update,
};
use crate::service::Provider;

const PAIRS: u32 = 100_000;

/// Sends pairs until the connection is closed; gives how many the provider took.
async fn pairs(method: &str, mut pair: impl FnMut(u32) -> Vec<u8>) -> u32 {
    let (connector, provider) = Provider::in_memory(4096, "");
    let mut victim = Raw::open(&connector).await;
    let mut bad = Raw::open(&connector).await;
    for at in 0..PAIRS {
        if !bad.send(&pair(1 + 2 * at)).await {
            break;
        }
    }
    let goaway = bad.ended().await.unwrap();
    // What the RFC calls an error of the connection ends it at once.
    assert!([PROTOCOL_ERROR, ENHANCE_YOUR_CALM].contains(&goaway.code), "{method}: {goaway:?}");
    victim.works(1).await;
    let most = provider.memory.most.load(Ordering::SeqCst);
    assert!(most <= 1024, "{method}: {most} calls ran at once");
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0, "{method}: calls run on");
    goaway.last.div_ceil(2)
}

/// A name, and the frames that do it on one stream.
type Variant = (&'static str, fn(u32) -> Vec<u8>);

#[tokio::test(start_paused = true)]
async fn s20_rapid_reset_is_stopped_after_200_pairs() {
    let variants: [Variant; 4] = [
        ("head, reset", |id| [head(id, "Hang", 0), reset(id, CANCEL)].concat()),
        ("head that ends, reset", |id| [head(id, "Echo", END_STREAM), reset(id, CANCEL)].concat()),
        ("whole call, reset", |id| [call(id, "Hang", b""), reset(id, CANCEL)].concat()),
        ("head, half a message, reset", |id| {
            let half = frame(DATA, 0, id, &message(b"half")[..7]);
            [head(id, "Echo", 0), half, reset(id, CANCEL)].concat()
        }),
    ];
    for (name, pair) in variants {
        let taken = pairs(name, pair).await;
        println!("{name}: {taken} pairs");
        assert!(taken <= 201, "{name}: {taken} pairs were taken");
    }
}

#[tokio::test(start_paused = true)]
async fn s21_made_you_reset_is_stopped_after_200() {
    let variants: [Variant; 5] = [
        ("window overflow", |id| [head(id, "Hang", 0), window_update(id, 0x7fff_ffff)].concat()),
        ("window update of nothing", |id| [head(id, "Hang", 0), window_update(id, 0)].concat()),
        ("priority on itself", |id| {
            let priority = [&id.to_be_bytes()[..], &[0]].concat();
            [head(id, "Hang", 0), frame(PRIORITY, 0, id, &priority)].concat()
        }),
        ("a second head that does not end", |id| [head(id, "Hang", 0), head(id, "Hang", 0)].concat()),
        ("headers too large", |id| {
            let mut headers = grpc("Hang");
            headers.extend((0..2).map(|_| ("x", "y".repeat(17_000))));
            let block = block(&headers);
            let (first, second) = block.split_at(16_000);
            let (second, third) = second.split_at(16_000);
            [
                frame(HEADERS, 0, id, first),
                frame(CONTINUATION, 0, id, second),
                frame(CONTINUATION, END_HEADERS, id, third),
            ]
            .concat()
        }),
    ];
    for (name, pair) in variants {
        let taken = pairs(name, pair).await;
        println!("{name}: {taken} streams");
        assert!(taken <= 201, "{name}: {taken} streams were taken");
    }
}

/// A client gives up many calls at once when its own caller does, and goes on to use the connection.
#[tokio::test(start_paused = true)]
async fn s20_calls_given_up_together_are_no_attack() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    let mut next = 1;
    for _ in 0..20 {
        let ids: Vec<u32> = (0..1000).map(|at| next + 2 * at).collect();
        next += 2000;
        raw.send(&ids.iter().flat_map(|id| call(*id, "Hang", b"")).collect::<Vec<u8>>()).await;
        tokio::time::sleep(Duration::from_millis(150)).await;
        assert_eq!(provider.memory.running.load(Ordering::SeqCst), 1000);
        raw.works(next).await;
        next += 2;
        tokio::time::sleep(Duration::from_millis(150)).await;
        raw.send(&ids.iter().flat_map(|id| reset(*id, CANCEL)).collect::<Vec<u8>>()).await;
        raw.works(next).await;
        next += 2;
        rest().await;
        assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
    }
}

/// Readers of streams stop when they have seen enough.
#[tokio::test(start_paused = true)]
async fn s20_streams_given_up_after_their_first_message_are_no_attack() {
    let (connector, provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    for at in 0..2000 {
        let id = 1 + 2 * at;
        raw.send(&call(id, "Endless", b"")).await;
        while !matches!(raw.frame().await.unwrap(), Frame { kind: DATA, stream, .. } if stream == id) {}
        let window = window_update(0, 1 << 20);
        raw.send(&[reset(id, CANCEL), window].concat()).await;
    }
    raw.works(4001).await;
    rest().await;
    assert_eq!(provider.memory.running.load(Ordering::SeqCst), 0);
}
