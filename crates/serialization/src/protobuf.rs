//! Protobuf: the messages of contracts that are written as `.proto` files.

use bytes::{Bytes, BytesMut};
use dubbors_core::{Decode, Encode, Error, Reader, Result, Serialization, Writer};
use prost::Message;

/// The name as configuration spells it.
pub(crate) const NAME: &str = "protobuf";

/// Protobuf as a format for values. A value is one message, without a length before it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Protobuf;

impl Serialization for Protobuf {
    fn id(&self) -> u8 {
        22
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn encode(&self, message: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        message.encode(&mut Writer::Protobuf(into))
    }

    fn decode(&self, bytes: &Bytes, read: &mut dyn FnMut(&mut Reader<'_, '_>) -> Result<()>) -> Result<()> {
        read(&mut Reader::Protobuf(&mut bytes.clone()))
    }
}

/// A message on its way out.
#[derive(Debug, Clone, Copy)]
pub struct ProtobufArgs<'a, M>(pub &'a M);

impl<M: Message> Encode for ProtobufArgs<'_, M> {
    fn encode(&self, to: &mut Writer<'_>) -> Result<()> {
        // The buffer grows, so there is always room.
        self.0.encode(to.protobuf()?).map_err(|error| Error::serialization(error.to_string()))
    }
}

/// A message as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProtobufValue<M>(pub M);

impl<M: Message + Default> Decode for ProtobufValue<M> {
    fn decode(from: &mut Reader<'_, '_>) -> Result<Self> {
        match from {
            Reader::Protobuf(bytes) => match M::decode(std::mem::take(*bytes)) {
                Ok(message) => Ok(Self(message)),
                Err(error) => Err(Error::serialization(error.to_string())),
            },
            _ => Err(Error::serialization("a message of protobuf cannot be read from Hessian")
                .with_next("provide and call contracts of .proto files over tri://")),
        }
    }
}
