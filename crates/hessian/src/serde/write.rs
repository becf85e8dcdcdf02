//! Serde to values.

use serde::{Serialize, Serializer};

use super::java::{BIG_DECIMAL, DATE};
use super::write_parts::{Entries, Items};
use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::value::{List, Map, Object, Value};

/// Makes one value.
#[derive(Clone, Copy)]
pub(super) struct ValueSerializer {
    /// How many lists and maps may still be opened inside each other.
    depth: usize,
}

impl ValueSerializer {
    pub(super) const fn new() -> Self {
        Self { depth: Limits::DEFAULT.depth }
    }

    /// For what stands inside of a list or map.
    fn deeper(self) -> Result<Self, Error> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Self { depth }),
            None => Err(ErrorKind::Limit { name: "depth", limit: Limits::DEFAULT.depth }.into()),
        }
    }

    fn items(self, len: Option<usize>, variant: Option<&'static str>) -> Result<Items, Error> {
        // A variant's content lies in a map.
        let inner = if variant.is_some() { self.deeper()? } else { self };
        Ok(Items { to: inner.deeper()?, items: Vec::with_capacity(len.unwrap_or(0).min(4096)), variant })
    }

    fn entries(self, len: Option<usize>, variant: Option<&'static str>) -> Result<Entries, Error> {
        let inner = if variant.is_some() { self.deeper()? } else { self };
        let entries = Vec::with_capacity(len.unwrap_or(0).min(4096));
        Ok(Entries { to: inner.deeper()?, entries, key: None, variant })
    }
}

/// `content`, or a map of the variant's name to it.
pub(super) fn tagged(variant: Option<&'static str>, content: Value) -> Value {
    match variant {
        Some(name) => Value::Map(Map::new(vec![(name.into(), content)])),
        None => content,
    }
}

fn long<T: TryInto<i64>>(number: T) -> Result<Value, Error> {
    let long = number.try_into().map_err(|_| Error::new(ErrorKind::OutOfRange { wanted: "long" }))?;
    Ok(Value::Long(long))
}

macro_rules! scalars {
    ($($method:ident($type:ty) => |$value:ident| $make:expr;)*) => {$(
        fn $method(self, $value: $type) -> Result<Value, Error> {
            $make
        }
    )*};
}

impl Serializer for ValueSerializer {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Entries;
    type SerializeStruct = Entries;
    type SerializeStructVariant = Entries;

    scalars! {
        serialize_bool(bool) => |value| Ok(Value::Bool(value));
        serialize_i8(i8) => |value| Ok(Value::Int(value.into()));
        serialize_i16(i16) => |value| Ok(Value::Int(value.into()));
        serialize_i32(i32) => |value| Ok(Value::Int(value));
        serialize_i64(i64) => |value| Ok(Value::Long(value));
        serialize_i128(i128) => |value| long(value);
        serialize_u8(u8) => |value| Ok(Value::Int(value.into()));
        serialize_u16(u16) => |value| Ok(Value::Int(value.into()));
        serialize_u32(u32) => |value| Ok(Value::Long(value.into()));
        serialize_u64(u64) => |value| long(value);
        serialize_u128(u128) => |value| long(value);
        serialize_f32(f32) => |value| Ok(Value::Double(value.into()));
        serialize_f64(f64) => |value| Ok(Value::Double(value));
        serialize_char(char) => |value| Ok(value.into());
        serialize_str(&str) => |value| Ok(value.into());
        serialize_bytes(&[u8]) => |value| Ok(Value::Binary(value.to_vec()));
        serialize_unit_struct(&'static str) => |_name| Ok(Value::Null);
    }

    fn serialize_none(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Value, Error> {
        Ok(variant.into())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        Ok(match (name, value.serialize(self)?) {
            (DATE, Value::Long(millis)) => Value::Date(millis),
            (BIG_DECIMAL, text @ Value::String(_)) => {
                Value::Object(Object::new("java.math.BigDecimal", [("value", text)]))
            }
            (_, value) => value,
        })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        let content = value
            .serialize(self.deeper()?)
            .map_err(|error| error.inside(crate::error::Place::Field(variant)))?;
        Ok(tagged(Some(variant), content))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Items, Error> {
        self.items(len, None)
    }

    fn serialize_tuple(self, len: usize) -> Result<Items, Error> {
        self.items(Some(len), None)
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items, Error> {
        self.items(Some(len), None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Items, Error> {
        self.items(Some(len), Some(variant))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Entries, Error> {
        self.entries(len, None)
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Entries, Error> {
        self.entries(Some(len), None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Entries, Error> {
        self.entries(Some(len), Some(variant))
    }
}

impl Items {
    /// The list.
    pub(super) fn finish(self) -> Value {
        tagged(self.variant, Value::List(List::new(self.items)))
    }
}

impl Entries {
    /// The map.
    pub(super) fn finish(self) -> Value {
        tagged(self.variant, Value::Map(Map::new(self.entries)))
    }
}
