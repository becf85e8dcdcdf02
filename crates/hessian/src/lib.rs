#![doc = include_str!("front_page.md")]
// No input may end the process, and none is reckoned with unchecked.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

mod convert;
pub mod java;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "serde")]
pub mod serde;

mod class;
mod decode;
mod encode;
mod error;
mod limits;
mod utf16;
mod value;

#[doc(hidden)]
pub mod derive;

/// Where derived code finds this crate: `#[hessian(crate = "dubbors_hessian")]`.
#[doc(hidden)]
pub mod codegen {
    pub use crate as hessian;
}

pub use class::ClassDef;
pub use decode::{Decode, DecodeOwned, Decoder, ListHead, MapHead, ObjectHead, Shape, TextBytes};
pub use encode::{Encode, Encoder};
pub use error::{Error, ErrorKind, MAX_ERROR_TEXT};
pub use java::JavaType;
pub use limits::Limits;
pub use value::{List, Map, Object, TypeName, Value};

/// Writes one value as a stream of its own.
///
/// # Errors
/// Those of the value.
pub fn to_bytes<T: Encode + ?Sized>(value: &T) -> Result<bytes::BytesMut, Error> {
    let mut to = Encoder::new();
    value.encode(&mut to)?;
    Ok(to.into_inner())
}

/// Reads one value from a stream that holds nothing else.
///
/// # Errors
/// Those of `T`, and bytes left over.
pub fn from_bytes<'de, T: Decode<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    let mut from = Decoder::new(bytes);
    let value = T::decode(&mut from)?;
    from.finish()?;
    Ok(value)
}
