//! The text form of gRPC-Web bodies: Base64 in pieces.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::BytesMut;

use super::Base64Error;
use super::binary::HEADER;

/// Characters of a group, and the bytes they stand for.
const GROUP: usize = 4;
const GROUP_BYTES: usize = 3;

/// Reads a body of `application/grpc-web-text`, in chunks of any size.
///
/// Such a body is one Base64 text or several behind each other, so any group of four characters may end with padding.
/// The very last group may lack it.
#[derive(Debug, Clone, Default)]
pub struct TextDecoder {
    /// The characters of a group that is not complete yet.
    group: [u8; GROUP],
    got: usize,
    /// Characters before the group.
    before: u64,
}

impl TextDecoder {
    /// A decoder at the start of a body.
    pub const fn new() -> TextDecoder {
        TextDecoder { group: [0; GROUP], got: 0, before: 0 }
    }

    /// Reads `text`, the next part of the body, to the end of `output`. It grows by at most three quarters of the text
    /// and two bytes.
    ///
    /// # Errors
    /// [`Base64Error`] when the body is no Base64; what comes after that means nothing.
    pub fn decode(&mut self, text: &[u8], output: &mut BytesMut) -> Result<(), Base64Error> {
        let mut rest = text;
        output.reserve(text.len().div_ceil(GROUP) * GROUP_BYTES);
        while !rest.is_empty() {
            if self.got == 0 {
                rest = self.decode_unpadded(rest, output)?;
            }
            let missing = self.group.get_mut(self.got..).unwrap_or_default();
            let taken = missing.len().min(rest.len());
            for (place, character) in missing.iter_mut().zip(rest) {
                *place = *character;
            }
            rest = rest.get(taken..).unwrap_or_default();
            self.got += taken;
            if self.got == GROUP {
                self.decode_group(output)?;
            }
        }
        Ok(())
    }

    /// To be asked at the end of the body: reads a last group that has no padding.
    ///
    /// # Errors
    /// [`Base64Error`] when the body ends inside a group.
    pub fn finish(&mut self, output: &mut BytesMut) -> Result<(), Base64Error> {
        self.decode_group(output)
    }

    /// Reads all whole groups before the first padding at once, and returns the rest.
    fn decode_unpadded<'a>(
        &mut self,
        text: &'a [u8],
        output: &mut BytesMut,
    ) -> Result<&'a [u8], Base64Error> {
        let unpadded = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
        let whole = unpadded - unpadded % GROUP;
        let (groups, rest) = text.split_at_checked(whole).unwrap_or((text, &[]));
        self.append(groups, output)?;
        Ok(rest)
    }

    fn decode_group(&mut self, output: &mut BytesMut) -> Result<(), Base64Error> {
        let group = self.group;
        let got = std::mem::take(&mut self.got);
        self.append(group.get(..got).unwrap_or_default(), output)
    }

    fn append(&mut self, text: &[u8], output: &mut BytesMut) -> Result<(), Base64Error> {
        let start = output.len();
        output.resize(start + text.len().div_ceil(GROUP) * GROUP_BYTES, 0);
        let place = output.get_mut(start..).unwrap_or_default();
        let read = HEADER.decode_slice(text, place).map_err(|error| match error {
            base64::DecodeSliceError::DecodeError(error) => Base64Error::new(&error, self.before),
            // there is a place of three bytes for each group
            base64::DecodeSliceError::OutputSliceTooSmall => Base64Error::Length,
        });
        output.truncate(start + read.as_ref().copied().unwrap_or(0));
        read?;
        self.before = self.before.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
        Ok(())
    }
}

/// Writes a body of `application/grpc-web-text`, piece by piece.
#[derive(Debug, Clone, Default)]
pub struct TextEncoder {
    /// Bytes that do not fill a group yet.
    rest: [u8; GROUP_BYTES],
    got: usize,
}

impl TextEncoder {
    /// An encoder at the start of a body.
    pub const fn new() -> TextEncoder {
        TextEncoder { rest: [0; GROUP_BYTES], got: 0 }
    }

    /// Writes the text of `bytes` to the end of `output`. Up to two bytes wait for the next call or for
    /// [`flush`](Self::flush).
    pub fn encode(&mut self, bytes: &[u8], output: &mut BytesMut) {
        let mut bytes = bytes;
        if self.got > 0 {
            let missing = self.rest.get_mut(self.got..).unwrap_or_default();
            let taken = missing.len().min(bytes.len());
            for (place, byte) in missing.iter_mut().zip(bytes) {
                *place = *byte;
            }
            bytes = bytes.get(taken..).unwrap_or_default();
            self.got += taken;
            if self.got < GROUP_BYTES {
                return;
            }
            append(&self.rest, output);
            self.got = 0;
        }
        let whole = bytes.len() - bytes.len() % GROUP_BYTES;
        let (groups, rest) = bytes.split_at_checked(whole).unwrap_or((bytes, &[]));
        append(groups, output);
        for (place, byte) in self.rest.iter_mut().zip(rest) {
            *place = *byte;
        }
        self.got = rest.len();
    }

    /// Completes the last group with padding: at the end of the body, and whenever the peer must see all there is.
    pub fn flush(&mut self, output: &mut BytesMut) {
        let got = std::mem::take(&mut self.got);
        append(self.rest.get(..got).unwrap_or_default(), output);
    }
}

/// Writes the padded text of `bytes`.
fn append(bytes: &[u8], output: &mut BytesMut) {
    let start = output.len();
    output.resize(start + bytes.len().div_ceil(GROUP_BYTES) * GROUP, 0);
    let place = output.get_mut(start..).unwrap_or_default();
    // there is a place of four characters for each group
    let written = BASE64_STANDARD.encode_slice(bytes, place).unwrap_or(0);
    output.truncate(start + written);
}

#[cfg(test)]
mod tests;
