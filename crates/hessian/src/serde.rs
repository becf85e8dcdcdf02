//! Values from and to the types of [serde](https://serde.rs): the feature `serde`.
//!
//! For types that have their `Serialize` and `Deserialize` already, and for what is not worth a contract. A contract is
//! better served by `#[derive(Hessian)]`, which goes without the tree and knows the Java class of every object.
//!
//! | serde | written as | read from |
//! |---|---|---|
//! | integers | `i8` to `i32`, `u8`, `u16`: int; others: long, an error beyond it | int, long, date (its milliseconds) |
//! | `f32`, `f64` | double | any number |
//! | `char`, `str` | string | string |
//! | bytes (as of `serde_bytes`) | binary | binary, list |
//! | `None`, unit | null | null |
//! | sequence, tuple; `Vec<u8>` is one too | list | list, binary |
//! | map | map, keys of any kind | map, object |
//! | struct | map; an object with [`to_object`] | map, object, list of the fields in order |
//! | unit variant | its name | its name, an enum constant of Java |
//! | other variants | a map of the name to the content | the same |
//! | [`java::Date`](crate::java::Date) | date | date, whole number |
//! | [`java::BigDecimal`](crate::java::BigDecimal) | its object | its object, string, whole number |
//!
//! References are followed when a value is read. What holds itself is an error, and what many references multiply has
//! a bound.
//!
//! ```
//! use dubbors_hessian::serde::{from_value, to_object, to_value};
//! use serde::{Deserialize, Serialize};
//! use std::collections::BTreeMap;
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Order {
//!     id: i64,
//!     items: Vec<String>,
//! }
//!
//! let order = Order { id: 7, items: vec!["tea".to_owned()] };
//! let value = to_object("com.shop.Order", &order)?;
//! assert_eq!(value.class(), Some("com.shop.Order"));
//! assert_eq!(from_value::<Order>(&value)?, order);
//! assert_eq!(from_value::<Order>(&to_value(&order)?)?, order); // as a map
//!
//! let error = from_value::<Vec<Order>>(&to_value(&[BTreeMap::from([("id", "x")])])?).unwrap_err();
//! assert_eq!(error.to_string(), "[0].id: expected i64, got String");
//! # Ok::<(), dubbors_hessian::Error>(())
//! ```

mod at;
mod entries;
mod error;
mod items;
mod java;
mod state;
mod variant;
mod write;
mod write_parts;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Place};
use crate::limits::Limits;
use crate::value::{Object, Value};

/// What serde makes of `data`, as a value; structs are maps.
///
/// # Errors
/// A whole number beyond a long, nesting deeper than [`Limits::depth`] by default, and what the `Serialize` of `T` says.
/// All of them name the place.
pub fn to_value<T: Serialize + ?Sized>(data: &T) -> Result<Value, Error> {
    data.serialize(write::ValueSerializer::new())
}

/// What serde makes of a struct, or of a map with string keys, as an object of this Java class. Structs inside of it are
/// maps.
///
/// # Errors
/// Those of [`to_value`]; `data` is neither a struct nor a map with string keys.
pub fn to_object<T: Serialize + ?Sized>(class: &str, data: &T) -> Result<Value, Error> {
    let Value::Map(map) = to_value(data)? else {
        return Err(Error::other("only a struct or a map can be an object"));
    };
    let field = |(at, (key, value))| match key {
        Value::String(name) => Ok((name, value)),
        _ => Err(Error::other("the name of a field is a string").inside(Place::Entry(at))),
    };
    let fields: Vec<(String, Value)> =
        map.entries.into_iter().enumerate().map(field).collect::<Result<_, _>>()?;
    Ok(Value::Object(Object::new(class, fields)))
}

/// `value` as a type of serde; strings and binaries can be borrowed from it.
///
/// # Errors
/// `value` does not fit `T`; it holds itself; a reference to nothing; the [`Limits::depth`] or [`Limits::memory`] that
/// are the default. All of them name the place.
pub fn from_value<'de, T: Deserialize<'de>>(value: &'de Value) -> Result<T, Error> {
    from_value_within(value, &Limits::DEFAULT)
}

/// [`from_value`] with other bounds: [`Limits::depth`], where a chain of references counts, and [`Limits::memory`] for
/// what is read more than once.
///
/// # Errors
/// Those of [`from_value`].
pub fn from_value_within<'de, T: Deserialize<'de>>(value: &'de Value, limits: &Limits) -> Result<T, Error> {
    let mut state = state::State::new(value, limits);
    T::deserialize(at::At::new(value, &mut state))
}

#[cfg(test)]
mod tests;
