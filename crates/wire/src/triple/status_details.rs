//! The details of a status that Dubbo uses.

use bytes::{Bytes, BytesMut};

use super::protobuf::{Field, Fields, begin_field, put_bytes, put_unless_empty};
use super::rpc_status::lossy;
use super::{Any, ProtobufError};

/// How many lines a stack trace may have.
pub const MAX_STACK_ENTRIES: usize = 1024;
/// How many entries the metadata of an error may have.
pub const MAX_METADATA: usize = 256;

/// `google.rpc.DebugInfo`: where it happened; Java sends the stack trace of the exception.
///
/// Text that came broken is mended, here and in [`ErrorInfo`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DebugInfo {
    /// The stack trace, a line each.
    pub stack_entries: Vec<String>,
    /// More about it; Java sends the message of the exception.
    pub detail: String,
}

/// `google.rpc.ErrorInfo`: the cause for programs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorInfo {
    /// The cause, such as `API_DISABLED`.
    pub reason: String,
    /// Who defined the reason.
    pub domain: String,
    /// More about it, in the order of the bytes. A key that comes twice is kept twice.
    pub metadata: Vec<(String, String)>,
}

impl DebugInfo {
    /// What [`Any::type_url`] says of it.
    pub const TYPE_URL: &'static str = "type.googleapis.com/google.rpc.DebugInfo";

    /// Reads a message; unknown fields are not looked at.
    ///
    /// # Errors
    /// [`ProtobufError`] when it is none, or has more than [`MAX_STACK_ENTRIES`] entries.
    pub fn decode(bytes: &[u8]) -> Result<DebugInfo, ProtobufError> {
        let mut info = DebugInfo::default();
        let mut fields = Fields::new("google.rpc.DebugInfo", bytes);
        while let Some((number, field)) = fields.next()? {
            match number {
                1 => push(&mut info.stack_entries, field, MAX_STACK_ENTRIES, STACK_ENTRIES, |bytes| {
                    Ok(lossy(bytes))
                })?,
                2 => info.detail = lossy(field.bytes("google.rpc.DebugInfo.detail")?),
                _ => {}
            }
        }
        Ok(info)
    }

    /// Writes the message to the end of `buffer`.
    pub fn encode(&self, buffer: &mut BytesMut) {
        for entry in &self.stack_entries {
            put_bytes(buffer, 1, entry.as_bytes());
        }
        put_unless_empty(buffer, 2, self.detail.as_bytes());
    }

    /// The message as a detail of a status.
    pub fn to_any(&self) -> Any {
        detail(Self::TYPE_URL, |buffer| self.encode(buffer))
    }
}

impl ErrorInfo {
    /// What [`Any::type_url`] says of it.
    pub const TYPE_URL: &'static str = "type.googleapis.com/google.rpc.ErrorInfo";

    /// Reads a message; unknown fields are not looked at.
    ///
    /// # Errors
    /// [`ProtobufError`] when it is none, or has more than [`MAX_METADATA`] entries.
    pub fn decode(bytes: &[u8]) -> Result<ErrorInfo, ProtobufError> {
        let mut info = ErrorInfo::default();
        let mut fields = Fields::new("google.rpc.ErrorInfo", bytes);
        while let Some((number, field)) = fields.next()? {
            match number {
                1 => info.reason = lossy(field.bytes("google.rpc.ErrorInfo.reason")?),
                2 => info.domain = lossy(field.bytes("google.rpc.ErrorInfo.domain")?),
                3 => push(&mut info.metadata, field, MAX_METADATA, METADATA, entry)?,
                _ => {}
            }
        }
        Ok(info)
    }

    /// Writes the message to the end of `buffer`.
    pub fn encode(&self, buffer: &mut BytesMut) {
        put_unless_empty(buffer, 1, self.reason.as_bytes());
        put_unless_empty(buffer, 2, self.domain.as_bytes());
        for (key, value) in &self.metadata {
            let field = begin_field(buffer, 3);
            put_bytes(buffer, 1, key.as_bytes());
            put_bytes(buffer, 2, value.as_bytes());
            field.finish(buffer);
        }
    }

    /// The message as a detail of a status.
    pub fn to_any(&self) -> Any {
        detail(Self::TYPE_URL, |buffer| self.encode(buffer))
    }
}

const STACK_ENTRIES: &str = "google.rpc.DebugInfo.stack_entries";
const METADATA: &str = "google.rpc.ErrorInfo.metadata";

/// Adds one value of a repeated field, unless there are `limit` of them.
fn push<T>(
    list: &mut Vec<T>,
    field: Field<'_>,
    limit: usize,
    name: &'static str,
    read: impl Fn(&[u8]) -> Result<T, ProtobufError>,
) -> Result<(), ProtobufError> {
    if list.len() >= limit {
        return Err(ProtobufError::TooMany { field: name, limit });
    }
    list.push(read(field.bytes(name)?)?);
    Ok(())
}

/// An entry of a map is a message with key and value.
fn entry(bytes: &[u8]) -> Result<(String, String), ProtobufError> {
    let mut entry = <(String, String)>::default();
    let mut fields = Fields::new(METADATA, bytes);
    while let Some((number, field)) = fields.next()? {
        match number {
            1 => entry.0 = lossy(field.bytes(METADATA)?),
            2 => entry.1 = lossy(field.bytes(METADATA)?),
            _ => {}
        }
    }
    Ok(entry)
}

fn detail(type_url: &str, encode: impl FnOnce(&mut BytesMut)) -> Any {
    let mut value = BytesMut::new();
    encode(&mut value);
    Any { type_url: type_url.to_owned(), value: Bytes::from(value) }
}

#[cfg(test)]
mod tests;
