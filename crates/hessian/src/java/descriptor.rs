//! The names Java gives to types: JVM descriptors, and the type names of arrays on the wire.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::marker::PhantomData;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use indexmap::{IndexMap, IndexSet};

use super::{BigDecimal, Date, Exception, JavaArray};
use crate::value::Value;

const LIST: &str = "Ljava/util/List;";
const SET: &str = "Ljava/util/Set;";
const MAP: &str = "Ljava/util/Map;";

/// The Java type that a Rust type stands for.
///
/// Everything but [`DESCRIPTOR`](Self::DESCRIPTOR) follows from it, except for primitives.
pub trait JavaType {
    /// The JVM descriptor: `I`, `Ljava/lang/String;`, `[I`.
    const DESCRIPTOR: &'static str;

    /// The descriptor of the type that can also be null: `Ljava/lang/Integer;` for an `int`.
    const BOXED: &'static str = Self::DESCRIPTOR;

    /// The descriptor of a `Vec` of it: a `java.util.List`, but `[B` for bytes.
    const LIST: &'static str = LIST;

    /// The type of an array of it as Hessian writes it: `[int`, `[string`, `[com.x.User`. Spec section 6.
    const ARRAY_TYPE: &'static str = ArrayNames::<Self>::TYPE;

    /// The descriptor of an array of it: `[I`.
    const ARRAY_DESCRIPTOR: &'static str = ArrayNames::<Self>::DESCRIPTOR;
}

/// Room for names put together by the compiler; a longer one does not compile.
const MAX_NAME: usize = 512;

struct Name {
    bytes: [u8; MAX_NAME],
    len: usize,
}

// Array indices are evaluated by the compiler; one out of range is an error when the program is built.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
impl Name {
    const fn new() -> Self {
        Self { bytes: [0; MAX_NAME], len: 0 }
    }

    const fn push(mut self, byte: u8) -> Self {
        self.bytes[self.len] = byte;
        self.len += 1;
        self
    }

    const fn push_str(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            self = self.push(bytes[at]);
            at += 1;
        }
        self
    }

    const fn as_str(&self) -> &str {
        let (bytes, _) = self.bytes.split_at(self.len);
        match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// The wire type of an array whose items have this descriptor.
    const fn array_type(item: &str) -> Self {
        let bytes = item.as_bytes();
        let mut name = Self::new().push(b'[');
        let mut at = 0;
        while at < bytes.len() && bytes[at] == b'[' {
            name = name.push(b'[');
            at += 1;
        }
        let (_, item) = bytes.split_at(at);
        match item {
            b"Z" => name.push_str("boolean"),
            b"B" => name.push_str("byte"),
            b"C" => name.push_str("char"),
            b"S" => name.push_str("short"),
            b"I" => name.push_str("int"),
            b"J" => name.push_str("long"),
            b"F" => name.push_str("float"),
            b"D" => name.push_str("double"),
            b"Ljava/lang/String;" => name.push_str("string"),
            b"Ljava/lang/Object;" => name.push_str("object"),
            b"Ljava/util/Date;" => name.push_str("date"),
            _ => {
                let mut at = 1;
                while at + 1 < item.len() {
                    name = name.push(if item[at] == b'/' { b'.' } else { item[at] });
                    at += 1;
                }
                name
            }
        }
    }
}

struct ArrayNames<T: ?Sized>(PhantomData<T>);

impl<T: JavaType + ?Sized> ArrayNames<T> {
    const TYPE_NAME: Name = Name::array_type(T::DESCRIPTOR);
    const TYPE: &'static str = Self::TYPE_NAME.as_str();
    const DESCRIPTOR_NAME: Name = Name::new().push(b'[').push_str(T::DESCRIPTOR);
    const DESCRIPTOR: &'static str = Self::DESCRIPTOR_NAME.as_str();
}

macro_rules! primitive {
    ($($type:ty, $descriptor:literal, $boxed:literal;)*) => {$(
        impl JavaType for $type {
            const DESCRIPTOR: &'static str = $descriptor;
            const BOXED: &'static str = $boxed;
        }
    )*};
}

primitive! {
    (), "V", "Ljava/lang/Void;";
    bool, "Z", "Ljava/lang/Boolean;";
    char, "C", "Ljava/lang/Character;";
    i16, "S", "Ljava/lang/Short;";
    i32, "I", "Ljava/lang/Integer;";
    i64, "J", "Ljava/lang/Long;";
    f32, "F", "Ljava/lang/Float;";
    f64, "D", "Ljava/lang/Double;";
}

impl JavaType for i8 {
    const DESCRIPTOR: &'static str = "B";
    const BOXED: &'static str = "Ljava/lang/Byte;";
    const LIST: &'static str = "[B";
}

impl JavaType for u8 {
    const DESCRIPTOR: &'static str = "B";
    const BOXED: &'static str = "Ljava/lang/Byte;";
    const LIST: &'static str = "[B";
}

macro_rules! class {
    ($([$($generic:tt)*] $type:ty, $descriptor:expr;)*) => {$(
        impl<$($generic)*> JavaType for $type {
            const DESCRIPTOR: &'static str = $descriptor;
        }
    )*};
}

class! {
    [] str, "Ljava/lang/String;";
    [] String, "Ljava/lang/String;";
    [] Bytes, "[B";
    [] BytesMut, "[B";
    [] Value, "Ljava/lang/Object;";
    [] Date, "Ljava/util/Date;";
    [] BigDecimal, "Ljava/math/BigDecimal;";
    [] Exception, "Ljava/lang/Throwable;";
    [T: JavaType] Option<T>, T::BOXED;
    [T: JavaType] [T], T::LIST;
    [T: JavaType, const N: usize] [T; N], T::LIST;
    [T: JavaType] Vec<T>, T::LIST;
    [T] VecDeque<T>, LIST;
    [T: JavaType] JavaArray<T>, T::ARRAY_DESCRIPTOR;
    [T, S] HashSet<T, S>, SET;
    [T] BTreeSet<T>, SET;
    [T, S] IndexSet<T, S>, SET;
    [K, V, S] HashMap<K, V, S>, MAP;
    [K, V] BTreeMap<K, V>, MAP;
    [K, V, S] IndexMap<K, V, S>, MAP;
}

macro_rules! same {
    ($([$($bound:tt)*] $type:ty;)*) => {$(
        impl<T: JavaType + $($bound)*> JavaType for $type {
            const DESCRIPTOR: &'static str = T::DESCRIPTOR;
            const BOXED: &'static str = T::BOXED;
        }
    )*};
}

same! {
    [?Sized] &T;
    [?Sized] &mut T;
    [?Sized] Box<T>;
    [?Sized] Arc<T>;
    [ToOwned + ?Sized] Cow<'_, T>;
}

macro_rules! tuple {
    ($($($name:ident),*;)*) => {$(
        impl<$($name),*> JavaType for ($($name,)*) {
            const DESCRIPTOR: &'static str = LIST;
        }
    )*};
}

tuple! {
    A;
    A, B;
    A, B, C;
    A, B, C, D;
    A, B, C, D, E;
    A, B, C, D, E, F;
}

#[cfg(test)]
mod tests;
