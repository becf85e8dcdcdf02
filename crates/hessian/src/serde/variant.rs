//! Variants of enums.

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error as _, Unexpected, VariantAccess, Visitor};

use super::at::At;
use crate::error::{Error, Place};

/// A name, and the content that a variant with data has.
pub(super) struct Variant<'s, 'de> {
    name: &'de str,
    content: Option<At<'s, 'de>>,
}

impl<'s, 'de> Variant<'s, 'de> {
    pub(super) fn unit(name: &'de str) -> Self {
        Self { name, content: None }
    }

    pub(super) fn with(name: &'de str, content: At<'s, 'de>) -> Self {
        Self { name, content: Some(content) }
    }

    fn content(self, wanted: &'static str) -> Result<At<'s, 'de>, Error> {
        self.content.ok_or_else(|| Error::invalid_type(Unexpected::Str(""), &wanted))
    }
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Error> {
        let which = seed.deserialize(BorrowedStrDeserializer::<Error>::new(self.name))?;
        Ok((which, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.content {
            None => Ok(()),
            Some(content) => serde::Deserialize::deserialize(content),
        }
    }

    // Its name is one of the type's by now.
    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Error> {
        let name = Place::Field(self.name);
        self.content("a variant with data")?.read(seed, name)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Error> {
        let name = Place::Field(self.name);
        self.content("a variant with data")?
            .deserialize_tuple(len, visitor)
            .map_err(|error| error.inside(name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let name = Place::Field(self.name);
        self.content("a variant with fields")?
            .deserialize_struct("", fields, visitor)
            .map_err(|error| error.inside(name))
    }
}
