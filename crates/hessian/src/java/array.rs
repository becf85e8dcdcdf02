//! Java arrays, which the wire tells from lists by their type name. Spec section 6.

use std::ops::{Deref, DerefMut};

use super::JavaType;
use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

/// A Java array `T[]`; a plain `Vec` is a `java.util.List`.
///
/// Its type is written as Java names it: `JavaArray<i32>` is `[int`, `JavaArray<String>` is `[string`,
/// `JavaArray<Option<i32>>` is `[java.lang.Integer`. As in Java, bytes become a binary and characters a string.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JavaArray<T>(pub Vec<T>);

impl<T> Default for JavaArray<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for JavaArray<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T> DerefMut for JavaArray<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T> From<Vec<T>> for JavaArray<T> {
    fn from(items: Vec<T>) -> Self {
        Self(items)
    }
}

impl<T> FromIterator<T> for JavaArray<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self(items.into_iter().collect())
    }
}

impl<T> IntoIterator for JavaArray<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: Encode + JavaType> Encode for JavaArray<T> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        T::encode_array(&self.0, T::ARRAY_TYPE, to)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for JavaArray<T> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        T::decode_array(from).map(Self)
    }
}
