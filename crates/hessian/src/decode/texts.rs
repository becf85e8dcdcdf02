//! Texts in place of what JSON and its like have no word for: a date, a long with all of its digits, bytes.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use super::Decoder;
use super::binary::is_binary;
use super::number::{Number, is_number};
use super::text::is_string;
use crate::error::{Error, ErrorKind};

/// How bytes stand in a text, for [`Decoder::with_texts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextBytes {
    /// In base64, as in JSON.
    Base64,
    /// As the text itself, as in msgpack of old, which had no other kind of bytes.
    Raw,
}

/// How far into a map its keys are looked for, in bytes.
const NEAR: usize = 1 << 16;

impl<'de> Decoder<'de> {
    /// Reads texts where something else is expected, for values that were made of JSON or msgpack by somebody who did
    /// not know the types.
    ///
    /// | expected | taken too |
    /// |---|---|
    /// | a number, a boolean | its text, as of the key of a map; `NaN`, `Infinity`, `-Infinity` |
    /// | a date | `2026-01-02T03:04:05.678Z`, `2026-01-02`; a number of milliseconds; with [`TextBytes::Raw`] a timestamp of msgpack |
    /// | bytes | what `bytes` says |
    /// | `java.time`, `BigInteger`, `Locale`, an address | as Java prints it |
    /// | a field `userId` of an object | `UserID`, as Go has it; letters may be small or capital |
    #[cfg(feature = "json")]
    #[must_use]
    pub fn with_texts(mut self, bytes: TextBytes) -> Self {
        self.texts = Some(bytes);
        self
    }

    /// Reads the text that is next, if texts are read and a string is next.
    fn said(&mut self, tag: u8) -> Result<Option<Cow<'de, str>>, Error> {
        if self.texts.is_some() && is_string(tag) { self.string().map(Some) } else { Ok(None) }
    }

    /// The value whose text, or whole number, is next, if texts are read.
    #[inline]
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&mut self) -> Result<Option<T>, Error> {
        if self.texts.is_some() { self.parsed_text() } else { Ok(None) }
    }

    #[inline(never)]
    fn parsed_text<T: FromStr<Err: Display>>(&mut self) -> Result<Option<T>, Error> {
        let tag = self.peek_tag()?;
        let text = if is_number(tag) {
            Cow::Owned(self.long()?.to_string())
        } else {
            match self.said(tag)? {
                Some(text) => text,
                None => return Ok(None),
            }
        };
        text.parse().map(Some).map_err(|error: T::Err| self.error(ErrorKind::Other(error.to_string().into())))
    }

    #[cold]
    pub(super) fn number_said(&mut self, tag: u8, wanted: &'static str) -> Result<Option<Number>, Error> {
        let Some(text) = self.said(tag)? else { return Ok(None) };
        let number = match (wanted, &*text) {
            ("boolean", "true") => Some(Number::Int(1)),
            ("boolean", "false") => Some(Number::Int(0)),
            ("boolean", _) => None,
            ("double", "NaN") => Some(Number::Double(f64::NAN)),
            ("double", "Infinity") => Some(Number::Double(f64::INFINITY)),
            ("double", "-Infinity") => Some(Number::Double(f64::NEG_INFINITY)),
            ("double", text) if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                text.parse().ok().filter(|number: &f64| number.is_finite()).map(Number::Double)
            }
            (_, text) => text.parse().ok().map(Number::Long),
        };
        match number {
            Some(number) => Ok(Some(number)),
            None => Err(self.error(ErrorKind::Other(format!("not the text of a {wanted}").into()))),
        }
    }

    #[cold]
    pub(super) fn date_said(&mut self, tag: u8) -> Result<Option<i64>, Error> {
        if self.texts.is_some() && is_number(tag) {
            return self.long().map(Some);
        }
        // Where bytes are texts, so are the bytes of a timestamp.
        let is_raw = self.texts == Some(TextBytes::Raw);
        let said = if is_raw && is_binary(tag) {
            timestamp(&self.binary()?)
        } else {
            match self.said(tag)? {
                Some(text) => date(&text).or_else(|| timestamp(text.as_bytes()).filter(|_| is_raw)),
                None => return Ok(None),
            }
        };
        let wrong = "not the text of a date, such as 2026-01-02T03:04:05Z";
        said.map(Some).ok_or_else(|| self.error(ErrorKind::Other(wrong.into())))
    }

    #[cold]
    pub(super) fn binary_said(&mut self, tag: u8) -> Result<Option<Vec<u8>>, Error> {
        let Some(text) = self.said(tag)? else { return Ok(None) };
        // The bytes take no more than the text, which is paid for.
        let said = match self.texts {
            Some(TextBytes::Raw) => Some(text.into_owned().into_bytes()),
            _ => bytes(&text),
        };
        said.map(Some).ok_or_else(|| self.error(ErrorKind::Other("not bytes in base64".into())))
    }

    /// The key of an entry of an open map, if texts are read and it is one: objects of JSON arrive as maps, and an
    /// error should name the field. What stands far behind the beginning of the map is not looked for.
    pub(super) fn key_said(&self, map: u32, entry: u32) -> Option<String> {
        self.texts?;
        let begin = *self.objects.get(map as usize)? as usize;
        let input = self.input.get(begin..)?;
        let mut from = Decoder::new(input.get(..NEAR).unwrap_or(input));
        let mut map = from.map_begin().ok()??;
        for _ in 0..entry {
            from.map_next(&mut map).ok()?;
            from.skip_value().ok()?;
            from.skip_value().ok()?;
        }
        from.map_next(&mut map).ok()?;
        from.string().ok().map(Cow::into_owned)
    }
}

/// The milliseconds of a timestamp of msgpack, which Go writes as bytes: 4, 8 or 12 of them.
fn timestamp(bytes: &[u8]) -> Option<i64> {
    let (seconds, nanos) = match *bytes {
        [a, b, c, d] => (i64::from(u32::from_be_bytes([a, b, c, d])), 0),
        [a, b, c, d, e, f, g, h] => {
            let both = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
            (i64::try_from(both & 0x3_ffff_ffff).ok()?, both >> 34)
        }
        [a, b, c, d, ref seconds @ ..] => {
            let nanos = u64::from(u32::from_be_bytes([a, b, c, d]));
            (i64::from_be_bytes(seconds.try_into().ok()?), nanos)
        }
        _ => return None,
    };
    let millis = i64::try_from(nanos / 1_000_000).ok().filter(|millis| *millis < 1000)?;
    seconds.checked_mul(1000)?.checked_add(millis)
}

#[cfg(feature = "json")]
fn date(text: &str) -> Option<i64> {
    crate::json::date_from_text(text)
}

#[cfg(feature = "json")]
fn bytes(text: &str) -> Option<Vec<u8>> {
    crate::json::bytes_from_text(text)
}

// Without the feature nobody can ask for texts.

#[cfg(not(feature = "json"))]
fn date(_: &str) -> Option<i64> {
    None
}

#[cfg(not(feature = "json"))]
fn bytes(_: &str) -> Option<Vec<u8>> {
    None
}
