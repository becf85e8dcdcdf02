//! How much JSON is made before it is too much.

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::value::Value;

/// What a value costs beside its text: marks and brackets, or a number or date.
const OVERHEAD: usize = 48;

/// Bounds of the JSON that is made of one value; exceeding one is an error that names it.
///
/// Few bytes on the wire can mean very much JSON: an object that is used in many places, a long name of a class with
/// many objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bounds {
    /// Bytes of compact JSON: text, names and binaries as they are written, and 48 for every value. Default 256 MiB.
    pub max_bytes: usize,
    /// Values, each time that they are written. Default 2^24.
    pub max_values: usize,
    /// Lists, maps and objects inside each other, at most 256. Default 256.
    pub depth: usize,
}

impl Bounds {
    /// The default bounds.
    pub const DEFAULT: Self =
        Self { max_bytes: 256 << 20, max_values: 1 << 24, depth: Limits::DEFAULT.depth };

    pub(super) fn deepest(&self) -> usize {
        self.depth.min(Limits::DEFAULT.depth)
    }

    pub(super) fn too_deep(&self) -> Error {
        ErrorKind::Limit { name: "depth", limit: self.deepest() }.into()
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What may still be written.
pub(super) struct Budget {
    bounds: Bounds,
    bytes: usize,
    values: usize,
}

impl Budget {
    pub(super) fn new(bounds: &Bounds) -> Self {
        Self { bounds: *bounds, bytes: bounds.max_bytes, values: bounds.max_values }
    }

    pub(super) fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    /// Pays for a value; what is inside of it pays for itself.
    pub(super) fn value(&mut self, value: &Value) -> Result<(), Error> {
        let Some(left) = self.values.checked_sub(1) else {
            return Err(ErrorKind::Limit { name: "max_values", limit: self.bounds.max_values }.into());
        };
        self.values = left;
        match value {
            Value::String(text) => self.text(text, OVERHEAD),
            Value::Binary(bytes) => {
                self.bytes(bytes.len().div_ceil(3).saturating_mul(4).saturating_add(OVERHEAD))
            }
            _ => self.bytes(OVERHEAD),
        }
    }

    /// Pays for the names of a class and its fields; those before one that is too much stay paid for.
    pub(super) fn names<'n>(&mut self, mut names: impl Iterator<Item = &'n str>) -> Result<(), Error> {
        names.try_for_each(|name| self.text(name, 2))
    }

    /// Pays for a text and something around it. Looking for what has to be escaped is paid for even if that is too much.
    fn text(&mut self, text: &str, around: usize) -> Result<(), Error> {
        self.bytes(text.len().saturating_add(around))?;
        self.bytes(escapes(text))
    }

    /// Pays for work that takes as long as writing so many bytes.
    pub(super) fn work(&mut self, bytes: usize) -> Result<(), Error> {
        self.bytes(bytes)
    }

    fn bytes(&mut self, bytes: usize) -> Result<(), Error> {
        match self.bytes.checked_sub(bytes) {
            Some(left) => self.bytes = left,
            None => return Err(self.too_long()),
        }
        Ok(())
    }

    fn too_long(&self) -> Error {
        ErrorKind::Limit { name: "max_bytes", limit: self.bounds.max_bytes }.into()
    }
}

/// Bytes that a text takes in JSON beside its own.
fn escapes(text: &str) -> usize {
    let more = |byte: u8| match byte {
        b'"' | b'\\' => 1,
        0..0x20 => 5,
        _ => 0,
    };
    text.bytes().map(more).fold(0, usize::saturating_add)
}
