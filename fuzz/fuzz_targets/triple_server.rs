//! Frames, calls and any bytes to a whole provider: the connection ends, and nothing panics.
#![no_main]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use arbitrary::Arbitrary;
use dubbors::codegen::Provide;
use dubbors::{AnyInvoker, Result, Streaming, Url};
use dubbors_core::{BoxStream, Peer, Protocol, Service, Services, Shutdown};
use dubbors_fuzz::frames::{PREFACE, Part, frame};
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

fn head(kind: u8) -> Vec<(&'static str, &'static str)> {
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

#[derive(Debug, Arbitrary)]
enum Input {
    Frames {
        begin: bool,
        parts: Vec<Part>,
        read: bool,
    },
    /// A request of HTTP/1 and whatever follows it.
    Http1 {
        kind: u8,
        chunked: bool,
        body: dubbors_fuzz::frames::Body,
        rest: Vec<u8>,
    },
    Bytes(Vec<u8>),
}

/// What is sent, with pauses between the pieces.
fn pieces(input: &Input) -> Vec<(Vec<u8>, u64)> {
    match input {
        Input::Frames { begin, parts, .. } => {
            let mut pieces = vec![(PREFACE.to_vec(), 0)];
            if *begin {
                pieces.push(([frame(4, 0, 0, b""), frame(4, 1, 0, b"")].concat(), 0));
            }
            for part in parts {
                pieces.push(match part.bytes(head) {
                    Ok(bytes) => (bytes, 0),
                    Err(millis) => (Vec::new(), millis),
                });
            }
            pieces
        }
        Input::Http1 { kind, chunked, body, rest } => {
            let fields = head(*kind);
            let body = body.bytes();
            let mut text = format!(
                "{} {} HTTP/1.1\r\nhost: a\r\ncontent-type: {}\r\n",
                fields[0].1, fields[2].1, fields[4].1
            );
            text += &match chunked {
                true => format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n", body.len()),
                false => format!("content-length: {}\r\n\r\n", body.len()),
            };
            let end: &[u8] = if *chunked { b"\r\n0\r\n\r\n" } else { b"" };
            vec![([text.as_bytes(), &body, end, rest].concat(), 0)]
        }
        Input::Bytes(bytes) => vec![(bytes.clone(), 0)],
    }
}

fuzz_target!(|input: Input| {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (near, far) = tokio::io::duplex(64 * 1024);
        let peer = Arc::new(Peer::new("fuzz", "provider"));
        let serving =
            Triple::new("tri").accept(BoxStream::new(far, peer), SERVICES.clone(), Shutdown::never());
        let (mut read, mut write) = tokio::io::split(near);
        let reads = !matches!(input, Input::Frames { read: false, .. });
        let client = async move {
            let drain = async move {
                let mut answer = Vec::new();
                if reads {
                    let _ = read.read_to_end(&mut answer).await;
                }
            };
            let send = async move {
                for (bytes, millis) in pieces(&input) {
                    tokio::time::sleep(Duration::from_millis(millis)).await;
                    if write.write_all(&bytes).await.is_err() {
                        break;
                    }
                }
                let _ = write.shutdown().await;
            };
            tokio::join!(drain, send);
        };
        let both = async { tokio::join!(serving, client) };
        tokio::time::timeout(Duration::from_secs(3600), both).await.expect("the connection ends");
    });
});
