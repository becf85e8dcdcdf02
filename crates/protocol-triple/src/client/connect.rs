//! Connect: calls whose bodies are the messages themselves, and the end of its streams.

use bytes::{Bytes, BytesMut};
use dubbors_core::{Args, Error, Invocation, Response, Result, StatusCode};
use dubbors_wire::triple::write_url_binary;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use http::uri::{PathAndQuery, Uri};
use http::{Method, Request, response};

use super::answer::unreadable;
use super::call_format::Answers;
use super::exchange::Answer;
use super::grpc;
use super::speech::{CONNECT_VERSION, Speech};
use super::template::Prepared;
use crate::compression::Compression;
use crate::connect_json::{self, End};
use crate::format::Codec;
use crate::header::{CONNECT_ENCODING, EXCEPTION_CODE};
use crate::metadata::{self, TRAILER_PREFIX};
use crate::settings::Settings;
use crate::status;
use crate::writer::{ValueFormat, over_limit};

/// The longest query that is sent; many servers refuse longer ones. A longer message is sent with POST.
const MAX_QUERY: usize = 8 * 1024;

/// Reads the head of a stream: how its messages are compressed.
///
/// # Errors
/// What a head says that is none of a stream of Connect.
pub(crate) fn open(head: &response::Parts, speech: Speech) -> Result<Compression> {
    grpc::check(head, speech)?;
    grpc::compression(head.headers.get(CONNECT_ENCODING))
}

/// Reads the last message of a stream.
///
/// # Errors
/// Status `internal` when it is not what it should be.
pub(crate) fn end(text: &[u8]) -> Result<End> {
    connect_json::read_end(text).map_err(|what| unreadable(&what))
}

/// The one message of a call.
///
/// # Errors
/// What keeps it from being written.
pub(crate) fn message(prepared: &Prepared, call: &Invocation<'_>) -> Result<Bytes> {
    let writer = prepared.writer();
    let mut body = BytesMut::with_capacity(prepared.expected_size());
    match call.args() {
        Args::Typed(args) => writer.format.write(*args, &mut body)?,
        Args::Encoded(payload) => writer.format.write_bytes(payload.bytes().clone(), &mut body)?,
        _ => return Err(Error::internal("the call has a stream, its method takes one message")),
    }
    prepared.remember_size(body.len());
    if body.len() > writer.max {
        return Err(over_limit(body.len(), writer.max));
    }
    let compression = prepared.compression(call);
    // However short it is: the header tells the provider also how to answer.
    if compression != Compression::Identity {
        compression.compress(&mut body, 0)?;
    }
    Ok(body.freeze())
}

/// The body that `message` is, or an empty one: `head` takes the message over when the call may be asked with GET.
pub(crate) fn body(
    prepared: &Prepared,
    call: &Invocation<'_>,
    message: Bytes,
    head: &mut Request<()>,
) -> Bytes {
    let codec = prepared.answers().speech.codec;
    if prepared.is_get() && ask_with_get(&message, prepared.compression(call), codec, head) {
        return Bytes::new();
    }
    message
}

/// Makes `head` a request of GET with `message` in its query, when that is not too long.
fn ask_with_get(message: &[u8], compression: Compression, codec: Codec, head: &mut Request<()>) -> bool {
    if message.len() > MAX_QUERY {
        return false;
    }
    let path = head.uri().path();
    let compression = match compression {
        Compression::Identity => String::new(),
        other => format!("&compression={}", other.name()),
    };
    // In this order, so that caches find what others asked for.
    let query = format!(
        "{path}?connect=v1&base64=1{compression}&encoding={}&message={}",
        codec.name(),
        write_url_binary(message)
    );
    let mut parts = head.uri().clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(query).ok();
    let Some(uri) = parts.path_and_query.is_some().then(|| Uri::from_parts(parts).ok()).flatten() else {
        return false;
    };
    *head.uri_mut() = uri;
    *head.method_mut() = Method::GET;
    for name in [CONTENT_TYPE, CONTENT_ENCODING, CONNECT_VERSION] {
        head.headers_mut().remove(name);
    }
    true
}

/// Reads an answer that is one message, or an error.
///
/// # Errors
/// What the provider answered, or that the answer is not what it should be.
pub(crate) async fn one(answer: Answer, answers: &Answers, settings: &Settings) -> Result<Response> {
    let Answer { head, mut body, active: _active } = answer;
    let encoding = grpc::compression(head.headers.get(CONTENT_ENCODING));
    let content_type = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let kind = kind_of(content_type);
    if !head.status.is_success() {
        let mut error = None;
        if let (Some(Codec::Json), Ok(encoding)) = (kind, encoding) {
            let text = encoding.decompress(
                body.whole(settings.payload).await?,
                settings.payload,
                StatusCode::Internal,
            )?;
            error = connect_json::read_error(&text, status::from_http(head.status));
        }
        let error = error.unwrap_or_else(|| grpc::no_answer(head.status, content_type));
        let (headers, trailers) = apart(&head.headers);
        return Err(error.with_reply(metadata::read(&headers), metadata::read(&trailers)));
    }
    match kind {
        Some(codec) if codec == answers.speech.codec => {}
        Some(codec) => {
            let text = format!(
                "the answer is in {}, the request was in {}",
                codec.name(),
                answers.speech.codec.name()
            );
            return Err(Error::status(StatusCode::Internal, text));
        }
        None => return Err(grpc::no_answer(head.status, content_type)),
    }
    let encoding = encoding?;
    let bytes = body.whole(settings.payload).await?;
    let bytes = encoding.decompress(bytes, settings.payload, StatusCode::Internal)?;
    let exception = head.headers.get(EXCEPTION_CODE).and_then(status::read_number);
    let value = answers.value(bytes, exception.is_some_and(|code| code != 0))?;
    let value = value.received(encoding != Compression::Identity);
    let (headers, trailers) = apart(&head.headers);
    let mut response = Response::new(value).with_attachments(metadata::read(&trailers));
    *response.headers_mut() = metadata::read(&headers);
    Ok(response)
}

/// The codec of a content type.
fn kind_of(content_type: &[u8]) -> Option<Codec> {
    let plain = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    [(Codec::Proto, "application/proto"), (Codec::Json, "application/json")]
        .into_iter()
        .find(|(_, name)| plain.eq_ignore_ascii_case(name.as_bytes()))
        .map(|(codec, _)| codec)
}

/// Headers and trailers, which stand among them.
fn apart(all: &HeaderMap) -> (HeaderMap, HeaderMap) {
    let (mut headers, mut trailers) = (HeaderMap::new(), HeaderMap::new());
    for (name, value) in all {
        match name.as_str().strip_prefix(TRAILER_PREFIX).map(HeaderName::try_from) {
            Some(Ok(name)) => drop(trailers.append(name, value.clone())),
            _ => drop(headers.append(name, value.clone())),
        }
    }
    (headers, trailers)
}

#[cfg(test)]
mod tests;
