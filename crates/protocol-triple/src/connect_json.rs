//! What Connect writes as JSON: errors, and the end of a stream (connectrpc.com/docs/protocol).

use bytes::{Bytes, BytesMut};
use dubbors_core::{Error, Origin, StatusCode};
use dubbors_wire::triple::{begin_message, flag, read_binary, write_binary};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};

use crate::status;

/// What stands before the name of a message where a detail says its type.
const TYPE_PREFIX: &str = "type.googleapis.com/";

/// An error as a text of JSON.
pub(crate) fn write_error(error: &Error) -> String {
    Value::Object(object(error)).to_string()
}

/// The last message of a stream: the outcome and the trailers.
pub(crate) fn write_end(outcome: Result<(), &Error>, trailers: &HeaderMap) -> BytesMut {
    let mut end = Map::new();
    if let Err(error) = outcome {
        end.insert("error".to_owned(), Value::Object(object(error)));
    }
    if !trailers.is_empty() {
        let mut metadata = Map::new();
        for name in trailers.keys() {
            let values: Vec<Value> = trailers
                .get_all(name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned().into())
                .collect();
            metadata.insert(name.as_str().to_owned(), values.into());
        }
        end.insert("metadata".to_owned(), Value::Object(metadata));
    }
    let mut bytes = BytesMut::new();
    let start = begin_message(&mut bytes, flag::CONNECT_END);
    bytes.extend_from_slice(Value::Object(end).to_string().as_bytes());
    if let Err(error) = start.finish(&mut bytes, usize::MAX) {
        tracing::error!(%error, "the end of a stream does not fit a message");
    }
    bytes
}

fn object(error: &Error) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("code".to_owned(), error.status_code().name().into());
    let text = status::text(error);
    if !text.is_empty() {
        object.insert("message".to_owned(), text.into());
    }
    let details: Vec<Value> = status::details(error)
        .iter()
        .map(|detail| json!({"type": detail.type_name(), "value": write_binary(&detail.value)}))
        .collect();
    if !details.is_empty() {
        object.insert("details".to_owned(), details.into());
    }
    object
}

/// The error that a text says; `None` when it is no object of JSON. Without a code that is known it has `otherwise`.
pub(crate) fn read_error(text: &[u8], otherwise: StatusCode) -> Option<Error> {
    match serde_json::from_slice(text) {
        Ok(Value::Object(object)) => Some(error_of(&object, otherwise)),
        _ => None,
    }
}

/// What the last message of a stream says.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) error: Option<Error>,
    pub(crate) trailers: HeaderMap,
}

/// Reads the last message of a stream.
///
/// # Errors
/// What keeps it from being read, for people.
pub(crate) fn read_end(text: &[u8]) -> Result<End, String> {
    let end: Map<String, Value> = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let error = match end.get("error") {
        Some(Value::Object(object)) => Some(error_of(object, StatusCode::Unknown)),
        Some(Value::Null) | None => None,
        Some(other) => return Err(format!("`error` is {}, expected an object", kind(other))),
    };
    let mut trailers = HeaderMap::new();
    if let Some(Value::Object(metadata)) = end.get("metadata") {
        for (name, values) in metadata {
            add(name, values, &mut trailers);
        }
    }
    Ok(End { error, trailers })
}

/// Adds what can be trailers: what a stranger wrote otherwise must not make a call fail.
fn add(name: &str, values: &Value, trailers: &mut HeaderMap) {
    let Ok(header) = HeaderName::try_from(name) else {
        return tracing::debug!(name, "a trailer has no name for a header");
    };
    for value in values.as_array().into_iter().flatten() {
        match value.as_str().map(|text| HeaderValue::from_bytes(text.as_bytes())) {
            Some(Ok(value)) => drop(trailers.append(&header, value)),
            _ => tracing::debug!(name, "a trailer is no text"),
        }
    }
}

fn error_of(object: &Map<String, Value>, otherwise: StatusCode) -> Error {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let code = text("code").and_then(StatusCode::from_name).unwrap_or(otherwise);
    let details = object.get("details").and_then(Value::as_array).into_iter().flatten();
    let message = text("message").unwrap_or_default().to_owned();
    status::from_parts(code.number(), message, details.filter_map(detail)).with_origin(Origin::Remote)
}

fn detail(detail: &Value) -> Option<(String, Bytes)> {
    let name = detail.get("type")?.as_str()?;
    let value = detail.get("value")?.as_str()?;
    match read_binary(value.as_bytes()) {
        Ok(value) => Some((format!("{TYPE_PREFIX}{name}"), value)),
        Err(error) => {
            tracing::debug!(name, %error, "a detail of an error is not Base64");
            None
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives() {
        let error = Error::status(StatusCode::OutOfRange, "oops").with_detail("x/a.B", &b"\x01\x02"[..]);
        let got = read_error(write_error(&error).as_bytes(), StatusCode::Unknown).unwrap();
        assert_eq!((got.status_code(), got.message()), (StatusCode::OutOfRange, "oops"));
        let details = &got.as_status().unwrap().details;
        assert_eq!(
            (details[0].type_url.as_str(), &details[0].value[..]),
            ("type.googleapis.com/a.B", &b"\x01\x02"[..])
        );
    }

    #[test]
    fn strange_errors() {
        let read = |text: &str| read_error(text.as_bytes(), StatusCode::Unavailable);
        for (text, code, message) in [
            (r#"{"code":null,"message":"m"}"#, StatusCode::Unavailable, "m"),
            (r#"{"code":"foobar","message":"m"}"#, StatusCode::Unavailable, "m"),
            (r#"{"message":"m"}"#, StatusCode::Unavailable, "m"),
            (r#"{"code":"aborted"}"#, StatusCode::Aborted, ""),
            (r#"{"code":"aborted","message":7,"x":1}"#, StatusCode::Aborted, ""),
            (
                r#"{"code":"aborted","details":[{"type":"a.B","value":"%"},3,{"type":"a.C"}]}"#,
                StatusCode::Aborted,
                "",
            ),
        ] {
            let error = read(text).unwrap();
            assert_eq!((error.status_code(), error.message()), (code, message), "{text}");
            assert!(error.as_status().unwrap().details.is_empty(), "{text}");
        }
        for text in ["null", "", "[]", "{", "7"] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    #[test]
    fn the_end_of_a_stream_survives() {
        let mut trailers = HeaderMap::new();
        trailers.append("a", HeaderValue::from_static("1"));
        trailers.append("a", HeaderValue::from_static("2"));
        let error = Error::status(StatusCode::Aborted, "lost");
        let written = write_end(Err(&error), &trailers);
        assert_eq!(written[0], flag::CONNECT_END);
        let end = read_end(&written[5..]).unwrap();
        assert_eq!(end.error.unwrap().status_code(), StatusCode::Aborted);
        assert_eq!(end.trailers, trailers);
        let end = read_end(&write_end(Ok(()), &HeaderMap::new())[5..]).unwrap();
        assert!(end.error.is_none() && end.trailers.is_empty());
    }

    #[test]
    fn strange_ends() {
        for text in
            [r#"{"error":null}"#, r#"{"code":"aborted"}"#, r#"{"metadata":{"a b":["1"],"c":"2","d":[3]}}"#]
        {
            let end = read_end(text.as_bytes()).unwrap();
            assert!(end.error.is_none() && end.trailers.is_empty(), "{text}");
        }
        let end = read_end(br#"{"error":{"message":"m"}}"#).unwrap();
        assert_eq!(end.error.unwrap().status_code(), StatusCode::Unknown);
        for text in ["", "[]", "null", r#"{"error":[]}"#] {
            assert!(read_end(text.as_bytes()).is_err(), "{text}");
        }
    }
}
