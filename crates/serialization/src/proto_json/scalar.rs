//! Numbers, booleans, strings, bytes and constants.

use std::str::FromStr;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose};
use bytes::Bytes;
use prost_reflect::{EnumDescriptor, Kind, MapKey, Value};
use serde_json::Value as Json;

use super::fault::{Fault, Result};

/// A value that is no message; `None` for a constant that is not known.
pub(super) fn read(kind: &Kind, json: &Json, unknown_denied: bool) -> Result<Option<Value>> {
    let value = match kind {
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => whole(json).map(Value::I32),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => whole(json).map(Value::I64),
        Kind::Uint32 | Kind::Fixed32 => whole(json).map(Value::U32),
        Kind::Uint64 | Kind::Fixed64 => whole(json).map(Value::U64),
        Kind::Double => double(json).map(Value::F64),
        Kind::Float => float(json).map(Value::F32),
        Kind::Bool => json.as_bool().map(Value::Bool),
        Kind::String => json.as_str().map(|text| Value::String(text.to_owned())),
        Kind::Bytes => json.as_str().and_then(bytes).map(Value::Bytes),
        Kind::Enum(of) => return constant(of, json, unknown_denied),
        Kind::Message(_) => None,
    };
    value.map(Some).ok_or_else(|| Fault::expected(name(kind), json))
}

/// The kind as `.proto` files name it.
pub(super) fn name(kind: &Kind) -> String {
    match kind {
        Kind::Bytes => "bytes in base64".to_owned(),
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(of) => of.full_name().to_owned(),
        other => format!("{other:?}"),
    }
}

/// A whole number, also in a string, also with a fraction of zero.
fn whole<T: FromStr + TryFrom<i128>>(json: &Json) -> Option<T> {
    let text = match json {
        Json::String(text) => return whole_text(text),
        Json::Number(number) => number,
        _ => return None,
    };
    let value = match (text.as_i64(), text.as_u64()) {
        (Some(value), _) => i128::from(value),
        (_, Some(value)) => i128::from(value),
        _ => whole_double(text.as_f64()?)?,
    };
    T::try_from(value).ok()
}

fn whole_text<T: FromStr + TryFrom<i128>>(text: &str) -> Option<T> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    T::try_from(whole_double(number_text(text)?)?).ok()
}

/// The bounds are exact as doubles. The least long is none of these: what is written without a fraction is whole already.
fn whole_double(value: f64) -> Option<i128> {
    let fits = value > -9_223_372_036_854_775_808.0 && value < 18_446_744_073_709_551_616.0;
    (fits && value.fract() == 0.0).then_some(value as i128)
}

/// A number as JSON writes it: Rust reads more than that.
fn number_text(text: &str) -> Option<f64> {
    match serde_json::from_str(text) {
        Ok(Json::Number(number)) if !text.ends_with(|c: char| c.is_ascii_whitespace()) => number.as_f64(),
        _ => None,
    }
}

fn double(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => match text.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            text if text.starts_with(|c: char| c.is_ascii_whitespace()) => None,
            text => number_text(text),
        },
        _ => None,
    }
}

/// A number that only a double can hold is out of range.
fn float(json: &Json) -> Option<f32> {
    let value = double(json)?;
    let narrow = value as f32;
    (narrow.is_finite() || !value.is_finite()).then_some(narrow)
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

fn bytes(text: &str) -> Option<Bytes> {
    let engine = if text.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    engine.decode(text).ok().map(Bytes::from)
}

/// Bytes as they are written.
pub(super) fn base64(bytes: &[u8]) -> String {
    general_purpose::STANDARD.encode(bytes)
}

fn constant(of: &EnumDescriptor, json: &Json, unknown_denied: bool) -> Result<Option<Value>> {
    let number = match json {
        Json::String(name) => match of.get_value_by_name(name) {
            Some(value) => Some(value.number()),
            None if unknown_denied => {
                let known: Vec<String> = of.values().map(|value| value.name().to_owned()).collect();
                let wanted = format!("{}, one of {}", of.full_name(), known.join(", "));
                return Err(Fault::expected(wanted, json));
            }
            None => return Ok(None),
        },
        Json::Number(_) => whole(json),
        _ => None,
    };
    number.map(|number| Some(Value::EnumNumber(number))).ok_or_else(|| Fault::expected(of.full_name(), json))
}

/// The key of a map, which JSON has as a string.
pub(super) fn key(kind: &Kind, text: &str) -> Result<MapKey> {
    let json = || Json::from(text);
    let key = match kind {
        Kind::Bool => text.parse().ok().map(MapKey::Bool),
        Kind::String => Some(MapKey::String(text.to_owned())),
        Kind::Uint32 | Kind::Fixed32 => whole(&json()).map(MapKey::U32),
        Kind::Uint64 | Kind::Fixed64 => whole(&json()).map(MapKey::U64),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => whole(&json()).map(MapKey::I32),
        _ => whole(&json()).map(MapKey::I64),
    };
    key.ok_or_else(|| Fault::expected(format!("{} as a key", name(kind)), &json()))
}
