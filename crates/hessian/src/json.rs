//! Values as JSON and back: the feature `json`.
//!
//! Two forms. **Plain** JSON is what programs that know nothing of Java expect; it loses what JSON cannot say. **Lossless**
//! JSON says everything, so that every value comes back as it was.
//!
//! | value | plain | lossless |
//! |---|---|---|
//! | null, boolean, string | the same | the same |
//! | int | a number | a number |
//! | long | a number | a number if no int could be meant, else `{"@long": 5}`; a text from 2^53 on |
//! | double | a number; `"NaN"`, `"Infinity"`, `"-Infinity"` | a number if it has a fraction, else `{"@double": 1.0}`, `{"@double": "NaN"}` |
//! | date | `"2026-01-02T03:04:05.678Z"`, milliseconds if there is no such text | `{"@date": …}` of the same |
//! | binary | base64 | `{"@binary": base64}` |
//! | list, set, array | an array | an array; with a type `{"@type": "java.util.HashSet", "@list": […]}` |
//! | map | an object; keys that are no strings as their JSON text | an object, with a type under `@type`; with other keys `{"@entries": [[key, value], …]}` |
//! | object | an object with its class under `class` | an object with its class under `@class` |
//! | enum constant, `BigDecimal`, `BigInteger` | a string | the object that it is |
//! | `java.time`, `UUID`, `Locale`, `Currency`, `Class`, `URI`, `File`, `InetAddress` | a string as Java prints it | the object that it is |
//! | reference | what it stands for, once more | `{"@ref": 3}`, and `"@id": 3` in what it stands for |
//!
//! In lossless JSON a name that begins with `@` is written with one `@` more. An object of which two fields have one
//! name has `@fields` and `@values`, arrays both. A reference to nothing is `{"@dangling": 9}`.
//!
//! ```
//! use dubbors_hessian::{List, Object, Value, json};
//!
//! let tags = Value::from(List::typed("java.util.HashSet", vec!["new".into()]));
//! let order = Value::from(Object::new(
//!     "com.shop.Order",
//!     [("id", Value::Long(7)), ("tags", tags), ("itself", Value::Ref(0))],
//! ));
//! let text = json::to_text(&order)?;
//! assert_eq!(
//!     text,
//!     r#"{"@class":"com.shop.Order","@id":0,"id":{"@long":7},"tags":{"@type":"java.util.HashSet","@list":["new"]},"itself":{"@ref":0}}"#
//! );
//! assert_eq!(json::from_text(&text)?, order);
//!
//! let plain = json::from_plain(&serde_json::json!({"class": "com.shop.Order", "id": 7}))?;
//! assert_eq!(plain, Object::new("com.shop.Order", [("id", Value::Int(7))]).into());
//! assert_eq!(json::to_plain(&plain)?.to_string(), r#"{"class":"com.shop.Order","id":7}"#);
//! assert!(json::to_plain(&order).is_err()); // it holds itself
//! # Ok::<(), dubbors_hessian::Error>(())
//! ```

mod big_integer;
mod bounds;
mod java_text;
mod lossless_read;
mod lossless_write;
mod marks;
mod parse;
mod plain_read;
mod plain_write;
mod references;
mod scalar;
mod text;

use serde_json::Value as Json;

use crate::error::Error;
use crate::limits::Limits;
use crate::value::Value;

use plain_write::{Printer, Style};

pub use big_integer::{big_integer_from_text, big_integer_to_text};
pub use bounds::Bounds;
pub use java_text::java_from_text;
pub use plain_write::object_to_text;
pub use text::{bytes_from_text, bytes_to_text, date_from_text, date_to_text};

/// `value` as plain JSON, within [`Bounds::DEFAULT`].
///
/// Where two keys of a map, or two fields of an object, are the same text, the later one stays; so does a field named
/// `class`.
///
/// # Errors
/// `value` holds itself; a reference to nothing; one of the [`Bounds`]. All of them name the place.
pub fn to_plain(value: &Value) -> Result<Json, Error> {
    to_plain_within(value, &Bounds::DEFAULT)
}

/// [`to_plain`] within other bounds.
///
/// # Errors
/// Those of [`to_plain`].
pub fn to_plain_within(value: &Value, bounds: &Bounds) -> Result<Json, Error> {
    Printer::print(value, bounds, Style::Plain)
}

/// [`to_plain_within`] as a service answers those that know no Java: objects do not say their class.
///
/// An object of a single field `name` is one and no constant: constants are to be written as bare names, see
/// [`Encoder::with_bare_constants`](crate::Encoder::with_bare_constants).
///
/// # Errors
/// Those of [`to_plain`].
pub fn to_record_within(value: &Value, bounds: &Bounds) -> Result<Json, Error> {
    Printer::print(value, bounds, Style::Record)
}

/// Plain JSON for people: what [`to_plain`] refuses is a remark in its place.
///
/// What is beyond the bounds is `"... and more"`, `"... and longer"` or `"... and deeper"`, what holds itself
/// `{"$cycle": class}` inside of itself, and a reference to nothing `{"$ref": number}`.
pub fn show(value: &Value, bounds: &Bounds) -> Json {
    Printer::print(value, bounds, Style::Remarks).unwrap_or_default()
}

/// Plain JSON as a value whose type follows from it: numbers are int, long or double, objects are maps, or objects of
/// the class that stands under `class`.
///
/// # Errors
/// A whole number beyond a long; nesting deeper than 256. Both name the place.
pub fn from_plain(json: &Json) -> Result<Value, Error> {
    plain_read::read(json, Limits::DEFAULT.depth)
}

/// `value` as lossless JSON, within [`Bounds::DEFAULT`].
///
/// # Errors
/// One of the [`Bounds`].
pub fn to_lossless(value: &Value) -> Result<Json, Error> {
    to_lossless_within(value, &Bounds::DEFAULT)
}

/// [`to_lossless`] within other bounds.
///
/// # Errors
/// Those of [`to_lossless`].
pub fn to_lossless_within(value: &Value, bounds: &Bounds) -> Result<Json, Error> {
    lossless_write::Writer::write(value, bounds)
}

/// The value that lossless JSON says.
///
/// # Errors
/// Marks that do not exist, do not fit together, or have something else behind them than they should; a `@ref` without
/// its `@id`; a whole number beyond a long; nesting deeper than 256. All of them name the place.
pub fn from_lossless(json: &Json) -> Result<Value, Error> {
    lossless_read::Reader::read(json)
}

/// `value` as the text of its lossless JSON, without spaces.
///
/// # Errors
/// Those of [`to_lossless`].
pub fn to_text(value: &Value) -> Result<String, Error> {
    Ok(to_lossless(value)?.to_string())
}

/// The value that a text of lossless JSON says. `serde_json` itself reads no more than 128 brackets inside each other,
/// of which a value may need 768.
///
/// # Errors
/// Text that is no JSON; those of [`from_lossless`].
pub fn from_text(text: &str) -> Result<Value, Error> {
    from_lossless(&parse::parse(text)?)
}

#[cfg(test)]
mod tests;
