//! Values to JSON that says all of them.

use std::collections::HashSet;

use serde_json::{Map as JsonMap, Value as Json, json};

use super::bounds::{Bounds, Budget};
use super::scalar;
use crate::error::{Error, Place};
use crate::value::{List, Map, Object, Value};

/// The marks of a JSON object, and then its names.
type Marks = JsonMap<String, Json>;

/// Makes lossless JSON.
pub(super) struct Writer {
    /// How many lists, maps and objects there are.
    known: u32,
    /// Those of them that references lead to.
    targets: foldhash::HashSet<u32>,
    /// The number of the next one.
    next: u32,
    depth: usize,
    budget: Budget,
}

impl Writer {
    pub(super) fn write(root: &Value, bounds: &Bounds) -> Result<Json, Error> {
        let numbered: Vec<&Value> = root.numbered().collect();
        let known = u32::try_from(numbered.len()).unwrap_or(u32::MAX);
        let mut targets = foldhash::HashSet::default();
        let mut note = |value: &Value| {
            if let Value::Ref(index) = value {
                targets.insert(*index);
            }
        };
        for value in numbered {
            match value {
                Value::List(list) => list.items.iter().for_each(&mut note),
                Value::Object(object) => object.fields.iter().for_each(&mut note),
                Value::Map(map) => {
                    map.entries.iter().flat_map(|(key, value)| [key, value]).for_each(&mut note)
                }
                _ => {}
            }
        }
        Self { known, targets, next: 0, depth: bounds.deepest(), budget: Budget::new(bounds) }.json(root)
    }

    // What calls itself keeps little on the stack: values are deep, and stacks of threads small.
    fn json(&mut self, value: &Value) -> Result<Json, Error> {
        self.budget.value(value)?;
        if !value.is_counted() {
            return Ok(scalar::lossless(value, self.known));
        }
        let marks = self.begin(value)?;
        let json = match value {
            Value::List(list) => self.list(list, marks)?,
            Value::Map(map) => self.map(map, marks)?,
            Value::Object(object) => self.object(object, marks)?,
            _ => Json::Null,
        };
        self.depth = self.depth.saturating_add(1);
        Ok(json)
    }

    /// The marks of a list, map or object.
    fn begin(&mut self, value: &Value) -> Result<Marks, Error> {
        let Some(left) = self.depth.checked_sub(1) else { return Err(self.budget.bounds().too_deep()) };
        self.depth = left;
        let mut marks = Marks::new();
        if let Some(name) = value.class() {
            self.budget.names([name].into_iter())?;
            let mark = if value.as_object().is_some() { "@class" } else { "@type" };
            marks.insert(mark.to_owned(), json!(name));
        }
        if self.targets.contains(&self.next) {
            marks.insert("@id".to_owned(), json!(self.next));
        }
        self.next = self.next.saturating_add(1);
        Ok(marks)
    }

    fn list(&mut self, list: &List, mut json: Marks) -> Result<Json, Error> {
        let items = self.items(&list.items)?;
        if json.is_empty() {
            return Ok(Json::Array(items));
        }
        json.insert("@list".to_owned(), Json::Array(items));
        Ok(Json::Object(json))
    }

    fn items(&mut self, items: &[Value]) -> Result<Vec<Json>, Error> {
        let mut json = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            match self.json(item) {
                Ok(item) => json.push(item),
                Err(error) => return Err(error.inside(Place::Item(at))),
            }
        }
        Ok(json)
    }

    fn map(&mut self, map: &Map, mut json: Marks) -> Result<Json, Error> {
        let has_names = self.has_names(map)?;
        let mut entries = Vec::new();
        for (at, (key, value)) in map.entries.iter().enumerate() {
            let written = match key.as_str() {
                Some(name) if has_names => self.named(name, value, &mut json),
                _ => self.pair(key, value, &mut entries),
            };
            written.map_err(|error| error.inside(Place::Entry(at)))?;
        }
        if !has_names {
            json.insert("@entries".to_owned(), Json::Array(entries));
        }
        Ok(Json::Object(json))
    }

    /// Whether the keys are strings, each another one.
    fn has_names(&mut self, map: &Map) -> Result<bool, Error> {
        let names: Option<Vec<&str>> = map.entries.iter().map(|(key, _)| key.as_str()).collect();
        match names {
            Some(names) if are_distinct(names.iter().copied()) => {
                self.budget.names(names.into_iter())?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn named(&mut self, name: &str, value: &Value, to: &mut Marks) -> Result<(), Error> {
        let json = self.json(value)?;
        to.insert(escaped(name), json);
        Ok(())
    }

    fn pair(&mut self, key: &Value, value: &Value, to: &mut Vec<Json>) -> Result<(), Error> {
        let key = self.json(key)?;
        let value = self.json(value)?;
        to.push(Json::Array(vec![key, value]));
        Ok(())
    }

    fn object(&mut self, object: &Object, mut json: Marks) -> Result<Json, Error> {
        self.budget.names(object.class.fields())?;
        if object.fields.len() == object.class.len() && are_distinct(object.class.fields()) {
            for (name, value) in object.iter() {
                self.named(name, value, &mut json).map_err(|error| error.inside(Place::Field(name)))?;
            }
            return Ok(Json::Object(json));
        }
        // A field that hides another one, or a value that Java could not read.
        json.insert("@fields".to_owned(), object.class.fields().collect());
        let values = self.items(&object.fields)?;
        json.insert("@values".to_owned(), Json::Array(values));
        Ok(Json::Object(json))
    }
}

fn are_distinct<'n>(mut names: impl Iterator<Item = &'n str>) -> bool {
    let mut seen = HashSet::new();
    names.all(|name| seen.insert(name))
}

/// A name that is no mark: one `@` more in front of one.
fn escaped(name: &str) -> String {
    if name.starts_with('@') { format!("@{name}") } else { name.to_owned() }
}
