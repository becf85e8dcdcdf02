//! Browsers, curl, and other things that speak HTTP.

use dubbors::{Code, Dubbo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{NumbersServer, Service};

/// What comes back, headers and all, for a request of HTTP/1.1 whose first lines are `head`.
pub(super) async fn exchange(provider: &Dubbo, head: &str, body: &[u8]) -> String {
    let address = provider.urls()[0].split("://").last().unwrap().to_owned();
    send(&address, head, body).await
}

async fn send(address: &str, head: &str, body: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let head = format!("{head}\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

const ADD: &str = "POST /it.Numbers/add HTTP/1.1\r\ncontent-type: application/json";

fn builder(protocol: &str) -> dubbors::Builder {
    Dubbo::builder().without_registry().protocol(protocol).serve(NumbersServer::new(Service::default()))
}

#[tokio::test]
async fn pages_of_other_origins_call_where_the_port_lets_them() {
    let preflight = |origin: &str| {
        format!(
            "OPTIONS /it.Numbers/add HTTP/1.1\r\norigin: {origin}\r\naccess-control-request-method: POST\r\n\
             access-control-request-headers: content-type,x-user"
        )
    };
    let call = |origin: &str| format!("{ADD}\r\norigin: {origin}");
    let (ours, theirs) = ("https://shop.example", "https://evil.example");

    let closed = builder("tri://127.0.0.1:0").build().await.unwrap();
    for head in [preflight(ours), call(ours)] {
        let answer = exchange(&closed, &head, b"").await;
        assert!(!answer.contains("access-control"), "{answer}");
    }

    let listed =
        builder(&format!("tri://127.0.0.1:0?cors={ours},http://localhost:8080")).build().await.unwrap();
    let answer = exchange(&listed, &preflight(ours), b"").await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    for line in [
        "access-control-allow-origin: https://shop.example\r\n",
        "access-control-allow-methods: GET, POST\r\n",
        "access-control-allow-headers: content-type,x-user\r\n",
        "access-control-max-age: 7200\r\n",
        "vary: origin, ",
    ] {
        assert!(answer.contains(line), "{line}: {answer}");
    }
    let answer = exchange(&listed, &preflight(theirs), b"").await;
    assert!(answer.starts_with("HTTP/1.1 403 ") && !answer.contains("allow-origin"), "{answer}");
    let answer = exchange(&listed, &call(ours), br#"{"a":1,"b":2}"#).await;
    assert!(answer.contains("access-control-allow-origin: https://shop.example\r\n"), "{answer}");
    assert!(
        answer.contains("access-control-expose-headers: ") && answer.contains("vary: origin\r\n"),
        "{answer}"
    );
    let answer = exchange(&listed, &call(theirs), b"{}").await;
    assert!(answer.contains("vary: origin\r\n") && !answer.contains("access-control"), "{answer}");

    let open = builder("tri://127.0.0.1:0").setting("cors", "*").build().await.unwrap();
    let answer = exchange(&open, &call(theirs), b"{}").await;
    assert!(answer.contains("access-control-allow-origin: *\r\n"), "{answer}");

    let error = builder("tri://127.0.0.1:0?cors=shop.example").build().await.unwrap_err();
    assert_eq!(error.code(), Code::Invalid);
    assert!(error.message().contains("`cors` is `shop.example`"), "{error}");
}

#[tokio::test]
async fn requests_that_are_no_calls_go_to_the_fallback() {
    let provider = builder("tri://127.0.0.1:0").http_fallback(async |request| {
        let peer = request.extensions().get::<std::sync::Arc<dubbors::Peer>>().unwrap();
        assert!(peer.remote.starts_with("127.0.0.1:"));
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(axum::body::Body::new(body), 1000).await.unwrap();
        if &body[..] == b"panic" {
            panic!("oh");
        }
        let text = format!("{} {} with {} bytes", parts.method, parts.uri, body.len());
        axum::http::Response::builder().status(203).body(text).unwrap()
    });
    let provider = provider.build().await.unwrap();
    for (head, expected) in [
        ("GET /a/page?x=1 HTTP/1.1", "GET /a/page?x=1 with 3 bytes"),
        ("PUT /it.Numbers/add HTTP/1.1", "PUT /it.Numbers/add with 3 bytes"),
        ("POST /rest HTTP/1.1\r\ncontent-type: application/json", "POST /rest with 3 bytes"),
        ("OPTIONS / HTTP/1.1", "OPTIONS / with 3 bytes"),
    ] {
        let answer = exchange(&provider, head, b"abc").await;
        assert!(answer.starts_with("HTTP/1.1 203 ") && answer.ends_with(expected), "{answer}");
    }
    // Calls stay calls, wrong ones too.
    let answer = exchange(&provider, "POST /no/body HTTP/1.1\r\ncontent-type: application/grpc", b"").await;
    assert!(answer.contains("grpc-status: 12\r\n"), "{answer}");
    let answer = exchange(&provider, ADD, b"nonsense").await;
    assert!(answer.starts_with("HTTP/1.1 400 ") || answer.starts_with("HTTP/1.1 501 "), "{answer}");
    let answer = exchange(&provider, "GET / HTTP/1.1", b"panic").await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
}

#[tokio::test]
async fn services_are_mounted_in_axum() {
    let service = Dubbo::builder().serve(NumbersServer::new(Service::default())).into_service().unwrap();
    let router = axum::Router::new()
        .route("/", axum::routing::get(async || "a page"))
        .route_service("/it.Numbers/{method}", service.clone())
        .nest_service("/api", service);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let page = send(&address, "GET / HTTP/1.1", b"").await;
    assert!(page.ends_with("a page"), "{page}");
    let head = "POST /api/grpc.health.v1.Health/Check HTTP/1.1\r\ncontent-type: application/json";
    let answer = send(&address, head, br#"{"service":"it.Numbers"}"#).await;
    assert!(answer.contains(r#"{"status":"SERVING"}"#), "{answer}");

    // gRPC through axum, streams included.
    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    let client: super::NumbersClient =
        consumer.refer().url(format!("tri://{address}")).connect().await.unwrap();
    assert_eq!(client.add(1, 2).await.unwrap(), 3);
    let mut doubled = client.double(dubbors::Streaming::from_values([1, 13])).await.unwrap();
    assert_eq!(doubled.next().await.unwrap().unwrap(), 2);
    assert_eq!(doubled.next().await.unwrap().unwrap_err().message(), "13");

    let error = builder("tri://127.0.0.1:0").into_service().unwrap_err();
    assert!(error.message().contains("tri://127.0.0.1:0"), "{error}");
}

#[tokio::test]
async fn echo_answers_callers_with_nothing_but_the_wrapper() {
    let provider = builder("tri://127.0.0.1:0").build().await.unwrap();
    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    let echo = consumer.generic("it.Numbers").url(&provider.urls()[0]).connect().await.unwrap();
    assert_eq!(echo.echo("hello".into()).await.unwrap(), "hello".into());
}

#[tokio::test]
async fn services_in_other_servers_have_the_settings_of_a_port() {
    let service = Dubbo::builder()
        .setting("payload", "4000")
        .setting("compression", "gzip")
        .serve(NumbersServer::new(Service::default()))
        .into_service()
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback_service(service)).await });
    let head = "POST /it.Numbers/maybe HTTP/1.1\r\ncontent-type: application/json\r\naccept-encoding: gzip";
    let text = |length: usize| format!(r#"{{"text":"{}"}}"#, "x".repeat(length)).into_bytes();
    let answer = send(&address, head, &text(3000)).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("content-encoding: gzip\r\n"), "{answer}");
    let answer = send(&address, head, &text(5000)).await;
    assert!(answer.starts_with("HTTP/1.1 429 ") && answer.contains("4000 bytes"), "{answer}");

    let error = Dubbo::builder().setting("payload", "many").into_service().unwrap_err();
    assert!(error.message().contains("`payload` is `many`"), "{error}");
}
