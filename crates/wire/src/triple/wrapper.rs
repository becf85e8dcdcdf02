//! Reading the two messages that carry what is no protobuf.

use std::ops::Range;

use bytes::Bytes;

use super::ProtobufError;
use super::protobuf::{Field, Fields};

/// How many arguments a request may have; a Java method has at most 255.
pub const MAX_ARGS: usize = 256;

pub(super) const SERIALIZE_TYPE: u32 = 1;
pub(super) const VALUE: u32 = 2;
pub(super) const TYPE: u32 = 3;

const REQUEST: &str = "TripleRequestWrapper";
const RESPONSE: &str = "TripleResponseWrapper";

/// `TripleRequestWrapper`: the arguments of a call in a serialization that the message names.
///
/// Nothing is copied: it is a view of the bytes it was read from. Unknown fields are not looked at.
#[derive(Debug, Clone)]
pub struct RequestWrapper {
    bytes: Bytes,
    serialize_type: Range<usize>,
    args: usize,
    arg_types: usize,
}

impl RequestWrapper {
    /// Reads a message.
    ///
    /// # Errors
    /// [`ProtobufError`] when it is none, or has more than [`MAX_ARGS`] arguments or types.
    pub fn decode(bytes: Bytes) -> Result<RequestWrapper, ProtobufError> {
        let (mut serialize_type, mut args, mut arg_types) = (0..0, 0, 0);
        let mut fields = Fields::new(REQUEST, &bytes);
        while let Some((number, field)) = fields.next()? {
            match known(number) {
                Some(SERIALIZE_TYPE) => {
                    serialize_type =
                        fields.place_of(field.text("TripleRequestWrapper.serializeType")?.as_bytes());
                }
                Some(VALUE) => {
                    field.bytes("TripleRequestWrapper.args")?;
                    count(&mut args, "TripleRequestWrapper.args")?;
                }
                Some(TYPE) => {
                    field.text("TripleRequestWrapper.argTypes")?;
                    count(&mut arg_types, "TripleRequestWrapper.argTypes")?;
                }
                _ => {}
            }
        }
        Ok(RequestWrapper { serialize_type, args, arg_types, bytes })
    }

    /// Name of the serialization: `hessian4` from Java, `hessian2` from Go, `msgpack`, `fastjson2`; empty when absent.
    pub fn serialize_type(&self) -> &str {
        text(&self.bytes, &self.serialize_type)
    }

    /// Number of arguments.
    pub const fn arg_count(&self) -> usize {
        self.args
    }

    /// The arguments in order, each a stream of its own. They share the memory of the message.
    pub fn args(&self) -> impl Iterator<Item = Bytes> + '_ {
        values(REQUEST, &self.bytes, VALUE).map(|bytes| self.bytes.slice_ref(bytes))
    }

    /// Number of types. Not always that of the arguments: nothing keeps a peer from that.
    pub const fn arg_type_count(&self) -> usize {
        self.arg_types
    }

    /// The types of the parameters as `Class.getName()` spells them, in order.
    pub fn arg_types(&self) -> impl Iterator<Item = &str> {
        values(REQUEST, &self.bytes, TYPE).map(|bytes| std::str::from_utf8(bytes).unwrap_or_default())
    }
}

/// `TripleResponseWrapper`: the result of a call in a serialization that the message names.
///
/// dubbo-go writes it as a request with one argument: the same bytes. Nothing is copied, and unknown fields are not
/// looked at.
#[derive(Debug, Clone)]
pub struct ResponseWrapper {
    bytes: Bytes,
    serialize_type: Range<usize>,
    data: Range<usize>,
    type_name: Range<usize>,
}

impl ResponseWrapper {
    /// Reads a message.
    ///
    /// # Errors
    /// [`ProtobufError`] when it is none.
    pub fn decode(bytes: Bytes) -> Result<ResponseWrapper, ProtobufError> {
        let (mut serialize_type, mut data, mut type_name) = (0..0, 0..0, 0..0);
        let mut fields = Fields::new(RESPONSE, &bytes);
        while let Some((number, field)) = fields.next()? {
            match known(number) {
                Some(SERIALIZE_TYPE) => {
                    serialize_type =
                        fields.place_of(field.text("TripleResponseWrapper.serializeType")?.as_bytes());
                }
                Some(VALUE) => data = fields.place_of(field.bytes("TripleResponseWrapper.data")?),
                Some(TYPE) => {
                    type_name = fields.place_of(field.text("TripleResponseWrapper.type")?.as_bytes());
                }
                _ => {}
            }
        }
        Ok(ResponseWrapper { serialize_type, data, type_name, bytes })
    }

    /// Name of the serialization, as in the request; empty when absent.
    pub fn serialize_type(&self) -> &str {
        text(&self.bytes, &self.serialize_type)
    }

    /// The value. Empty is dubbo-go's way to say that there is none. It shares the memory of the message.
    pub fn data(&self) -> Bytes {
        self.bytes.slice_ref(self.bytes.get(self.data.clone()).unwrap_or_default())
    }

    /// The type of the value as its sender spells it; empty when absent.
    pub fn type_name(&self) -> &str {
        text(&self.bytes, &self.type_name)
    }
}

/// A field number that both messages use.
fn known(number: u64) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| (SERIALIZE_TYPE..=TYPE).contains(number))
}

fn count(counter: &mut usize, field: &'static str) -> Result<(), ProtobufError> {
    *counter += 1;
    if *counter > MAX_ARGS { Err(ProtobufError::TooMany { field, limit: MAX_ARGS }) } else { Ok(()) }
}

/// A text that was checked before.
fn text<'a>(bytes: &'a [u8], range: &Range<usize>) -> &'a str {
    bytes.get(range.clone()).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The values of a field of a message that was checked before.
fn values<'a>(
    message: &'static str,
    bytes: &'a [u8],
    wanted: u32,
) -> impl Iterator<Item = &'a [u8]> + use<'a> {
    let mut fields = Fields::new(message, bytes);
    std::iter::from_fn(move || {
        loop {
            match fields.next() {
                Ok(Some((number, Field::Bytes(bytes)))) if number == u64::from(wanted) => return Some(bytes),
                Ok(Some(_)) => {}
                Ok(None) | Err(_) => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests;
