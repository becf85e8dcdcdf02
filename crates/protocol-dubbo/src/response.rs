// hot path
//! The body of a response frame: a tag, a value or an exception, attachments (spec dubbo-tcp, section 4).

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Attachments, Body, Error, Origin, Payload, Response, Result, Serialization};
use dubbors_hessian::java::Exception;
use dubbors_hessian::{Decode, Decoder, Encode, Encoder, Limits};
use dubbors_wire::dubbo::{Header, Status, begin_frame};

use crate::attachments;
use crate::request::PROTOCOL_VERSION;
use crate::status;

/// Hessian's null.
const NULL: &[u8] = b"N";
/// Longest error text that is sent, in bytes.
const MAX_TEXT: usize = 4096;

/// What may follow the status byte 20.
const EXCEPTION: i32 = 0;
const VALUE: i32 = 1;
const NULL_VALUE: i32 = 2;
/// Added to a tag when attachments follow.
const WITH_ATTACHMENTS: i32 = 3;

/// Whether a caller of this protocol version reads attachments in responses (Java's
/// `Version.isSupportResponseAttachment`: 2.0.2 to 2.0.99).
pub(crate) fn supports_attachments(version: &str) -> bool {
    let mut parts = version.split('.');
    if parts.next() != Some("2") || parts.next() != Some("0") {
        return false;
    }
    let patch = parts.next().unwrap_or_default();
    let digits = patch.bytes().take_while(u8::is_ascii_digit).count();
    let patch: u32 = patch.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    parts.next().is_none() && (2..=99).contains(&patch)
}

/// How to answer one request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reply {
    /// The id of the request.
    pub(crate) id: i64,
    /// Whether the caller reads attachments.
    pub(crate) attachments: bool,
    /// The largest body that may be sent.
    pub(crate) payload: usize,
}

impl Reply {
    /// The frame that answers with `result`. Never fails: what cannot be written becomes an error frame.
    pub(crate) fn frame(&self, result: &Result<Response>) -> BytesMut {
        let written = match result {
            Ok(response) => self.value(response),
            Err(error) => match error.as_exception() {
                Some(exception) => self.exception(exception),
                None => return self.refusal(status::of_error(error), &status::text(error)),
            },
        };
        match written {
            Ok(frame) => frame,
            // One fallback attempt with plain text, which always fits.
            Err(error) => self.refusal(status::of_unwritable(&error), &status::text(&error)),
        }
    }

    /// A frame that carries only a status and a text.
    pub(crate) fn refusal(&self, status: Status, text: &str) -> BytesMut {
        let mut end = text.len().min(MAX_TEXT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut buffer = BytesMut::with_capacity(64 + end);
        let start = begin_frame(&mut buffer, &Header::response(self.id, status, super::HESSIAN2));
        let mut encoder = Encoder::with_buffer(buffer);
        encoder.string(text.get(..end).unwrap_or_default());
        let mut buffer = encoder.into_inner();
        // The limit does not apply: at most three bytes for each of 4096, far below any payload that works.
        if start.finish(&mut buffer, usize::MAX).is_err() {
            buffer.clear();
        }
        buffer
    }

    fn value(&self, response: &Response) -> Result<BytesMut> {
        let Body::Message(payload) = response.body() else {
            return Err(Error::serialization("an answer of this kind cannot travel over dubbo://"));
        };
        if payload.serialization().id() != super::HESSIAN2 {
            return Err(Error::serialization("the answer is not written in hessian2"));
        }
        let bytes = payload.bytes();
        let both;
        let attachments = if response.headers().is_empty() {
            response.attachments()
        } else {
            both = {
                let mut both = response.headers().clone();
                both.extend(response.attachments());
                both
            };
            &both
        };
        let null = &bytes[..] == NULL;
        let tag = if null { NULL_VALUE } else { VALUE };
        self.write(tag, bytes.len(), attachments, |encoder| {
            if !null {
                encoder.raw(bytes);
            }
            Ok(())
        })
    }

    fn exception(&self, exception: &Exception) -> Result<BytesMut> {
        self.write(EXCEPTION, 512, &Attachments::new(), |encoder| Ok(exception.encode(encoder)?))
    }

    fn write(
        &self,
        tag: i32,
        expected: usize,
        attachments: &Attachments,
        body: impl FnOnce(&mut Encoder) -> Result<()>,
    ) -> Result<BytesMut> {
        let mut buffer = BytesMut::with_capacity(64 + expected + 64 * attachments.len());
        let start = begin_frame(&mut buffer, &Header::response(self.id, Status::OK, super::HESSIAN2));
        let mut encoder = Encoder::with_buffer(buffer);
        encoder.int(if self.attachments { tag + WITH_ATTACHMENTS } else { tag });
        body(&mut encoder)?;
        if self.attachments {
            encoder.map_begin(None);
            attachments::write_pair(&mut encoder, "dubbo", PROTOCOL_VERSION);
            attachments::write_pairs(&mut encoder, attachments, |key| key != "dubbo")?;
            encoder.map_end();
        }
        let mut buffer = encoder.into_inner();
        start.finish(&mut buffer, self.payload).map_err(|oversize| {
            Error::limit_exceeded(oversize.to_string()).with_next(status::RAISE_PAYLOAD)
        })?;
        Ok(buffer)
    }
}

/// Reads the body of a response with status 20.
pub(crate) fn read(body: &Bytes, serialization: &Arc<dyn Serialization>, limits: Limits) -> Result<Response> {
    let mut decoder = Decoder::with_limits(body, limits);
    let tag = decoder.int()?;
    let from = decoder.position();
    let with_attachments = (3..=5).contains(&tag);
    match if with_attachments { tag - WITH_ATTACHMENTS } else { tag } {
        VALUE => {
            let end = if with_attachments {
                decoder.skip_value()?;
                decoder.position()
            } else {
                body.len()
            };
            let payload = Payload::new(body.slice(from..end), Arc::clone(serialization));
            let attachments =
                if with_attachments { attachments::read(&mut decoder, body)? } else { Attachments::new() };
            Ok(Response::new(payload).with_attachments(attachments))
        }
        NULL_VALUE => {
            let attachments =
                if with_attachments { attachments::read(&mut decoder, body)? } else { Attachments::new() };
            let payload = Payload::new(Bytes::from_static(NULL), Arc::clone(serialization));
            Ok(Response::new(payload).with_attachments(attachments))
        }
        EXCEPTION => {
            let exception = <Exception as Decode<'_>>::decode(&mut decoder)
                .map_err(|error| Error::from(error).context("the provider's exception cannot be read"))?;
            Err(Error::from(exception))
        }
        other => Err(Error::serialization(format!("response tag {other}, expected 0 to 5"))
            .with_origin(Origin::Remote)),
    }
}

/// Reads the text of a response with another status.
pub(crate) fn read_text(body: &Bytes, limits: Limits) -> String {
    let mut decoder = Decoder::with_limits(body, limits);
    match decoder.null() {
        Ok(false) => decoder.string().map(|text| text.into_owned()).unwrap_or_default(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests;
