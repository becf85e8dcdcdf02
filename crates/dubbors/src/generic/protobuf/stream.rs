//! Streams of JSON made of streams of messages, and the reverse.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use dubbors_core::{
    Attachments, Error, Inbound, InboundStream, Outbound, Payload, Result, Streaming, WriteMessage,
};
use dubbors_serialization::{MessageSchema, MethodSchema, ProtoJson};

use super::{Encoded, to_json};

/// Messages that the caller gives as JSON.
pub(super) struct JsonMessages {
    messages: Streaming<String>,
    schema: MessageSchema,
    json: ProtoJson,
    sent: usize,
}

impl JsonMessages {
    pub(super) fn new(messages: Streaming<String>, schema: MessageSchema, json: ProtoJson) -> Self {
        Self { messages, schema, json, sent: 0 }
    }

    fn encode(&mut self, message: &str) -> Result<Encoded> {
        self.sent += 1;
        let mut into = BytesMut::new();
        let written = self.json.to_protobuf(&self.schema, message.as_bytes(), &mut into);
        written.map_err(|error| error.context(format_args!("message {}", self.sent)))?;
        Ok(Encoded(into.freeze()))
    }
}

impl Outbound for JsonMessages {
    fn poll_message(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        write: &mut WriteMessage<'_>,
    ) -> Poll<Option<Result<()>>> {
        let this = self.get_mut();
        let next = ready!(this.messages.poll_chosen(cx));
        Poll::Ready(next.map(|message| {
            let (message, compress) = message?;
            write(&this.encode(&message)?, compress)
        }))
    }

    fn may_compress(&self) -> bool {
        self.messages.may_compress()
    }
}

/// Answers whose bytes are JSON in place of protobuf, for [`text`] alone.
pub(super) struct JsonAnswers {
    inbound: InboundStream,
    method: MethodSchema,
    json: ProtoJson,
}

impl JsonAnswers {
    pub(super) fn new(inbound: InboundStream, method: MethodSchema, json: ProtoJson) -> Self {
        Self { inbound, method, json }
    }
}

impl Inbound for JsonAnswers {
    fn poll_message(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        let next = ready!(self.inbound.poll_message(cx));
        Poll::Ready(next.map(|message| {
            let message = message?;
            let json = to_json(&self.json, &self.method, &message)?;
            let payload = Payload::new(Bytes::from(json), message.serialization().clone());
            Ok(payload.received(message.is_compressed()))
        }))
    }

    fn headers(&self) -> Attachments {
        self.inbound.headers()
    }

    fn trailers(&self) -> Attachments {
        self.inbound.trailers()
    }
}

/// The JSON of a message of [`JsonAnswers`].
pub(super) fn text(message: Payload) -> Result<String> {
    String::from_utf8(message.bytes().to_vec()).map_err(|error| Error::internal(error.to_string()))
}

/// An answer of one message as a stream.
pub(super) struct One {
    message: Option<Payload>,
    ended: bool,
    headers: Attachments,
    trailers: Attachments,
}

impl One {
    pub(super) fn new(message: Payload, headers: Attachments, trailers: Attachments) -> Self {
        Self { message: Some(message), ended: false, headers, trailers }
    }
}

impl Inbound for One {
    fn poll_message(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        let message = self.message.take();
        self.ended = message.is_none();
        Poll::Ready(message.map(Ok))
    }

    fn headers(&self) -> Attachments {
        self.headers.clone()
    }

    fn trailers(&self) -> Attachments {
        if self.ended { self.trailers.clone() } else { Attachments::new() }
    }
}
