//! Hessian 2.0, the serialization of Apache Dubbo, for Rust: values, encoder, decoder, class definitions, references,
//! and the Java types that travel in it.
//!
//! The bytes are those that Java's `hessian-lite` and Go's `dubbo-go-hessian2` write and read. No runtime, no network,
//! no other crate of this project: bytes in, values out.
//!
//! * [`Encode`] and [`Decode`] move Rust types, through an [`Encoder`] and a [`Decoder`]. `#[derive(Hessian)]` of
//!   `dubbors-macros` writes both for structs and enums.
//! * [`Value`] holds whatever comes, and loses nothing: class names, field order, types of lists and maps, references
//!   and cycles. A class that nobody knows is an object like any other; names from the wire never create anything.
//! * [`Limits`] bound what one message may cost. A declared length reserves nothing that has not arrived, and an
//!   [`Error`] says what is wrong, at which byte, and where (`orders[3].total`), but never repeats data.
//! * The feature `serde` is the module `serde`: values from and to types that have `Serialize` and `Deserialize`. The
//!   feature `json` is the module `json`: values as JSON, plain or lossless.
//!
//! ```
//! use dubbors_hessian::{Object, Value, from_bytes, to_bytes};
//! use std::collections::BTreeMap;
//!
//! let scores = BTreeMap::from([("ann".to_owned(), 3_i32), ("bob".to_owned(), 5)]);
//! let bytes = to_bytes(&scores)?;
//! assert_eq!(bytes[..], *b"H\x03ann\x93\x03bob\x95Z");
//! assert_eq!(from_bytes::<BTreeMap<String, i32>>(&bytes)?, scores);
//! assert_eq!(from_bytes::<BTreeMap<String, i64>>(&bytes)?["bob"], 5); // an int is read as a long where one is wanted
//!
//! let user = Value::from(Object::new("com.x.User", [("name", Value::from("ann")), ("age", Value::from(7))]));
//! let back: Value = from_bytes(&to_bytes(&user)?)?;
//! assert_eq!(back.class(), Some("com.x.User"));
//! assert_eq!(back.get("age").and_then(Value::as_i32), Some(7));
//! # Ok::<(), dubbors_hessian::Error>(())
//! ```
//!
//! # Types
//!
//! | Java | Rust | on the wire |
//! |---|---|---|
//! | `boolean` | [`bool`] | `T`, `F` |
//! | `byte` | [`i8`], [`u8`] (the same eight bits) | int |
//! | `short`, `int` | [`i16`], [`i32`] | int |
//! | `long` | [`i64`] | long |
//! | `float`, `double` | [`f32`] (widened), [`f64`] | double |
//! | `char` | [`char`] | string of one unit |
//! | `Integer`, `Long`, … and anything that may be null | [`Option`] | the value, or null |
//! | `String` | [`String`], [`str`], `Cow<str>`, `Box<str>`, `Arc<str>` | string |
//! | `byte[]` | `Vec<u8>`, `Vec<i8>`, [`Bytes`](bytes::Bytes), `&[u8]` | binary |
//! | `java.util.Date` | [`java::Date`] | date |
//! | `java.util.List` | [`Vec`], slices, [`VecDeque`](std::collections::VecDeque), tuples | untyped list |
//! | `T[]` | [`java::JavaArray`] | list of type `[int`, `[string`, `[com.x.User`; `char[]` is a string |
//! | `java.util.Set` | [`HashSet`](std::collections::HashSet), [`BTreeSet`](std::collections::BTreeSet) | list of type `java.util.HashSet` |
//! | `java.util.Map` | [`HashMap`](std::collections::HashMap), [`BTreeMap`](std::collections::BTreeMap) | untyped map |
//! | a class, an enum | a type with `#[derive(Hessian)]` | object |
//! | `java.math.BigDecimal` | [`java::BigDecimal`] | object with its text as `value` |
//! | any `Throwable` | [`java::Exception`] | object |
//! | `Object` | [`Value`] | anything |
//! | `void` | `()` | null |
//!
//! Reading is as lenient as Java's: any number for a numeric type (null is 0; out of range is an error), any list for
//! a list, set or array, a map with string keys for an object, fields in any order, unknown fields skipped. A null or a
//! missing field is an error unless the Rust type is an `Option`.

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

pub use class::ClassDef;
pub use decode::{Decode, DecodeOwned, Decoder, ListHead, MapHead, ObjectHead, Shape};
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
