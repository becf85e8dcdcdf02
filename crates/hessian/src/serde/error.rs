//! Serde's errors, in words that repeat no data.

use std::fmt::{self, Display};

use serde::{de, ser};

use crate::error::{Error, push_name};

impl ser::Error for Error {
    fn custom<T: Display>(text: T) -> Self {
        Self::other(text.to_string())
    }
}

impl de::Error for Error {
    fn custom<T: Display>(text: T) -> Self {
        Self::other(text.to_string())
    }

    fn invalid_type(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        Self::other(format!("expected {wanted}, got {}", kind_of(found)))
    }

    fn invalid_value(found: de::Unexpected<'_>, wanted: &dyn de::Expected) -> Self {
        Self::other(format!("expected {wanted}, got a {} that does not fit", kind_of(found)))
    }

    fn unknown_variant(_: &str, wanted: &'static [&'static str]) -> Self {
        Self::other(format!("unknown variant, expected {}", OneOf(wanted)))
    }

    fn unknown_field(field: &str, wanted: &'static [&'static str]) -> Self {
        let mut name = String::new();
        push_name(&mut name, field);
        Self::other(format!("unknown field {name}, expected {}", OneOf(wanted)))
    }
}

fn kind_of(found: de::Unexpected<'_>) -> &'static str {
    match found {
        de::Unexpected::Bool(_) => "boolean",
        de::Unexpected::Unsigned(_) | de::Unexpected::Signed(_) => "whole number",
        de::Unexpected::Float(_) => "double",
        de::Unexpected::Char(_) | de::Unexpected::Str(_) => "String",
        de::Unexpected::Bytes(_) => "byte[]",
        de::Unexpected::Unit | de::Unexpected::Option => "null (use Option for a value that may be null)",
        de::Unexpected::Seq => "list",
        de::Unexpected::Map => "map or object",
        _ => "value of another kind",
    }
}

struct OneOf(&'static [&'static str]);

impl Display for OneOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => f.write_str("none"),
            names => f.write_str(&names.join(", ")),
        }
    }
}
