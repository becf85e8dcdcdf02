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

    fn decode(
        &self,
        mut bytes: Bytes,
        read: &mut dyn FnMut(&mut Reader<'_, '_>) -> Result<()>,
    ) -> Result<()> {
        read(&mut Reader::Protobuf(&mut bytes))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use dubbors_core::{Code, HessianArgs, Payload};

    use super::*;
    use crate::Hessian2;

    #[derive(Clone, PartialEq, Message)]
    struct Hello {
        #[prost(string, tag = "1")]
        name: String,
        #[prost(bytes = "bytes", tag = "2")]
        blob: Bytes,
    }

    fn protobuf() -> Arc<dyn Serialization> {
        Arc::new(Protobuf)
    }

    #[test]
    fn a_message_survives_the_round_trip() {
        let hello = Hello { name: "Ada".to_owned(), blob: Bytes::from_static(b"x") };
        let payload = Payload::encode(&ProtobufArgs(&hello), &protobuf()).unwrap();
        assert_eq!(&payload.bytes()[..], b"\x0a\x03Ada\x12\x01x");
        let back = payload.clone().decode::<ProtobufValue<Hello>>().unwrap();
        assert_eq!(back.0, hello);
        // No copy of it was made.
        assert_eq!(back.0.blob.as_ptr(), payload.bytes()[7..].as_ptr());
        let empty = Payload::new(Bytes::new(), protobuf());
        assert_eq!(empty.decode::<ProtobufValue<Hello>>().unwrap().0, Hello::default());
    }

    #[test]
    fn what_is_no_such_message_is_an_error() {
        for bytes in [&b"\x0a\x05Ada"[..], b"\x0a\x01\xff", b"\x08\x01", b"\xff"] {
            let payload = Payload::new(Bytes::copy_from_slice(bytes), protobuf());
            let error = payload.decode::<ProtobufValue<Hello>>().unwrap_err();
            assert_eq!(error.code(), Code::Serialization, "{error}");
        }
    }

    #[test]
    fn the_other_format_is_an_error_that_says_what_to_do() {
        let hessian: Arc<dyn Serialization> = Arc::new(Hessian2::default());
        let hello = Hello::default();
        for error in [
            Payload::encode(&ProtobufArgs(&hello), &hessian).unwrap_err(),
            Payload::new(Bytes::from_static(b"N"), hessian).decode::<ProtobufValue<Hello>>().unwrap_err(),
        ] {
            assert!(error.next().unwrap().contains("tri://"), "{error}");
        }
        for error in [
            Payload::encode(&HessianArgs((&1,)), &protobuf()).unwrap_err(),
            Payload::new(Bytes::new(), protobuf()).decode::<i32>().unwrap_err(),
        ] {
            assert!(error.next().unwrap().contains(".proto"), "{error}");
        }
    }
}
