//! Messages to JSON.

use std::collections::{BTreeMap, HashMap};

use bytes::{BufMut, BytesMut};
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MapKey, Value};
use serde::Serialize;

use super::fault::{Fault, Result};
use super::known::{self, descriptor};
use super::scalar;

/// Writes JSON without spaces.
pub(super) struct Writer<'a> {
    proto_names: bool,
    default_fields: bool,
    /// Arrays and objects that may still be opened inside each other.
    depth: usize,
    /// The length that the output may have.
    most: usize,
    /// What a message inside of an `Any` may take.
    memory: usize,
    out: &'a mut BytesMut,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        proto_names: bool,
        default_fields: bool,
        limits: &crate::JsonLimits,
        out: &'a mut BytesMut,
    ) -> Self {
        let most = out.len().saturating_add(limits.written);
        Self { proto_names, default_fields, depth: limits.deepest(), most, memory: limits.memory, out }
    }

    pub(super) fn memory(&self) -> usize {
        self.memory
    }

    pub(super) fn message(&mut self, message: &DynamicMessage) -> Result<()> {
        match known::of(descriptor(message).full_name()) {
            Some(known) => known.write(self, message),
            None => self.object(|writer| writer.fields(message)),
        }
    }

    /// The members of an object that is open.
    pub(super) fn fields(&mut self, message: &DynamicMessage) -> Result<()> {
        // As the numbers of the fields are.
        for field in descriptor(message).fields() {
            if message.has_field(&field) || (self.default_fields && !field.supports_presence()) {
                let name = if self.proto_names { field.name() } else { field.json_name() };
                self.name(name)?;
                self.field(&field, &message.get_field(&field)).map_err(|fault| fault.in_field(name))?;
            }
        }
        for (extension, value) in message.extensions() {
            let name = extension.json_name();
            self.name(name)?;
            self.value(&extension.kind(), value).map_err(|fault| fault.in_field(name))?;
        }
        Ok(())
    }

    fn field(&mut self, field: &FieldDescriptor, value: &Value) -> Result<()> {
        match (field.kind(), value) {
            (Kind::Message(entry), Value::Map(entries)) if field.is_map() => {
                self.map(&entry.map_entry_value_field().kind(), entries)
            }
            (kind, value) => self.value(&kind, value),
        }
    }

    pub(super) fn value(&mut self, kind: &Kind, value: &Value) -> Result<()> {
        match value {
            Value::Bool(value) => self.json(value),
            Value::I32(value) => self.json(value),
            Value::U32(value) => self.json(value),
            Value::I64(value) => self.string(&value.to_string()),
            Value::U64(value) => self.string(&value.to_string()),
            Value::F32(value) if value.is_finite() => self.json(value),
            Value::F64(value) if value.is_finite() => self.json(value),
            Value::F32(value) => self.string(not_finite((*value).into())),
            Value::F64(value) => self.string(not_finite(*value)),
            Value::String(value) => self.string(value),
            Value::Bytes(value) => self.string(&scalar::base64(value)),
            Value::EnumNumber(number) => self.constant(kind, *number),
            Value::Message(message) => self.message(message),
            Value::List(items) => self.array(items, |writer, item| writer.value(kind, item)),
            Value::Map(_) => Err(Fault::new("a map that is no field")),
        }
    }

    fn constant(&mut self, kind: &Kind, number: i32) -> Result<()> {
        match kind {
            Kind::Enum(of) if of.full_name() == known::NULL_VALUE => self.null(),
            Kind::Enum(of) => match of.get_value(number) {
                Some(constant) => self.string(constant.name()),
                None => self.json(&number),
            },
            _ => self.json(&number),
        }
    }

    fn map(&mut self, kind: &Kind, entries: &HashMap<MapKey, Value>) -> Result<()> {
        // In the order of the keys, so that equal messages have equal JSON.
        let sorted: BTreeMap<&MapKey, &Value> = entries.iter().collect();
        self.object(|writer| {
            for (key, value) in sorted {
                let key = match key {
                    MapKey::Bool(key) => key.to_string(),
                    MapKey::I32(key) => key.to_string(),
                    MapKey::I64(key) => key.to_string(),
                    MapKey::U32(key) => key.to_string(),
                    MapKey::U64(key) => key.to_string(),
                    MapKey::String(key) => key.clone(),
                };
                writer.name(&key)?;
                writer.value(kind, value).map_err(|fault| fault.in_key(&key))?;
            }
            Ok(())
        })
    }

    pub(super) fn object(&mut self, members: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.open(b'{')?;
        members(self)?;
        self.close(b'}')
    }

    pub(super) fn array(
        &mut self,
        items: &[Value],
        mut write: impl FnMut(&mut Self, &Value) -> Result<()>,
    ) -> Result<()> {
        self.open(b'[')?;
        for (at, item) in items.iter().enumerate() {
            self.separate();
            write(self, item).map_err(|fault| fault.in_item(at))?;
        }
        self.close(b']')
    }

    /// The name of a member, and what stands before and behind it.
    pub(super) fn name(&mut self, name: &str) -> Result<()> {
        self.separate();
        self.string(name)?;
        self.out.put_u8(b':');
        Ok(())
    }

    pub(super) fn null(&mut self) -> Result<()> {
        self.json(&())
    }

    pub(super) fn string(&mut self, text: &str) -> Result<()> {
        self.json(text)
    }

    /// No value ends in an opening bracket, not even a string: it ends in a quote.
    fn separate(&mut self) {
        if !matches!(self.out.last(), Some(b'{' | b'[')) {
            self.out.put_u8(b',');
        }
    }

    fn open(&mut self, bracket: u8) -> Result<()> {
        self.depth = self.depth.checked_sub(1).ok_or_else(Fault::too_deep)?;
        self.out.put_u8(bracket);
        Ok(())
    }

    fn close(&mut self, bracket: u8) -> Result<()> {
        self.depth = self.depth.saturating_add(1);
        self.out.put_u8(bracket);
        Ok(())
    }

    fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        serde_json::to_writer((&mut *self.out).writer(), value)
            .map_err(|error| Fault::new(error.to_string()))?;
        if self.out.len() > self.most {
            return Err(Fault::new("a message whose JSON is too long"));
        }
        Ok(())
    }
}

fn not_finite(value: f64) -> &'static str {
    match value {
        value if value.is_nan() => "NaN",
        value if value > 0.0 => "Infinity",
        _ => "-Infinity",
    }
}
