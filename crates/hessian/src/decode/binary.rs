//! Binaries: any chunk sizes. Spec section 4.

use std::borrow::Cow;

use super::Decoder;
use super::text::{CHUNK_HEAD, Chunk};
use crate::error::Error;

impl<'de> Decoder<'de> {
    /// Reads a binary; borrowed when it is one chunk.
    ///
    /// # Errors
    /// Another kind of value, null included; a limit.
    pub fn binary(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let tag = self.peek_tag()?;
        if !is_binary(tag) {
            return match self.binary_said(tag)? {
                Some(bytes) => Ok(Cow::Owned(bytes)),
                None => Err(self.unexpected(tag, "binary")),
            };
        }
        let mut chunk = self.binary_chunk()?;
        let first = self.binary_bytes(&chunk, 0)?;
        if chunk.last {
            return Ok(Cow::Borrowed(first));
        }
        let mut all = first.to_vec();
        while !chunk.last {
            chunk = self.binary_chunk()?;
            let bytes = self.binary_bytes(&chunk, all.len())?;
            all.extend_from_slice(bytes);
        }
        Ok(Cow::Owned(all))
    }

    fn binary_bytes(&mut self, chunk: &Chunk, before: usize) -> Result<&'de [u8], Error> {
        let bytes = self.take(chunk.len)?;
        if before.saturating_add(chunk.len) > self.limits.binary_bytes {
            return Err(self.over("binary_bytes", self.limits.binary_bytes));
        }
        let head = if chunk.last { 0 } else { CHUNK_HEAD };
        self.charge_memory(chunk.len.saturating_add(head))?;
        Ok(bytes)
    }

    pub(super) fn skip_binary(&mut self) -> Result<(), Error> {
        loop {
            let chunk = self.binary_chunk()?;
            self.take(chunk.len)?;
            if chunk.last {
                return Ok(());
            }
        }
    }

    fn binary_chunk(&mut self) -> Result<Chunk, Error> {
        let [tag] = self.take_array()?;
        Ok(match tag {
            0x20..=0x2f => Chunk { len: usize::from(tag & 0x0f), last: true },
            0x34..=0x37 => Chunk { len: usize::from(tag & 3) << 8 | self.take_u8()?, last: true },
            b'B' => Chunk { len: self.take_u16()?, last: true },
            b'A' => Chunk { len: self.take_u16()?, last: false },
            _ => return Err(self.unexpected(tag, "binary chunk")),
        })
    }
}

#[inline]
pub(super) fn is_binary(tag: u8) -> bool {
    matches!(tag, 0x20..=0x2f | 0x34..=0x37 | b'A' | b'B')
}
