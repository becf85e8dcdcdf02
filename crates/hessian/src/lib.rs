//! Hessian 2.0, the serialization of Apache Dubbo: values, encoder, decoder, class definitions, references, Java types.

mod convert;
pub mod java;

mod class;
mod decode;
mod encode;
mod error;
mod limits;
mod value;

#[doc(hidden)]
pub mod derive;

pub use class::ClassDef;
pub use decode::{Decode, DecodeOwned, Decoder, ListHead, MapHead, ObjectHead, Shape};
pub use encode::{Encode, Encoder};
pub use error::{Error, ErrorKind, MAX_ERROR_TEXT};
pub use java::JavaType;
pub use limits::Limits;
pub use value::{List, Map, Object, Value};

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
