//! What can go wrong, where, and in words that repeat nothing the peer sent but names.

#[cfg(any(feature = "serde", feature = "json"))]
mod place;

use std::borrow::Cow;
use std::fmt::{self, Write as _};

#[cfg(any(feature = "serde", feature = "json"))]
pub(crate) use place::Place;

/// The longest text that [`Error`] ever displays, in bytes.
pub const MAX_ERROR_TEXT: usize = 256;

/// The kind of a failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends inside a value.
    #[error("input ends early")]
    UnexpectedEnd,
    /// A value of another kind stands where `wanted` was expected.
    #[error("expected {wanted}, got {}", kind_of(*tag))]
    UnexpectedTag {
        /// The first byte of the value found.
        tag: u8,
        /// What would have been right.
        wanted: &'static str,
    },
    /// Null stands where a value is required.
    #[error("expected {wanted}, got null (use Option for a value that may be null)")]
    UnexpectedNull {
        /// What would have been right.
        wanted: &'static str,
    },
    /// A number does not fit the wanted type.
    #[error("number does not fit {wanted}")]
    OutOfRange {
        /// The type it should fit.
        wanted: &'static str,
    },
    /// A string is not made of one- to three-byte UTF-8 groups.
    #[error("malformed string data")]
    BadText,
    /// A declared length is negative.
    #[error("negative length")]
    BadLength,
    /// One of the [`Limits`](crate::Limits) is exceeded.
    #[error("limit {name} = {limit} exceeded")]
    Limit {
        /// The name of the field of `Limits`.
        name: &'static str,
        /// Its value.
        limit: usize,
    },
    /// A reference points to an object that did not occur.
    #[error("reference to object {index}, but only {known} were seen")]
    BadReference {
        /// The number on the wire.
        index: i64,
        /// How many objects were seen so far.
        known: usize,
    },
    /// An object contains itself and the wanted type cannot express that.
    #[error("object {index} contains itself; decode it as Value")]
    Cycle {
        /// The number of the object.
        index: u32,
    },
    /// An instance of a class that was not defined.
    #[error("class definition {index} does not exist, {known} were seen")]
    BadClass {
        /// The number on the wire.
        index: i64,
        /// How many definitions were seen so far.
        known: usize,
    },
    /// A type reference that points nowhere.
    #[error("type name {index} does not exist, {known} were seen")]
    BadType {
        /// The number on the wire.
        index: i64,
        /// How many type names were seen so far.
        known: usize,
    },
    /// An object lacks a field that the Rust type requires.
    #[error("{class} has no field {field} (use Option or a default)")]
    MissingField {
        /// The Java class the Rust type stands for.
        class: &'static str,
        /// The field.
        field: &'static str,
    },
    /// The fields of an object have the right types, but no such value exists, like a 13th month.
    #[error("the fields make no valid {class}")]
    BadFields {
        /// The Rust type.
        class: &'static str,
    },
    /// An object of a class that is none of a family's.
    #[error("expected one of the classes of {family}, got another class")]
    UnknownClass {
        /// The Java class or interface that the Rust enum stands for.
        family: &'static str,
    },
    /// An enum constant that the Rust enum does not know.
    #[error("unknown constant of enum {class}")]
    UnknownConstant {
        /// The Java class the Rust type stands for.
        class: &'static str,
    },
    /// Bytes are left after the last value.
    #[error("bytes left after the value")]
    TrailingBytes,
    /// A failure that an implementation of `Encode` or `Decode` describes itself.
    #[error("{0}")]
    Other(Cow<'static, str>),
}

/// What begins with this byte, in Java's words. Spec section 1.
fn kind_of(tag: u8) -> &'static str {
    match tag {
        0x00..=0x1f | 0x30..=0x33 | b'R' | b'S' => "String",
        0x20..=0x2f | 0x34..=0x37 | b'A' | b'B' => "byte[]",
        0x80..=0xd7 | b'I' => "int",
        0x38..=0x3f | 0xd8..=0xff | b'L' | b'Y' => "long",
        0x5b..=0x5f | b'D' => "double",
        b'T' | b'F' => "boolean",
        0x4a | 0x4b => "Date",
        0x55..=0x58 | 0x70..=0x7f => "list",
        b'H' | b'M' => "map",
        0x60..=0x6f | b'O' => "object",
        b'Q' => "reference",
        b'C' => "class definition",
        b'N' => "null",
        b'Z' => "end mark",
        _ => "a byte that begins no value",
    }
}

/// A failed encode or decode: what, at which byte, and at which place of the value.
///
/// The text is at most [`MAX_ERROR_TEXT`] bytes long and never holds decoded data; the only words taken
/// from the wire are class and field names in the path, shortened and with control characters escaped.
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    offset: Option<usize>,
    path: String,
}

impl Error {
    /// An error without a place.
    #[cold]
    pub fn new(kind: ErrorKind) -> Self {
        Self { inner: Box::new(Inner { kind, offset: None, path: String::new() }) }
    }

    /// An error described in words, for hand-written implementations of `Encode` and `Decode`.
    #[cold]
    pub fn other(text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Other(text.into()))
    }

    #[cold]
    pub(crate) fn at(kind: ErrorKind, offset: usize, path: String) -> Self {
        Self { inner: Box::new(Inner { kind, offset: Some(offset), path }) }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.inner.kind
    }

    /// The byte of the input at which it was noticed; `None` while encoding.
    pub fn offset(&self) -> Option<usize> {
        self.inner.offset
    }

    /// The place inside the value, like `orders[3].total`; empty at the top.
    pub fn path(&self) -> &str {
        &self.inner.path
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Bounded { text: String::new(), room: MAX_ERROR_TEXT };
        // Writing into a bounded text stops early by an error that means "full".
        if !self.inner.path.is_empty() {
            let _ = write!(text, "{}: ", self.inner.path);
        }
        let _ = write!(text, "{}", self.inner.kind);
        if let Some(offset) = self.inner.offset {
            let _ = write!(text, " at byte {offset}");
        }
        f.write_str(&text.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

/// A text of limited length.
struct Bounded {
    text: String,
    room: usize,
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        for c in s.chars() {
            let c = if c.is_control() { '\u{fffd}' } else { c };
            if c.len_utf8() > self.room {
                self.room = 0;
                return Err(fmt::Error);
            }
            self.room = self.room.saturating_sub(c.len_utf8());
            self.text.push(c);
        }
        Ok(())
    }
}

/// Appends a name from the wire to a path: at most 40 characters, control characters escaped.
pub(crate) fn push_name(path: &mut String, name: &str) {
    for (count, c) in name.chars().enumerate() {
        if count == 40 {
            path.push('~');
            return;
        }
        if c.is_control() || c == '\u{fffd}' { path.extend(c.escape_default()) } else { path.push(c) }
    }
}
