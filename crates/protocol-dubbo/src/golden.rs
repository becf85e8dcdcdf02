//! Frames that real Java and dubbo-go sent (`testdata/dubbo`): every one is read, and means what it says.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Code, Error, Serialization};
use dubbors_hessian::{Decoder, Limits, Value};
use dubbors_serialization::Hessian2;
use dubbors_wire::dubbo::{Connection, Event, Limits as WireLimits, Status};

use crate::request::{self, Head, Tail};
use crate::{response, status};

#[path = "../../../testdata/hex.rs"]
mod hex;

/// The calls of one capture, each with its frames and who sent them, in order.
fn calls(file: &str) -> BTreeMap<String, Vec<(String, Vec<u8>)>> {
    let path = format!("{}/../../testdata/dubbo/{file}.tsv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut calls: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split('\t').collect();
        calls
            .entry(parts[0].to_owned())
            .or_default()
            .push((parts[1].to_owned(), hex::bytes(parts[2]).unwrap()));
    }
    assert!(calls.len() > 20, "{path}: {}", calls.len());
    calls
}

/// The one event of a frame.
fn event(frame: &[u8]) -> Event {
    let limits = WireLimits { payload: 64 * 1024 * 1024, ..WireLimits::default() };
    let (mut connection, mut input) = (Connection::new(limits), BytesMut::from(frame));
    let event = connection.next(&mut input).unwrap().expect("a whole frame");
    assert!(input.is_empty(), "one frame");
    event
}

/// The method of a request and its arguments.
fn request(body: &Bytes) -> (String, Vec<Value>) {
    let mut decoder = Decoder::new(body);
    let head = Head::read(&mut decoder).unwrap();
    assert_eq!(head.protocol, "2.0.2");
    let (method, from) = (head.method.into_owned(), decoder.position());
    let arity = request::arity(&head.descriptor).unwrap();
    let tail = Tail::read(body, from, arity, &[], Limits::DEFAULT).unwrap();
    assert!(tail.attachments.get("path").is_some(), "{method}");
    assert!(!tail.routing.is_empty() || tail.attachments.get("interface").is_some(), "{method}");
    let mut decoder = Decoder::new(&tail.args);
    let args = (0..arity).map(|_| decoder.value().unwrap()).collect();
    decoder.finish().unwrap();
    (method, args)
}

/// The value of a response, or its error.
fn answer(status: Status, body: &Bytes) -> Result<Value, Error> {
    if !status.is_ok() {
        return Err(status::into_error(status, &response::read_text(body, Limits::DEFAULT)));
    }
    let serialization: Arc<dyn Serialization> = Arc::new(Hessian2::default());
    let response = response::read(body, &serialization, Limits::DEFAULT)?;
    let dubbors_core::Body::Message(payload) = response.body() else { panic!("a message") };
    payload.clone().decode()
}

const FILES: [&str; 3] = ["java33", "java27", "go"];

#[test]
fn every_frame_is_read() {
    for file in FILES {
        for (call, frames) in calls(file) {
            for (sender, frame) in frames {
                match event(&frame) {
                    Event::Request { body, .. } => drop(request(&body)),
                    Event::Response { status, body, .. } => drop(answer(status, &body)),
                    Event::Heartbeat { .. } | Event::HeartbeatReply { .. } | Event::ReadOnly => {}
                    other => panic!("{file} {call} from the {sender}: {other:?}"),
                }
            }
        }
    }
}

#[test]
fn answers_mean_what_java_means() {
    for file in ["java33", "java27"] {
        let calls = calls(file);
        let answered = |call: &str| {
            let frame = calls[call].iter().find(|(sender, _)| sender == "provider");
            let (_, frame) = frame.unwrap_or_else(|| panic!("{file} {call}"));
            match event(frame) {
                Event::Response { status, body, .. } => answer(status, &body),
                other => panic!("{file} {call}: {other:?}"),
            }
        };
        for (call, expected) in [
            ("string", Value::from("world")),
            ("string-null", Value::Null),
            ("add", Value::Int(3)),
            ("void", Value::Null),
            ("overload", Value::from("SI:a,7")),
            ("async", Value::from("async:later")),
            ("echo", Value::from("OK")),
        ] {
            assert_eq!(answered(call).unwrap(), expected, "{file} {call}");
        }
        for (call, class) in [
            ("exception-checked", "org.dubbors.interop.CheckedException"),
            ("exception-runtime", "java.lang.IllegalStateException"),
        ] {
            let error = answered(call).unwrap_err();
            assert_eq!(
                error.as_exception().map(|exception| exception.class.as_str()),
                Some(class),
                "{file} {call}"
            );
        }
        for (call, code) in [
            ("unknown-service", Code::Unimplemented),
            ("unknown-group", Code::Unimplemented),
            ("unknown-version", Code::Unimplemented),
            ("response-too-large", Code::Serialization),
            ("pool-exhausted", Code::LimitExceeded),
        ] {
            let refused = calls[call].iter().filter(|(sender, _)| sender == "provider").any(|(_, frame)| {
                matches!(event(frame), Event::Response { status, body, .. }
                    if answer(status, &body).is_err_and(|error| error.code() == code))
            });
            assert!(refused, "{file} {call}: no {code}");
        }
    }
}

#[test]
fn requests_carry_what_was_asked_for() {
    for file in ["java33", "java27"] {
        let calls = calls(file);
        let asked = |call: &str| match event(&calls[call][0].1) {
            Event::Request { body, two_way, .. } => (request(&body), two_way),
            other => panic!("{file} {call}: {other:?}"),
        };
        assert_eq!(asked("add"), (("add".to_owned(), vec![Value::Int(1), Value::Int(2)]), true));
        assert_eq!(asked("one-way").0.0, "oneWay");
        assert!(!asked("one-way").1);
        assert_eq!(asked("generic").0.0, "$invoke");
        assert_eq!(asked("generic").0.1.len(), 3);
    }
}
