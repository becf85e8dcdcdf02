//! `java.util.EnumSet`.

use std::ops::{Deref, DerefMut};

use super::Class;
use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive::{self, JavaType};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

static CLASS: ClassDef =
    ClassDef::new("com.alibaba.com.caucho.hessian.io.EnumSetHandler", &["objects", "type"]);
static SHAPE: Shape = Shape::new(&CLASS, &[]);

/// A `java.util.EnumSet` of constants of `E`, as Java orders them. Java knows a constant but once, however often it is
/// written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct EnumSet<E>(pub Vec<E>);

impl<E> Default for EnumSet<E> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<E> Deref for EnumSet<E> {
    type Target = Vec<E>;

    fn deref(&self) -> &Vec<E> {
        &self.0
    }
}

impl<E> DerefMut for EnumSet<E> {
    fn deref_mut(&mut self) -> &mut Vec<E> {
        &mut self.0
    }
}

impl<E> FromIterator<E> for EnumSet<E> {
    fn from_iter<I: IntoIterator<Item = E>>(constants: I) -> Self {
        Self(constants.into_iter().collect())
    }
}

impl<E: Encode + JavaType> Encode for EnumSet<E> {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&CLASS);
        to.list_begin(self.0.len(), Some("[object"));
        self.0.iter().try_for_each(|constant| constant.encode(to))?;
        // An array of a class is named after it.
        Class::from(E::ARRAY_TYPE.trim_start_matches('[')).encode(to)
    }
}

impl<E> EnumSet<E> {
    /// Whether such an object is next: Java writes one too where a `Set` is declared.
    pub(crate) fn is_next(from: &mut Decoder<'_>) -> Result<bool, Error> {
        Ok(from.peek_class()?.is_some_and(|class| class == CLASS.name()))
    }
}

/// A plain list or set of constants is taken too.
impl<'de, E: Decode<'de>> Decode<'de> for EnumSet<E> {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        if from.peek_class()?.is_none() {
            return from.items().map(Self);
        }
        let Some(mut head) = from.object_begin(Some(&SHAPE))? else {
            return Err(from.null_found("EnumSet"));
        };
        let mut constants = None;
        while let Some(field) = from.next_field(&mut head)? {
            match field {
                0 => constants = Some(from.items()?),
                _ => from.skip_value()?,
            }
        }
        derive::field(constants, from, &CLASS, "objects").map(Self)
    }
}

impl<E> JavaType for EnumSet<E> {
    const DESCRIPTOR: &'static str = "Ljava/util/EnumSet;";
}
