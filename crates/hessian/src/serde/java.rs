//! Java types that serde has no word for.
//!
//! They are newtypes with a name that only our serializer knows; every other one writes their content.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::java::{BigDecimal, Date};

/// A date.
pub(super) const DATE: &str = "$dubbors_hessian::Date";
/// A decimal.
pub(super) const BIG_DECIMAL: &str = "$dubbors_hessian::BigDecimal";

/// Its milliseconds.
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_newtype_struct(DATE, &self.0)
    }
}

/// Its milliseconds.
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        i64::deserialize(from).map(Self)
    }
}

/// Its text.
impl Serialize for BigDecimal {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_newtype_struct(BIG_DECIMAL, &self.0)
    }
}

/// Its text, a whole number, or the object that Java makes of it.
impl<'de> Deserialize<'de> for BigDecimal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Decimal)
    }
}

struct Decimal;

impl<'de> Visitor<'de> for Decimal {
    type Value = BigDecimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BigDecimal")
    }

    fn visit_str<E>(self, text: &str) -> Result<BigDecimal, E> {
        Ok(text.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<BigDecimal, E> {
        Ok(number.to_string().into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<BigDecimal, E> {
        Ok(number.to_string().into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<BigDecimal, A::Error> {
        let mut text: Option<String> = None;
        while let Some(name) = map.next_key::<String>()? {
            if name == "value" {
                text = Some(map.next_value()?);
            } else {
                map.next_value::<serde::de::IgnoredAny>()?;
            }
        }
        text.map(BigDecimal).ok_or_else(|| A::Error::missing_field("value"))
    }
}
