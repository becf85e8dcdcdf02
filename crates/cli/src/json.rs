//! Arguments of the command line to values, by `dubbors::json`, and values as they are shown.

pub(crate) mod types;

use dubbors::Value;
use dubbors::hessian::json::{self, Bounds};
use serde_json::Value as Json;

/// A value of the Java type with this full name, empty for one that is not known.
pub(crate) fn to_value(json: &Json, wanted: &str) -> Result<Value, String> {
    dubbors::json::to_value(json, wanted).map_err(|error| match error.next() {
        Some(next) => format!("{}; {next}, with -t", error.message()),
        None => error.message().to_owned(),
    })
}

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
