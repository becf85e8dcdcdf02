//! JSON to messages.

use prost_reflect::{
    Cardinality, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor, Value,
};
use serde_json::{Map as JsonMap, Value as Json};

use super::fault::{Fault, Result};
use super::{known, scalar};
use crate::json_text::MAX_DEPTH;

/// Reads messages. JSON is no deeper than its limits, so what calls itself here ends.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    unknown_denied: bool,
    /// Messages that may still be inside each other: readers of protobuf have this bound.
    depth: usize,
}

impl Reader {
    pub(super) fn new(unknown_denied: bool) -> Self {
        Self { unknown_denied, depth: MAX_DEPTH }
    }

    pub(super) fn deeper(self) -> Result<Self> {
        let depth = self.depth.checked_sub(1).ok_or_else(Fault::too_deep)?;
        Ok(Self { depth, ..self })
    }

    pub(super) fn is_unknown_denied(self) -> bool {
        self.unknown_denied
    }

    pub(super) fn message(self, of: &MessageDescriptor, json: &Json) -> Result<DynamicMessage> {
        let inside = self.deeper()?;
        if let Some(known) = known::of(of.full_name()) {
            return known.read(inside, of, json);
        }
        match json {
            Json::Object(fields) => inside.fields(of, fields, ""),
            _ => Err(Fault::expected(of.full_name(), json)),
        }
    }

    /// A message of the members of an object, but for the one called `but`.
    pub(super) fn fields(
        self,
        of: &MessageDescriptor,
        members: &JsonMap<String, Json>,
        but: &str,
    ) -> Result<DynamicMessage> {
        let mut message = DynamicMessage::new(of.clone());
        for (name, json) in members.iter().filter(|(name, _)| *name != but) {
            let field = of.get_field_by_json_name(name).or_else(|| of.get_field_by_name(name));
            if let Some(field) = field {
                if field.json_name() != name && members.contains_key(field.json_name()) {
                    return Err(Fault::new(format!("{name} and {} are the same field", field.json_name())));
                }
                self.field(&mut message, &field, json).map_err(|fault| fault.in_field(name))?;
            } else if let Some(extension) = of.get_extension_by_json_name(name) {
                self.extension(&mut message, &extension, json).map_err(|fault| fault.in_field(name))?;
            } else if self.unknown_denied {
                return Err(unknown(of, name));
            }
        }
        Ok(message)
    }

    fn field(self, message: &mut DynamicMessage, field: &FieldDescriptor, json: &Json) -> Result<()> {
        let kind = field.kind();
        if json.is_null() && (field.is_list() || field.is_map() || !known::takes_null(&kind)) {
            return Ok(());
        }
        if let Some(oneof) = field.containing_oneof()
            && let Some(other) = oneof.fields().find(|other| other != field && message.has_field(other))
        {
            let (name, other) = (oneof.name(), other.name());
            return Err(Fault::new(format!("only one field of {name} can be set, and {other} is")));
        }
        let value = if field.is_map() {
            Some(self.map(&kind, json)?)
        } else if field.is_list() {
            Some(self.list(&kind, json)?)
        } else {
            self.value(&kind, json)?
        };
        // The value was made of the kind that the field has.
        if let Some(value) = value {
            let _ = message.try_set_field(field, value);
        }
        Ok(())
    }

    fn extension(self, to: &mut DynamicMessage, extension: &ExtensionDescriptor, json: &Json) -> Result<()> {
        let kind = extension.kind();
        let is_list = extension.cardinality() == Cardinality::Repeated;
        if json.is_null() && (is_list || !known::takes_null(&kind)) {
            return Ok(());
        }
        let value = if is_list { Some(self.list(&kind, json)?) } else { self.value(&kind, json)? };
        if let Some(value) = value.filter(|value| value.is_valid_for_extension(extension)) {
            to.set_extension(extension, value);
        }
        Ok(())
    }

    /// A single value; `None` for a constant that is not known.
    fn value(self, kind: &Kind, json: &Json) -> Result<Option<Value>> {
        match kind {
            Kind::Message(of) => self.message(of, json).map(|message| Some(Value::Message(message))),
            Kind::Enum(of) if of.full_name() == known::NULL_VALUE => match json {
                Json::Null => Ok(Some(Value::EnumNumber(0))),
                _ => scalar::read(kind, json, self.unknown_denied),
            },
            _ => scalar::read(kind, json, self.unknown_denied),
        }
    }

    fn list(self, kind: &Kind, json: &Json) -> Result<Value> {
        let Json::Array(items) = json else {
            return Err(Fault::expected(format!("an array of {}", scalar::name(kind)), json));
        };
        let mut values = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            values.extend(self.value(kind, item).map_err(|fault| fault.in_item(at))?);
        }
        Ok(Value::List(values))
    }

    fn map(self, kind: &Kind, json: &Json) -> Result<Value> {
        let Json::Object(entries) = json else {
            return Err(Fault::expected("an object, which is a map", json));
        };
        let Kind::Message(entry) = kind else {
            return Err(Fault::new("a map without a message for its entries"));
        };
        let (key, value) = (entry.map_entry_key_field().kind(), entry.map_entry_value_field().kind());
        self.entries(entries, &key, &value)
    }

    fn entries(self, entries: &JsonMap<String, Json>, key: &Kind, value: &Kind) -> Result<Value> {
        // An entry is a message.
        let inside = self.deeper()?;
        let mut values = std::collections::HashMap::with_capacity(entries.len());
        for (name, json) in entries {
            let key = scalar::key(key, name)?;
            if let Some(value) = inside.value(value, json).map_err(|fault| fault.in_key(name))? {
                values.insert(key, value);
            }
        }
        Ok(Value::Map(values))
    }
}

/// The most fields that an error tells.
const MOST_FIELDS: usize = 32;

fn unknown(of: &MessageDescriptor, name: &str) -> Box<Fault> {
    let name: String = name.chars().take(64).collect();
    let mut known: Vec<String> =
        of.fields().take(MOST_FIELDS).map(|field| field.json_name().to_owned()).collect();
    if of.fields().len() > MOST_FIELDS {
        known.push("...".to_owned());
    }
    let known = if known.is_empty() { "no fields".to_owned() } else { known.join(", ") };
    Fault::new(format!("{} has no field {name}; it has: {known}", of.full_name()))
}
