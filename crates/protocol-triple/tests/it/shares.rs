//! What one caller may take, and what is left for others: places of running requests, watches of health, answers that
//! nobody reads.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::raw::{
    CANCEL, DATA, END_STREAM, HEADERS, PING, PREFACE, Raw, SETTINGS, block, call, frame, grpc, head, message,
    reset, rest, window_update,
};
use crate::service::Provider;

/// A peer with an address of its own: all of 127.0.0.0/8 is this machine.
async fn from(ip: &str, provider: &Provider) -> Raw {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(format!("{ip}:0").parse().unwrap()).unwrap();
    let to = provider.address().to_string().parse().unwrap();
    Raw::over(socket.connect(to).await.unwrap()).await
}

/// Waits until as many calls run as will.
async fn hang(bad: &mut [Raw], from: u32, each: u32) {
    for raw in &mut *bad {
        for at in 0..each {
            raw.send(&call(from + 2 * at, "Hang", b"")).await;
        }
        // It is answered behind all of them, whatever the answer is.
        raw.ask(from + 2 * each, "Echo", b"").await;
    }
}

async fn connections(count: usize, ip: &str, provider: &Provider) -> Vec<Raw> {
    let mut all = Vec::new();
    for _ in 0..count {
        all.push(from(ip, provider).await);
    }
    all
}

fn running(provider: &Provider) -> usize {
    provider.memory.running.load(Ordering::SeqCst)
}

#[tokio::test]
async fn one_address_leaves_places_for_others() {
    let provider = Provider::with_places(800, "").await;
    let mut bad = connections(8, "127.0.0.2", &provider).await;
    hang(&mut bad, 1, 100).await;
    // Three quarters.
    assert_eq!(running(&provider), 600);
    let refused = bad[7].ask(301, "Echo", b"").await;
    assert_eq!(refused.grpc_status(), Some(8), "{refused:?}");
    assert!(refused.text().contains("`peer-share` is 75 percent"), "{}", refused.text());
    // A second one that does the same, and still there is room.
    let mut worse = connections(2, "127.0.0.3", &provider).await;
    hang(&mut worse, 1, 100).await;
    assert_eq!(running(&provider), 623);
    let mut good = from("127.0.0.4", &provider).await;
    for at in 0..10 {
        good.send(&head(1 + 2 * at, "Echo", 0)).await;
    }
    for at in 0..10 {
        good.send(&frame(DATA, END_STREAM, 1 + 2 * at, &message(b""))).await;
        assert_eq!(good.answer(1 + 2 * at).await.grpc_status(), Some(0));
    }
    // Places come back with their connections.
    for raw in bad.into_iter().chain(worse) {
        raw.close().await;
    }
    while running(&provider) > 0 {
        tokio::task::yield_now().await;
    }
    let mut again = connections(7, "127.0.0.2", &provider).await;
    hang(&mut again, 1, 100).await;
    assert_eq!(running(&provider), 600);
}

#[tokio::test]
async fn a_proxy_may_have_all_places_where_the_port_says_so() {
    let provider = Provider::with_places(100, "peer-share=100").await;
    let mut proxy = connections(2, "127.0.0.2", &provider).await;
    hang(&mut proxy, 1, 60).await;
    assert_eq!(running(&provider), 100);
    let refused = proxy[1].ask(301, "Echo", b"").await;
    assert_eq!(refused.grpc_status(), Some(8), "{refused:?}");
    assert!(refused.text().contains("all of its 100 places are taken"), "{}", refused.text());
}

fn watch(id: u32) -> Vec<u8> {
    let mut headers = grpc("");
    headers[2] = (":path", "/grpc.health.v1.Health/Watch".to_owned());
    [frame(HEADERS, 4, id, &block(&headers)), frame(DATA, END_STREAM, id, &message(b""))].concat()
}

/// The first message of a watch, or `None` when it was refused.
async fn watched(raw: &mut Raw, id: u32) -> Option<Vec<u8>> {
    raw.send(&watch(id)).await;
    loop {
        let came = raw.frame().await.unwrap();
        if came.stream == id && came.kind == DATA {
            return Some(came.payload);
        }
        if came.stream == id && came.flags & END_STREAM != 0 {
            return None;
        }
    }
}

/// Those who watch have places of their own: they take none of those of calls, and get one when calls have all.
#[tokio::test]
async fn watches_of_health_take_no_places_of_calls() {
    let provider = Provider::with_places(100, "peer-share=100").await;
    let mut watchers = from("127.0.0.2", &provider).await;
    let serving = Some(message(b"\x08\x01"));
    for at in 0..99 {
        assert_eq!(watched(&mut watchers, 1 + 2 * at).await, serving);
    }
    let mut busy = connections(1, "127.0.0.3", &provider).await;
    hang(&mut busy, 1, 100).await;
    assert_eq!(running(&provider), 100);
    assert_eq!(watched(&mut watchers, 199).await, serving);
    // They have a bound as well.
    assert_eq!(watched(&mut watchers, 201).await, None);
    let refused = watchers.answer(201).await;
    assert_eq!(refused.grpc_status(), Some(8), "{refused:?}");
    assert!(refused.text().contains("who watch its health"), "{}", refused.text());
    watchers.send(&reset(1, CANCEL)).await;
    // The place is free a little later.
    let mut id = 203;
    while watched(&mut watchers, id).await != serving {
        id += 2;
    }
}

/// Answers of a mebibyte that nobody reads: 64 MiB are kept, the rest are errors.
#[tokio::test(start_paused = true)]
async fn r20_answers_that_are_not_read_are_kept_up_to_a_bound() {
    let (connector, _provider) = Provider::in_memory(4096, "");
    let mut raw = Raw::narrow(&connector).await;
    // Not even the first window of a stream is used up by an error.
    for at in 0..200 {
        raw.send(&call(1 + 2 * at, "Large", b"")).await;
    }
    // Those that wait are begun when nothing has been read for a while.
    tokio::time::sleep(Duration::from_secs(5)).await;
    // The rest comes when the connection's window is opened: streams keep theirs.
    raw.send(&window_update(0, 1 << 30)).await;
    rest().await;
    raw.sort_arrived();
    let answers: Vec<_> = (0..200).filter_map(|at| raw.done(1 + 2 * at)).collect();
    let refused = answers.iter().filter(|answer| answer.grpc_status() == Some(8)).count();
    println!("{refused} of 200 were refused");
    assert!((130..=140).contains(&refused), "{refused}");
    let text = answers[0].text();
    assert!(text.contains("67108864 bytes"), "{text}");
    // Others of the connection go on, and what was kept is there for who reads it.
    raw.works(1001).await;
    for at in 0..200 {
        raw.send(&window_update(1 + 2 * at, 1 << 21)).await;
    }
    let whole = raw.answer(1).await;
    assert_eq!((whole.grpc_status(), whole.data.len()), (Some(0), 5 + 4 + (1 << 20)));
    rest().await;
    raw.sort_arrived();
    let kept =
        (0..200).filter_map(|at| raw.done(1 + 2 * at)).filter(|answer| answer.grpc_status() == Some(0));
    assert_eq!(kept.count() + 1 + refused, 200);
}

/// A caller that asks for much at once and reads it gets it all.
#[tokio::test(start_paused = true)]
async fn r20_whoever_reads_gets_all() {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut raw = Raw::open(&connector).await;
    let calls: Vec<u8> = (0..150).flat_map(|at| call(1 + 2 * at, "Large", b"")).collect();
    raw.send(&calls).await;
    let mut ended = 0;
    while ended < 150 {
        let came = raw.frame().await.unwrap();
        match u32::try_from(came.payload.len()).unwrap() {
            length if came.kind == DATA && length > 0 => {
                raw.send(&window_update(0, length)).await;
            }
            _ => ended += u32::from(came.kind == HEADERS && came.flags & END_STREAM != 0),
        }
    }
    for at in 0..150 {
        let answer = raw.done(1 + 2 * at).unwrap();
        assert_eq!((answer.grpc_status(), answer.data.len()), (Some(0), 9 + (1 << 20)), "{at}");
    }
}

/// The bound is a setting, and a single answer may be of any size.
#[tokio::test(start_paused = true)]
async fn r20_the_bound_of_unread_answers_is_a_setting() {
    let (connector, _provider) = Provider::in_memory(4096, "unread-answers=1000");
    let mut raw = Raw::narrow(&connector).await;
    raw.send(&[call(1, "Large", b""), call(3, "Large", b"")].concat()).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    raw.send(&window_update(0, 1 << 30)).await;
    let refused = raw.answer(3).await;
    assert_eq!(refused.grpc_status(), Some(8));
    assert!(refused.text().contains("1000 bytes") && refused.reset.is_none(), "{}", refused.text());
    raw.send(&window_update(1, 1 << 21)).await;
    assert_eq!(raw.answer(1).await.grpc_status(), Some(0));
}

/// A connection that was used and is not any more is asked to go, where a setting says so; one with a call is not.
#[tokio::test(start_paused = true)]
async fn r22_an_idle_connection_is_asked_to_go() {
    let (connector, provider) = Provider::in_memory(4096, "max-connection-idle=1m");
    let (mut idle, mut busy) = (Raw::open(&connector).await, Raw::open(&connector).await);
    let began = tokio::time::Instant::now();
    idle.works(1).await;
    busy.works(1).await;
    busy.send(&call(3, "Hang", b"")).await;
    assert_eq!(idle.ended().await.map(|goaway| goaway.code), Some(0));
    let took = began.elapsed().as_secs();
    assert!((60..=145).contains(&took), "{took} s");
    let listen = async { while busy.frame().await.is_some() {} };
    assert!(tokio::time::timeout(Duration::from_secs(300), listen).await.is_err(), "a call was cut");
    assert!(busy.goaway.is_none());
    busy.send(&reset(3, CANCEL)).await;
    assert_eq!(busy.ended().await.map(|goaway| goaway.code), Some(0));
    assert_eq!(running(&provider), 0);
}

/// A connection that asks nothing is asked whether it is there, and answers to PINGs as ever.
#[tokio::test(start_paused = true)]
async fn a_connection_before_its_first_request_is_kept_as_any_other() {
    let (connector, provider) = Provider::in_memory(4096, "heartbeat=30s");
    let mut raw = Raw::open(&connector).await;
    for _ in 0..10 {
        raw.send(&frame(PING, 0, 0, b"knocking")).await;
        let pong = loop {
            let came = raw.frame().await.unwrap();
            if came.kind == PING && came.flags == 1 {
                break came;
            }
        };
        assert_eq!(pong.payload, b"knocking");
        // Two heartbeats pass, which are answered.
        let listen = async { while raw.frame().await.is_some() {} };
        assert!(tokio::time::timeout(Duration::from_secs(65), listen).await.is_err(), "closed");
    }
    raw.works(1).await;
    raw.works(3).await;
    // One that does not answer is left.
    let began = tokio::time::Instant::now();
    let mut dead = connector.connect().await.unwrap();
    dead.write_all(&[PREFACE, &frame(SETTINGS, 0, 0, b"")].concat()).await.unwrap();
    dead.read_to_end(&mut Vec::new()).await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 30 + 20);
    // Windows that were opened before the first request count.
    let mut wide = Raw::narrow(&connector).await;
    wide.send(&window_update(0, 1 << 21)).await;
    rest().await;
    wide.send(&call(1, "Large", b"")).await;
    wide.send(&window_update(1, 1 << 21)).await;
    assert_eq!(wide.answer(1).await.data.len(), 9 + (1 << 20));
    // The end of the port reaches those that asked nothing.
    let mut idle = Raw::open(&connector).await;
    rest().await;
    provider.port.drain();
    let goaway = idle.ended().await.unwrap();
    assert_eq!(goaway.code, 0, "{goaway:?}");
}
