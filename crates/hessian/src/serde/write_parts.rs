//! Lists and maps, one part after the other.

use serde::{Serialize, ser};

use super::write::ValueSerializer;
use crate::error::{Error, Place};
use crate::value::Value;

/// A list that is being made.
pub(super) struct Items {
    /// Makes the items.
    pub(super) to: ValueSerializer,
    pub(super) items: Vec<Value>,
    /// The enum variant that it is the content of.
    pub(super) variant: Option<&'static str>,
}

/// A map that is being made.
pub(super) struct Entries {
    /// Makes keys and values.
    pub(super) to: ValueSerializer,
    pub(super) entries: Vec<(Value, Value)>,
    /// The key whose value comes next.
    pub(super) key: Option<Value>,
    /// The enum variant that it is the content of.
    pub(super) variant: Option<&'static str>,
}

/// The error with the variant that it was found in.
fn inside(error: Error, place: Place<'_>, variant: Option<&'static str>) -> Error {
    let error = error.inside(place);
    variant.map_or(error.clone(), |variant| error.inside(Place::Field(variant)))
}

impl Items {
    fn push<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
        let at = self.items.len();
        let item = item.serialize(self.to).map_err(|error| inside(error, Place::Item(at), self.variant))?;
        self.items.push(item);
        Ok(())
    }
}

impl Entries {
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        let value =
            value.serialize(self.to).map_err(|error| inside(error, Place::Field(name), self.variant))?;
        self.entries.push((name.into(), value));
        Ok(())
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident)*) => {$(
        impl ser::$trait for Items {
            type Ok = Value;
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Error> {
                self.push(item)
            }

            fn end(self) -> Result<Value, Error> {
                Ok(self.finish())
            }
        }
    )*};
}

items! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

macro_rules! fields {
    ($($trait:ident)*) => {$(
        impl ser::$trait for Entries {
            type Ok = Value;
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                self.field(name, value)
            }

            fn end(self) -> Result<Value, Error> {
                Ok(self.finish())
            }
        }
    )*};
}

fields!(SerializeStruct SerializeStructVariant);

impl ser::SerializeMap for Entries {
    type Ok = Value;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let at = self.entries.len();
        self.key = Some(key.serialize(self.to).map_err(|error| error.inside(Place::Entry(at)))?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        let at = self.entries.len();
        let Some(key) = self.key.take() else {
            return Err(Error::other("a value of a map was written before its key"));
        };
        let value = value.serialize(self.to).map_err(|error| error.inside(Place::Entry(at)))?;
        self.entries.push((key, value));
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        if self.key.is_some() {
            return Err(Error::other("a key of a map has no value"));
        }
        Ok(self.finish())
    }
}
