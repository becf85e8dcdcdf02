//! The answer to a call.

use std::sync::Arc;

use crate::{
    Attachments, Decode, Encode, Error, InboundStream, Invocation, OutboundStream, Payload, Result,
    Serialization,
};

/// What a provider answered, with the attachments that came along. A business exception is an `Err` instead.
#[derive(Debug)]
pub struct Response {
    body: Body,
    headers: Attachments,
    attachments: Attachments,
    compress: Option<bool>,
}

/// The value of an answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Body {
    /// One encoded value; null and void are encoded as the format's null.
    Message(Payload),
    /// Messages that the provider sends.
    Outbound(OutboundStream),
    /// Messages that the consumer receives.
    Inbound(InboundStream),
}

impl Response {
    /// An answer whose value is already encoded.
    #[must_use]
    pub fn new(payload: Payload) -> Self {
        Self::of(Body::Message(payload))
    }

    /// An answer with this body.
    #[must_use]
    pub fn of(body: Body) -> Self {
        Self { body, headers: Attachments::new(), attachments: Attachments::new(), compress: None }
    }

    /// An answer that writes `value` with `serialization`.
    ///
    /// # Errors
    /// `Code::Serialization` when the value cannot be written.
    pub fn encode(value: &dyn Encode, serialization: &Arc<dyn Serialization>) -> Result<Self> {
        Ok(Self::new(Payload::encode(value, serialization)?))
    }

    /// An answer to the received `call`, in the format that its caller used.
    ///
    /// # Errors
    /// `Code::Serialization` when the value cannot be written, `Code::Internal` when `call` was not received.
    pub fn reply(call: &Invocation<'_>, value: &dyn Encode) -> Result<Self> {
        let serialization =
            call.serialization().ok_or_else(|| Error::internal("only a received call can be answered"))?;
        Self::encode(value, serialization)
    }

    /// The same answer with `attachments`.
    #[must_use]
    pub fn with_attachments(mut self, attachments: Attachments) -> Self {
        self.attachments = attachments;
        self
    }

    /// Whether the answer is compressed on its way, where the service has said so.
    #[must_use]
    pub fn compress(&self) -> Option<bool> {
        self.compress
    }

    /// The same answer, compressed on its way or not; `None` for what the settings say.
    #[must_use]
    pub fn with_compress(mut self, compress: Option<bool>) -> Self {
        self.compress = compress;
        self
    }

    /// Whether the value came compressed.
    #[must_use]
    pub fn is_compressed(&self) -> bool {
        matches!(&self.body, Body::Message(payload) if payload.is_compressed())
    }

    /// The value.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// The value and the attachments, the latter as headers and trailers.
    #[must_use]
    pub fn into_parts(self) -> (Body, Attachments, Attachments) {
        (self.body, self.headers, self.attachments)
    }

    /// The received messages.
    ///
    /// # Errors
    /// `Code::Internal` when the answer is not a stream.
    pub fn into_inbound(self) -> Result<InboundStream> {
        match self.body {
            Body::Inbound(stream) => Ok(stream),
            _ => Err(Error::internal("the answer is not a stream")),
        }
    }

    /// Reads the value.
    ///
    /// # Errors
    /// `Code::Serialization` with the place when the answer does not hold a `T`.
    pub fn decode<T: Decode>(&self) -> Result<T> {
        match &self.body {
            Body::Message(payload) => {
                payload.clone().decode().map_err(|error| error.context("the answer does not fit"))
            }
            _ => Err(Error::internal("the answer is a stream, expected one value")),
        }
    }

    /// What was sent before the value, where the protocol can tell: headers of HTTP.
    #[must_use]
    pub fn headers(&self) -> &Attachments {
        &self.headers
    }

    /// The headers, to change.
    pub fn headers_mut(&mut self) -> &mut Attachments {
        &mut self.headers
    }

    /// The attachments that came along; behind the value where the protocol can tell: trailers of HTTP.
    #[must_use]
    pub fn attachments(&self) -> &Attachments {
        &self.attachments
    }

    /// The attachments, to change.
    pub fn attachments_mut(&mut self) -> &mut Attachments {
        &mut self.attachments
    }
}
