//! Frames, answers and any bytes to a consumer of every flavour: a call ends before its deadline or with it.
#![no_main]

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use arbitrary::Arbitrary;
use dubbors_core::{
    AnyInvoker, Args, Body, BoxStream, Encode, Error, Instance, Invocation, Method, MethodKind, Peer,
    Protocol, Ref, ServiceDescriptor, ServiceKey, Streaming, Target, Url, Writer,
};
use dubbors_fuzz::speaker::{Head, Sent, Speaker, run, say};
use dubbors_protocol_triple::Triple;
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::Instant;

const KINDS: [MethodKind; 4] =
    [MethodKind::Unary, MethodKind::ClientStreaming, MethodKind::ServerStreaming, MethodKind::BidiStreaming];

static JAVA: LazyLock<Arc<ServiceDescriptor>> = LazyLock::new(|| {
    let text = "Ljava/lang/String;";
    let methods = KINDS.iter().map(|kind| Method::new(format!("m{kind:?}"), text, text, 1).with_kind(*kind));
    ServiceDescriptor::new(ServiceKey::new("a.B"), methods.collect())
});

struct Text;

impl Encode for Text {
    fn encode(&self, to: &mut Writer<'_>) -> Result<(), Error> {
        dubbors_core::HessianArgs((&"hi".to_owned(),)).encode(to)
    }
}

const TYPES: [&str; 8] = [
    "application/grpc",
    "application/grpc+proto",
    "application/grpc-web+proto",
    "application/json",
    "application/proto",
    "application/connect+proto",
    "application/connect+json",
    "text/html",
];

fn head(kind: u8) -> Head {
    let status = ["200", "200", "200", "404", "503", "100"][usize::from(kind / 8 % 6)];
    match kind {
        // Trailers.
        192.. => vec![("grpc-status", ["0", "0", "5", "17"][usize::from(kind % 4)])],
        _ => vec![(":status", status), ("content-type", TYPES[usize::from(kind % 8)])],
    }
}

const SERVER: Speaker = Speaker {
    preface: b"",
    settings_after: 1,
    head,
    http1: |kind| {
        let fields = head(kind % 192);
        format!("HTTP/1.1 {} x\r\ncontent-type: {}\r\n", fields[0].1, fields[1].1)
    },
};

#[derive(Debug, Arbitrary)]
struct Case {
    /// Of the call and of how it is made.
    kind: u8,
    flavor: u8,
    json: bool,
    old: bool,
    first: Sent,
    second: Sent,
    close: bool,
}

fn stream(sent: &Sent, close: bool) -> BoxStream {
    let (near, far) = tokio::io::duplex(64 * 1024);
    let (mut read, mut write) = tokio::io::split(near);
    let pieces = SERVER.pieces(sent);
    tokio::spawn(async move { while read.read(&mut [0; 1024]).await.is_ok_and(|n| n > 0) {} });
    tokio::spawn(async move {
        say(pieces, &mut write).await;
        if close {
            let _ = write.shutdown().await;
        } else {
            std::future::pending::<()>().await;
        }
    });
    BoxStream::new(far, Arc::new(Peer::new("fuzz", "consumer")))
}

async fn call(case: &Case) {
    dubbors_protocol_triple::fuzzing::dial_next([
        stream(&case.first, case.close),
        stream(&case.second, case.close),
    ]);
    let flavor = ["grpc", "grpc-web", "connect"][usize::from(case.flavor % 3)];
    let settings = format!(
        "consumer://x?flavor={flavor}&codec={}&http-version={}&payload=65536",
        if case.json && flavor != "grpc" { "json" } else { "proto" },
        if case.old && flavor != "grpc" { "1.1" } else { "2" },
    );
    let settings: Url = settings.parse().expect("a URL");
    let instance = Instance::new("127.0.0.1:1".parse().expect("an address"), "tri");
    let target = Target { instance: &instance, service: &JAVA, settings: &settings };
    let Ok(invoker) = Triple::new("tri").refer(&target) else { return };
    for _ in 0..2 {
        one(&invoker, &JAVA.methods()[usize::from(case.kind % 4)]).await;
    }
}

async fn one(invoker: &AnyInvoker, method: &Method) {
    let texts = || Streaming::from_values(vec![(); 3]).outbound(|(), write| write(&Text, None));
    let args =
        if method.kind.has_request_stream() { Args::Outbound(Some(texts())) } else { Args::Typed(&Text) };
    let deadline = Instant::now() + Duration::from_secs(5);
    let mut call =
        Invocation::new(Ref::Borrowed(JAVA.key()), Ref::Borrowed(method), args).with_deadline(Some(deadline));
    if let Ok(response) = invoker.invoke(&mut call).await
        && let Body::Inbound(_) = response.body()
    {
        let mut messages = Streaming::received(response.into_inbound().expect("it is one"), |payload| {
            payload.decode::<Option<String>>()
        });
        while let Some(Ok(_)) = messages.next().await {}
    }
    assert!(Instant::now() <= deadline + Duration::from_millis(10), "a call outlived its deadline");
}

fuzz_target!(|case: Case| {
    run(call(&case));
});
