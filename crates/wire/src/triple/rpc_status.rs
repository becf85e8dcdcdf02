//! `google.rpc.Status`, which `grpc-status-details-bin` carries.

use bytes::{Bytes, BytesMut};

use super::ProtobufError;
use super::protobuf::{Fields, begin_field, put_number, put_unless_empty};

/// How many details a status may have.
pub const MAX_DETAILS: usize = 64;

/// `google.rpc.Status`: the status of a call in full.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RpcStatus {
    /// The code, as in `grpc-status`.
    pub code: i32,
    /// What happened. Text that came broken is mended: it is worth reading nevertheless.
    pub message: String,
    /// More about it.
    pub details: Vec<Any>,
}

/// `google.protobuf.Any`: a message and the name of its type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Any {
    /// Where the type is described, such as `type.googleapis.com/google.rpc.ErrorInfo`.
    pub type_url: String,
    /// The message.
    pub value: Bytes,
}

impl RpcStatus {
    /// Reads a message. Values of details share its memory; unknown fields are not looked at.
    ///
    /// # Errors
    /// [`ProtobufError`] when it is none, or has more than [`MAX_DETAILS`] details.
    pub fn decode(bytes: &Bytes) -> Result<RpcStatus, ProtobufError> {
        let mut status = RpcStatus::default();
        let mut fields = Fields::new("google.rpc.Status", bytes);
        while let Some((number, field)) = fields.next()? {
            match number {
                1 => status.code = int32(field.number("google.rpc.Status.code")?),
                2 => status.message = lossy(field.bytes("google.rpc.Status.message")?),
                3 => {
                    let detail = field.bytes("google.rpc.Status.details")?;
                    if status.details.len() >= MAX_DETAILS {
                        let field = "google.rpc.Status.details";
                        return Err(ProtobufError::TooMany { field, limit: MAX_DETAILS });
                    }
                    status.details.push(Any::decode(&bytes.slice_ref(detail))?);
                }
                _ => {}
            }
        }
        Ok(status)
    }

    /// Writes the message to the end of `buffer`.
    pub fn encode(&self, buffer: &mut BytesMut) {
        if self.code != 0 {
            // negative numbers have the sign in all 64 bits
            put_number(buffer, 1, i64::from(self.code).cast_unsigned());
        }
        put_unless_empty(buffer, 2, self.message.as_bytes());
        for detail in &self.details {
            let field = begin_field(buffer, 3);
            detail.encode(buffer);
            field.finish(buffer);
        }
    }
}

impl Any {
    /// Reads a message. The value shares its memory; unknown fields are not looked at.
    ///
    /// # Errors
    /// [`ProtobufError`] when it is none.
    pub fn decode(bytes: &Bytes) -> Result<Any, ProtobufError> {
        let mut any = Any::default();
        let mut fields = Fields::new("google.protobuf.Any", bytes);
        while let Some((number, field)) = fields.next()? {
            match number {
                1 => any.type_url = field.text("google.protobuf.Any.type_url")?.to_owned(),
                2 => any.value = bytes.slice_ref(field.bytes("google.protobuf.Any.value")?),
                _ => {}
            }
        }
        Ok(any)
    }

    /// Writes the message to the end of `buffer`.
    pub fn encode(&self, buffer: &mut BytesMut) {
        put_unless_empty(buffer, 1, self.type_url.as_bytes());
        put_unless_empty(buffer, 2, &self.value);
    }

    /// The full name of the type: what stands behind the last slash of the URL.
    pub fn type_name(&self) -> &str {
        self.type_url.rsplit_once('/').map_or(&*self.type_url, |(_, name)| name)
    }
}

/// The low half of a number: what protobuf says of an `int32` that is longer.
#[expect(clippy::cast_possible_truncation, reason = "that is how it is defined")]
const fn int32(number: u64) -> i32 {
    number as u32 as i32
}

pub(super) fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests;
