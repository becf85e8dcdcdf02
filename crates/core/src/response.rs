//! The answer to a call.

use std::sync::Arc;

use crate::{Attachments, Decode, Encode, Error, Invocation, Payload, Result, Serialization};

/// What a provider answered, with the attachments that came along. A business exception is an `Err` instead.
#[derive(Debug)]
pub struct Response {
    body: Body,
    attachments: Attachments,
}

/// The value of an answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Body {
    /// One encoded value; null and void are encoded as the format's null.
    Message(Payload),
}

impl Response {
    /// An answer whose value is already encoded.
    #[must_use]
    pub fn new(payload: Payload) -> Self {
        Self { body: Body::Message(payload), attachments: Attachments::new() }
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
        let payload =
            call.payload().ok_or_else(|| Error::internal("only a received call can be answered"))?;
        Self::encode(value, payload.serialization())
    }

    /// The same answer with `attachments`.
    #[must_use]
    pub fn with_attachments(mut self, attachments: Attachments) -> Self {
        self.attachments = attachments;
        self
    }

    /// The value.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Reads the value.
    ///
    /// # Errors
    /// `Code::Serialization` with the place when the answer does not hold a `T`.
    pub fn decode<T: Decode>(&self) -> Result<T> {
        match &self.body {
            Body::Message(payload) => {
                payload.decode().map_err(|error| error.context("the answer does not fit"))
            }
        }
    }

    /// The attachments that came along.
    #[must_use]
    pub fn attachments(&self) -> &Attachments {
        &self.attachments
    }

    /// The attachments, to change.
    pub fn attachments_mut(&mut self) -> &mut Attachments {
        &mut self.attachments
    }
}
