//! Streams of a type made of streams of bytes, and the reverse, for each format of contracts.

use dubbors_core::{
    Body, Decode, Error, HessianArgs, Invocation, OutboundStream, Payload, Response, Result, StatusCode,
    Streaming,
};

/// The messages of `call`, each read by `decode`. The headers of a call are its attachments, which its context has.
fn received<T>(call: &mut Invocation<'_>, decode: fn(Payload) -> Result<T>) -> Result<Streaming<T>> {
    Ok(Streaming::received(call.take_inbound()?, decode))
}

fn answered(messages: OutboundStream) -> Response {
    Response::of(Body::Outbound(messages))
}

/// A message of the caller, who is told when it does not fit.
fn request<T: Decode>(message: Payload) -> Result<T> {
    message.decode().map_err(|error: Error| {
        error.context("a message of the stream does not fit").with_status(StatusCode::InvalidArgument)
    })
}

/// A message of the provider.
fn answer<T: Decode>(message: Payload) -> Result<T> {
    message.decode().map_err(|error: Error| error.context("a message of the stream does not fit"))
}

/// Java's types.
pub mod hessian {
    use dubbors_hessian::{DecodeOwned, Encode};

    use super::*;

    /// The caller's messages.
    ///
    /// # Errors
    /// `Code::Internal` when the call came without a stream.
    pub fn requests<T: DecodeOwned>(call: &mut Invocation<'_>) -> Result<Streaming<T>> {
        received(call, super::request::<T>)
    }

    /// The messages that a service answers with.
    #[must_use]
    pub fn answers<T: Encode + Send + Sync + 'static>(messages: Streaming<T>) -> Response {
        answered(outbound(messages))
    }

    /// The messages that a caller sends.
    #[must_use]
    pub fn outbound<T: Encode + Send + Sync + 'static>(messages: Streaming<T>) -> OutboundStream {
        messages.outbound(|message, write| write(&HessianArgs((message,)), None))
    }

    /// One message that a service answered with.
    ///
    /// # Errors
    /// `Code::Serialization` when it does not fit.
    pub fn answer<T: DecodeOwned>(message: Payload) -> Result<T> {
        super::answer(message)
    }
}

/// Messages of `.proto` files.
#[cfg(feature = "protobuf")]
pub mod protobuf {
    use dubbors_serialization::{ProtobufArgs, ProtobufValue};
    use prost::Message;

    use super::*;

    /// The caller's messages.
    ///
    /// # Errors
    /// `Code::Internal` when the call came without a stream.
    pub fn requests<T: Message + Default>(call: &mut Invocation<'_>) -> Result<Streaming<T>> {
        received(call, |message| Ok(super::request::<ProtobufValue<T>>(message)?.0))
    }

    /// The messages that a service answers with.
    #[must_use]
    pub fn answers<T: Message + 'static>(messages: Streaming<T>) -> Response {
        answered(outbound(messages))
    }

    /// The messages that a caller sends.
    #[must_use]
    pub fn outbound<T: Message + 'static>(messages: Streaming<T>) -> OutboundStream {
        messages.outbound(|message, write| write(&ProtobufArgs(message), None))
    }

    /// One message that a service answered with.
    ///
    /// # Errors
    /// `Code::Serialization` when it does not fit.
    pub fn answer<T: Message + Default>(message: Payload) -> Result<T> {
        Ok(super::answer::<ProtobufValue<T>>(message)?.0)
    }
}
