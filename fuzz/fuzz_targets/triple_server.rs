//! Frames, calls and any bytes to a whole provider: the connection ends, and nothing panics.
#![no_main]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use arbitrary::Arbitrary;
use dubbors::codegen::Provide;
use dubbors::{AnyInvoker, Result, Streaming, Url};
use dubbors_core::{BoxStream, Peer, Protocol, Service, Services, Shutdown};
use dubbors_fuzz::frames::PREFACE;
use dubbors_fuzz::speaker::{Head, Sent, Speaker, run, say};
use dubbors_protocol_triple::Triple;
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[dubbors::service("a.B")]
trait Contract {
    async fn m(&self, text: String) -> Result<String>;
    #[dubbors(no_side_effects)]
    async fn n(&self, numbers: Vec<i32>, more: Option<Vec<String>>) -> Result<i32>;
    async fn up(&self, texts: Streaming<String>) -> Result<i32>;
    async fn down(&self, text: String) -> Result<Streaming<String>>;
    async fn both(&self, texts: Streaming<String>) -> Result<Streaming<String>>;
}

struct Implementation;

impl Contract for Implementation {
    async fn m(&self, text: String) -> Result<String> {
        Ok(text)
    }

    async fn n(&self, numbers: Vec<i32>, _: Option<Vec<String>>) -> Result<i32> {
        Ok(numbers.len() as i32)
    }

    async fn up(&self, mut texts: Streaming<String>) -> Result<i32> {
        let mut count = 0;
        while let Some(text) = texts.next().await {
            text?;
            count += 1;
        }
        Ok(count)
    }

    async fn down(&self, text: String) -> Result<Streaming<String>> {
        Ok(Streaming::from_values(std::iter::repeat_n(text, 100)))
    }

    async fn both(&self, texts: Streaming<String>) -> Result<Streaming<String>> {
        Ok(texts)
    }
}

static SERVICES: LazyLock<Arc<Services>> = LazyLock::new(|| {
    let server = ContractServer::new(Implementation);
    let descriptor = server.descriptor();
    let invoker = AnyInvoker::new(server);
    let settings = "tri://x?payload=65536&reflection=true".parse().expect("a URL");
    Services::new([Service { descriptor, invoker, filters: Box::default(), settings: Url::default() }])
        .with_settings(settings)
});

/// One for all: what a port prepares is prepared once.
static TRIPLE: LazyLock<Triple> = LazyLock::new(|| Triple::new("tri"));

const PATHS: [&str; 10] = [
    "/a.B/m",
    "/a.B/n",
    "/a.B/up",
    "/a.B/down",
    "/a.B/both",
    "/a.B/$invoke",
    "/a.B/n?connect=v1&encoding=json&message=[[1],null]",
    "/grpc.health.v1.Health/Check",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/nothing",
];
const TYPES: [&str; 8] = [
    "application/grpc",
    "application/grpc+json",
    "application/grpc-web",
    "application/grpc-web-text",
    "application/json",
    "application/proto",
    "application/connect+proto",
    "application/connect+json",
];

fn head(kind: u8) -> Head {
    let path = PATHS[usize::from(kind % 10)];
    let content_type = TYPES[usize::from(kind / 10 % 8)];
    let method = if path.contains('?') || kind > 240 { "GET" } else { "POST" };
    vec![
        (":method", method),
        (":scheme", "http"),
        (":path", path),
        (":authority", "a"),
        ("content-type", content_type),
    ]
}

const CLIENT: Speaker = Speaker {
    preface: PREFACE,
    settings_after: 0,
    head,
    http1: |kind| {
        let fields = head(kind);
        let (method, path, content_type) = (fields[0].1, fields[2].1, fields[4].1);
        format!("{method} {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {content_type}\r\n")
    },
};

#[derive(Debug, Arbitrary)]
struct Input {
    sent: Sent,
    /// Whether answers are read.
    reads: bool,
}

fuzz_target!(|input: Input| {
    run(async {
        let (near, far) = tokio::io::duplex(64 * 1024);
        let peer = Arc::new(Peer::new("fuzz", "provider"));
        let serving = TRIPLE.accept(BoxStream::new(far, peer), SERVICES.clone(), Shutdown::never());
        let (mut read, mut write) = tokio::io::split(near);
        let client = async move {
            let drain = async move {
                let mut answer = Vec::new();
                if input.reads {
                    let _ = read.read_to_end(&mut answer).await;
                }
            };
            let send = async move {
                say(CLIENT.pieces(&input.sent), &mut write).await;
                let _ = write.shutdown().await;
            };
            tokio::join!(drain, send);
        };
        let both = async { tokio::join!(serving, client) };
        tokio::time::timeout(Duration::from_secs(3600), both).await.expect("the connection ends");
    });
});
