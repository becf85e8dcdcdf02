//! `java.math.BigDecimal`. Spec section 7.2: an object with its text as the field `value`.

use std::fmt;

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive;
use crate::encode::{Encode, Encoder};
use crate::error::Error;

static CLASS: ClassDef = ClassDef::new("java.math.BigDecimal", &["value"]);
static SHAPE: Shape = Shape::new(&CLASS, &[]);

/// A `java.math.BigDecimal` as its decimal text, such as `12.50` or `1E+3`; nothing is computed with it here, so it has no order.
/// As in Java, `1.0` does not equal `1.00`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BigDecimal(pub String);

impl BigDecimal {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Zero.
impl Default for BigDecimal {
    fn default() -> Self {
        Self("0".into())
    }
}

impl<T: Into<String>> From<T> for BigDecimal {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for BigDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Encode for BigDecimal {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&CLASS);
        to.string(&self.0);
        Ok(())
    }
}

impl<'de> Decode<'de> for BigDecimal {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        // Plain numbers and strings come from senders that were not asked for a BigDecimal by name.
        if from.is_text_or_number_next()? {
            return String::decode(from).map(Self);
        }
        derive::only_field(from, &SHAPE, "BigDecimal").map(Self)
    }
}
