//! Types that stand for what they point to, and `Option`, which is a value that may be null.

use std::sync::Arc;

use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

macro_rules! pointer {
    ($($type:ty),*) => {$(
        impl<T: Encode + ?Sized> Encode for $type {
            #[inline]
            fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
                (**self).encode(to)
            }
        }
    )*};
}

pointer!(&T, &mut T, Box<T>, Arc<T>);

impl<'de, T: Decode<'de>> Decode<'de> for Box<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.charge_memory(size_of::<T>())?;
        T::decode(from).map(Self::new)
    }

    fn when_missing() -> Option<Self> {
        T::when_missing().map(Self::new)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Arc<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.charge_memory(size_of::<T>())?;
        T::decode(from).map(Self::new)
    }

    fn when_missing() -> Option<Self> {
        T::when_missing().map(Self::new)
    }
}

impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        match self {
            Some(value) => value.encode(to),
            None => {
                to.null();
                Ok(())
            }
        }
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Option<T> {
    #[inline]
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        if from.null()? { Ok(None) } else { T::decode(from).map(Some) }
    }

    fn when_missing() -> Option<Self> {
        Some(None)
    }
}
