//! What gRPC-Web has of its own: trailers inside of the body, and bodies in Base64 (for browsers, which see no trailers).

use bytes::{Bytes, BytesMut};
use dubbors_core::{Attachments, Error};
use dubbors_wire::triple::TextEncoder;
use http::Response;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::grpc;
use super::reply::response;
use crate::body::{OutBody, ReplyBody};
use crate::compression::Compression;
use crate::format::Codec;
use crate::status::Reader;
use crate::web_trailers;

const fn content_type(codec: Codec, text: bool) -> HeaderValue {
    HeaderValue::from_static(match (codec, text) {
        (Codec::Proto, false) => "application/grpc-web+proto",
        (Codec::Json, false) => "application/grpc-web+json",
        (Codec::Proto, true) => "application/grpc-web-text+proto",
        (Codec::Json, true) => "application/grpc-web-text+json",
    })
}

/// The headers before the first message.
pub(crate) fn head(codec: Codec, text: bool, compression: Compression) -> HeaderMap {
    let mut head = HeaderMap::with_capacity(4);
    head.insert(CONTENT_TYPE, content_type(codec, text));
    grpc::encodings(&mut head, compression);
    head
}

/// The outcome as the last message.
pub(crate) fn trailers(outcome: Result<(), &Error>, attachments: &Attachments) -> BytesMut {
    web_trailers::write(&grpc::trailers(outcome, Reader::Grpc, attachments))
}

/// Bytes as Base64 that can be told alone: a browser gets it in pieces.
pub(crate) fn in_text(bytes: &[u8]) -> Bytes {
    let mut text = BytesMut::new();
    let mut encoder = TextEncoder::new();
    encoder.encode(bytes, &mut text);
    encoder.flush(&mut text);
    text.freeze()
}

/// A response that is an error alone.
pub(crate) fn error(codec: Codec, text: bool, error: &Error) -> Response<ReplyBody> {
    let mut head = head(codec, text, Compression::Identity);
    let empty = Attachments::new();
    grpc::attach(error.headers().unwrap_or(&empty), &mut head);
    let bytes = trailers(Err(error), error.attachments().unwrap_or(&empty));
    let data = if text { in_text(&bytes) } else { bytes.freeze() };
    response(head, OutBody::Full { data: Some(data), trailers: None })
}
