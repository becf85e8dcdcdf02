//! Strings: any chunk sizes, lengths in UTF-16 units, surrogate pairs joined even across chunks. Spec section 4.

use std::borrow::Cow;

use ascii::{AsAsciiStr, AsciiStr};

use super::Decoder;
use super::joiner::Joiner;
use super::number::Number;
use crate::error::{Error, ErrorKind};
use crate::utf16;

/// The head of a chunk of a string or binary.
pub(super) struct Chunk {
    pub(super) len: usize,
    pub(super) last: bool,
}

impl<'de> Decoder<'de> {
    /// Reads a string; borrowed when it is one chunk without surrogates. Numbers and booleans become their text.
    ///
    /// # Errors
    /// Another kind of value, null included; malformed text; a limit.
    #[inline]
    pub fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        match self.short_ascii() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.other_string(),
        }
    }

    /// Reads a string of at most 31 ASCII characters, which most are, if one is next.
    #[inline]
    fn short_ascii(&mut self) -> Option<&'de str> {
        let (len @ 0..=31, rest) = self.remaining().split_first()? else { return None };
        let len = usize::from(*len);
        let text = ascii(rest.get(..len)?)?;
        let memory_left = self.memory_left.checked_sub(len)?;
        if len > self.limits.string_bytes {
            return None;
        }
        self.memory_left = memory_left;
        self.pass(len.saturating_add(1));
        Some(text)
    }

    fn other_string(&mut self) -> Result<Cow<'de, str>, Error> {
        let tag = self.peek_tag()?;
        if is_string(tag) { self.string_value() } else { self.text_of_number(tag) }
    }

    #[cold]
    fn text_of_number(&mut self, tag: u8) -> Result<Cow<'de, str>, Error> {
        let text = match self.number_after(tag)? {
            Some(Number::Int(value)) => value.to_string(),
            Some(Number::Long(value)) => value.to_string(),
            Some(Number::Double(value)) => java_text(value),
            None if tag == b'T' || tag == b'F' => {
                self.pass(1);
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
        if let Some(text) = self.short_ascii() {
            return Ok(Cow::Borrowed(text));
        }
        match self.remaining().first() {
            Some(tag) if is_string(*tag) => self.string_value(),
            Some(tag) => Err(self.unexpected(*tag, "name")),
            None => Err(self.error(ErrorKind::UnexpectedEnd)),
        }
    }

    fn string_value(&mut self) -> Result<Cow<'de, str>, Error> {
        let chunk = self.string_chunk()?;
        if !chunk.last {
            return self.chunked_string(chunk);
        }
        if let Some(text) = self.remaining().get(..chunk.len).and_then(ascii) {
            self.check_string(chunk.len)?;
            self.charge_memory(chunk.len)?;
            self.advance(chunk.len)?;
            return Ok(Cow::Borrowed(text));
        }
        let bytes = self.wide_units(chunk.len)?;
        self.check_string(bytes.len())?;
        self.charge_memory(bytes.len())?;
        match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(_) => self.joined_string(bytes),
        }
    }

    /// A string with surrogates, which are no UTF-8.
    fn joined_string(&self, bytes: &[u8]) -> Result<Cow<'de, str>, Error> {
        let mut joined = Joiner::default();
        joined.push(bytes);
        joined.finish().map(Cow::Owned).ok_or_else(|| self.error(ErrorKind::BadText))
    }

    #[cold]
    fn chunked_string(&mut self, mut chunk: Chunk) -> Result<Cow<'de, str>, Error> {
        let mut joined = Joiner::default();
        let mut total = 0_usize;
        loop {
            let bytes = self.units(chunk.len)?;
            total = total.saturating_add(bytes.len());
            self.check_string(total)?;
            self.charge_memory(bytes.len().saturating_add(CHUNK_HEAD))?;
            joined.push(bytes);
            if chunk.last {
                return joined.finish().map(Cow::Owned).ok_or_else(|| self.error(ErrorKind::BadText));
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

    /// Takes the bytes of `len` UTF-16 units. A four-byte group, which old writers send, counts as two.
    #[inline]
    fn units(&mut self, len: usize) -> Result<&'de [u8], Error> {
        match self.remaining().get(..len) {
            Some(bytes) if bytes.is_ascii() => self.take(len),
            _ => self.wide_units(len),
        }
    }

    fn wide_units(&mut self, len: usize) -> Result<&'de [u8], Error> {
        match utf16::bytes_of_units(self.remaining(), len) {
            Some(len) => self.take(len),
            // Either it begins inside a character, or the input ends, or a character would be cut.
            None if matches!(self.remaining().first(), Some(0x80..=0xbf)) => {
                Err(self.error(ErrorKind::BadText))
            }
            None if utf16::units(self.remaining()) < len => Err(self.error(ErrorKind::UnexpectedEnd)),
            None => Err(self.error(ErrorKind::BadText)),
        }
    }
}

/// The bytes as a text, if all of them are ASCII: one look at them, where `str` would take a second one.
#[inline]
fn ascii(bytes: &[u8]) -> Option<&str> {
    bytes.as_ascii_str().ok().map(AsciiStr::as_str)
}

/// What a chunk costs beside its bytes: it may have none, and be read again and again.
pub(super) const CHUNK_HEAD: usize = 3;

/// A double as Java writes it: plain from a thousandth to ten million, with an exponent beyond.
fn java_text(value: f64) -> String {
    if value.is_nan() {
        "NaN".to_owned()
    } else if value.is_infinite() {
        if value > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if value == 0.0 || (1e-3..1e7).contains(&value.abs()) {
        format!("{value:?}")
    } else {
        let text = format!("{value:E}");
        let (digits, exponent) = text.split_once('E').unwrap_or((&text, "0"));
        let point = if digits.contains('.') { "" } else { ".0" };
        format!("{digits}{point}E{exponent}")
    }
}

#[inline]
pub(super) fn is_string(tag: u8) -> bool {
    matches!(tag, 0x00..=0x1f | 0x30..=0x33 | b'R' | b'S')
}
