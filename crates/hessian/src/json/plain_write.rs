//! Values to JSON for people and programs that know nothing of Java.

use serde_json::{Map as JsonMap, Value as Json, json};

use super::big_integer::{self, big_integer_to_text};
use super::bounds::{Bounds, Budget};
use super::java_text::java_to_text;
use super::scalar;
use crate::error::{Error, ErrorKind, Place};
use crate::value::{List, Map, Object, Value};

/// Makes plain JSON.
pub(super) struct Printer<'v> {
    root: &'v Value,
    /// Lists, maps and objects as references count them; filled when the first one is met.
    numbered: Vec<&'v Value>,
    /// What is being written, from the outside in.
    open: Vec<&'v Value>,
    budget: Budget,
    style: Style,
}

/// What plain JSON is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Objects say their class.
    Plain,
    /// Objects do not say their class, and none is taken for a constant.
    Record,
    /// Plain, and what cannot be written is a remark in its place and no error.
    Remarks,
}

impl<'v> Printer<'v> {
    pub(super) fn print(root: &'v Value, bounds: &Bounds, style: Style) -> Result<Json, Error> {
        let (numbered, open) = Default::default();
        Self { root, numbered, open, budget: Budget::new(bounds), style }.json(root)
    }

    // What calls itself keeps little on the stack: values are deep, and stacks of threads small.
    fn json(&mut self, value: &'v Value) -> Result<Json, Error> {
        if let Err(error) = self.budget.value(value) {
            return self.cut(error);
        }
        match value {
            Value::Ref(index) => self.reference(*index),
            Value::List(_) | Value::Map(_) | Value::Object(_) => self.whole(value),
            _ => Ok(scalar::plain(value)),
        }
    }

    fn has_remarks(&self) -> bool {
        self.style == Style::Remarks
    }

    /// The remark for what is too much.
    fn cut(&self, error: Error) -> Result<Json, Error> {
        match error.kind() {
            ErrorKind::Limit { name, .. } if self.has_remarks() => Ok(match *name {
                "max_values" => json!("... and more"),
                "depth" => json!("... and deeper"),
                _ => json!("... and longer"),
            }),
            _ => Err(error),
        }
    }

    fn whole(&mut self, value: &'v Value) -> Result<Json, Error> {
        let depth = self.open.len();
        if depth >= self.budget.bounds().deepest() {
            return self.cut(self.budget.bounds().too_deep());
        }
        self.open.push(value);
        let json = match value {
            Value::List(list) => self.list(list),
            Value::Map(map) => self.map(map),
            Value::Object(object) => match self.as_text(value, object) {
                Ok(Some(text)) => self.text(text),
                Ok(None) => self.object(object),
                Err(error) => self.cut(error),
            },
            _ => Ok(Json::Null),
        };
        self.open.truncate(depth);
        json
    }

    fn list(&mut self, list: &'v List) -> Result<Json, Error> {
        let mut items = Vec::with_capacity(list.items.len());
        for (at, item) in list.items.iter().enumerate() {
            match self.json(item) {
                Ok(item) => items.push(item),
                Err(error) => return Err(error.inside(Place::Item(at))),
            }
        }
        Ok(Json::Array(items))
    }

    fn map(&mut self, map: &'v Map) -> Result<Json, Error> {
        let mut entries = JsonMap::new();
        for (at, (key, value)) in map.entries.iter().enumerate() {
            self.entry(key, value, &mut entries).map_err(|error| error.inside(Place::Entry(at)))?;
        }
        Ok(Json::Object(entries))
    }

    fn entry(
        &mut self,
        key: &'v Value,
        value: &'v Value,
        to: &mut JsonMap<String, Json>,
    ) -> Result<(), Error> {
        let key = self.key(key)?;
        let value = self.json(value)?;
        to.insert(key, value);
        Ok(())
    }

    fn object(&mut self, object: &'v Object) -> Result<Json, Error> {
        let class = object.class.name();
        if let Err(error) = self.budget.names(object.class.fields().chain([class])) {
            return self.cut(error);
        }
        let mut fields = JsonMap::new();
        if self.style != Style::Record {
            fields.insert("class".to_owned(), Json::String(class.to_owned()));
        }
        for (name, field) in object.iter() {
            match self.json(field) {
                Ok(json) => drop(fields.insert(name.to_owned(), json)),
                Err(error) => return Err(error.inside(Place::Field(name))),
            }
        }
        Ok(Json::Object(fields))
    }

    /// What is a text for everybody but Java.
    fn as_text(&mut self, value: &Value, object: &Object) -> Result<Option<String>, Error> {
        if object.class.name() == big_integer::CLASS {
            self.budget.work(big_integer::work(object))?;
        }
        Ok(match object_to_text(object) {
            None if self.style != Style::Record => value.as_enum_constant().map(str::to_owned),
            text => text,
        })
    }

    fn text(&mut self, text: String) -> Result<Json, Error> {
        match self.budget.names([text.as_str()].into_iter()) {
            Ok(()) => Ok(Json::String(text)),
            Err(error) => self.cut(error),
        }
    }

    fn reference(&mut self, index: u32) -> Result<Json, Error> {
        if self.numbered.is_empty() {
            self.numbered = self.root.numbered().collect();
        }
        let known = self.numbered.len();
        match usize::try_from(index).ok().and_then(|index| self.numbered.get(index).copied()) {
            None if self.has_remarks() => Ok(json!({ "$ref": index })),
            None => Err(ErrorKind::BadReference { index: index.into(), known }.into()),
            Some(target) if self.open.iter().any(|open| std::ptr::eq(*open, target)) => {
                if self.has_remarks() {
                    return Ok(json!({ "$cycle": target.class().unwrap_or("collection") }));
                }
                Err(ErrorKind::Cycle { index }.into())
            }
            Some(target) => self.whole(target),
        }
    }

    /// A key as text. It is paid for once more: quotes in a key of a key of a key double each time.
    fn key(&mut self, key: &'v Value) -> Result<String, Error> {
        let json = self.json(key)?;
        Ok(match self.text(as_key(json))? {
            Json::String(text) => text,
            _ => String::new(),
        })
    }
}

/// The text that an object of Java's library is for everybody but Java: a `BigDecimal`, a `LocalDate`, a `UUID`. `None` for
/// other objects, enum constants among them: they look like objects of a single field.
pub fn object_to_text(object: &Object) -> Option<String> {
    match object.class.name() {
        big_integer::CLASS => big_integer_to_text(object),
        class if class.starts_with("java.math.") => object.get("value")?.as_str().map(str::to_owned),
        _ => java_to_text(object),
    }
}

fn as_key(json: Json) -> String {
    match json {
        Json::String(text) => text,
        json => json.to_string(),
    }
}
