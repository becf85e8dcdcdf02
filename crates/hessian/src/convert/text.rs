//! Strings and binaries.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};

impl Encode for str {
    #[inline]
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.string(self);
        Ok(())
    }
}

impl Encode for String {
    #[inline]
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.string(self);
        Ok(())
    }
}

impl<'de> Decode<'de> for String {
    #[inline]
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.string().map(Cow::into_owned)
    }
}

impl<'de> Decode<'de> for Box<str> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.string().map(|text| Self::from(text.into_owned()))
    }
}

impl<'de> Decode<'de> for Arc<str> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.string().map(|text| Self::from(text.as_ref()))
    }
}

/// Borrows from the input; a string that has to be put together (several chunks, surrogates) is an error, `Cow` takes both.
impl<'de> Decode<'de> for &'de str {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        match from.string()? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => {
                Err(from.error(ErrorKind::Other("a string in pieces cannot be borrowed".into())))
            }
        }
    }
}

impl<'a, T: Encode + ToOwned + ?Sized> Encode for Cow<'a, T> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        self.as_ref().encode(to)
    }
}

impl<'de> Decode<'de> for Cow<'de, str> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.string()
    }
}

impl<'de> Decode<'de> for Cow<'de, [u8]> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.binary()
    }
}

/// Borrows from the input; a binary in several chunks is an error, `Cow` takes both.
impl<'de> Decode<'de> for &'de [u8] {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        match from.binary()? {
            Cow::Borrowed(bytes) => Ok(bytes),
            Cow::Owned(_) => {
                Err(from.error(ErrorKind::Other("a binary in chunks cannot be borrowed".into())))
            }
        }
    }
}

macro_rules! binary {
    ($($type:ty),*) => {$(
        impl Encode for $type {
            fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
                to.binary(self);
                Ok(())
            }
        }

        impl<'de> Decode<'de> for $type {
            fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
                from.binary().map(|bytes| bytes.as_ref().into()).map(|bytes: BytesMut| bytes.into())
            }
        }
    )*};
}

binary!(Bytes, BytesMut);
