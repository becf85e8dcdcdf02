//! Numbers, booleans and dates. Any number is read as any numeric type, as Java's reader does (spec section 2).

use super::Decoder;
use crate::error::{Error, ErrorKind};

const MINUTE_MILLIS: i64 = 60_000;

/// A number as it stands on the wire.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Int(i32),
    Long(i64),
    Double(f64),
}

impl Decoder<'_> {
    /// Reads a number into an `i32`; null is 0, true is 1, a fraction is cut off.
    ///
    /// # Errors
    /// Another kind of value; a number that does not fit.
    #[inline]
    pub fn int(&mut self) -> Result<i32, Error> {
        let (value, len) = match self.remaining() {
            [tag @ 0x80..=0xbf, ..] => (high(*tag, 0x90), 1),
            [tag @ 0xc0..=0xcf, b0, ..] => (high(*tag, 0xc8) << 8 | i32::from(*b0), 2),
            [b'I', b3, b2, b1, b0, ..] => (i32::from_be_bytes([*b3, *b2, *b1, *b0]), 5),
            _ => return self.other_int(),
        };
        self.pass(len);
        Ok(value)
    }

    fn other_int(&mut self) -> Result<i32, Error> {
        let value = self.whole("int")?;
        i32::try_from(value).map_err(|_| self.error(ErrorKind::OutOfRange { wanted: "int" }))
    }

    /// Reads a number into an `i64`; null is 0, true is 1, a fraction is cut off.
    ///
    /// # Errors
    /// Another kind of value; a number that does not fit.
    #[inline]
    pub fn long(&mut self) -> Result<i64, Error> {
        let (value, len) = match self.remaining() {
            [tag @ 0xd8..=0xef, ..] => (high(*tag, 0xe0).into(), 1),
            [b'L', b7, b6, b5, b4, b3, b2, b1, b0, ..] => {
                (i64::from_be_bytes([*b7, *b6, *b5, *b4, *b3, *b2, *b1, *b0]), 9)
            }
            [0x59, b3, b2, b1, b0, ..] => (i64::from(i32::from_be_bytes([*b3, *b2, *b1, *b0])), 5),
            _ => return self.whole("long"),
        };
        self.pass(len);
        Ok(value)
    }

    /// Reads a number into an `f64`; null is 0, true is 1.
    ///
    /// # Errors
    /// Another kind of value.
    #[inline]
    pub fn double(&mut self) -> Result<f64, Error> {
        if let [b'D', b7, b6, b5, b4, b3, b2, b1, b0, ..] = self.remaining() {
            let value = f64::from_be_bytes([*b7, *b6, *b5, *b4, *b3, *b2, *b1, *b0]);
            self.pass(9);
            return Ok(value);
        }
        self.other_double()
    }

    fn other_double(&mut self) -> Result<f64, Error> {
        Ok(match self.lenient_number("double")? {
            Number::Int(value) => f64::from(value),
            Number::Long(value) => value as f64,
            Number::Double(value) => value,
        })
    }

    /// Reads a boolean; null is false, a number is true unless it is zero.
    ///
    /// # Errors
    /// Another kind of value.
    #[inline]
    pub fn bool(&mut self) -> Result<bool, Error> {
        let value = match self.remaining().first() {
            Some(b'T') => true,
            Some(b'F') => false,
            _ => return self.other_bool(),
        };
        self.pass(1);
        Ok(value)
    }

    fn other_bool(&mut self) -> Result<bool, Error> {
        Ok(match self.lenient_number("boolean")? {
            Number::Int(value) => value != 0,
            Number::Long(value) => value != 0,
            Number::Double(value) => value != 0.0,
        })
    }

    /// Reads a `java.util.Date` as milliseconds since 1970.
    ///
    /// # Errors
    /// Another kind of value.
    pub fn date_millis(&mut self) -> Result<i64, Error> {
        let tag = self.peek_tag()?;
        match self.date_after(tag)? {
            Some(millis) => Ok(millis),
            None => match self.date_said(tag)? {
                Some(millis) => Ok(millis),
                None => Err(self.unexpected(tag, "date")),
            },
        }
    }

    /// Reads a date if `tag`, which is next, begins one.
    pub(super) fn date_after(&mut self, tag: u8) -> Result<Option<i64>, Error> {
        match tag {
            0x4a => {
                self.pass(1);
                Ok(Some(i64::from_be_bytes(self.take_array()?)))
            }
            0x4b => {
                self.pass(1);
                let minutes = i32::from_be_bytes(self.take_array()?);
                Ok(Some(i64::from(minutes).saturating_mul(MINUTE_MILLIS)))
            }
            _ => Ok(None),
        }
    }

    fn whole(&mut self, wanted: &'static str) -> Result<i64, Error> {
        match self.lenient_number(wanted)? {
            Number::Int(value) => Ok(value.into()),
            Number::Long(value) => Ok(value),
            // The bounds are exact as doubles; the upper one is the first that does not fit.
            Number::Double(value)
                if (-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&value) =>
            {
                Ok(value as i64)
            }
            Number::Double(_) => Err(self.error(ErrorKind::OutOfRange { wanted })),
        }
    }

    fn lenient_number(&mut self, wanted: &'static str) -> Result<Number, Error> {
        let tag = self.peek_tag()?;
        if let Some(number) = self.number_after(tag)? {
            return Ok(number);
        }
        let value = match tag {
            b'N' | b'F' => 0,
            b'T' => 1,
            _ => return self.number_said(tag, wanted)?.ok_or_else(|| self.unexpected(tag, wanted)),
        };
        self.pass(1);
        Ok(Number::Int(value))
    }

    /// Reads a number if `tag`, which is next, begins one.
    #[inline]
    pub(super) fn number_after(&mut self, tag: u8) -> Result<Option<Number>, Error> {
        let at = self.position;
        self.pass(1);
        Ok(Some(match tag {
            0x80..=0xbf => Number::Int(high(tag, 0x90)),
            0xc0..=0xcf => Number::Int(high(tag, 0xc8) << 8 | self.take_u8()? as i32),
            0xd0..=0xd7 => Number::Int(high(tag, 0xd4) << 16 | self.take_u16()? as i32),
            b'I' => Number::Int(i32::from_be_bytes(self.take_array()?)),
            0xd8..=0xef => Number::Long(high(tag, 0xe0).into()),
            0xf0..=0xff => Number::Long((high(tag, 0xf8) << 8 | self.take_u8()? as i32).into()),
            0x38..=0x3f => Number::Long((high(tag, 0x3c) << 16 | self.take_u16()? as i32).into()),
            0x59 => Number::Long(i32::from_be_bytes(self.take_array()?).into()),
            b'L' => Number::Long(i64::from_be_bytes(self.take_array()?)),
            0x5b => Number::Double(0.0),
            0x5c => Number::Double(1.0),
            0x5d => Number::Double(i8::from_be_bytes(self.take_array()?).into()),
            0x5e => Number::Double(i16::from_be_bytes(self.take_array()?).into()),
            // A product, not a quotient: the writer tested exactly this (spec section 2).
            0x5f => Number::Double(0.001 * f64::from(i32::from_be_bytes(self.take_array()?))),
            b'D' => Number::Double(f64::from_bits(u64::from_be_bytes(self.take_array()?))),
            _ => {
                self.position = at;
                return Ok(None);
            }
        }))
    }

    /// Reads an int where the grammar asks for one: a length, a number of a class, a reference. No leniency here.
    #[inline]
    pub(super) fn plain_int(&mut self) -> Result<i32, Error> {
        let Some(tag) = self.remaining().first().copied() else {
            return Err(self.error(ErrorKind::UnexpectedEnd));
        };
        match self.number_after(tag)? {
            Some(Number::Int(value)) => Ok(value),
            Some(Number::Long(value)) => {
                i32::try_from(value).map_err(|_| self.error(ErrorKind::OutOfRange { wanted: "int" }))
            }
            _ => Err(self.error(ErrorKind::UnexpectedTag { tag, wanted: "length or number" })),
        }
    }

    /// Reads a length.
    pub(super) fn length(&mut self) -> Result<usize, Error> {
        usize::try_from(self.plain_int()?).map_err(|_| self.error(ErrorKind::BadLength))
    }
}

/// The highest bits of a number whose first byte holds them, moved so that they may be negative.
#[inline]
fn high(tag: u8, zero: u8) -> i32 {
    i32::from(tag.wrapping_sub(zero).cast_signed())
}

#[inline]
pub(super) fn is_number(tag: u8) -> bool {
    matches!(tag, 0x80..=0xff | 0x38..=0x3f | 0x59 | 0x5b..=0x5f | b'I' | b'L' | b'D')
}
