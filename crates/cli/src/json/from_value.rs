//! Hessian to JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use dubbors::Value;
use dubbors::hessian::Object;
use serde_json::{Map as JsonMap, Value as Json, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::big_integer;

/// The most values that are shown: shared objects are repeated where they are used, and few bytes can mean very many.
const MAX_VALUES: usize = 1_000_000;
/// The most bytes of text and binaries that are shown, for the same reason.
const MAX_BYTES: usize = 256 << 20;
/// How deep what is shown is nested: a chain of shared objects is deeper than the bytes that it came in.
const MAX_DEPTH: usize = 256;

/// `value` as JSON. An object that holds itself is shown as `{"$cycle": class}` inside of itself.
pub(crate) fn from_value(value: &Value) -> Json {
    let mut shared = Vec::new();
    number(value, &mut shared);
    Printer { shared, open: Vec::new(), left: MAX_VALUES, bytes: MAX_BYTES }.json(value)
}

/// Lists, maps and objects in the order in which `Value::Ref` counts them.
fn number<'v>(value: &'v Value, shared: &mut Vec<&'v Value>) {
    match value {
        Value::List(list) => {
            shared.push(value);
            list.items.iter().for_each(|item| number(item, shared));
        }
        Value::Map(map) => {
            shared.push(value);
            for (key, value) in &map.entries {
                number(key, shared);
                number(value, shared);
            }
        }
        Value::Object(object) => {
            shared.push(value);
            object.fields.iter().for_each(|field| number(field, shared));
        }
        _ => {}
    }
}

struct Printer<'v> {
    shared: Vec<&'v Value>,
    /// What is being printed, from the outside in.
    open: Vec<&'v Value>,
    left: usize,
    bytes: usize,
}

impl<'v> Printer<'v> {
    fn json(&mut self, value: &'v Value) -> Json {
        if self.left == 0 {
            return json!("... and more");
        }
        self.left -= 1;
        let bytes = match value {
            Value::String(text) => text.len(),
            Value::Binary(bytes) => bytes.len(),
            _ => 0,
        };
        match self.bytes.checked_sub(bytes) {
            Some(left) => self.bytes = left,
            None => return json!("... and longer"),
        }
        match value {
            Value::Null => Json::Null,
            Value::Bool(value) => json!(value),
            Value::Int(value) => json!(value),
            Value::Long(value) => json!(value),
            Value::Double(value) => double(*value),
            Value::Date(millis) => date(*millis),
            Value::String(text) => json!(text),
            Value::Binary(bytes) => json!(STANDARD.encode(bytes)),
            Value::Ref(index) => self.reference(*index),
            Value::List(_) | Value::Map(_) | Value::Object(_) => self.whole(value),
        }
    }

    fn whole(&mut self, value: &'v Value) -> Json {
        if self.open.len() == MAX_DEPTH {
            return json!("... and deeper");
        }
        self.open.push(value);
        let json = match value {
            Value::List(list) => list.items.iter().map(|item| self.json(item)).collect(),
            Value::Map(map) => {
                let entries = map.entries.iter().map(|(key, value)| (self.key(key), self.json(value)));
                Json::Object(entries.collect())
            }
            Value::Object(object) => self.object(value, object),
            _ => Json::Null,
        };
        self.open.pop();
        json
    }

    fn object(&mut self, value: &'v Value, object: &'v Object) -> Json {
        if let Some(constant) = value.as_enum_constant() {
            return json!(constant);
        }
        if object.class.name().starts_with("java.math.")
            && let Some(text) = object.get("value").and_then(Value::as_str)
        {
            return json!(text);
        }
        if object.class.name() == big_integer::CLASS
            && let Some(digits) = big_integer::digits(object)
        {
            return json!(digits);
        }
        let mut fields = JsonMap::new();
        fields.insert("class".to_owned(), json!(object.class.name()));
        for (name, field) in object.iter() {
            let json = self.json(field);
            fields.insert(name.to_owned(), json);
        }
        Json::Object(fields)
    }

    fn reference(&mut self, index: u32) -> Json {
        let target = usize::try_from(index).ok().and_then(|index| self.shared.get(index).copied());
        match target {
            None => json!({ "$ref": index }),
            Some(target) if self.open.iter().any(|open| std::ptr::eq(*open, target)) => {
                json!({ "$cycle": target.class().unwrap_or("collection") })
            }
            Some(target) => self.whole(target),
        }
    }

    fn key(&mut self, key: &'v Value) -> String {
        match self.json(key) {
            Json::String(text) => text,
            json => json.to_string(),
        }
    }
}

fn double(value: f64) -> Json {
    match serde_json::Number::from_f64(value) {
        Some(number) => Json::Number(number),
        None if value.is_nan() => json!("NaN"),
        None if value > 0.0 => json!("Infinity"),
        None => json!("-Infinity"),
    }
}

fn date(millis: i64) -> Json {
    let time = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000);
    match time.ok().and_then(|time| time.format(&Rfc3339).ok()) {
        Some(text) => json!(text),
        // Beyond the years that a text can say.
        None => json!(millis),
    }
}
