//! Values from Rust's own types.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;

use super::{List, Map, Object, Value};

macro_rules! from {
    ($($type:ty => $value:ident, $make:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $make
            }
        }
    )*};
}

from! {
    () => _value, Self::Null;
    bool => value, Self::Bool(value);
    i8 => value, Self::Int(value.into());
    i16 => value, Self::Int(value.into());
    i32 => value, Self::Int(value);
    i64 => value, Self::Long(value);
    f32 => value, Self::Double(value.into());
    f64 => value, Self::Double(value);
    char => value, Self::String(value.into());
    &str => value, Self::String(value.into());
    String => value, Self::String(value);
    Cow<'_, str> => value, Self::String(value.into_owned());
    Bytes => value, Self::Binary(value.into());
    Vec<Value> => items, Self::List(List::new(items));
    Vec<(Value, Value)> => entries, Self::Map(Map::new(entries));
    List => list, Self::List(list);
    Map => map, Self::Map(map);
    Object => object, Self::Object(object);
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<K: Into<Self>, V: Into<Self>, S> From<HashMap<K, V, S>> for Value {
    fn from(map: HashMap<K, V, S>) -> Self {
        map.into_iter().collect()
    }
}

impl<K: Into<Self>, V: Into<Self>> From<BTreeMap<K, V>> for Value {
    fn from(map: BTreeMap<K, V>) -> Self {
        map.into_iter().collect()
    }
}

/// Collects a map.
impl<K: Into<Self>, V: Into<Self>> FromIterator<(K, V)> for Value {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::Map(Map::new(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect()))
    }
}

/// Collects a list.
impl FromIterator<Self> for Value {
    fn from_iter<I: IntoIterator<Item = Self>>(items: I) -> Self {
        Self::List(List::new(items.into_iter().collect()))
    }
}
