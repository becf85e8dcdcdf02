//! Strings and binaries: any chunk sizes, lengths in UTF-16 units, surrogate pairs joined even across chunks. Spec section 4.

use std::borrow::Cow;

use super::Decoder;
use super::number::Number;
use crate::error::{Error, ErrorKind};

/// The head of a chunk.
struct Chunk {
    len: usize,
    last: bool,
}

impl<'de> Decoder<'de> {
    /// Reads a string; borrowed when it is one chunk without surrogates. Numbers and booleans become their text.
    ///
    /// # Errors
    /// Another kind of value, null included; malformed text; a limit.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        let tag = self.peek_tag()?;
        if is_string(tag) { self.string_value() } else { self.text_of_number(tag) }
    }

    #[cold]
    fn text_of_number(&mut self, tag: u8) -> Result<Cow<'de, str>, Error> {
        let text = match self.number_after(tag)? {
            Some(Number::Int(value)) => value.to_string(),
            Some(Number::Long(value)) => value.to_string(),
            Some(Number::Double(value)) => format!("{value:?}"),
            None if tag == b'T' || tag == b'F' => {
                self.position += 1;
                return Ok(Cow::Borrowed(if tag == b'T' { "true" } else { "false" }));
            }
            None => return Err(self.unexpected(tag, "string")),
        };
        Ok(Cow::Owned(text))
    }

    /// Reads a character: the first of a string, NUL for null.
    ///
    /// # Errors
    /// Another kind of value, or an empty string.
    pub fn char(&mut self) -> Result<char, Error> {
        if self.null()? {
            return Ok('\0');
        }
        let text = self.string()?;
        text.chars().next().ok_or_else(|| self.error(ErrorKind::OutOfRange { wanted: "char" }))
    }

    /// Reads a string where the grammar asks for one.
    pub(super) fn plain_string(&mut self) -> Result<Cow<'de, str>, Error> {
        match self.remaining().first() {
            Some(tag) if is_string(*tag) => self.string_value(),
            Some(tag) => Err(self.unexpected(*tag, "name")),
            None => Err(self.error(ErrorKind::UnexpectedEnd)),
        }
    }

    fn string_value(&mut self) -> Result<Cow<'de, str>, Error> {
        let chunk = self.string_chunk()?;
        if chunk.last {
            let (bytes, surrogates) = self.units(chunk.len)?;
            self.check_string(bytes.len())?;
            self.charge_memory(bytes.len())?;
            if !surrogates {
                return match std::str::from_utf8(bytes) {
                    Ok(text) => Ok(Cow::Borrowed(text)),
                    Err(_) => Err(self.error(ErrorKind::BadText)),
                };
            }
            let mut joined = Joiner::default();
            return if joined.push(bytes) {
                Ok(Cow::Owned(joined.finish()))
            } else {
                Err(self.error(ErrorKind::BadText))
            };
        }
        self.chunked_string(chunk)
    }

    #[cold]
    fn chunked_string(&mut self, mut chunk: Chunk) -> Result<Cow<'de, str>, Error> {
        let mut joined = Joiner::default();
        let mut total = 0_usize;
        loop {
            let (bytes, _) = self.units(chunk.len)?;
            total = total.saturating_add(bytes.len());
            self.check_string(total)?;
            self.charge_memory(bytes.len())?;
            if !joined.push(bytes) {
                return Err(self.error(ErrorKind::BadText));
            }
            if chunk.last {
                return Ok(Cow::Owned(joined.finish()));
            }
            chunk = self.string_chunk()?;
        }
    }

    fn check_string(&self, bytes: usize) -> Result<(), Error> {
        if bytes > self.limits.string_bytes {
            return Err(self.over("string_bytes", self.limits.string_bytes));
        }
        Ok(())
    }

    /// Passes over a string without looking at more than the length of its characters.
    pub(super) fn skip_string(&mut self) -> Result<(), Error> {
        loop {
            let chunk = self.string_chunk()?;
            self.units(chunk.len)?;
            if chunk.last {
                return Ok(());
            }
        }
    }

    #[inline]
    fn string_chunk(&mut self) -> Result<Chunk, Error> {
        let [tag] = self.take_array()?;
        Ok(match tag {
            0x00..=0x1f => Chunk { len: usize::from(tag), last: true },
            0x30..=0x33 => Chunk { len: usize::from(tag & 3) << 8 | self.take_u8()?, last: true },
            b'S' => Chunk { len: self.take_u16()?, last: true },
            b'R' => Chunk { len: self.take_u16()?, last: false },
            _ => return Err(self.unexpected(tag, "string chunk")),
        })
    }

    /// Takes the bytes of `len` UTF-16 units; also whether surrogates are among them.
    ///
    /// A four-byte group, which old writers send, counts as two units.
    #[inline]
    fn units(&mut self, len: usize) -> Result<(&'de [u8], bool), Error> {
        if let Some(bytes) = self.remaining().get(..len)
            && bytes.is_ascii()
        {
            self.position += len;
            return Ok((bytes, false));
        }
        self.wide_units(len)
    }

    fn wide_units(&mut self, len: usize) -> Result<(&'de [u8], bool), Error> {
        let bytes = self.remaining();
        let (mut at, mut left, mut surrogates) = (0_usize, len, false);
        while left > 0 {
            let Some(first) = bytes.get(at) else { return Err(self.error(ErrorKind::UnexpectedEnd)) };
            let (size, units) = match first {
                0x00..=0x7f => (1, 1),
                0xc0..=0xdf => (2, 1),
                0xed => {
                    surrogates |= bytes.get(at + 1).is_some_and(|second| *second >= 0xa0);
                    (3, 1)
                }
                0xe0..=0xef => (3, 1),
                0xf0..=0xf7 if left > 1 => (4, 2),
                _ => return Err(self.error(ErrorKind::BadText)),
            };
            at += size;
            left -= units;
        }
        Ok((self.take(at)?, surrogates))
    }

    /// Reads a binary; borrowed when it is one chunk.
    ///
    /// # Errors
    /// Another kind of value, null included; a limit.
    pub fn binary(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let tag = self.peek_tag()?;
        if !is_binary(tag) {
            return Err(self.unexpected(tag, "binary"));
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
        self.charge_memory(chunk.len)?;
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
pub(super) fn is_string(tag: u8) -> bool {
    matches!(tag, 0x00..=0x1f | 0x30..=0x33 | b'R' | b'S')
}

#[inline]
pub(super) fn is_binary(tag: u8) -> bool {
    matches!(tag, 0x20..=0x2f | 0x34..=0x37 | b'A' | b'B')
}

/// Builds a string from pieces that may hold surrogates, and may be cut between the two of a pair.
#[derive(Default)]
struct Joiner {
    text: String,
    /// A high surrogate that waits for its other half.
    high: Option<u16>,
}

impl Joiner {
    /// False for bytes that are not UTF-8 apart from surrogates.
    fn push(&mut self, mut bytes: &[u8]) -> bool {
        self.text.reserve(bytes.len());
        while !bytes.is_empty() {
            let plain =
                bytes.windows(2).position(|pair| matches!(pair, [0xed, 0xa0..=0xff])).unwrap_or(bytes.len());
            let (head, tail) = bytes.split_at(plain);
            if !head.is_empty() {
                let Ok(text) = std::str::from_utf8(head) else { return false };
                self.flush();
                self.text.push_str(text);
            }
            bytes = match tail {
                [] => tail,
                [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, rest @ ..] => {
                    self.surrogate(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                    rest
                }
                _ => return false,
            };
        }
        true
    }

    fn surrogate(&mut self, unit: u16) {
        match (self.high, unit) {
            (Some(high), 0xdc00..) => {
                self.high = None;
                self.text.extend(
                    char::decode_utf16([high, unit]).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)),
                );
            }
            (None, 0xdc00..) => self.text.push(char::REPLACEMENT_CHARACTER),
            _ => {
                self.flush();
                self.high = Some(unit);
            }
        }
    }

    fn flush(&mut self) {
        if self.high.take().is_some() {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}
