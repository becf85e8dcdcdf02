//! JSON to Hessian values and back.
//!
//! | Java | JSON |
//! |---|---|
//! | boolean, numbers, String, char | the same; NaN and infinities as strings |
//! | BigDecimal, BigInteger | a string of digits |
//! | Date | a string such as `2026-01-02T03:04:05.678Z`; a number of milliseconds is read too |
//! | byte[] | a string in base64; an array of numbers is read too |
//! | list, set, array | an array |
//! | map | an object; keys that are no strings as their JSON text |
//! | object | an object with its class under `class` |
//! | enum | its name |

mod from_value;
mod to_value;
pub(crate) mod types;

use serde_json::Value as Json;

pub(crate) use from_value::from_value;
pub(crate) use to_value::to_value;

/// Reads an argument: JSON, or a bare word as a string.
pub(crate) fn read(text: &str) -> Result<Json, String> {
    match serde_json::from_str(text) {
        Ok(json) => Ok(json),
        Err(error) => {
            let is_word = !text.is_empty()
                && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
            if is_word { Ok(Json::String(text.to_owned())) } else { Err(format!("not JSON: {error}")) }
        }
    }
}

/// A value as JSON text for people and programs.
pub(crate) fn pretty(value: &dubbors::Value) -> String {
    format!("{:#}", from_value(value))
}

#[cfg(test)]
mod tests;
