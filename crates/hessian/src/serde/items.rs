//! The items of a list, and the bytes of a binary.

use std::slice::Iter;

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::at::At;
use super::state::State;
use crate::error::{Error, Place};
use crate::value::{List, Value};

/// The items that are left.
pub(super) struct Items<'s, 'de> {
    items: Iter<'de, Value>,
    at: usize,
    state: &'s mut State<'de>,
}

impl<'s, 'de> Items<'s, 'de> {
    pub(super) fn new(list: &'de List, state: &'s mut State<'de>) -> Self {
        Self { items: list.items.iter(), at: 0, state }
    }

    pub(super) fn left(&self) -> usize {
        self.items.len()
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let place = Place::Item(self.at);
        self.at = self.at.saturating_add(1);
        At::new(item, self.state).read(seed, place).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The bytes that are left.
pub(super) struct Octets<'de> {
    bytes: Iter<'de, u8>,
    at: usize,
}

impl<'de> Octets<'de> {
    pub(super) fn new(bytes: &'de [u8]) -> Self {
        Self { bytes: bytes.iter(), at: 0 }
    }
}

impl<'de> SeqAccess<'de> for Octets<'de> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some(byte) = self.bytes.next() else { return Ok(None) };
        let place = Place::Item(self.at);
        self.at = self.at.saturating_add(1);
        seed.deserialize(Octet(*byte)).map(Some).map_err(|error| error.inside(place))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.bytes.len())
    }
}

/// One byte: signed where that is wanted.
struct Octet(u8);

impl<'de> Deserializer<'de> for Octet {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_u8(self.0)
    }

    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_i8(self.0.cast_signed())
    }

    forward_to_deserialize_any! {
        bool i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
