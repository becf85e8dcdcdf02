//! What the messages of one call look like on the wire, and how they become what a service reads (spec triple, 1.4-1.5).
//!
//! A service sees Hessian, when its contract's types are Java's, or protobuf, when they come from a `.proto` file. All
//! other forms (the wrapper of Triple, JSON) are turned into one of these here, at the edge.

mod class_name;
mod wrapped;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Encode, Error, Payload, Result, Serialization, Writer};
use dubbors_hessian::Limits;
use dubbors_serialization::{MessageSchema, ProtoJson, Protobuf};

pub(crate) use class_name::{class_name, descriptor_of, each};
pub(crate) use wrapped::{Args, JAVA_HESSIAN, Wrapped, is_hessian, null_of, value_of};

/// How messages are written, as the content type says behind the protocol's own part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    /// Protobuf: the contract's own messages, or Triple's wrapper.
    Proto,
    /// JSON.
    Json,
}

impl Codec {
    /// The codec of `proto`, `json` and nothing.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "" | "proto" => Some(Self::Proto),
            "json" => Some(Self::Json),
            _ => None,
        }
    }

    /// The name behind `application/grpc+`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Proto => "proto",
            Self::Json => "json",
        }
    }
}

/// The messages of one direction of a protobuf contract.
#[derive(Debug, Clone)]
pub(crate) enum ProtoFormat {
    /// As they are.
    Binary,
    /// As JSON.
    Json(MessageSchema),
}

impl ProtoFormat {
    /// What came, as protobuf.
    pub(crate) fn read(&self, bytes: Bytes) -> Result<Bytes> {
        match self {
            Self::Binary => Ok(bytes),
            Self::Json(schema) => {
                let mut into = BytesMut::new();
                ProtoJson::new().to_protobuf(schema, &bytes, &mut into)?;
                Ok(into.freeze())
            }
        }
    }

    /// Appends `message`.
    pub(crate) fn write(&self, message: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Binary => message.encode(&mut Writer::Protobuf(into)),
            Self::Json(_) => {
                let mut bytes = BytesMut::new();
                message.encode(&mut Writer::Protobuf(&mut bytes))?;
                self.write_bytes(&bytes, into)
            }
        }
    }

    /// Appends a message that is encoded already.
    pub(crate) fn write_bytes(&self, message: &[u8], into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Binary => into.extend_from_slice(message),
            Self::Json(schema) => ProtoJson::new().to_json(schema, message, into)?,
        }
        Ok(())
    }

    /// A payload of protobuf.
    pub(crate) fn payload(bytes: Bytes) -> Payload {
        Payload::new(bytes, protobuf())
    }
}

/// Protobuf as the format of a payload.
pub(crate) fn protobuf() -> Arc<dyn Serialization> {
    use std::sync::LazyLock;
    static PROTOBUF: LazyLock<Arc<dyn Serialization>> = LazyLock::new(|| Arc::new(Protobuf));
    Arc::clone(&PROTOBUF)
}

/// Hessian as the format of a payload, read within `limits`.
pub(crate) fn hessian(limits: Limits) -> Arc<dyn Serialization> {
    Arc::new(dubbors_serialization::Hessian2::with_limits(limits))
}

/// Says which side made the mistake.
pub(crate) fn not_what_it_says(what: &str, error: impl std::fmt::Display) -> Error {
    Error::status(dubbors_core::StatusCode::InvalidArgument, format!("{what}: {error}"))
}
