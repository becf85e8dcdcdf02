//! JSON to Hessian values and back: the plain form of [`dubbors::hessian::json`], and Java types for what is sent.
//!
//! | Java | JSON |
//! |---|---|
//! | boolean, numbers, String, char | the same; NaN and infinities as strings |
//! | BigDecimal, BigInteger | a string of digits; whole numbers are read too |
//! | Date | a string such as `2026-01-02T03:04:05.678Z`; a number of milliseconds is read too |
//! | byte[] | a string in base64; an array of numbers is read too |
//! | list, set, array | an array |
//! | map | an object; keys that are no strings as their JSON text |
//! | object | an object with its class under `class` |
//! | enum | its name |

mod to_value;
pub(crate) mod types;

use dubbors::Value;
use dubbors::hessian::json::{self, Bounds};
use serde_json::Value as Json;

pub(crate) use to_value::to_value;

/// The most values that are shown: shared objects are repeated where they are used, and few bytes can mean very many.
const MAX_VALUES: usize = 1_000_000;

/// `value` as JSON. An object that holds itself is shown as `{"$cycle": class}` inside of itself.
pub(crate) fn from_value(value: &Value) -> Json {
    let mut bounds = Bounds::DEFAULT;
    bounds.max_values = MAX_VALUES;
    json::show(value, &bounds)
}

/// Reads an argument of the Java type with this full name, empty for one that is not known: JSON, or else a string,
/// unless it begins as only JSON does.
pub(crate) fn read(text: &str, wanted: &str) -> Result<Json, String> {
    // What is a string for Java needs no quotes, and decimals keep the digits that a JSON number would lose.
    let is_text = matches!(wanted, "java.lang.String" | "java.math.BigDecimal" | "java.math.BigInteger");
    if is_text && text != "null" && !text.starts_with('"') {
        return Ok(Json::String(text.to_owned()));
    }
    match serde_json::from_str(text) {
        Ok(json) => Ok(json),
        Err(error) if text.is_empty() || text.starts_with(['{', '[', '"']) => {
            Err(format!("not JSON: {error}"))
        }
        Err(_) => Ok(Json::String(text.to_owned())),
    }
}

#[cfg(test)]
mod tests;
