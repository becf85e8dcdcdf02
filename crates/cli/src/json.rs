//! JSON to Hessian values and back.
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

mod big_integer;
mod from_value;
mod to_value;
pub(crate) mod types;

use serde_json::Value as Json;

pub(crate) use from_value::from_value;
pub(crate) use to_value::to_value;

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
