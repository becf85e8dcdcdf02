//! Requests of HTTP/1.1 that two servers could read in two ways (S29). One server alone has to refuse them, or to close the
//! connection behind the only reading that there is.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::raw::Raw;
use crate::service::Provider;

/// What stands behind the first request: whether it is answered tells how long that one was taken to be.
const MARK: &str = "POST /demo.Test/Echo HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{\"text\":\"mark\"}";

/// All that the provider answers to `bytes` until it closes or says nothing more.
async fn answer_to(bytes: &[u8]) -> (String, bool) {
    let (connector, _provider) = Provider::in_memory(64 * 1024, "");
    let mut stream = connector.connect().await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut got = Vec::new();
    let closed = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut got)).await.is_ok();
    Raw::open(&connector).await.works(1).await;
    (String::from_utf8_lossy(&got).into_owned(), closed)
}

fn post(version: &str, headers: &str, body: &str) -> String {
    format!(
        "POST /demo.Test/Echo HTTP/{version}\r\nhost: a\r\ncontent-type: application/json\r\n{headers}\r\n{body}"
    )
}

/// Heads that say the length of the body in two ways, or in none that is known: refused, and nothing behind them is read.
#[tokio::test(start_paused = true)]
async fn s29_lengths_that_are_no_lengths_are_refused() {
    let chunked = "f\r\n{\"text\":\"body\"}\r\n0\r\n\r\n";
    let plain = "{\"text\":\"body\"}";
    let cases = [
        ("two lengths", post("1.1", "content-length: 15\r\ncontent-length: 16\r\n", plain)),
        ("two lengths in one", post("1.1", "content-length: 15, 16\r\n", plain)),
        ("a sign", post("1.1", "content-length: +15\r\n", plain)),
        ("a negative length", post("1.1", "content-length: -15\r\n", plain)),
        ("hexadecimal", post("1.1", "content-length: 0xf\r\n", plain)),
        ("a huge length", post("1.1", "content-length: 99999999999999999999\r\n", plain)),
        ("space before the colon", post("1.1", "content-length : 15\r\n", plain)),
        ("an empty length", post("1.1", "content-length:\r\n", plain)),
        ("HTTP/1.0 in chunks", post("1.0", "transfer-encoding: chunked\r\n", chunked)),
        ("not chunked at the end", post("1.1", "transfer-encoding: chunked, gzip\r\n", chunked)),
        ("no such coding", post("1.1", "transfer-encoding: xchunked\r\n", chunked)),
        ("identity", post("1.1", "transfer-encoding: identity\r\n", chunked)),
        ("a control character", post("1.1", "transfer-encoding: \x0bchunked\r\n", chunked)),
        ("a folded line", post("1.1", "transfer-encoding:\r\n chunked\r\ncontent-length: 15\r\n", plain)),
        ("a folded name", post("1.1", "x: a\r\n content-length: 15\r\n", plain)),
        ("a bare CR in a value", post("1.1", "x: a\rcontent-length: 15\r\n", plain)),
        ("a zero in a value", post("1.1", "x: a\0b\r\ncontent-length: 15\r\n", plain)),
        ("a space in a name", post("1.1", "x y: a\r\ncontent-length: 15\r\n", plain)),
        ("no name", post("1.1", ": a\r\ncontent-length: 15\r\n", plain)),
        (
            "a chunk with a sign",
            post("1.1", "transfer-encoding: chunked\r\n", "+f\r\n{\"text\":\"body\"}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk of 0x",
            post("1.1", "transfer-encoding: chunked\r\n", "0xf\r\n{\"text\":\"body\"}\r\n0\r\n\r\n"),
        ),
        (
            "a huge chunk",
            post("1.1", "transfer-encoding: chunked\r\n", "fffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk longer than said",
            post("1.1", "transfer-encoding: chunked\r\n", "e\r\n{\"text\":\"body\"}\r\n0\r\n\r\n"),
        ),
        (
            "a chunk with LF alone",
            post("1.1", "transfer-encoding: chunked\r\n", "f\n{\"text\":\"body\"}\n0\n\n"),
        ),
        (
            "an extension with LF alone",
            post("1.1", "transfer-encoding: chunked\r\n", "f;a\nb\r\n{\"text\":\"body\"}\r\n0\r\n\r\n"),
        ),
        ("HTTP/2.0", post("2.0", "content-length: 15\r\n", plain)),
        ("HTTP/1.2", post("1.2", "content-length: 15\r\n", plain)),
        ("HTTP/0.9", "POST /demo.Test/Echo\r\n".to_owned()),
    ];
    let count = cases.len();
    for (name, request) in cases {
        let (answer, closed) = answer_to(format!("{request}{MARK}").as_bytes()).await;
        println!("{name}: {:?} {closed}", answer.lines().next().unwrap_or_default());
        assert!(closed, "{name}: {answer}");
        assert!(!answer.contains("mark"), "{name}: {answer}");
        assert!(!answer.contains("200 OK"), "{name}: {answer}");
    }
    println!("{count} requests");
}

/// Heads with one reading that some proxies have another of: that one, and then the connection is closed.
#[tokio::test(start_paused = true)]
async fn s29_nothing_follows_a_request_of_two_lengths() {
    let chunked = "f\r\n{\"text\":\"body\"}\r\n0\r\n\r\n";
    for headers in [
        "transfer-encoding: chunked\r\ncontent-length: 15\r\n",
        "content-length: 15\r\ntransfer-encoding: chunked\r\n",
        "content-length: 26\r\nTransfer-Encoding: Chunked\r\n",
    ] {
        let (answer, closed) = answer_to(format!("{}{MARK}", post("1.1", headers, chunked)).as_bytes()).await;
        assert!(closed && !answer.contains("mark"), "{headers}: {answer}");
    }
}

/// What is unusual and clear.
#[tokio::test(start_paused = true)]
async fn s29_unusual_requests_have_one_length() {
    let plain = "{\"text\":\"body\"}";
    for (name, request) in [
        ("the same length twice", post("1.1", "content-length: 15\r\ncontent-length: 15\r\n", plain)),
        (
            "an extension",
            post("1.1", "transfer-encoding: chunked\r\n", "f;a=b\r\n{\"text\":\"body\"}\r\n0\r\n\r\n"),
        ),
        (
            "trailers",
            post("1.1", "transfer-encoding: chunked\r\n", "f\r\n{\"text\":\"body\"}\r\n0\r\nx: y\r\n\r\n"),
        ),
        (
            "zeros",
            post("1.1", "transfer-encoding: chunked\r\n", "000f\r\n{\"text\":\"body\"}\r\n000\r\n\r\n"),
        ),
    ] {
        let (answer, closed) = answer_to(format!("{request}{MARK}").as_bytes()).await;
        println!("{name}: {:?} {closed}", answer.lines().next().unwrap_or_default());
        assert_eq!(answer.matches("200 OK").count(), 2, "{name}: {answer}");
        assert_eq!(answer.matches("mark").count(), 1, "{name}: {answer}");
        assert!(!closed, "{name}");
    }
}

/// Bounds of what a head and a body may be.
#[tokio::test(start_paused = true)]
async fn s29_heads_and_bodies_have_bounds() {
    for (name, request, expected) in [
        ("a huge value", post("1.1", &format!("x: {}\r\n", "y".repeat(200_000)), ""), "431"),
        ("many fields", post("1.1", &"x: y\r\n".repeat(20_000), ""), "431"),
        (
            "endless chunk extensions",
            post("1.1", "transfer-encoding: chunked\r\n", &format!("f;{}", "a".repeat(100_000))),
            "",
        ),
        (
            "endless trailers",
            post("1.1", "transfer-encoding: chunked\r\n", &format!("0\r\n{}", "x: y\r\n".repeat(20_000))),
            "",
        ),
    ] {
        let (connector, _provider) = Provider::in_memory(4096, "");
        let stream = connector.connect().await.unwrap();
        let (mut reader, mut writer) = tokio::io::split(stream);
        let reading = tokio::spawn(async move {
            let mut got = Vec::new();
            let _ = reader.read_to_end(&mut got).await;
            String::from_utf8_lossy(&got).into_owned()
        });
        let taken = writer.write_all(request.as_bytes()).await;
        let answer = reading.await.unwrap();
        println!("{name}: {:?}, all taken: {}", answer.lines().next().unwrap_or_default(), taken.is_ok());
        assert!(answer.contains(expected) && !answer.contains("200 OK"), "{name}: {answer}");
    }
}

/// A stream that is refused while its caller still sends: what is sent is read, until the caller has the answer. A socket
/// that is closed before says that the connection was reset, and many a client throws the answer away then.
#[tokio::test]
async fn a_refused_stream_is_read_until_its_caller_has_the_answer() {
    for (method, settings) in [("Chat", "payload=1000"), ("Count", "payload=1000"), ("None", "")] {
        let provider = Provider::start(settings).await;
        let mut stream = TcpStream::connect(provider.address().to_string()).await.unwrap();
        let head = format!(
            "POST /demo.Test/{method} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
             content-type: application/connect+proto\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        // Two messages over the limit, each in parts, and more than sockets hold.
        let part = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
        for _ in 0..2 {
            stream.write_all(b"5\r\n\0\0\x20\0\0\r\n").await.unwrap();
            for _ in 0..512 {
                stream.write_all(part.as_bytes()).await.unwrap_or_else(|error| panic!("{method}: {error}"));
            }
        }
        stream.write_all(b"0\r\n\r\n").await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap_or_else(|error| panic!("{method}: {error}"));
        let answer = String::from_utf8_lossy(&answer);
        let code = if method == "None" { "unimplemented" } else { "resource_exhausted" };
        assert!(answer.contains(code), "{method}: {answer}");
        assert!(answer.trim_end_matches("\r\n0\r\n\r\n").ends_with("}}"), "{method}: {answer}");
    }
}

/// An answer that does not say `connection: close` keeps its word, also when the rest of the request comes behind it.
#[tokio::test]
async fn a_connection_goes_on_behind_a_request_that_was_not_read() {
    let provider = Provider::start("payload=1000").await;
    for method in ["Chat", "Count", "None", "Echo"] {
        let kind = if method == "Echo" { "json" } else { "connect+proto" };
        for round in 0..2 {
            let mut stream = TcpStream::connect(provider.address().to_string()).await.unwrap();
            let head = format!(
                "POST /demo.Test/{method} HTTP/1.1\r\nhost: a\r\ncontent-type: application/{kind}\r\n\
                 transfer-encoding: chunked\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            // A message that is too long, and comes slowly.
            stream.write_all(b"5\r\n\0\0\x20\0\0\r\n").await.unwrap();
            let part = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
            stream.write_all(part.as_bytes()).await.unwrap();
            let mut got = vec![0; 1024];
            let mut answer = Vec::new();
            while !answer.ends_with(b"}}") && !answer.ends_with(b"}") && !answer.ends_with(b"0\r\n\r\n") {
                let read = stream.read(&mut got).await.unwrap();
                assert_ne!(read, 0, "{method} {round}: closed behind {}", String::from_utf8_lossy(&answer));
                answer.extend_from_slice(&got[..read]);
            }
            let text = String::from_utf8_lossy(&answer).to_ascii_lowercase();
            assert!(!text.contains("connection: close"), "{method} {round}: {text}");
            for _ in 0..511 {
                stream.write_all(part.as_bytes()).await.unwrap();
            }
            stream.write_all(format!("0\r\n\r\n{MARK}").as_bytes()).await.unwrap();
            answer.clear();
            while !String::from_utf8_lossy(&answer).contains("mark") {
                let read = stream.read(&mut got).await.unwrap();
                assert_ne!(read, 0, "{method} {round}: closed before {}", String::from_utf8_lossy(&answer));
                answer.extend_from_slice(&got[..read]);
            }
        }
    }
}
