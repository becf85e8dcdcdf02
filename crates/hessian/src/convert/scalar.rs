//! Booleans, numbers, characters, the unit.

use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};

macro_rules! scalar {
    ($($type:ty, |$value:ident, $to:ident| $write:expr, |$from:ident| $read:expr;)*) => {$(
        impl Encode for $type {
            #[inline]
            fn encode(&self, $to: &mut Encoder) -> Result<(), Error> {
                let $value = *self;
                $write;
                Ok(())
            }
        }

        impl<'de> Decode<'de> for $type {
            #[inline]
            fn decode($from: &mut Decoder<'de>) -> Result<Self, Error> {
                $read
            }
        }
    )*};
}

scalar! {
    bool, |value, to| to.bool(value), |from| from.bool();
    i16, |value, to| to.int(value.into()), |from| narrow(from, "short");
    i32, |value, to| to.int(value), |from| from.int();
    i64, |value, to| to.long(value), |from| from.long();
    f32, |value, to| to.float(value), |from| from.double().map(|value| value as f32);
    f64, |value, to| to.double(value), |from| from.double();
}

fn narrow<T: TryFrom<i32>>(from: &mut Decoder<'_>, wanted: &'static str) -> Result<T, Error> {
    let value = from.int()?;
    T::try_from(value).map_err(|_| from.error(ErrorKind::OutOfRange { wanted }))
}

/// A `byte`; several are a `byte[]`.
impl Encode for i8 {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.int((*self).into());
        Ok(())
    }

    fn encode_slice(items: &[Self], to: &mut Encoder) -> Result<(), Error> {
        let bytes: Vec<u8> = items.iter().map(|item| item.cast_unsigned()).collect();
        to.binary(&bytes);
        Ok(())
    }

    fn encode_array(items: &[Self], _: &str, to: &mut Encoder) -> Result<(), Error> {
        Self::encode_slice(items, to)
    }
}

impl<'de> Decode<'de> for i8 {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        narrow(from, "byte")
    }

    fn decode_vec(from: &mut Decoder<'de>) -> Result<Vec<Self>, Error> {
        let bytes = u8::decode_vec(from)?;
        Ok(bytes.into_iter().map(u8::cast_signed).collect())
    }
}

/// A `byte`, whose upper half is negative in Java; several are a `byte[]`.
impl Encode for u8 {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.int(self.cast_signed().into());
        Ok(())
    }

    fn encode_slice(items: &[Self], to: &mut Encoder) -> Result<(), Error> {
        to.binary(items);
        Ok(())
    }

    fn encode_array(items: &[Self], _: &str, to: &mut Encoder) -> Result<(), Error> {
        Self::encode_slice(items, to)
    }
}

impl<'de> Decode<'de> for u8 {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let value = from.int()?;
        Self::try_from(value)
            .or_else(|_| i8::try_from(value).map(i8::cast_unsigned))
            .map_err(|_| from.error(ErrorKind::OutOfRange { wanted: "byte" }))
    }

    fn decode_vec(from: &mut Decoder<'de>) -> Result<Vec<Self>, Error> {
        // A list of bytes is what a sender without a byte[] makes of it.
        if from.is_list_next()? { from.items() } else { from.binary().map(|bytes| bytes.into_owned()) }
    }
}

/// A `char`; an array of them is a string.
impl Encode for char {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.char(*self);
        Ok(())
    }

    fn encode_array(items: &[Self], _: &str, to: &mut Encoder) -> Result<(), Error> {
        to.string(&items.iter().collect::<String>());
        Ok(())
    }
}

impl<'de> Decode<'de> for char {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.char()
    }

    fn decode_array(from: &mut Decoder<'de>) -> Result<Vec<Self>, Error> {
        if from.is_list_next()? {
            return from.items();
        }
        let text = from.string()?;
        let count = text.chars().count();
        from.charge_memory(count.saturating_mul(size_of::<Self>()))?;
        let mut chars = Vec::with_capacity(count);
        chars.extend(text.chars());
        Ok(chars)
    }
}

/// Null; reading it takes any value and drops it, so a method without a result accepts every answer.
impl Encode for () {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.null();
        Ok(())
    }
}

impl<'de> Decode<'de> for () {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.skip_value()
    }
}
