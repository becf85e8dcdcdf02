//! Lossless JSON to values.

use std::sync::Arc;

use serde_json::{Map as JsonMap, Value as Json};

use super::marks::{self, Marks};
use super::plain_read::{deeper, number};
use super::references::References;
use crate::class::ClassDef;
use crate::error::{Error, Place};
use crate::limits::Limits;
use crate::value::{List, Map, Object, TypeName, Value};

type Entries = JsonMap<String, Json>;

/// Reads lossless JSON.
#[derive(Default)]
pub(super) struct Reader<'j> {
    references: References,
    /// Classes by their name and fields, and types by their name: each of them is made once.
    classes: foldhash::HashMap<(&'j str, Vec<&'j str>), Arc<ClassDef>>,
    types: foldhash::HashMap<&'j str, TypeName>,
}

impl<'j> Reader<'j> {
    pub(super) fn read(json: &'j Json) -> Result<Value, Error> {
        let mut reader = Self::default();
        let mut value = reader.value(json, Limits::DEFAULT.depth)?;
        reader.references.settle(&mut value)?;
        Ok(value)
    }

    fn value(&mut self, json: &'j Json, depth: usize) -> Result<Value, Error> {
        match json {
            Json::Null => Ok(Value::Null),
            Json::Bool(value) => Ok(Value::Bool(*value)),
            Json::Number(value) => number(value),
            Json::String(text) => Ok(Value::from(text.as_str())),
            Json::Array(items) => {
                self.references.begin(None)?;
                Ok(Value::List(List::new(self.items(items, deeper(depth)?)?)))
            }
            Json::Object(entries) => self.marked(entries, Marks::of(entries)?, depth),
        }
    }

    // What calls itself keeps little on the stack: values are deep, and stacks of threads small.
    fn marked(&mut self, entries: &'j Entries, marks: Marks<'j>, depth: usize) -> Result<Value, Error> {
        marks.check()?;
        match marks.content {
            Some((mark @ ("@ref" | "@dangling"), json)) => {
                return self.references.refer(marks::index(mark, json)?, mark == "@dangling");
            }
            Some((mark, json)) if !matches!(mark, "@list" | "@entries") => return marks::scalar(mark, json),
            _ => {}
        }
        self.references.begin(marks.id)?;
        let depth = deeper(depth)?;
        if let Some(class) = marks.class {
            return self.object(class, entries, &marks, depth);
        }
        let class = marks.type_name.map(|name| self.type_name(name));
        match marks.content {
            Some(("@list", json)) => self.list(class, marks::array("@list", json)?, depth),
            Some((mark, json)) => self.pairs(class, marks::array(mark, json)?, depth),
            None => self.map(class, entries, depth),
        }
    }

    fn list(&mut self, class: Option<TypeName>, items: &'j [Json], depth: usize) -> Result<Value, Error> {
        Ok(Value::List(List { class, items: self.items(items, depth)?.into() }))
    }

    fn items(&mut self, items: &'j [Json], depth: usize) -> Result<Vec<Value>, Error> {
        let mut values = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            match self.value(item, depth) {
                Ok(value) => values.push(value),
                Err(error) => return Err(error.inside(Place::Item(at))),
            }
        }
        Ok(values)
    }

    fn pairs(&mut self, class: Option<TypeName>, pairs: &'j [Json], depth: usize) -> Result<Value, Error> {
        let mut entries = Vec::with_capacity(pairs.len());
        for (at, pair) in pairs.iter().enumerate() {
            self.pair(pair, depth, &mut entries).map_err(|error| error.inside(Place::Entry(at)))?;
        }
        Ok(Value::Map(Map { class, entries: entries.into() }))
    }

    fn pair(&mut self, pair: &'j Json, depth: usize, to: &mut Vec<(Value, Value)>) -> Result<(), Error> {
        let Some([key, value]) = pair.as_array().map(Vec::as_slice) else {
            return Err(marks::wrong("@entries", "pairs of a key and a value"));
        };
        let key = self.value(key, depth)?;
        let value = self.value(value, depth)?;
        to.push((key, value));
        Ok(())
    }

    fn map(&mut self, class: Option<TypeName>, json: &'j Entries, depth: usize) -> Result<Value, Error> {
        let mut entries = Vec::with_capacity(json.len());
        for (key, json) in json {
            let Some(name) = marks::name(key) else { continue };
            match self.value(json, depth) {
                Ok(value) => entries.push((Value::from(name), value)),
                Err(error) => return Err(error.inside(Place::Entry(entries.len()))),
            }
        }
        Ok(Value::Map(Map { class, entries: entries.into() }))
    }

    fn object(
        &mut self,
        class: &'j str,
        json: &'j Entries,
        marks: &Marks<'j>,
        depth: usize,
    ) -> Result<Value, Error> {
        let (mut names, mut fields) = (Vec::new(), Vec::new());
        if let (Some(given), Some(values)) = (marks.fields, marks.values) {
            let given: Option<_> = given.iter().map(Json::as_str).collect();
            names = given.ok_or_else(|| marks::wrong("@fields", "names"))?;
            fields = self.items(values, depth)?;
        }
        for (key, json) in json {
            let Some(name) = marks::name(key) else { continue };
            match self.value(json, depth) {
                Ok(value) => fields.push(value),
                Err(error) => return Err(error.inside(Place::Field(name))),
            }
            names.push(name);
        }
        Ok(Value::Object(Object { class: self.class(class, names), fields: fields.into() }))
    }

    fn class(&mut self, name: &'j str, fields: Vec<&'j str>) -> Arc<ClassDef> {
        let known = self.classes.entry((name, fields));
        known
            .or_insert_with_key(|(name, fields)| Arc::new(ClassDef::shared(*name, fields.iter().copied())))
            .clone()
    }

    fn type_name(&mut self, name: &'j str) -> TypeName {
        self.types.entry(name).or_insert_with(|| name.into()).clone()
    }
}
