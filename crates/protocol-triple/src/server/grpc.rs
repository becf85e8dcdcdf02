// hot path
//! What gRPC has of its own: its headers, and the outcome in trailers.

use dubbors_core::{Attachments, Error};
use http::Response;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use super::reply::response;
use crate::body::{OutBody, ReplyBody};
use crate::compression::{self, Compression};
use crate::format::Codec;
use crate::header::{GRPC_ACCEPT_ENCODING, GRPC_ENCODING};
use crate::metadata;
use crate::status::{self, GRPC_STATUS, Reader};

const fn content_type(codec: Codec) -> HeaderValue {
    HeaderValue::from_static(match codec {
        Codec::Proto => "application/grpc",
        Codec::Json => "application/grpc+json",
    })
}

/// The headers before the first message.
pub(crate) fn head(codec: Codec, compression: Compression) -> HeaderMap {
    let mut head = HeaderMap::with_capacity(4);
    head.insert(CONTENT_TYPE, content_type(codec));
    encodings(&mut head, compression);
    head
}

/// How messages are compressed, and may be.
pub(crate) fn encodings(head: &mut HeaderMap, compression: Compression) {
    if compression != Compression::Identity {
        head.insert(GRPC_ENCODING, compression.header());
    }
    head.insert(GRPC_ACCEPT_ENCODING, compression::ACCEPTED);
}

/// The outcome for `reader`, with the attachments that go along.
pub(crate) fn trailers(outcome: Result<(), &Error>, reader: Reader, attachments: &Attachments) -> HeaderMap {
    let mut trailers = HeaderMap::with_capacity(2);
    match outcome {
        Ok(()) => {
            trailers.insert(GRPC_STATUS, status::number(0));
        }
        Err(error) => status::write(error, reader, &mut trailers),
    }
    attach(attachments, &mut trailers);
    trailers
}

/// Adds attachments where an error is on its way already, or none can be told any more.
pub(crate) fn attach(attachments: &Attachments, headers: &mut HeaderMap) {
    if let Err(error) = metadata::write(attachments, headers) {
        tracing::warn!(%error, "an attachment of an answer is left out");
    }
}

/// A response that is an error alone: headers and trailers in one.
pub(crate) fn error(codec: Codec, reader: Reader, error: &Error) -> Response<ReplyBody> {
    let mut head = HeaderMap::with_capacity(4);
    head.insert(CONTENT_TYPE, content_type(codec));
    head.insert(GRPC_ACCEPT_ENCODING, compression::ACCEPTED);
    let empty = Attachments::new();
    attach(error.headers().unwrap_or(&empty), &mut head);
    head.extend(trailers(Err(error), reader, error.attachments().unwrap_or(&empty)));
    response(head, OutBody::Empty)
}
