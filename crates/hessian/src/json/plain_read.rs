//! JSON to values, where the type follows from the JSON.

use serde_json::{Map as JsonMap, Number, Value as Json};

use crate::error::{Error, ErrorKind, Place};
use crate::limits::Limits;
use crate::value::{List, Map, Object, Value};

// What calls itself keeps little on the stack.
pub(super) fn read(json: &Json, depth: usize) -> Result<Value, Error> {
    match json {
        Json::Null => Ok(Value::Null),
        Json::Bool(value) => Ok(Value::Bool(*value)),
        Json::Number(value) => number(value),
        Json::String(text) => Ok(Value::from(text.as_str())),
        Json::Array(items) => list(items, deeper(depth)?),
        Json::Object(entries) => match entries.get("class").and_then(Json::as_str) {
            Some(class) => object(class, entries, deeper(depth)?),
            None => map(entries, deeper(depth)?),
        },
    }
}

fn list(items: &[Json], depth: usize) -> Result<Value, Error> {
    let mut values = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        match read(item, depth) {
            Ok(value) => values.push(value),
            Err(error) => return Err(error.inside(Place::Item(at))),
        }
    }
    Ok(Value::List(List::new(values)))
}

fn map(entries: &JsonMap<String, Json>, depth: usize) -> Result<Value, Error> {
    let mut values = Vec::with_capacity(entries.len());
    for (name, json) in entries {
        match read(json, depth) {
            Ok(value) => values.push((name.as_str().into(), value)),
            Err(error) => return Err(error.inside(Place::Field(name))),
        }
    }
    Ok(Value::Map(Map::new(values)))
}

fn object(class: &str, entries: &JsonMap<String, Json>, depth: usize) -> Result<Value, Error> {
    let mut fields = Vec::with_capacity(entries.len());
    for (name, json) in entries.iter().filter(|(name, _)| *name != "class") {
        match read(json, depth) {
            Ok(value) => fields.push((name.as_str(), value)),
            Err(error) => return Err(error.inside(Place::Field(name))),
        }
    }
    Ok(Value::Object(Object::new(class, fields)))
}

/// One less; what is nested deeper than a value may be is an error.
pub(super) fn deeper(depth: usize) -> Result<usize, Error> {
    let limit = Limits::DEFAULT.depth;
    depth.checked_sub(1).ok_or_else(|| ErrorKind::Limit { name: "depth", limit }.into())
}

/// An int where it fits, else a long; a double where there is a fraction or an exponent.
pub(super) fn number(number: &Number) -> Result<Value, Error> {
    if let Some(whole) = number.as_i64() {
        return Ok(i32::try_from(whole).map_or(Value::Long(whole), Value::Int));
    }
    match number.as_f64() {
        Some(real) if number.is_f64() => Ok(Value::Double(real)),
        _ => Err(ErrorKind::OutOfRange { wanted: "long" }.into()),
    }
}
