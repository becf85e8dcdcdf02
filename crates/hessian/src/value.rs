//! A Hessian value without a Rust type: a lossless tree.

mod access;
mod debug;
mod from;
mod numbered;
mod type_name;
mod write;

use std::sync::Arc;

use crate::class::ClassDef;

pub use type_name::TypeName;

/// Any Hessian value.
///
/// Nothing of what a sender said is lost: class names and field order, int or long, the types of lists and maps, the
/// order of map entries, identity. [`Value::Ref`]`(n)` is the n-th list, map or object of the *same root value*, counted
/// from 0 in the order in which they begin ([`Value::resolve`]); so a value is self-contained and can be moved, stored
/// and sent again. A class that nobody knows is an object like any other: names from the wire never create anything.
///
/// A value takes 32 bytes, and what it holds lies in boxes without spare room: what a peer sends in one byte costs no
/// more than 40. To change a list, take its items out: `list.items.into_vec()`.
#[derive(Clone, Default, PartialEq)]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// A `Boolean`.
    Bool(bool),
    /// An `Integer`, `Short` or `Byte`.
    Int(i32),
    /// A `Long`.
    Long(i64),
    /// A `Double` or `Float`.
    Double(f64),
    /// A `java.util.Date`: milliseconds since 1970.
    Date(i64),
    /// A `String` or `Character`.
    String(String),
    /// A `byte[]`.
    Binary(Vec<u8>),
    /// A list, set or array.
    List(List),
    /// A map.
    Map(Map),
    /// An object, enum constants and exceptions included.
    Object(Object),
    /// A list, map or object that began before, as number n of this root value.
    Ref(u32),
}

/// A list, set or array.
#[derive(Clone, Default, PartialEq)]
pub struct List {
    /// The type written before it, `java.util.HashSet` or `[int`; `None` for `java.util.ArrayList`.
    pub class: Option<TypeName>,
    /// The items.
    pub items: Box<[Value]>,
}

/// A map; entries keep their order, and keys may be anything.
#[derive(Clone, Default, PartialEq)]
pub struct Map {
    /// The Java class, `java.util.TreeMap`; `None` for `java.util.HashMap`.
    pub class: Option<TypeName>,
    /// Keys and values.
    pub entries: Box<[(Value, Value)]>,
}

/// An object: a class definition and a value for each of its fields.
#[derive(Clone, PartialEq)]
pub struct Object {
    /// The class name and field names.
    pub class: Arc<ClassDef>,
    /// The values, in the order of the class's fields; exactly as many.
    pub fields: Box<[Value]>,
}

impl List {
    /// A list that Java reads as `java.util.ArrayList`.
    pub fn new(items: Vec<Value>) -> Self {
        Self { class: None, items: items.into() }
    }

    /// A list of a type such as `java.util.HashSet`, or an array such as `[int`.
    pub fn typed(class: impl Into<TypeName>, items: Vec<Value>) -> Self {
        Self { class: Some(class.into()), items: items.into() }
    }
}

impl Map {
    /// A map that Java reads as `java.util.HashMap`.
    pub fn new(entries: Vec<(Value, Value)>) -> Self {
        Self { class: None, entries: entries.into() }
    }

    /// A map of a class such as `java.util.TreeMap`.
    pub fn typed(class: impl Into<TypeName>, entries: Vec<(Value, Value)>) -> Self {
        Self { class: Some(class.into()), entries: entries.into() }
    }

    /// The value of the first entry whose key is this string.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|(k, _)| k.as_str() == Some(key)).map(|(_, value)| value)
    }
}

impl Object {
    /// An object of a class with these fields.
    pub fn new<N: AsRef<str>>(class: impl AsRef<str>, fields: impl IntoIterator<Item = (N, Value)>) -> Self {
        let (names, fields): (Vec<N>, Vec<Value>) = fields.into_iter().unzip();
        Self { class: Arc::new(ClassDef::shared(class, names)), fields: fields.into() }
    }

    /// An enum constant, as Java writes it: an object with the field `name`.
    pub fn enum_constant(class: impl AsRef<str>, name: impl Into<String>) -> Self {
        Self::new(class, [("name", Value::String(name.into()))])
    }

    /// The value of the field `name`; of the last one if a sub class shadows it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(self.class.position(name)?)
    }

    /// Field names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.class.fields().zip(&self.fields)
    }
}

#[cfg(test)]
mod tests;
