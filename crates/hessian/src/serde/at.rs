//! Values to serde.

use serde::de::{DeserializeSeed, Deserializer, Error as _, Unexpected, Visitor};
use serde::forward_to_deserialize_any;

use super::entries::{Entries, Fields};
use super::items::{Items, Octets};
use super::state::State;
use super::variant::Variant;
use crate::error::{Error, ErrorKind, Place};
use crate::value::{List, Value};

/// How many options and newtypes may stand around one value: a type can be made of nothing else.
const MAX_WRAPS: u8 = 64;

/// Reads one value.
pub(super) struct At<'s, 'de> {
    value: &'de Value,
    state: &'s mut State<'de>,
    /// Options and newtypes around it.
    wraps: u8,
}

impl<'s, 'de> At<'s, 'de> {
    pub(super) fn new(value: &'de Value, state: &'s mut State<'de>) -> Self {
        Self { value, state, wraps: 0 }
    }

    /// Reads with `seed` what stands at `place`.
    pub(super) fn read<S: DeserializeSeed<'de>>(self, seed: S, place: Place<'_>) -> Result<S::Value, Error> {
        seed.deserialize(self).map_err(|error| error.inside(place))
    }

    fn wrapped(mut self) -> Result<Self, Error> {
        self.wraps = self.wraps.saturating_add(1);
        if self.wraps > MAX_WRAPS {
            return Err(Error::other("the type is options and newtypes without end"));
        }
        Ok(self)
    }

    fn container<V: Visitor<'de>>(
        self,
        value: &'de Value,
        by_reference: bool,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.state.inside(value, by_reference, |state| match value {
            Value::List(list) => items(list, state, visitor),
            Value::Map(map) => visitor.visit_map(Entries::new(map, names, state)),
            Value::Object(object) => visitor.visit_map(Fields::new(object, state)),
            _ => visitor.visit_unit(),
        })
    }
}

fn items<'de, V: Visitor<'de>>(
    list: &'de List,
    state: &mut State<'de>,
    visitor: V,
) -> Result<V::Value, Error> {
    let mut items = Items::new(list, state);
    let read = visitor.visit_seq(&mut items)?;
    match items.left() {
        0 => Ok(read),
        left => Err(Error::other(format!("{left} items more than expected"))),
    }
}

/// What serde calls the kind of a value; of its content it says nothing.
fn kind_of(value: &Value) -> Unexpected<'static> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(_) => Unexpected::Bool(true),
        Value::Int(_) | Value::Long(_) | Value::Date(_) => Unexpected::Signed(0),
        Value::Double(_) => Unexpected::Float(0.0),
        Value::String(_) => Unexpected::Str(""),
        Value::Binary(_) => Unexpected::Bytes(&[]),
        Value::List(_) => Unexpected::Seq,
        Value::Map(_) | Value::Object(_) | Value::Ref(_) => Unexpected::Map,
    }
}

impl<'de> Deserializer<'de> for At<'_, 'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_struct("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (value, by_reference) = self.state.resolve(self.value)?;
        match value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i32(*value),
            Value::Long(value) | Value::Date(value) => visitor.visit_i64(*value),
            Value::Double(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Binary(bytes) => visitor.visit_borrowed_bytes(bytes),
            Value::List(_) | Value::Map(_) | Value::Object(_) => {
                self.container(value, by_reference, names, visitor)
            }
            Value::Ref(index) => Err(ErrorKind::BadReference { index: (*index).into(), known: 0 }.into()),
        }
    }

    /// A `byte` of Java, whose upper half is negative.
    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Int(value @ -128..0) => match i8::try_from(*value) {
                Ok(byte) => visitor.visit_u8(byte.cast_unsigned()),
                Err(_) => visitor.visit_i32(*value),
            },
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.state.resolve(self.value)? {
            (Value::Binary(bytes), _) => visitor.visit_seq(Octets::new(bytes)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self.wrapped()?),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self.wrapped()?)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (value, by_reference) = self.state.resolve(self.value)?;
        if let Some(name) = value.as_str().or_else(|| value.as_enum_constant()) {
            return visitor.visit_enum(Variant::unit(name));
        }
        match value.as_map().map(|map| &*map.entries) {
            Some([(Value::String(name), content)]) => self.state.inside(value, by_reference, |state| {
                visitor.visit_enum(Variant::with(name, At::new(content, state)))
            }),
            _ => Err(Error::invalid_type(kind_of(value), &visitor)),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct map identifier
    }
}
