//! Answers as a provider may write them, and what a caller gets.

use bytes::BytesMut;
use dubbors_core::Payload;

use super::*;
use crate::body::InBody;
use crate::client::call_format::AnswerFormat;
use crate::format::{ProtoFormat, protobuf};

fn answers() -> Answers {
    let speech = Speech::of(&"tri://h:1/p?flavor=connect".parse().unwrap()).unwrap();
    Answers { speech, format: AnswerFormat::Proto(ProtoFormat::Binary), values: protobuf() }
}

async fn read(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Result<Response> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    let (head, ()) = response.body(()).unwrap().into_parts();
    let body = InBody::canned([body.to_vec().into()], None);
    let settings = Settings { payload: 100, ..Settings::default() };
    one(Answer { head, body, active: None }, &answers(), &settings).await
}

fn bytes(response: &Response) -> Bytes {
    match response.body() {
        dubbors_core::Body::Message(payload) => Payload::bytes(payload).clone(),
        other => panic!("{other:?}"),
    }
}

const PROTO: (&str, &str) = ("content-type", "application/proto");
const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");

#[tokio::test]
async fn an_answer_has_its_trailers_among_the_headers() {
    let headers = [PROTO, ("x-a", "1"), ("trailer-x-b", "2"), ("trailer-x-b", "3")];
    let response = read(200, &headers, b"\x0a\x01a").await.unwrap();
    assert_eq!(&bytes(&response)[..], b"\x0a\x01a");
    assert_eq!(response.headers().iter().collect::<Vec<_>>(), [("x-a", "1")]);
    assert_eq!(response.attachments().get_all("x-b").collect::<Vec<_>>(), ["2", "3"]);
    let empty = read(200, &[PROTO], b"").await.unwrap();
    assert!(bytes(&empty).is_empty());
    let empty = read(200, &[PROTO, ("content-encoding", "gzip")], b"").await.unwrap();
    assert!(bytes(&empty).is_empty());
}

#[tokio::test]
async fn errors_are_json_or_what_http_says() {
    for (status, headers, body, code, message) in [
        (
            422,
            &[JSON][..],
            r#"{"code":"out_of_range","message":"oops"}"#,
            StatusCode::OutOfRange,
            Some("oops"),
        ),
        (401, &[JSON], r#"{"message":"oops"}"#, StatusCode::Unauthenticated, Some("oops")),
        (429, &[JSON], r#"{"code":"foobar","message":"oops"}"#, StatusCode::Unavailable, Some("oops")),
        (401, &[JSON], "null", StatusCode::Unauthenticated, None),
        (401, &[JSON], "{", StatusCode::Unauthenticated, None),
        (403, &[PROTO], r#"{"code":"aborted"}"#, StatusCode::PermissionDenied, None),
        (404, &[], "", StatusCode::Unimplemented, None),
        (400, &[], "", StatusCode::Internal, None),
        (800, &[], "", StatusCode::Unknown, None),
        (503, &[JSON, ("content-encoding", "foo")], r#"{"code":"aborted"}"#, StatusCode::Unavailable, None),
        (200, &[], "", StatusCode::Unknown, None),
        (200, &[("content-type", "image/jpeg")], "", StatusCode::Unknown, None),
        (200, &[("content-type", "application/connect+proto")], "", StatusCode::Unknown, None),
        (200, &[JSON], "{}", StatusCode::Internal, None),
        (200, &[PROTO, ("content-encoding", "foo")], "", StatusCode::Internal, None),
        (200, &[PROTO, ("content-encoding", "gzip")], "no gzip", StatusCode::Internal, None),
    ] {
        let error = read(status, headers, body.as_bytes()).await.unwrap_err();
        assert_eq!(error.status_code(), code, "{status} {headers:?} {body}: {error}");
        if let Some(message) = message {
            assert_eq!(error.message(), message);
        }
    }
    let large = read(200, &[PROTO], &[0; 101]).await.unwrap_err();
    assert_eq!(large.status_code(), StatusCode::ResourceExhausted);
}

#[tokio::test]
async fn a_compressed_error_keeps_its_trailers() {
    let mut body = BytesMut::from(&br#"{"code":"aborted"}"#[..]);
    Compression::Gzip.compress(&mut body, 0).unwrap();
    let headers = [JSON, ("content-encoding", "gzip"), ("x-a", "1"), ("trailer-x-b", "2")];
    let error = read(409, &headers, &body).await.unwrap_err();
    assert_eq!(error.status_code(), StatusCode::Aborted);
    assert_eq!(error.headers().unwrap().get("x-a"), Some("1"));
    assert_eq!(error.attachments().unwrap().get("x-b"), Some("2"));
}

#[test]
fn a_query_has_the_order_that_caches_like() {
    let mut head =
        Request::post("http://h:1/a.B/C").header(CONTENT_TYPE, "application/proto").body(()).unwrap();
    assert!(ask_with_get(b"\xfb\xff", Compression::Gzip, Codec::Json, &mut head));
    assert_eq!(
        head.uri().to_string(),
        "http://h:1/a.B/C?connect=v1&base64=1&compression=gzip&encoding=json&message=-_8"
    );
    assert_eq!((head.method(), head.headers().len()), (&Method::GET, 0));
    let mut head = Request::post("/a.B/C").body(()).unwrap();
    assert!(ask_with_get(b"", Compression::Identity, Codec::Proto, &mut head));
    assert_eq!(head.uri().to_string(), "/a.B/C?connect=v1&base64=1&encoding=proto&message=");
    assert!(!ask_with_get(&[0; MAX_QUERY + 1], Compression::Identity, Codec::Proto, &mut head));
}
