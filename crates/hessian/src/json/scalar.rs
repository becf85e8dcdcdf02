//! What holds nothing else.

use serde_json::{Number, Value as Json, json};

use super::text::{bytes_to_text, date_to_text};
use crate::value::Value;

/// The whole numbers that every reader of JSON understands lie between this one and its negative.
const MAX_EXACT: u64 = 1 << 53;

/// As plain JSON; null for what holds others.
pub(super) fn plain(value: &Value) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Long(value) => json!(value),
        Value::Double(value) => plain_double(*value),
        // Beyond the years that a text can say, a number.
        Value::Date(millis) => date_to_text(*millis).map_or_else(|| json!(millis), Json::String),
        Value::String(text) => json!(text),
        Value::Binary(bytes) => Json::String(bytes_to_text(bytes)),
        _ => Json::Null,
    }
}

fn plain_double(value: f64) -> Json {
    match Number::from_f64(value) {
        Some(number) => Json::Number(number),
        None if value.is_nan() => json!("NaN"),
        None if value > 0.0 => json!("Infinity"),
        None => json!("-Infinity"),
    }
}

/// As lossless JSON, in a value that holds `known` lists, maps and objects; null for what holds others.
pub(super) fn lossless(value: &Value, known: u32) -> Json {
    match value {
        Value::Bool(value) => json!(value),
        Value::Int(value) => json!(value),
        Value::Long(value) => long(*value),
        Value::Double(value) => double(*value),
        Value::Date(millis) => {
            json!({ "@date": date_to_text(*millis).map_or_else(|| exact(*millis), Json::String) })
        }
        Value::String(text) => json!(text),
        Value::Binary(bytes) => json!({ "@binary": bytes_to_text(bytes) }),
        Value::Ref(index) if *index < known => json!({ "@ref": index }),
        Value::Ref(index) => json!({ "@dangling": index }),
        _ => Json::Null,
    }
}

/// A whole number: a text where a reader that knows only doubles would change it.
fn exact(whole: i64) -> Json {
    if whole.unsigned_abs() <= MAX_EXACT { json!(whole) } else { json!(whole.to_string()) }
}

fn long(value: i64) -> Json {
    match i32::try_from(value) {
        Err(_) if value.unsigned_abs() <= MAX_EXACT => json!(value),
        _ => json!({ "@long": exact(value) }),
    }
}

/// A number only if it has a fraction: `1.0` is the same as `1` for most programs.
fn double(value: f64) -> Json {
    match Number::from_f64(value) {
        Some(number) if value.fract() != 0.0 => Json::Number(number),
        Some(_) if value == 0.0 && value.is_sign_negative() => json!({ "@double": "-0" }),
        Some(number) => json!({ "@double": number }),
        None if value.to_bits() == f64::NAN.to_bits() => json!({ "@double": "NaN" }),
        None if value.is_nan() => json!({ "@double": format!("{:#018x}", value.to_bits()) }),
        None if value > 0.0 => json!({ "@double": "Infinity" }),
        None => json!({ "@double": "-Infinity" }),
    }
}
