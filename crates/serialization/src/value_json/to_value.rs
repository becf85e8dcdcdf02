//! JSON to Hessian, guided by the Java type where it is known.

use dubbors_core::{Error, Result};
use dubbors_hessian::json::{
    big_integer_from_text, bytes_from_text, date_from_text, from_plain, java_from_text,
};
use dubbors_hessian::{ErrorKind, List, Map, Object, Value};
use serde_json::Value as Json;

use crate::json_text::excerpt;

/// `json` as a value of the Java type with this full name, such as `java.util.Date` or `int[]`; empty for a type that is
/// not known.
///
/// | Java | JSON |
/// |---|---|
/// | boolean, numbers, String, char | the same; NaN and infinities as strings |
/// | BigDecimal, BigInteger | a string of digits; whole numbers are read too |
/// | Date | a string such as `2026-01-02T03:04:05.678Z`; a number of milliseconds is read too |
/// | `java.time`, UUID, Locale, Currency, URI, File, InetAddress | a string as Java prints it |
/// | `byte[]` | a string in base64; an array of numbers is read too |
/// | list, set, array | an array |
/// | map | an object |
/// | another class | an object, which may name a sub class under `class` |
/// | enum | its name |
///
/// # Errors
/// `Code::Invalid`: JSON of another kind; a number that does not fit.
pub fn to_value(json: &Json, wanted: &str) -> Result<Value> {
    if json.is_null() {
        return match wanted {
            "boolean" | "byte" | "char" | "short" | "int" | "long" | "float" | "double" => {
                Err(Error::invalid(format!("{wanted} cannot be null")))
            }
            _ => Ok(Value::Null),
        };
    }
    if let Some(element) = wanted.strip_suffix("[]") {
        return array(json, element);
    }
    let expected = || wrong(wanted, json, "");
    if let Some(read) = json.as_str().and_then(|text| java_from_text(wanted, text)) {
        return read.map_err(|error| wrong(wanted, json, &format!(": {error}")));
    }
    match wanted {
        "boolean" | "java.lang.Boolean" => json.as_bool().map(Value::Bool).ok_or_else(expected),
        "byte" | "java.lang.Byte" => small(json, i8::MIN.into(), i8::MAX.into()).ok_or_else(expected),
        "short" | "java.lang.Short" => small(json, i16::MIN.into(), i16::MAX.into()).ok_or_else(expected),
        "int" | "java.lang.Integer" => small(json, i32::MIN, i32::MAX).ok_or_else(expected),
        "long" | "java.lang.Long" => json.as_i64().map(Value::Long).ok_or_else(expected),
        "float" | "double" | "java.lang.Float" | "java.lang.Double" => double(json).ok_or_else(expected),
        "char" | "java.lang.Character" | "java.lang.String" => {
            json.as_str().map(Value::from).ok_or_else(expected)
        }
        "java.math.BigDecimal" | "java.math.BigInteger" => decimal(json, wanted)
            .ok_or_else(|| wrong(wanted, json, ", such as \"19\": in quotes, so that no digit is lost")),
        "java.util.Date" => {
            date(json).ok_or_else(|| wrong(wanted, json, ", such as \"2026-01-02T03:04:05Z\""))
        }
        "java.util.Set" => match json {
            Json::Array(items) => Ok(Value::List(List::typed("java.util.HashSet", plain_items(items)?))),
            _ => Err(expected()),
        },
        "java.util.List" | "java.util.Collection" if !json.is_array() => Err(expected()),
        "java.util.Map" if !json.is_object() => Err(expected()),
        "" | "java.lang.Object" | "java.util.List" | "java.util.Collection" | "java.util.Map" => plain(json),
        // A class of the user's: the type names it where the object does not. An enum constant is its name.
        class => match plain(json)? {
            Value::Map(map) => Ok(object(class, map)),
            other => Ok(other),
        },
    }
}

#[cold]
fn wrong(wanted: &str, json: &Json, hint: &str) -> Error {
    Error::invalid(format!("expected {wanted}, got {}{hint}", excerpt(json)))
}

/// A value whose type follows from the JSON.
fn plain(json: &Json) -> Result<Value> {
    from_plain(json).map_err(|error| match error.kind() {
        ErrorKind::OutOfRange { .. } => {
            Error::invalid(error.to_string()).with_next("give the type: BigDecimal")
        }
        _ => Error::invalid(error.to_string()),
    })
}

fn plain_items(items: &[Json]) -> Result<Vec<Value>> {
    items.iter().map(plain).collect()
}

fn object(class: &str, map: Map) -> Value {
    let fields =
        map.entries.into_iter().map(|(key, value)| (key.as_str().unwrap_or_default().to_owned(), value));
    Value::Object(Object::new(class, fields.collect::<Vec<_>>()))
}

fn array(json: &Json, element: &str) -> Result<Value> {
    if element == "byte" {
        return bytes(json).ok_or_else(|| wrong("byte[] as base64 or numbers", json, ""));
    }
    let Json::Array(items) = json else {
        return Err(wrong(&format!("{element}[]"), json, ""));
    };
    let values = items.iter().map(|item| to_value(item, element)).collect::<Result<Vec<_>>>()?;
    if element == "char" {
        let text: String = values.iter().filter_map(Value::as_str).collect();
        return Ok(Value::from(text));
    }
    let class = match element {
        "java.lang.String" => "[string".to_owned(),
        "java.lang.Object" => "[object".to_owned(),
        "java.util.Date" => "[date".to_owned(),
        // Arrays of arrays say so once more: `[[int`.
        other => format!("{}{}", "[".repeat(1 + other.matches("[]").count()), other.trim_end_matches("[]")),
    };
    Ok(Value::List(List::typed(class, values)))
}

fn small(json: &Json, least: i32, most: i32) -> Option<Value> {
    let number = i32::try_from(json.as_i64()?).ok()?;
    (least..=most).contains(&number).then_some(Value::Int(number))
}

fn double(json: &Json) -> Option<Value> {
    match json.as_str() {
        Some("NaN") => Some(Value::Double(f64::NAN)),
        Some("Infinity") => Some(Value::Double(f64::INFINITY)),
        Some("-Infinity") => Some(Value::Double(f64::NEG_INFINITY)),
        Some(_) => None,
        None => json.as_f64().map(Value::Double),
    }
}

fn decimal(json: &Json, class: &str) -> Option<Value> {
    let text = match json {
        // Others have lost digits already.
        Json::Number(number) if !number.is_f64() => number.to_string(),
        Json::String(text) if is_decimal(text, class) => text.clone(),
        _ => return None,
    };
    if class == "java.math.BigInteger" {
        // Java makes one of a long, which every version of it can read.
        return text.parse().ok().map(Value::Long).or_else(|| big_integer_from_text(&text));
    }
    Some(Value::Object(Object::new(class, [("value", Value::from(text))])))
}

fn is_decimal(text: &str, class: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    let may = |c: char| {
        c.is_ascii_digit() || (class.ends_with("Decimal") && matches!(c, '.' | 'e' | 'E' | '-' | '+'))
    };
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.chars().all(may)
}

fn date(json: &Json) -> Option<Value> {
    if let Some(millis) = json.as_i64() {
        return Some(Value::Date(millis));
    }
    date_from_text(json.as_str()?).map(Value::Date)
}

fn bytes(json: &Json) -> Option<Value> {
    match json {
        Json::String(text) => bytes_from_text(text).map(Value::Binary),
        Json::Array(items) => {
            let byte = |item: &Json| {
                let number = item.as_i64()?;
                // Java's bytes are signed; both ways of writing them are understood.
                u8::try_from(number).ok().or_else(|| i8::try_from(number).ok().map(i8::cast_unsigned))
            };
            items.iter().map(byte).collect::<Option<Vec<u8>>>().map(Value::Binary)
        }
        _ => None,
    }
}
