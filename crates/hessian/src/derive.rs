//! What generated code calls. See the example of this module for what `#[derive(Hessian)]` writes.

use std::borrow::Cow;

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::encode::Encoder;
use crate::error::{Error, ErrorKind};

pub use crate::java::JavaType;

/// The fields of a Java class, written and read one by one: what lets a sub class hold its parent as a Rust field.
pub trait Fields {
    /// Their names in wire order: those of the parent first, then the class's own.
    const NAMES: &'static [&'static str];
    /// Other names of fields, with the position in `NAMES`.
    const ALIASES: &'static [(&'static str, u16)];

    /// Writes the values of all fields, in the order of `NAMES`.
    ///
    /// # Errors
    /// Those of the values.
    fn encode_fields(&self, to: &mut Encoder) -> Result<(), Error>;
}

/// The other half of [`Fields`].
pub trait DecodeFields<'de>: Fields + Sized {
    /// The fields read so far.
    type Partial: Default;

    /// Reads the value of the field at this position of `NAMES`.
    ///
    /// # Errors
    /// Those of the value.
    fn decode_field(partial: &mut Self::Partial, field: usize, from: &mut Decoder<'de>) -> Result<(), Error>;

    /// Puts the object together.
    ///
    /// # Errors
    /// A missing field.
    fn complete(partial: Self::Partial, from: &Decoder<'de>) -> Result<Self, Error>;
}

/// Writes an object of `class`.
///
/// # Errors
/// Those of the values.
#[inline]
pub fn encode_object<T: Fields>(value: &T, class: &'static ClassDef, to: &mut Encoder) -> Result<(), Error> {
    to.object_begin(class);
    value.encode_fields(to)
}

/// Reads an object. Null is an error; `Option` takes it.
///
/// # Errors
/// Malformed bytes, a missing field, a limit.
#[inline]
pub fn decode_object<'de, T: DecodeFields<'de>>(
    shape: &'static Shape,
    from: &mut Decoder<'de>,
) -> Result<T, Error> {
    let Some(mut head) = from.object_begin(Some(shape))? else { return Err(from.null_found("object")) };
    let mut partial = T::Partial::default();
    while let Some(field) = from.next_field(&mut head)? {
        T::decode_field(&mut partial, field, from)?;
    }
    T::complete(partial, from)
}

/// The value of a field, or what its type makes of a missing one.
///
/// # Errors
/// [`ErrorKind::MissingField`].
#[inline]
pub fn field<'de, T: Decode<'de>>(
    value: Option<T>,
    from: &Decoder<'de>,
    class: &'static ClassDef,
    field: &'static str,
) -> Result<T, Error> {
    match value.or_else(T::when_missing) {
        Some(value) => Ok(value),
        None => Err(missing(from, class, field)),
    }
}

#[cold]
fn missing(from: &Decoder<'_>, class: &'static ClassDef, field: &'static str) -> Error {
    from.error(ErrorKind::MissingField { class: class.static_name(), field })
}

static ENUM: ClassDef = ClassDef::new("java.lang.Enum", &["name"]);
static ENUM_SHAPE: Shape = Shape::new(&ENUM, &[]);

/// Writes the constant `name` of the Java enum `class`, whose only field is `name`.
#[inline]
pub fn encode_enum(class: &'static ClassDef, name: &str, to: &mut Encoder) {
    to.object_begin(class);
    to.string(name);
}

/// Reads the name of a constant of a Java enum: an object with the field `name`, or a bare string.
///
/// # Errors
/// Another kind of value, null included.
pub fn decode_enum<'de>(from: &mut Decoder<'de>) -> Result<Cow<'de, str>, Error> {
    if from.is_text_or_number_next()? {
        return from.string();
    }
    let Some(mut head) = from.object_begin(Some(&ENUM_SHAPE))? else { return Err(from.null_found("enum")) };
    let mut name = None;
    while from.next_field(&mut head)?.is_some() {
        name = Some(from.string()?);
    }
    field(name, from, &ENUM, "name")
}

/// The error for a constant that the Rust enum does not have.
#[cold]
pub fn unknown_constant(from: &Decoder<'_>, class: &'static ClassDef) -> Error {
    from.error(ErrorKind::UnknownConstant { class: class.static_name() })
}

/// Several lists of names as one; `N` is their length in all.
pub const fn concat_names<const N: usize>(parts: &[&[&'static str]]) -> [&'static str; N] {
    let mut names = [""; N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let mut name = 0;
        while name < parts[part].len() {
            names[at] = parts[part][name];
            name += 1;
            at += 1;
        }
        part += 1;
    }
    names
}

/// Several lists of aliases as one, each moved by the position at which its fields begin.
pub const fn concat_aliases<const N: usize>(
    parts: &[(&[(&'static str, u16)], usize)],
) -> [(&'static str, u16); N] {
    let mut aliases = [("", 0); N];
    let (mut part, mut at) = (0, 0);
    while part < parts.len() {
        let (list, offset) = parts[part];
        let mut alias = 0;
        while alias < list.len() {
            aliases[at] = (list[alias].0, list[alias].1 + offset as u16);
            alias += 1;
            at += 1;
        }
        part += 1;
    }
    aliases
}
