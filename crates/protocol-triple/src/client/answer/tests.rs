//! Answers as a provider may write them, in every flavour, and what a caller gets.

use bytes::BytesMut;
use dubbors_core::Body;
use dubbors_hessian::Limits;
use dubbors_hessian::java::Exception;
use dubbors_wire::triple::{put_serialize_type, put_type, put_value};
use http::HeaderValue;

use super::*;
use crate::client::call_format::AnswerFormat;
use crate::client::speech::Speech;
use crate::format::{JAVA_HESSIAN, ProtoFormat, hessian, protobuf};

/// A message of two bytes, and one that is cut off.
const MESSAGE: &[u8] = b"\0\0\0\0\x02hi";
const CUT: &[u8] = b"\0\0\0\0\x0ah";
const CUT_PREFIX: &[u8] = b"\0\0\0";
const COMPRESSED: &[u8] = b"\x01\0\0\0\x02hi";

/// An answer: headers, parts of the body, trailers.
struct Canned {
    headers: &'static [(&'static str, &'static str)],
    body: Vec<u8>,
    trailers: Option<&'static [(&'static str, &'static str)]>,
}

fn map(headers: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, HeaderValue::from_static(value));
    }
    map
}

fn stream(flavor: &str, canned: &Canned) -> Result<AnswerStream> {
    let speech = Speech::of(&format!("tri://h:1/p?flavor={flavor}").parse().unwrap()).unwrap();
    read(Answers { speech, format: AnswerFormat::Proto(ProtoFormat::Binary), values: protobuf() }, canned)
}

fn read(answers: Answers, canned: &Canned) -> Result<AnswerStream> {
    let (mut head, ()) = http::Response::new(()).into_parts();
    head.headers = map(canned.headers);
    let body = InBody::canned([canned.body.clone().into()], canned.trailers.map(map));
    let settings = Settings { payload: 255, ..Settings::default() };
    AnswerStream::new(Answer { head, body, active: None }, &answers, &settings)
}

/// The one message of the answer.
async fn only(flavor: &str, canned: &Canned) -> Result<Response> {
    stream(flavor, canned)?.only().await
}

/// How many messages come, and what then.
async fn all(flavor: &str, canned: &Canned) -> (usize, Result<Attachments>) {
    let mut stream = match stream(flavor, canned) {
        Ok(stream) => stream,
        Err(error) => return (0, Err(error)),
    };
    let mut count = 0;
    loop {
        match poll_fn(|cx| stream.poll_next(cx)).await {
            Some(Ok(_)) => count += 1,
            Some(Err(error)) => return (count, Err(error)),
            None => return (count, Ok(stream.trailers)),
        }
    }
}

const GRPC: (&str, &str) = ("content-type", "application/grpc");
const WEB: (&str, &str) = ("content-type", "application/grpc-web+proto");
const CONNECT: (&str, &str) = ("content-type", "application/connect+proto");

fn web_end(lines: &str) -> Vec<u8> {
    end(0x80, lines)
}

fn connect_end(json: &str) -> Vec<u8> {
    end(0x02, json)
}

fn end(flags: u8, text: &str) -> Vec<u8> {
    let mut bytes = vec![flags];
    bytes.extend_from_slice(&u32::try_from(text.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
    bytes
}

#[tokio::test]
async fn one_message_and_its_trailers_in_every_flavor() {
    for (flavor, canned) in [
        (
            "grpc",
            Canned {
                headers: &[GRPC, ("x-a", "1")],
                body: MESSAGE.to_vec(),
                trailers: Some(&[("grpc-status", "0"), ("x-b", "2")]),
            },
        ),
        (
            "grpc-web",
            Canned {
                headers: &[WEB, ("x-a", "1")],
                body: [MESSAGE, &web_end("grpc-status: 0\r\nX-B: 2\r\n")].concat(),
                trailers: None,
            },
        ),
        (
            "connect",
            Canned {
                headers: &[CONNECT, ("x-a", "1")],
                body: [MESSAGE, &connect_end(r#"{"metadata":{"X-B":["2"]}}"#)].concat(),
                trailers: None,
            },
        ),
    ] {
        let response = only(flavor, &canned).await.unwrap();
        let Body::Message(payload) = response.body() else { panic!("{flavor}") };
        assert_eq!(&payload.bytes()[..], b"hi", "{flavor}");
        assert_eq!(response.headers().iter().collect::<Vec<_>>(), [("x-a", "1")], "{flavor}");
        assert_eq!(response.attachments().iter().collect::<Vec<_>>(), [("x-b", "2")], "{flavor}");
    }
}

#[tokio::test]
async fn what_ends_an_answer_of_grpc() {
    let ok: Option<&'static [_]> = Some(&[("grpc-status", "0")]);
    let none: &[u8] = b"";
    let two = [MESSAGE, MESSAGE].concat();
    let late = [MESSAGE, CUT].concat();
    let late_prefix = [MESSAGE, CUT_PREFIX].concat();
    let headers: &[_] = &[GRPC, ("x-a", "1")];
    for (headers, body, trailers, code) in [
        (headers, none, ok, StatusCode::Unimplemented),
        (headers, &two, ok, StatusCode::Unimplemented),
        (headers, MESSAGE, None, StatusCode::Internal),
        (headers, none, None, StatusCode::Internal),
        (headers, MESSAGE, Some(&[("grpc-message", "m")]), StatusCode::Internal),
        (headers, none, Some(&[("grpc-status", "9")]), StatusCode::FailedPrecondition),
        (headers, MESSAGE, Some(&[("grpc-status", "9")]), StatusCode::FailedPrecondition),
        (headers, MESSAGE, Some(&[("grpc-status", "nine")]), StatusCode::Unknown),
        (&[GRPC, ("grpc-status", "9")], none, None, StatusCode::FailedPrecondition),
        (&[GRPC, ("grpc-status", "0")], none, None, StatusCode::Unimplemented),
        (&[GRPC, ("grpc-status", "8")], none, Some(&[("grpc-status", "9")]), StatusCode::FailedPrecondition),
        // Nothing in the trailers: what came with the head is not true any more.
        (&[GRPC, ("grpc-status", "9")], MESSAGE, None, StatusCode::Internal),
        (headers, COMPRESSED, ok, StatusCode::Internal),
        (&[GRPC, ("grpc-encoding", "gzip")], COMPRESSED, ok, StatusCode::Internal),
        (headers, CUT, ok, StatusCode::Internal),
        (headers, &late, ok, StatusCode::Internal),
        (headers, &late_prefix, ok, StatusCode::Internal),
        (headers, b"\0\0\0\x01\0", ok, StatusCode::ResourceExhausted),
        (headers, b"\x80\0\0\0\0", ok, StatusCode::Internal),
    ] {
        let canned = Canned { headers, body: body.to_vec(), trailers };
        let error = only("grpc", &canned).await.unwrap_err();
        assert_eq!(error.status_code(), code, "{headers:?} {body:?} {trailers:?}: {error}");
    }
    // The outcome of a stream comes behind what can be read.
    let canned = Canned { headers, body: late, trailers: ok };
    let (count, outcome) = all("grpc", &canned).await;
    assert_eq!((count, outcome.unwrap_err().status_code()), (1, StatusCode::Internal));
}

#[tokio::test]
async fn what_ends_an_answer_of_grpc_web() {
    let nine = web_end("Grpc-Status: 9\r\ngRPC-Message: error\r\nx-b: 1\r\nx-b: 2\r\n");
    for (headers, body, code) in [
        (&[WEB][..], nine.clone(), StatusCode::FailedPrecondition),
        (&[WEB], web_end("grpc-status: 0\r\n"), StatusCode::Unimplemented),
        (&[WEB], [MESSAGE, MESSAGE, &web_end("grpc-status: 0\r\n")].concat(), StatusCode::Unimplemented),
        (&[WEB], web_end("grpc-message: error\r\n"), StatusCode::Internal),
        (&[WEB], web_end("no colon"), StatusCode::Internal),
        (&[WEB], MESSAGE.to_vec(), StatusCode::Internal),
        (&[WEB], Vec::new(), StatusCode::Internal),
        (&[WEB, ("grpc-status", "0")], Vec::new(), StatusCode::Unimplemented),
        (
            &[WEB, ("grpc-status", "9"), ("x-b", "1"), ("x-b", "2")],
            Vec::new(),
            StatusCode::FailedPrecondition,
        ),
        (&[WEB, ("grpc-status", "8")], nine.clone(), StatusCode::FailedPrecondition),
        (&[WEB], [&web_end("grpc-status: 0\r\n"), MESSAGE].concat(), StatusCode::Internal),
        (&[WEB], COMPRESSED.to_vec(), StatusCode::Internal),
        (&[WEB], b"\x02\0\0\0\0".to_vec(), StatusCode::Internal),
    ] {
        let canned = Canned { headers, body: body.clone(), trailers: None };
        let error = only("grpc-web", &canned).await.unwrap_err();
        assert_eq!(error.status_code(), code, "{headers:?} {body:?}: {error}");
        if code == StatusCode::FailedPrecondition {
            let trailers = error.attachments().unwrap();
            assert_eq!(trailers.get_all("x-b").collect::<Vec<_>>(), ["1", "2"]);
        }
    }
}

#[tokio::test]
async fn what_ends_a_stream_of_connect() {
    let error = r#"{"error":{"code":"out_of_range","message":"oops"},"metadata":{"x-b":["1"]}}"#;
    for (body, count, code) in [
        (connect_end("{}"), 0, None),
        (connect_end(r#"{"error":null}"#), 0, None),
        ([MESSAGE, MESSAGE, &connect_end("{}")].concat(), 2, None),
        (connect_end(error), 0, Some(StatusCode::OutOfRange)),
        ([MESSAGE, &connect_end(error)].concat(), 1, Some(StatusCode::OutOfRange)),
        (connect_end(r#"{"error":{"code":"foobar"}}"#), 0, Some(StatusCode::Unknown)),
        (MESSAGE.to_vec(), 1, Some(StatusCode::Internal)),
        (Vec::new(), 0, Some(StatusCode::Internal)),
        ([MESSAGE, CUT].concat(), 1, Some(StatusCode::Internal)),
        (connect_end("no JSON"), 0, Some(StatusCode::Internal)),
        ([&connect_end("{}"), MESSAGE].concat(), 0, Some(StatusCode::Internal)),
        (COMPRESSED.to_vec(), 0, Some(StatusCode::Internal)),
    ] {
        let canned = Canned { headers: &[CONNECT], body: body.clone(), trailers: None };
        let (got, outcome) = all("connect", &canned).await;
        let outcome = outcome.err().map(|error| error.status_code());
        assert_eq!((got, outcome), (count, code), "{body:?}");
    }
    let none = Canned { headers: &[CONNECT], body: connect_end("{}"), trailers: None };
    assert_eq!(only("connect", &none).await.unwrap_err().status_code(), StatusCode::Unimplemented);
}

/// A call that is dropped before its end is reset, and what stands behind the exception is lost.
#[tokio::test]
async fn an_exception_of_java_is_read_to_its_end() {
    let mut wrapper = BytesMut::new();
    put_serialize_type(&mut wrapper, JAVA_HESSIAN);
    let boom = Exception::new("org.example.Boom", "boom");
    put_value(&mut wrapper, &dubbors_hessian::to_bytes(&boom).unwrap());
    put_type(&mut wrapper, "org.example.Boom");
    let message = [&[0, 0, 0, 0, u8::try_from(wrapper.len()).unwrap()], &wrapper[..]].concat();
    let twice = [&message[..], &message].concat();
    let ends: &[(&str, &str)] = &[("grpc-status", "0"), ("x-b", "1")];
    for (body, trailers, told) in
        [(&message, Some(ends), Some("1")), (&message, None, None), (&twice, None, None)]
    {
        let speech = Speech::of(&"tri://h:1/p".parse().unwrap()).unwrap();
        let values = hessian(Limits::for_payload(1000));
        let canned = Canned { headers: &[GRPC, ("tri-exception-code", "3")], body: body.clone(), trailers };
        let mut stream = read(Answers { speech, format: AnswerFormat::Wrapper, values }, &canned).unwrap();
        let error = stream.only().await.unwrap_err();
        assert_eq!(error.as_exception().unwrap().message.as_deref(), Some("boom"));
        assert_eq!(error.attachments().and_then(|trailers| trailers.get("x-b")), told);
        assert!(poll_fn(|cx| stream.poll_next(cx)).await.is_none());
    }
}
