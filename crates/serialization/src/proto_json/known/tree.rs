//! `google.protobuf.Struct`, `ListValue` and `Value`: any JSON.

use std::collections::{BTreeMap, HashMap};

use prost_reflect::{DynamicMessage, Kind, MapKey, MessageDescriptor, Value};
use serde_json::Value as Json;

use super::{Known, descriptor, odd, set};
use crate::proto_json::fault::{Fault, Result};
use crate::proto_json::read::Reader;
use crate::proto_json::write::Writer;

// The fields of a `Value`.
const NULL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const BOOL: u32 = 4;
const STRUCT: u32 = 5;
const LIST: u32 = 6;

pub(super) fn read(
    what: Known,
    reader: Reader,
    of: &MessageDescriptor,
    json: &Json,
) -> Result<DynamicMessage> {
    let mut message = DynamicMessage::new(of.clone());
    match (what, json) {
        (Known::Struct, Json::Object(members)) => {
            let entry = inside(of, 1)?;
            let value = entry.get_field(2).and_then(|value| value.kind().as_message().cloned());
            let value = value.ok_or_else(|| odd(of))?;
            let reader = reader.deeper()?;
            let mut values = HashMap::with_capacity(members.len());
            for (name, json) in members {
                let value = reader.message(&value, json).map_err(|fault| fault.in_field(name))?;
                values.insert(MapKey::String(name.clone()), Value::Message(value));
            }
            set(&mut message, 1, Value::Map(values))?;
        }
        (Known::List, Json::Array(items)) => {
            let value = inside(of, 1)?;
            let mut values = Vec::with_capacity(items.len());
            for (at, json) in items.iter().enumerate() {
                let value = reader.message(&value, json).map_err(|fault| fault.in_item(at))?;
                values.push(Value::Message(value));
            }
            set(&mut message, 1, Value::List(values))?;
        }
        (Known::Value, _) => {
            let (number, value) = match json {
                Json::Null => (NULL, Value::EnumNumber(0)),
                Json::Number(number) => (NUMBER, Value::F64(number.as_f64().unwrap_or_default())),
                Json::String(text) => (STRING, Value::String(text.clone())),
                Json::Bool(value) => (BOOL, Value::Bool(*value)),
                Json::Object(_) => (STRUCT, Value::Message(reader.message(&inside(of, STRUCT)?, json)?)),
                Json::Array(_) => (LIST, Value::Message(reader.message(&inside(of, LIST)?, json)?)),
            };
            set(&mut message, number, value)?;
        }
        (Known::Struct, _) => return Err(Fault::expected("an object", json)),
        _ => return Err(Fault::expected("an array", json)),
    }
    Ok(message)
}

/// The message that a field holds.
fn inside(of: &MessageDescriptor, number: u32) -> Result<MessageDescriptor> {
    let kind = of.get_field(number).map(|field| field.kind());
    kind.and_then(|kind| kind.as_message().cloned()).ok_or_else(|| odd(of))
}

pub(super) fn write(what: Known, writer: &mut Writer<'_>, message: &DynamicMessage) -> Result<()> {
    let content = match what {
        Known::Value => return value(writer, message),
        _ => message.get_field_by_number(1).ok_or_else(|| odd(&descriptor(message)))?,
    };
    match &*content {
        Value::Map(members) => writer.object(|writer| {
            let sorted: BTreeMap<_, _> = members.iter().collect();
            for (key, value) in sorted {
                let key = key.as_str().unwrap_or_default();
                writer.name(key)?;
                write_inside(writer, value).map_err(|fault| fault.in_field(key))?;
            }
            Ok(())
        }),
        Value::List(items) => writer.array(items, write_inside),
        _ => Err(odd(&descriptor(message))),
    }
}

fn write_inside(writer: &mut Writer<'_>, value: &Value) -> Result<()> {
    match value {
        Value::Message(message) => writer.message(message),
        _ => Err(Fault::new("a Struct that holds no google.protobuf.Value")),
    }
}

fn value(writer: &mut Writer<'_>, message: &DynamicMessage) -> Result<()> {
    let Some((field, value)) = message.fields().next() else {
        // Nothing is set, not even null.
        return writer.null();
    };
    match (field.kind(), value) {
        (Kind::Double, Value::F64(number)) if !number.is_finite() => {
            Err(Fault::new(format!("a google.protobuf.Value cannot be {number} in JSON")))
        }
        (kind, value) => writer.value(&kind, value),
    }
}
