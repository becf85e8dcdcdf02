//! What Connect has of its own: bodies without prefixes, errors as JSON, GET (connectrpc.com/docs/protocol).

use std::borrow::Cow;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Args, Attachments, Body, Error, Peer, Response as Answer, Result, StatusCode};
use dubbors_wire::triple::read_url_binary;
use http::header::{
    ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue,
};
use http::{Response, request};

use super::Host;
use super::call::{run, within};
use super::flavor::{ACCEPT_POST, Flavor};
use super::grpc;
use super::pace::Pace;
use super::reply::response;
use super::request::{Arguments, Asked, RequestFormat};
use super::route::Route;
use crate::body::{InBody, OutBody, ReplyBody};
use crate::compression::{self, Compression};
use crate::connect_json;
use crate::format::Codec;
use crate::header::{CONNECT_ACCEPT_ENCODING, CONNECT_ENCODING};
use crate::metadata::{self, TRAILER_PREFIX};
use crate::writer::ValueFormat;

const ACCEPT_POST_NAME: HeaderName = HeaderName::from_static("accept-post");

/// A request that is no call at all.
pub(crate) fn no_call(status: http::StatusCode) -> Response<ReplyBody> {
    let mut head = HeaderMap::new();
    match status {
        http::StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            head.insert(ACCEPT_POST_NAME, ACCEPT_POST);
        }
        http::StatusCode::METHOD_NOT_ALLOWED => {
            head.insert(ALLOW, HeaderValue::from_static("POST, GET"));
        }
        _ => {}
    }
    let mut response = response(head, OutBody::Empty);
    *response.status_mut() = status;
    response
}

/// Serves a call with one message for one, whose bodies are the messages themselves.
pub(crate) async fn unary(
    host: &Host,
    route: &Arc<Route>,
    mut asked: Asked,
    parts: &request::Parts,
    mut body: InBody,
    peer: &Arc<Peer>,
) -> (Response<ReplyBody>, Option<InBody>) {
    let kind = route.kind();
    if kind.has_request_stream() || kind.has_response_stream() {
        let mut response = no_call(http::StatusCode::UNSUPPORTED_MEDIA_TYPE);
        response.headers_mut().insert(
            ACCEPT_POST_NAME,
            HeaderValue::from_static("application/connect+proto, application/connect+json, application/grpc"),
        );
        return (response, Some(body));
    }
    let max = host.settings().payload;
    let deadline = asked.deadline;
    let read = async {
        match asked.flavor {
            Flavor::ConnectGet => from_query(route, &mut asked, parts.uri.query().unwrap_or_default(), max),
            _ => {
                let mut pace = Pace::default();
                let bytes = body.whole_unless(max, |came, cx| pace.poll_slow(came, cx)).await?;
                asked.received.decompress(bytes, max, StatusCode::InvalidArgument)
            }
        }
    };
    let response = match within(deadline, read).await {
        Ok(bytes) => {
            one(host, route, &asked, parts, bytes, peer).await.unwrap_or_else(|error| self::error(&error))
        }
        Err(error) if is_not_allowed(&error) => no_call(http::StatusCode::METHOD_NOT_ALLOWED),
        Err(error) => self::error(&error),
    };
    (response, Some(body))
}

/// Runs the call whose message is there.
async fn one(
    host: &Host,
    route: &Route,
    asked: &Asked,
    parts: &request::Parts,
    bytes: Bytes,
    peer: &Arc<Peer>,
) -> Result<Response<ReplyBody>> {
    let format = RequestFormat::of(route, asked.codec, host.settings());
    let Arguments { method, payload, reply } = format.read(route, bytes)?;
    let attachments = metadata::read(&parts.headers);
    let payload = payload.received(asked.received != Compression::Identity);
    let answer = run(route, method, Args::Encoded(payload), attachments, asked.deadline, peer).await?;
    let Body::Message(payload) = answer.body() else {
        return Err(Error::internal("the service answered with a stream, expected one value"));
    };
    let mut bytes = BytesMut::new();
    reply.write_bytes(payload.bytes().clone(), &mut bytes)?;
    let compression = match answer.compress() {
        Some(true) => asked.reply.or_accepted(asked.flavor.accepts(&parts.headers)),
        _ => asked.reply,
    };
    self::answer(asked.codec, compression, bytes, &answer)
}

/// The status that stands for "GET is not for this method" until it is told as HTTP does.
const NOT_ALLOWED: &str = "the method may have side effects, so that it cannot be asked with GET";

fn is_not_allowed(error: &Error) -> bool {
    error.message() == NOT_ALLOWED
}

/// The message of a GET request: `?connect=v1&encoding=json&message=..&base64=1&compression=gzip`.
fn from_query(route: &Route, asked: &mut Asked, query: &str, max: usize) -> Result<Bytes> {
    if !route.has_no_side_effects() {
        return Err(Error::status(StatusCode::Unimplemented, NOT_ALLOWED));
    }
    let invalid = |text: String| Error::status(StatusCode::InvalidArgument, text);
    let mut message = None;
    let mut base64 = false;
    let mut codec = None;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = unescape(value);
        match name {
            "message" => message = Some(value),
            "base64" => base64 = &value[..] == b"1",
            "encoding" => {
                let name = std::str::from_utf8(&value).unwrap_or_default();
                codec = Codec::from_name(name).filter(|_| !name.is_empty());
                if codec.is_none() {
                    let name: String = name.chars().take(32).flat_map(char::escape_debug).collect();
                    return Err(invalid(format!("`encoding` is `{name}`, expected proto or json")));
                }
            }
            "compression" => asked.received = Compression::requested(&value)?,
            "connect" if &value[..] != b"v1" => {
                return Err(invalid("`connect` is not `v1`, the only version there is".to_owned()));
            }
            // Whatever else stands there is the caller's own, as in a POST.
            _ => {}
        }
    }
    asked.codec =
        codec.ok_or_else(|| invalid("the query has no `encoding`, expected proto or json".to_owned()))?;
    let message = message.ok_or_else(|| invalid("the query has no `message`".to_owned()))?;
    let bytes = if base64 {
        read_url_binary(&message).map_err(|error| invalid(format!("`message` is not Base64: {error}")))?
    } else {
        Bytes::from(message.into_owned())
    };
    asked.received.decompress(bytes, max, StatusCode::InvalidArgument)
}

/// Resolves the escapes of a query.
fn unescape(text: &str) -> Cow<'_, [u8]> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let escaped = tail
            .first_chunk::<2>()
            .filter(|_| byte == b'%')
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match (byte, escaped) {
            (_, Some(escaped)) => {
                bytes.push(escaped);
                rest = rest.get(2..).unwrap_or_default();
            }
            (b'+', None) => bytes.push(b' '),
            (byte, None) => bytes.push(byte),
        }
    }
    Cow::Owned(bytes)
}

fn answer(
    codec: Codec,
    compression: Compression,
    mut bytes: BytesMut,
    answer: &Answer,
) -> Result<Response<ReplyBody>> {
    let mut head = HeaderMap::new();
    head.insert(CONTENT_TYPE, content_type(codec));
    head.insert(ACCEPT_ENCODING, compression::ACCEPTED);
    if compression.applies(bytes.len(), answer.compress()) {
        compression.compress(&mut bytes, 0)?;
        head.insert(CONTENT_ENCODING, compression.header());
    }
    metadata::write(answer.headers(), &mut head)?;
    as_headers(answer.attachments(), &mut head)?;
    Ok(response(head, OutBody::Full { data: Some(bytes.freeze()), trailers: None }))
}

/// Trailers among the headers.
fn as_headers(trailers: &Attachments, head: &mut HeaderMap) -> Result<()> {
    let mut plain = HeaderMap::new();
    metadata::write(trailers, &mut plain)?;
    for (name, value) in &plain {
        if let Ok(name) = HeaderName::try_from(format!("{TRAILER_PREFIX}{name}")) {
            head.append(name, value.clone());
        }
    }
    Ok(())
}

const fn content_type(codec: Codec) -> HeaderValue {
    HeaderValue::from_static(match codec {
        Codec::Proto => "application/proto",
        Codec::Json => "application/json",
    })
}

/// A response that is an error.
pub(crate) fn error(error: &Error) -> Response<ReplyBody> {
    let mut head = HeaderMap::new();
    head.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let empty = Attachments::new();
    grpc::attach(error.headers().unwrap_or(&empty), &mut head);
    if let Err(error) = as_headers(error.attachments().unwrap_or(&empty), &mut head) {
        tracing::warn!(%error, "an attachment of an answer is left out");
    }
    let text = connect_json::write_error(error);
    let mut response = response(head, OutBody::Full { data: Some(text.into()), trailers: None });
    *response.status_mut() = http_status(error.status_code());
    response
}

/// The status of HTTP for an error (Connect, "Error Codes").
fn http_status(code: StatusCode) -> http::StatusCode {
    let number = match code {
        StatusCode::Cancelled => 499,
        StatusCode::InvalidArgument | StatusCode::FailedPrecondition | StatusCode::OutOfRange => 400,
        StatusCode::DeadlineExceeded => 504,
        StatusCode::NotFound => 404,
        StatusCode::AlreadyExists | StatusCode::Aborted => 409,
        StatusCode::PermissionDenied => 403,
        StatusCode::ResourceExhausted => 429,
        StatusCode::Unimplemented => 501,
        StatusCode::Unavailable => 503,
        StatusCode::Unauthenticated => 401,
        _ => 500,
    };
    http::StatusCode::from_u16(number).unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR)
}

/// The headers of a stream.
pub(crate) fn stream_head(codec: Codec, compression: Compression) -> HeaderMap {
    let mut head = HeaderMap::new();
    head.insert(
        CONTENT_TYPE,
        HeaderValue::from_static(match codec {
            Codec::Proto => "application/connect+proto",
            Codec::Json => "application/connect+json",
        }),
    );
    if compression != Compression::Identity {
        head.insert(CONNECT_ENCODING, compression.header());
    }
    head.insert(CONNECT_ACCEPT_ENCODING, compression::ACCEPTED);
    head
}

/// A stream that is an error alone.
pub(crate) fn stream_error(codec: Codec, error: &Error) -> Response<ReplyBody> {
    let mut head = stream_head(codec, Compression::Identity);
    let empty = Attachments::new();
    grpc::attach(error.headers().unwrap_or(&empty), &mut head);
    let data = end(Err(error), error.attachments().unwrap_or(&empty)).freeze();
    response(head, OutBody::Full { data: Some(data), trailers: None })
}

/// The last message of a stream: the outcome and the trailers.
pub(crate) fn end(outcome: Result<(), &Error>, trailers: &Attachments) -> BytesMut {
    let mut plain = HeaderMap::new();
    grpc::attach(trailers, &mut plain);
    connect_json::write_end(outcome, &plain)
}
