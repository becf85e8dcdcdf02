//! Looking into a value.

use super::{List, Map, Object, Value};

impl Value {
    /// True for null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The boolean, if it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The whole number, if it is an int or long.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Int(value) => Some(i64::from(*value)),
            Self::Long(value) => Some(*value),
            _ => None,
        }
    }

    /// The whole number, if it is an int or long that fits.
    pub fn as_i32(&self) -> Option<i32> {
        self.as_i64().and_then(|value| value.try_into().ok())
    }

    /// The number as a double, if it is a number.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(f64::from(*value)),
            Self::Long(value) => Some(*value as f64),
            Self::Double(value) => Some(*value),
            _ => None,
        }
    }

    /// The milliseconds since 1970, if it is a date.
    pub fn as_date_millis(&self) -> Option<i64> {
        match self {
            Self::Date(millis) => Some(*millis),
            _ => None,
        }
    }

    /// The text, if it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(value) => Some(value),
            _ => None,
        }
    }

    /// The bytes, if it is a binary.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Binary(value) => Some(value),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&List> {
        match self {
            Self::List(list) => Some(list),
            _ => None,
        }
    }

    /// The items, if it is a list, set or array.
    pub fn items(&self) -> Option<&[Self]> {
        self.as_list().map(|list| &*list.items)
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The class or type name written with a list, map or object.
    pub fn class(&self) -> Option<&str> {
        match self {
            Self::List(list) => list.class.as_deref(),
            Self::Map(map) => map.class.as_deref(),
            Self::Object(object) => Some(object.class.name()),
            _ => None,
        }
    }

    /// The field of an object, or the entry of a map, with this name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(object) => object.get(name),
            Self::Map(map) => map.get(name),
            _ => None,
        }
    }

    /// The constant's name, if this is an object as Java writes enums: one field `name` that is a string.
    pub fn as_enum_constant(&self) -> Option<&str> {
        let object = self.as_object()?;
        if object.class.len() == 1 { object.get("name")?.as_str() } else { None }
    }

    /// The list, map or object that [`Value::Ref`]`(index)` inside this root value stands for.
    ///
    /// This walks the tree; to resolve many references, keep what it returns.
    pub fn resolve(&self, index: u32) -> Option<&Self> {
        self.numbered().nth(usize::try_from(index).ok()?)
    }

    /// True for what takes a reference number.
    #[cfg(feature = "json")]
    pub(crate) fn is_counted(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_) | Self::Object(_))
    }
}
