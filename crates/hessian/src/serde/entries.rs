//! The entries of a map, and the fields of an object.

use std::rc::Rc;
use std::slice::Iter;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, MapAccess};

use super::at::At;
use super::state::State;
use crate::error::{Error, Place};
use crate::value::{Map, Object, Value};

/// The entries that are left.
pub(super) struct Entries<'s, 'de> {
    entries: Iter<'de, (Value, Value)>,
    at: usize,
    /// The names of the wanted struct: a key that is one of them names the place.
    names: &'static [&'static str],
    /// The place of the value that comes next, and itself.
    next: Option<(Place<'static>, &'de Value)>,
    state: &'s mut State<'de>,
}

impl<'s, 'de> Entries<'s, 'de> {
    pub(super) fn new(map: &'de Map, names: &'static [&'static str], state: &'s mut State<'de>) -> Self {
        Self { entries: map.entries.iter(), at: 0, names, next: None, state }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        let entry = Place::Entry(self.at);
        let name = key.as_str().and_then(|key| self.names.iter().find(|name| **name == key));
        self.next = Some((name.map_or(entry, |name| Place::Field(name)), value));
        self.at = self.at.saturating_add(1);
        At::new(key, self.state).read(seed, entry).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some((place, value)) = self.next.take() else { return Err(no_key()) };
        At::new(value, self.state).read(seed, place)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The fields that are left.
pub(super) struct Fields<'s, 'de> {
    object: &'de Object,
    at: usize,
    hidden: Option<Rc<[bool]>>,
    next: Option<(Place<'de>, &'de Value)>,
    state: &'s mut State<'de>,
}

impl<'s, 'de> Fields<'s, 'de> {
    pub(super) fn new(object: &'de Object, state: &'s mut State<'de>) -> Self {
        Self { object, at: 0, hidden: state.hidden(&object.class), next: None, state }
    }

    fn is_hidden(&self, at: usize) -> bool {
        self.hidden.as_ref().and_then(|hidden| hidden.get(at)).is_some_and(|hidden| *hidden)
    }
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        while self.is_hidden(self.at) {
            self.at = self.at.saturating_add(1);
        }
        let field = self.object.class.field(self.at).zip(self.object.fields.get(self.at));
        let Some((name, value)) = field else { return Ok(None) };
        self.at = self.at.saturating_add(1);
        self.state.name(name)?;
        self.next = Some((Place::Field(name), value));
        seed.deserialize(BorrowedStrDeserializer::<Error>::new(name))
            .map(Some)
            .map_err(|error| error.inside(Place::Field(name)))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some((place, value)) = self.next.take() else { return Err(no_key()) };
        At::new(value, self.state).read(seed, place)
    }
}

fn no_key() -> Error {
    Error::other("a value of a map was read before its key")
}
