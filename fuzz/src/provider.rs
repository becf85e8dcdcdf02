//! A provider with a method of each kind, and how its callers name them.

use std::sync::{Arc, LazyLock};

use dubbors::codegen::Provide;
use dubbors::{AnyInvoker, Result, Streaming, Url};
use dubbors_core::{Service, Services};
use dubbors_protocol_triple::Triple;

use crate::speaker::Head;

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

pub static SERVICES: LazyLock<Arc<Services>> = LazyLock::new(|| {
    let server = ContractServer::new(Implementation);
    let descriptor = server.descriptor();
    let invoker = AnyInvoker::new(server);
    let settings = "tri://x?payload=65536&reflection=true".parse().expect("a URL");
    Services::new([Service { descriptor, invoker, filters: Box::default(), settings: Url::default() }])
        .with_settings(settings)
});

/// One for all: what a port prepares is prepared once.
pub static TRIPLE: LazyLock<Triple> = LazyLock::new(|| Triple::new("tri"));

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

/// The head of a kind of request.
pub fn head(kind: u8) -> Head {
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
