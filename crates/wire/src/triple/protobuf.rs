//! As much of protobuf as the few messages of the protocol itself need.

use std::ops::Range;

use bytes::{BufMut, BytesMut};

/// A message cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProtobufError {
    /// The bytes end inside a field.
    #[error("{message}: cut off at byte {at}: expected {expected} bytes, got {got}")]
    Cut {
        /// Name of the message.
        message: &'static str,
        /// Where the missing bytes should begin.
        at: usize,
        /// How many there should be.
        expected: u64,
        /// How many there are.
        got: usize,
    },
    /// A number has more than ten bytes or more than 64 bits.
    #[error("{message}: number at byte {at} does not end, expected at most 64 bits")]
    Number {
        /// Name of the message.
        message: &'static str,
        /// Where the number begins.
        at: usize,
    },
    /// A key is none.
    #[error("{message}: key {key} at byte {at}, expected a field number from 1 and wire type 0, 1, 2 or 5")]
    Key {
        /// Name of the message.
        message: &'static str,
        /// Where the key stands.
        at: usize,
        /// The key.
        key: u64,
    },
    /// A field has another kind of value.
    #[error("{field}: expected a value of wire type {expected}, got another")]
    Kind {
        /// Message and field.
        field: &'static str,
        /// What it should have been.
        expected: u8,
    },
    /// A text is not UTF-8.
    #[error("{field}: not UTF-8 at byte {at} of the text")]
    Text {
        /// Message and field.
        field: &'static str,
        /// Length of the part that is.
        at: usize,
    },
    /// A field comes too often.
    #[error("{field}: more than {limit} of them")]
    TooMany {
        /// Message and field.
        field: &'static str,
        /// How many there may be.
        limit: usize,
    },
}

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Fixed-size numbers: none of our messages has them, so they are only skipped.
    Fixed,
}

/// Walks over the fields of a message. Groups, which nobody writes any more, are an error.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a> {
    message: &'static str,
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    /// The fields of `bytes`; `message` is for errors.
    pub(super) const fn new(message: &'static str, bytes: &'a [u8]) -> Fields<'a> {
        Fields { message, bytes, at: 0 }
    }

    /// Number and value of the next field; `None` at the end.
    #[inline]
    pub(super) fn next(&mut self) -> Result<Option<(u64, Field<'a>)>, ProtobufError> {
        let at = self.at;
        if at >= self.bytes.len() {
            return Ok(None);
        }
        let key = self.number()?;
        let number = key >> 3;
        let field = match key & 7 {
            0 => Field::Number(self.number()?),
            1 => self.take(8).map(|_| Field::Fixed)?,
            2 => {
                let length = self.number()?;
                Field::Bytes(self.take(length)?)
            }
            5 => self.take(4).map(|_| Field::Fixed)?,
            _ => return Err(ProtobufError::Key { message: self.message, at, key }),
        };
        if number == 0 || number > MAX_FIELD {
            return Err(ProtobufError::Key { message: self.message, at, key });
        }
        Ok(Some((number, field)))
    }

    /// Where the value of the field that was read last stands in the message.
    pub(super) const fn place_of(&self, value: &[u8]) -> Range<usize> {
        self.at.saturating_sub(value.len())..self.at
    }

    fn number(&mut self) -> Result<u64, ProtobufError> {
        let start = self.at;
        let (mut number, mut shift) = (0_u64, 0_u32);
        while let [byte] = *self.take(1)? {
            let bits = u64::from(byte & 0x7f);
            // the tenth byte has the 64th bit, and is the last
            if shift > 63 || shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
            shift += 7;
        }
        Err(ProtobufError::Number { message: self.message, at: start })
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], ProtobufError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = usize::try_from(length).ok().and_then(|length| rest.get(..length));
        let cut =
            ProtobufError::Cut { message: self.message, at: self.at, expected: length, got: rest.len() };
        let taken = taken.ok_or(cut)?;
        self.at += taken.len();
        Ok(taken)
    }
}

/// The largest field number there is.
const MAX_FIELD: u64 = (1 << 29) - 1;

impl<'a> Field<'a> {
    /// The number this is; `field` is for errors.
    pub(super) const fn number(self, field: &'static str) -> Result<u64, ProtobufError> {
        match self {
            Field::Number(number) => Ok(number),
            _ => Err(ProtobufError::Kind { field, expected: 0 }),
        }
    }

    /// The bytes this is; `field` is for errors.
    pub(super) const fn bytes(self, field: &'static str) -> Result<&'a [u8], ProtobufError> {
        match self {
            Field::Bytes(bytes) => Ok(bytes),
            _ => Err(ProtobufError::Kind { field, expected: 2 }),
        }
    }

    /// The text this is; `field` is for errors.
    pub(super) fn text(self, field: &'static str) -> Result<&'a str, ProtobufError> {
        std::str::from_utf8(self.bytes(field)?)
            .map_err(|error| ProtobufError::Text { field, at: error.valid_up_to() })
    }
}

/// Writes the key of a field that has a number.
pub(super) fn put_number(buffer: &mut BytesMut, field: u32, number: u64) {
    put_varint(buffer, u64::from(field) << 3);
    put_varint(buffer, number);
}

/// Writes a field of bytes or text.
pub(super) fn put_bytes(buffer: &mut BytesMut, field: u32, bytes: &[u8]) {
    put_varint(buffer, u64::from(field) << 3 | 2);
    put_varint(buffer, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    buffer.put_slice(bytes);
}

/// Writes a field of bytes or text unless it is empty, which says the same as nothing at all.
pub(super) fn put_unless_empty(buffer: &mut BytesMut, field: u32, bytes: &[u8]) {
    if !bytes.is_empty() {
        put_bytes(buffer, field, bytes);
    }
}

fn put_varint(buffer: &mut BytesMut, number: u64) {
    let (bytes, length) = varint(number);
    buffer.put_slice(bytes.get(..length).unwrap_or_default());
}

/// Seven bits in each byte, the low ones first; all bytes but the last have their high bit set.
fn varint(mut number: u64) -> ([u8; 10], usize) {
    let mut bytes = [0; 10];
    let mut length = 0;
    for place in &mut bytes {
        let [low, ..] = number.to_le_bytes();
        length += 1;
        number >>= 7;
        if number == 0 {
            *place = low;
            break;
        }
        *place = low | 0x80;
    }
    (bytes, length)
}

/// A field whose value is written straight into the buffer and whose length is filled in afterwards.
///
/// Dropping it without [`finish`](FieldStart::finish) or [`abandon`](FieldStart::abandon) leaves an empty field, and
/// what was written behind it as something else.
#[derive(Debug)]
#[must_use = "the length is written by `finish`"]
pub struct FieldStart {
    /// Where the key of the field stands.
    key: usize,
    /// Where its value begins, as long as one byte is enough for the length.
    value: usize,
}

/// Writes the key of a field of bytes, and a place for its length.
pub(super) fn begin_field(buffer: &mut BytesMut, field: u32) -> FieldStart {
    let key = buffer.len();
    put_bytes(buffer, field, b"");
    FieldStart { key, value: buffer.len() }
}

impl FieldStart {
    /// Writes the length of everything appended since the start, and returns it.
    ///
    /// A value of 128 bytes or more moves by one to four bytes, as the length takes more than one then.
    pub fn finish(self, buffer: &mut BytesMut) -> usize {
        let length = self.value_len(buffer);
        let (bytes, taken) = varint(u64::try_from(length).unwrap_or(u64::MAX));
        let more = taken.saturating_sub(1);
        if more > 0 {
            buffer.put_bytes(0, more);
            if let Some(value) = buffer.get_mut(self.value..) {
                value.copy_within(..length, more);
            }
        }
        let place = buffer.get_mut(self.value - 1..self.value + more).unwrap_or_default();
        for (place, byte) in place.iter_mut().zip(bytes) {
            *place = byte;
        }
        length
    }

    /// Length of the value written so far.
    pub fn value_len(&self, buffer: &BytesMut) -> usize {
        buffer.len().saturating_sub(self.value)
    }

    /// Takes the field out of the buffer, with everything behind it.
    pub fn abandon(self, buffer: &mut BytesMut) {
        buffer.truncate(self.key);
    }
}

#[cfg(test)]
mod tests;
