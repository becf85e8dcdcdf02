//! Protobuf messages as JSON and back, by a [`Schema`](crate::Schema): the JSON mapping of protobuf.
//!
//! | protobuf | written | read as well |
//! |---|---|---|
//! | field name | lowerCamelCase, or as the file has it | either |
//! | `int32` and the like | a number | a number in a string, `1.0`, `1e3` |
//! | `int64` and the like | a string of digits | the same numbers |
//! | `float`, `double` | a number, `"NaN"`, `"Infinity"`, `"-Infinity"` | a number in a string |
//! | `bytes` | base64 | base64 of URLs, without padding |
//! | enum | the name; the number of one that has none | the number |
//! | map | an object | |
//! | `Timestamp`, `Duration`, `FieldMask` | `"2026-01-02T03:04:05.500Z"`, `"1.500s"`, `"a,bC"` | offsets |
//! | wrappers (`Int64Value`) | as what they wrap | |
//! | `Struct`, `Value`, `ListValue` | the JSON that they hold | |
//! | `Any` | the message with `"@type"`; `{}` for none | |
//! | extension | `"[full.name]"` | |
//!
//! Null is as if the field was not there. A field that comes twice is an error.

mod fault;
mod known;
mod read;
mod scalar;
mod text;
mod weigh;
mod write;

use bytes::BytesMut;
use dubbors_core::{Error, Result};
use prost::Message;

use crate::json_text::{self, JsonLimits};
use crate::schema::MessageSchema;

/// How messages are read from JSON and written to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProtoJson {
    unknown_denied: bool,
    proto_names: bool,
    default_fields: bool,
    limits: JsonLimits,
}

impl ProtoJson {
    /// As servers have it: fields that the message does not have are ignored, names are in lowerCamelCase, fields that
    /// are not set are not written.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Refuses fields and constants that are not in the schema: for what a person wrote.
    #[must_use]
    pub fn denying_unknown(mut self) -> Self {
        self.unknown_denied = true;
        self
    }

    /// Writes the names of fields as the `.proto` file has them.
    #[must_use]
    pub fn with_proto_names(mut self) -> Self {
        self.proto_names = true;
        self
    }

    /// Writes fields that are not set, with their default values, where not being set is nothing of its own.
    #[must_use]
    pub fn with_default_fields(mut self) -> Self {
        self.default_fields = true;
        self
    }

    /// Reads within other bounds. The depth is also that of what is written.
    #[must_use]
    pub fn with_limits(mut self, limits: JsonLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Appends the message that `json` says to `into`.
    ///
    /// # Errors
    /// `Code::Invalid` with the place, such as `orders[2].total: expected int64, got "x"`; messages that are nested too deep for
    /// readers of protobuf; one of the limits.
    pub fn to_protobuf(&self, message: &MessageSchema, json: &[u8], into: &mut BytesMut) -> Result<()> {
        let json = json_text::parse(json, &self.limits)?;
        let message = read::Reader::new(self.unknown_denied)
            .message(&message.0, &json)
            .map_err(|fault| Error::invalid(fault.to_string()))?;
        // A `BytesMut` grows as needed.
        message.encode(into).map_err(|error| Error::internal(error.to_string()))
    }

    /// Appends the JSON of an encoded message to `into`, without spaces.
    ///
    /// # Errors
    /// `Code::Serialization` with the place: bytes that are no such message; an `Any` of a type that is not in the
    /// schema; a time that has no text; one of the limits.
    pub fn to_json(&self, message: &MessageSchema, bytes: &[u8], into: &mut BytesMut) -> Result<()> {
        let message = weigh::decode(&message.0, bytes, self.limits.memory)
            .map_err(|fault| Error::serialization(fault.to_string()))?;
        let begin = into.len();
        let mut writer = write::Writer::new(self.proto_names, self.default_fields, &self.limits, into);
        writer.message(&message).map_err(|fault| {
            into.truncate(begin);
            Error::serialization(fault.to_string())
        })
    }
}

#[cfg(test)]
mod tests;
