//! What attacks cost a provider in memory: its heap at the highest, while a peer does its worst.
//!
//! Each attack runs in a thread of its own with time that stands still; the bytes it sends are made before.

// A test fails by panicking, its helpers too.
#![allow(
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![allow(clippy::print_stdout)]

#[path = "it/hpack.rs"]
mod hpack;
#[path = "it/raw.rs"]
mod raw;
#[path = "it/service.rs"]
mod service;

use std::time::Duration;

use dubbors_core::BoxStream;
use dubbors_protocol_triple::Triple;
use dubbors_transport::{
    ConnectSettings, MemoryConnector, Pem, PortSettings, TlsClient, TlsClientSettings, TlsServer,
    TlsServerSettings,
};
use peak_alloc::PeakAlloc;
use raw::{
    ACK, CANCEL, CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, PING, PREFACE, SETTINGS, block, call,
    frame, grpc, head, message, reset, setting, window_update,
};
use service::Provider;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const KIB: usize = 1024;

/// Memory beside what the provider needs at rest.
#[derive(Debug, Clone, Copy)]
struct Cost {
    /// While the attack went on, counted with a block that grows twice.
    peak: usize,
    /// Behind it, with the connections open.
    held: usize,
}

/// What a peer sends, and whether it reads.
struct Attack {
    parts: Vec<Vec<u8>>,
    reads: bool,
    /// How many connections do so.
    times: usize,
    settings: &'static str,
}

fn opening(window: u32) -> Vec<u8> {
    let mut bytes = PREFACE.to_vec();
    bytes.extend(frame(SETTINGS, 0, 0, &[setting(1, 0), setting(4, window)].concat()));
    bytes.extend(frame(SETTINGS, ACK, 0, b""));
    if window > 65_535 {
        bytes.extend(window_update(0, window));
    }
    bytes
}

/// Reads and forgets.
async fn forget(mut reader: tokio::io::ReadHalf<BoxStream>, reads: bool) {
    if !reads {
        std::future::pending::<()>().await;
    }
    let mut bytes = [0; 4096];
    while reader.read(&mut bytes).await.is_ok_and(|n| n > 0) {}
}

async fn connect(connector: &MemoryConnector, reads: bool) -> tokio::io::WriteHalf<BoxStream> {
    let (reader, writer) = tokio::io::split(connector.connect().await.unwrap());
    tokio::spawn(forget(reader, reads));
    writer
}

impl Attack {
    fn of(parts: Vec<Vec<u8>>) -> Self {
        Self { parts, reads: true, times: 1, settings: "" }
    }

    fn mute(self) -> Self {
        Self { reads: false, ..self }
    }

    fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    fn with(self, settings: &'static str) -> Self {
        Self { settings, ..self }
    }

    fn bytes(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }

    fn cost(&self) -> Cost {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            const BUFFER: usize = 4096;
            let (connector, _provider) = Provider::in_memory(BUFFER, self.settings);
            // What is made once: routes, and the first connection's own.
            let mut first = connect(&connector, true).await;
            first.write_all(&[opening(65_535), call(1, "Echo", b"")].concat()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(10)).await;
            let before = ALLOCATOR.current_usage();
            ALLOCATOR.reset_peak_usage();
            let mut open = Vec::with_capacity(self.times);
            for _ in 0..self.times {
                let mut writer = connect(&connector, self.reads).await;
                for part in &self.parts {
                    let sent = tokio::time::timeout(Duration::from_secs(5), writer.write_all(part)).await;
                    if !matches!(sent, Ok(Ok(()))) {
                        break;
                    }
                }
                open.push(writer);
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
            // Of the peer itself: its task with 4 KiB to read into.
            let own = self.times * 5 * KIB;
            let cost = |usage: usize| usage.saturating_sub(before).saturating_sub(own) / self.times;
            Cost { peak: cost(ALLOCATOR.peak_usage()), held: cost(ALLOCATOR.current_usage()) }
        })
    }

    /// Runs it, prints what it cost, and compares.
    fn within(&self, name: &str, peak: usize, held: usize) {
        let cost = self.cost();
        println!(
            "{name}: {} KiB sent, peak {} KiB of {}, held {} KiB of {}",
            self.bytes() / KIB,
            cost.peak / KIB,
            peak / KIB,
            cost.held / KIB,
            held / KIB
        );
        assert!(cost.peak <= peak, "{name}: {cost:?}");
        assert!(cost.held <= held, "{name}: {cost:?}");
    }
}

fn repeat(count: u32, each: impl Fn(u32) -> Vec<u8>) -> Vec<u8> {
    (0..count).flat_map(each).collect()
}

fn stalled() {
    for (name, bytes) in [("s31 nothing", &b""[..]), ("s31 half a preface", &PREFACE[..12])] {
        Attack::of(vec![bytes.to_vec()]).times(200).within(name, 4 * KIB, 4 * KIB);
    }
    let half = b"POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\n".to_vec();
    Attack::of(vec![half]).times(200).within("s31 half a head of HTTP/1", 8 * KIB, 8 * KIB);
    Attack::of(vec![PREFACE.to_vec()]).times(200).within("s31 a preface", 4 * KIB, 4 * KIB);
    Attack::of(vec![opening(65_535)]).times(200).within(
        "r22 a connection that asked nothing",
        4 * KIB,
        4 * KIB,
    );
    // h2 begins with buffers for reading and writing.
    let used = [opening(65_535), call(1, "Echo", b"hi")].concat();
    Attack::of(vec![used]).times(200).within("r22 a connection that was used once", 48 * KIB, 48 * KIB);
    let used = [opening(65_535), repeat(10, |at| call(1 + 2 * at, "Echo", b"hi"))].concat();
    Attack::of(vec![used]).times(200).within("r22 a connection of ten calls at once", 72 * KIB, 72 * KIB);
    let used = b"POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    Attack::of(vec![used.to_vec()]).times(200).within(
        "r22 a connection of HTTP/1.1 that was used",
        28 * KIB,
        28 * KIB,
    );
}

fn resets() {
    let pairs = repeat(20_000, |at| [head(1 + 2 * at, "Hang", 0), reset(1 + 2 * at, CANCEL)].concat());
    Attack::of(vec![opening(65_535), pairs]).within("s20 rapid reset", 512 * KIB, 64 * KIB);
    let faults =
        repeat(20_000, |at| [head(1 + 2 * at, "Hang", 0), window_update(1 + 2 * at, 0x7fff_ffff)].concat());
    Attack::of(vec![opening(65_535), faults]).within("s21 made you reset", 512 * KIB, 64 * KIB);
    let open = repeat(20_000, |at| head(1 + 2 * at, "Hang", 0));
    Attack::of(vec![opening(65_535), open]).within("s26 streams without end", 8192 * KIB, 64 * KIB);
    let open = repeat(1024, |at| head(1 + 2 * at, "Hang", 0));
    Attack::of(vec![opening(65_535), open]).within("s26 as many streams as may be", 8192 * KIB, 8192 * KIB);
}

fn floods() {
    for (name, each) in [
        ("SETTINGS", frame(SETTINGS, 0, 0, b"")),
        ("PING", frame(PING, 0, 0, &[0; 8])),
        ("unknown frames", frame(0xcc, 0, 0, &[0; 100])),
    ] {
        let attack = Attack::of(vec![opening(65_535), each.repeat(100_000)]);
        attack.within(&format!("s23 {name}"), 256 * KIB, 64 * KIB);
        attack.mute().within(&format!("s23 {name}, not read"), 256 * KIB, 192 * KIB);
    }
    for (streams, frames) in [(1_u32, 1_000_000), (100, 200_000)] {
        let heads = repeat(streams, |at| head(1 + 2 * at, "CountLater", 0));
        let rounds = frames / streams;
        let one = repeat(streams, |at| frame(DATA, 0, 1 + 2 * at, b"\0"));
        let attack = Attack::of(vec![opening(65_535), heads, one.repeat(rounds as usize)]);
        let twice = 2 * attack.bytes();
        attack.within(&format!("s24 {frames} bytes, each a frame, on {streams}"), twice, twice);
    }
    // A byte that is not read, between others that are.
    let between = [
        frame(DATA, 0, 1, b"\0"),
        frame(DATA, 0, 3, &[&message(&[0; 8000])[..], &message(&[0; 8000])].concat()),
    ]
    .concat();
    let heads = [head(1, "CountLater", 0), head(3, "Count", 0)].concat();
    Attack::of(vec![opening(65_535), heads, between.repeat(4000)]).within(
        "s24 bytes that hold nothing else",
        24 * 1024 * KIB,
        8 * 1024 * KIB,
    );
}

fn headers() {
    let endless = [
        frame(HEADERS, 0, 1, &block(&grpc("Echo"))),
        frame(CONTINUATION, 0, 1, b"\0\x01a\x01b").repeat(10_000),
    ];
    Attack::of(vec![opening(65_535), endless.concat()]).within("s22 CONTINUATION", 256 * KIB, 64 * KIB);
    let mut bomb = block(&grpc("Echo"));
    hpack::indexed_literal(&mut bomb, b"x", &[b'y'; 4000]);
    (0..12_000).for_each(|_| hpack::reference(&mut bomb, 62));
    let bomb = frame(HEADERS, END_HEADERS, 1, &bomb);
    Attack::of(vec![opening(65_535), bomb]).within("s25 HPACK", 384 * KIB, 64 * KIB);
}

fn messages() {
    const LIMIT: usize = 1024 * KIB;
    const SETTINGS_TEXT: &str = "payload=1048576";
    let promised =
        [head(1, "Echo", 0), frame(DATA, 0, 1, &[&b"\0\0\x0f\xff\xff"[..], &[0; 8]].concat())].concat();
    Attack::of(vec![opening(65_535), promised]).with(SETTINGS_TEXT).within(
        "s27 a promise",
        128 * KIB,
        128 * KIB,
    );
    let too_much = [head(1, "Echo", 0), frame(DATA, 0, 1, b"\0\xff\xff\xff\xff")].concat();
    Attack::of(vec![opening(65_535), too_much]).with(SETTINGS_TEXT).within("s27 4 GiB", 64 * KIB, 64 * KIB);
    let zeros = vec![0; 16 * 1024 * KIB];
    let gzip = {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(&zeros).unwrap();
        encoder.finish().unwrap()
    };
    let zstd = zstd::stream::encode_all(&zeros[..], 3).unwrap();
    drop(zeros);
    for (name, bomb) in [("gzip", gzip), ("zstd", zstd)] {
        let mut headers = grpc("Echo");
        headers.push(("grpc-encoding", name.to_owned()));
        let mut body = message(&bomb);
        body[0] = 1;
        let mut bytes = frame(HEADERS, END_HEADERS, 1, &block(&headers));
        for part in body.chunks(16_000) {
            bytes.extend(frame(DATA, 0, 1, part));
        }
        bytes.extend(frame(DATA, END_STREAM, 1, b""));
        // The counter takes what grows for two.
        Attack::of(vec![opening(65_535), bytes]).with(SETTINGS_TEXT).within(
            &format!("s27 {name}"),
            2 * LIMIT + 384 * KIB,
            96 * KIB,
        );
    }
}

fn readers() {
    for (name, window) in [("64 KiB", 65_535), ("256 MiB", 1 << 28)] {
        let calls = repeat(100, |at| call(1 + 2 * at, "Endless", b""));
        let attack = Attack::of(vec![opening(window), calls]).mute();
        let each = 64 * KIB + window.min(96 * 1024) as usize;
        attack.within(&format!("r20 100 streams of windows of {name}, not read"), 100 * each, 100 * each);
    }
}

/// What a provider holds for an idle connection over a socket: what is free when the provider is gone and its clients are
/// not. The clock is real here, and the sockets are those of this machine.
fn idle(name: &str, tls: bool, said: &'static [u8], most: usize) {
    const TIMES: usize = 50;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let cost = runtime.block_on(async {
        let (server, client) = if tls { secured() } else { (None, None) };
        let port = PortSettings { tls: server, ..PortSettings::default() };
        let provider = Provider::serve_with(Provider::listener().await, "", Triple::new("tri"), port);
        let settings = ConnectSettings { tls: client, ..ConnectSettings::default() };
        let mut open = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let mut stream = dubbors_transport::connect(&provider.address(), &settings).await.unwrap();
            stream.write_all(said).await.unwrap();
            stream.flush().await.unwrap();
            // What a provider of HTTP/2 says first, and the answer to what was said.
            let mut got = [0; 4096];
            let mut length = 0;
            while length < 40 {
                length += stream.read(&mut got).await.unwrap();
            }
            open.push(stream);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = ALLOCATOR.current_usage();
        drop(provider);
        tokio::time::sleep(Duration::from_millis(100)).await;
        before.saturating_sub(ALLOCATOR.current_usage()) / TIMES
    });
    println!("{name}: {:.1} KiB of {}", cost as f64 / KIB as f64, most / KIB);
    assert!(cost <= most, "{name}: {cost}");
    // Less would not even hold the buffers that are known to be there.
    assert!(cost >= KIB / 2, "{name}: {cost}");
}

fn secured() -> (Option<TlsServer>, Option<TlsClient>) {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    let server = TlsServerSettings::new(Pem::text(&certificate), Pem::text(key.serialize_pem()));
    let client = TlsClientSettings::new().with_ca(Pem::text(certificate));
    (Some(TlsServer::new(server).unwrap()), Some(TlsClient::new(client).unwrap()))
}

fn sockets() {
    let asked_nothing: &[u8] = opening(65_535).leak();
    let used: &[u8] = [opening(65_535), call(1, "Echo", b"hi")].concat().leak();
    idle("r22 a socket that asked nothing", false, asked_nothing, 8 * KIB);
    idle("r22 the same over TLS", true, asked_nothing, 16 * KIB);
    idle("r22 a socket that was used once", false, used, 48 * KIB);
    idle("r22 the same over TLS", true, used, 64 * KIB);
    let head = b"POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    idle("r22 a socket of HTTP/1.1 that was used once", false, head, 32 * KIB);
}

#[test]
fn attacks_cost_little_memory() {
    sockets();
    stalled();
    resets();
    floods();
    headers();
    messages();
    readers();
}
