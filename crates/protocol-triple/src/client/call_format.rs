// hot path
//! How the arguments of a call become a message, and the messages of its answer values.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Encode, Error, Method, Origin, Payload, Result, Serialization, StatusCode, Writer};
use dubbors_hessian::java::Exception;
use dubbors_serialization::{Msgpack, ValueJson};
use dubbors_wire::triple::{ResponseWrapper, put_serialize_type, put_type, put_value};

use super::speech::Speech;
use crate::format::{Args, JAVA_HESSIAN, ProtoFormat, is_hessian};
use crate::writer::ValueFormat;

/// Null in MessagePack.
const MSGPACK_NULL: u8 = 0xc0;

/// How arguments become a message.
#[derive(Debug, Clone)]
pub(crate) enum CallFormat {
    /// A protobuf contract.
    Proto(ProtoFormat),
    /// Java's types inside of Triple's wrapper, in Hessian.
    Wrapper { arg_types: Arc<[String]> },
    /// The same in MessagePack.
    Packed { arg_types: Arc<[String]>, msgpack: Msgpack },
    /// Java's types as JSON.
    Json(ValueCall),
}

/// A method whose arguments are JSON, and its answer.
#[derive(Debug, Clone)]
pub(crate) struct ValueCall {
    pub(crate) json: ValueJson,
    pub(crate) method: Arc<Method>,
}

impl ValueFormat for CallFormat {
    fn write(&self, value: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Proto(format) => format.write(value, into),
            Self::Wrapper { arg_types } => {
                put_serialize_type(into, JAVA_HESSIAN);
                value.encode(&mut Writer::HessianParts(&mut Args { buffer: into }))?;
                arg_types.iter().for_each(|name| put_type(into, name));
                Ok(())
            }
            Self::Packed { msgpack, .. } => self.write_bytes(encoded(msgpack.serialization(), value)?, into),
            Self::Json(call) => self.write_bytes(encoded(call.json.serialization(), value)?, into),
        }
    }

    fn write_bytes(&self, value: Bytes, into: &mut BytesMut) -> Result<()> {
        match self {
            Self::Proto(format) => format.write_bytes(&value, into),
            Self::Wrapper { arg_types } => {
                if arg_types.len() != 1 {
                    let text = "several encoded arguments cannot be told apart";
                    return Err(Error::serialization(text));
                }
                put_serialize_type(into, JAVA_HESSIAN);
                put_value(into, &value);
                arg_types.iter().for_each(|name| put_type(into, name));
                Ok(())
            }
            Self::Packed { arg_types, msgpack } => {
                let values = msgpack.values(&value, arg_types.len())?;
                put_serialize_type(into, Msgpack::NAME);
                values.iter().for_each(|value| put_value(into, value));
                arg_types.iter().for_each(|name| put_type(into, name));
                Ok(())
            }
            Self::Json(ValueCall { json, method }) => json.request(method, &value, into),
        }
    }
}

/// A value in Hessian, to be turned into another format.
fn encoded(hessian: &Arc<dyn Serialization>, value: &dyn Encode) -> Result<Bytes> {
    let mut bytes = BytesMut::new();
    hessian.encode(value, &mut bytes)?;
    Ok(bytes.freeze())
}

/// How the messages of an answer are read.
#[derive(Clone)]
pub(crate) struct Answers {
    pub(crate) speech: Speech,
    pub(crate) format: AnswerFormat,
    pub(crate) values: Arc<dyn Serialization>,
}

/// How the messages of an answer become values.
#[derive(Debug, Clone)]
pub(crate) enum AnswerFormat {
    /// A protobuf contract.
    Proto(ProtoFormat),
    /// Java's types inside of Triple's wrapper, which says their format.
    Wrapper,
    /// Java's types as JSON.
    Json(ValueCall),
}

impl Answers {
    /// A message as a value; `is_exception` when a header says that it is one (spec triple, 1.6).
    ///
    /// # Errors
    /// The exception, or that the message is not what it should be.
    pub(crate) fn value(&self, bytes: Bytes, is_exception: bool) -> Result<Payload> {
        match &self.format {
            AnswerFormat::Proto(ProtoFormat::Binary) => Ok(self.payload(bytes)),
            AnswerFormat::Proto(format) => match format.read(bytes) {
                Ok(bytes) => Ok(self.payload(bytes)),
                Err(error) => Err(Error::status(
                    StatusCode::Internal,
                    format!("the answer is not its message in JSON: {}", error.message()),
                )),
            },
            AnswerFormat::Wrapper => self.unwrapped(bytes, is_exception),
            AnswerFormat::Json(ValueCall { json, method }) => {
                json.returned(method, &bytes).map_err(|error| {
                    let text = format!("the answer is not its value in JSON: {}", error.message());
                    Error::serialization(text).with_origin(Origin::Remote)
                })
            }
        }
    }

    fn unwrapped(&self, bytes: Bytes, is_exception: bool) -> Result<Payload> {
        let wrapper = ResponseWrapper::decode(bytes).map_err(|error| {
            Error::serialization(format!("the answer is not Triple's wrapper: {error}"))
                .with_origin(Origin::Remote)
        })?;
        let mut data = wrapper.data();
        if wrapper.serialize_type() == Msgpack::NAME {
            // dubbo-go's null here as well.
            let data = if data.is_empty() { &[MSGPACK_NULL][..] } else { &data };
            return Msgpack::new().payload([data]).map_err(|error| error.with_origin(Origin::Remote));
        }
        is_hessian(wrapper.serialize_type())?;
        if data.is_empty() {
            // dubbo-go's null.
            data = Bytes::from_static(b"N");
        }
        let payload = self.payload(data);
        if is_exception {
            return Err(Error::from(payload.decode::<Exception>()?));
        }
        Ok(payload)
    }

    fn payload(&self, bytes: Bytes) -> Payload {
        Payload::new(bytes, Arc::clone(&self.values))
    }
}
