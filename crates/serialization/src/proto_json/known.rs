//! The messages that have a JSON of their own.

mod any;
mod tree;

use prost_reflect::{DynamicMessage, Kind, MessageDescriptor, Value};
use serde_json::Value as Json;

use super::fault::{Fault, Result};
use super::read::Reader;
use super::write::Writer;
use super::{scalar, text};

/// The enum of one constant, which is null in JSON.
pub(super) const NULL_VALUE: &str = "google.protobuf.NullValue";
const VALUE: &str = "google.protobuf.Value";

/// A message that has a JSON of its own.
#[derive(Clone, Copy)]
pub(super) enum Known {
    Any,
    Timestamp,
    Duration,
    FieldMask,
    Wrapper,
    Struct,
    List,
    Value,
}

/// By the full name of the message. `Empty` is a message like others.
pub(super) fn of(name: &str) -> Option<Known> {
    Some(match name.strip_prefix("google.protobuf.")? {
        "Any" => Known::Any,
        "Timestamp" => Known::Timestamp,
        "Duration" => Known::Duration,
        "FieldMask" => Known::FieldMask,
        "Struct" => Known::Struct,
        "ListValue" => Known::List,
        "Value" => Known::Value,
        "DoubleValue" | "FloatValue" | "Int64Value" | "UInt64Value" | "Int32Value" | "UInt32Value"
        | "BoolValue" | "StringValue" | "BytesValue" => Known::Wrapper,
        _ => return None,
    })
}

/// Whether null is a value and not the lack of one.
pub(super) fn takes_null(kind: &Kind) -> bool {
    match kind {
        Kind::Message(message) => message.full_name() == VALUE,
        Kind::Enum(of) => of.full_name() == NULL_VALUE,
        _ => false,
    }
}

impl Known {
    pub(super) fn read(self, reader: Reader, of: &MessageDescriptor, json: &Json) -> Result<DynamicMessage> {
        match self {
            Self::Any => return any::read(reader, of, json),
            Self::Struct | Self::List | Self::Value => return tree::read(self, reader, of, json),
            _ => {}
        }
        let mut message = DynamicMessage::new(of.clone());
        match self {
            Self::Wrapper => {
                let kind = of.get_field(1).ok_or_else(|| odd(of))?.kind();
                if let Some(value) = scalar::read(&kind, json, reader.is_unknown_denied())? {
                    set(&mut message, 1, value)?;
                }
            }
            Self::FieldMask => {
                let wanted = || Fault::expected("paths such as \"name,user.displayName\"", json);
                let paths = json.as_str().ok_or_else(wanted)?.split(',').filter(|path| !path.is_empty());
                let paths = paths.map(|path| text::path_from_camel(path).map(Value::String));
                let paths = paths.collect::<Option<Vec<_>>>().ok_or_else(wanted)?;
                set(&mut message, 1, Value::List(paths))?;
            }
            _ => {
                let read = json.as_str().and_then(|text| match self {
                    Self::Timestamp => text::time_from_text(text),
                    _ => text::span_from_text(text),
                });
                let example = match self {
                    Self::Timestamp => "a time such as \"2026-01-02T03:04:05Z\"",
                    _ => "a duration such as \"1.5s\"",
                };
                let (seconds, nanos) = read.ok_or_else(|| Fault::expected(example, json))?;
                set(&mut message, 1, Value::I64(seconds))?;
                set(&mut message, 2, Value::I32(nanos))?;
            }
        }
        Ok(message)
    }

    pub(super) fn write(self, writer: &mut Writer<'_>, message: &DynamicMessage) -> Result<()> {
        let text = match self {
            Self::Any => return any::write(writer, message),
            Self::Struct | Self::List | Self::Value => return tree::write(self, writer, message),
            Self::Wrapper => {
                let kind = descriptor(message).get_field(1).map(|field| field.kind());
                let kind = kind.ok_or_else(|| odd(&descriptor(message)))?;
                let value = message.get_field_by_number(1).ok_or_else(|| odd(&descriptor(message)))?;
                return writer.value(&kind, &value);
            }
            Self::FieldMask => {
                let paths = message.get_field_by_number(1);
                let paths = paths.as_ref().and_then(|paths| paths.as_list()).unwrap_or_default();
                let camel = |path: &Value| text::path_to_camel(path.as_str().unwrap_or_default());
                let paths = paths.iter().map(camel).collect::<Option<Vec<_>>>();
                paths.map(|paths| paths.join(","))
            }
            Self::Timestamp | Self::Duration => {
                let seconds = message.get_field_by_number(1).and_then(|seconds| seconds.as_i64());
                let nanos = message.get_field_by_number(2).and_then(|nanos| nanos.as_i32());
                let (seconds, nanos) = (seconds.unwrap_or_default(), nanos.unwrap_or_default());
                match self {
                    Self::Timestamp => text::time_to_text(seconds, nanos),
                    _ => text::span_to_text(seconds, nanos),
                }
            }
        };
        let name = || descriptor(message).full_name().to_owned();
        writer.string(&text.ok_or_else(|| Fault::new(format!("a {} that JSON cannot say", name())))?)
    }
}

pub(super) fn descriptor(message: &DynamicMessage) -> MessageDescriptor {
    prost_reflect::ReflectMessage::descriptor(message)
}

fn set(message: &mut DynamicMessage, number: u32, value: Value) -> Result<()> {
    message.try_set_field_by_number(number, value).map_err(|_| odd(&descriptor(message)))
}

/// The fields are not those that protobuf gives to the message.
fn odd(of: &MessageDescriptor) -> Box<Fault> {
    Fault::new(format!("{} has other fields in this schema than it should", of.full_name()))
}
