//! What `#[derive(Hessian)]` writes, and what the written code calls.
//!
//! The example is what comes of these two types, by hand:
//!
//! ```text
//! #[derive(Hessian)] #[hessian(class = "com.x.User")]
//! struct User { name: String, age: Option<i32> }
//!
//! #[derive(Hessian)] #[hessian(class = "com.x.Admin")]
//! struct Admin<T> {
//!     #[hessian(parent)] user: User,                                // fields of the super class
//!     #[hessian(rename = "grade", alias = "level")] level: T,       // Java's name, and an older one
//!     #[hessian(default)] note: String,                             // missing or null: Default::default()
//!     #[hessian(skip)] cache: u32,                                  // not on the wire
//! }
//!
//! #[derive(Hessian)] #[hessian(class = "com.x.Color")]
//! enum Color { #[hessian(rename = "RED")] Red, #[hessian(rename = "GREEN")] Green }
//! ```
//!
//! Fields of the parent come first. What was read so far is nested pairs that end in `()`: any number of fields, no
//! type to be named, `Default` for free. Names, class and shape stand outside the `impl`s, where no generic parameter
//! reaches, so that a generic type works too (but not a parent whose type is generic in a parameter of the child).
//! A type with lifetime `'a` that borrows uses it in place of `'de`. The macro puts the pairs into a struct of their own, so
//! that a type may be more visible than those of its fields.
//!
//! ```
//! # struct User { name: String, age: Option<i32> }
//! # struct Admin<T> { user: User, level: T, note: String, cache: u32 }
//! # #[derive(Debug, PartialEq)] enum Color { Red, Green }
//! const _: () = {
//!     use dubbors_hessian::{derive, ClassDef, Decode, Decoder, Encode, Encoder, Error, Shape};
//!
//!     const NAMES: &[&str] = &["name", "age"];
//!     const ALIASES: &[(&str, u16)] = &[];
//!     static CLASS: ClassDef = ClassDef::new("com.x.User", NAMES);
//!     static SHAPE: Shape = Shape::new(&CLASS, ALIASES);
//!
//!     impl derive::Fields for User {
//!         const NAMES: &'static [&'static str] = NAMES;
//!         const ALIASES: &'static [(&'static str, u16)] = ALIASES;
//!     }
//!     impl derive::EncodeFields for User {
//!         fn encode_fields(&self, to: &mut Encoder) -> Result<(), Error> {
//!             Encode::encode(&self.name, to)?;
//!             Encode::encode(&self.age, to)?;
//!             Ok(())
//!         }
//!     }
//!     impl<'de> derive::DecodeFields<'de> for User {
//!         type Partial = (Option<String>, (Option<Option<i32>>, ()));
//!         fn decode_field(partial: &mut Self::Partial, field: usize, from: &mut Decoder<'de>) -> Result<(), Error> {
//!             match field {
//!                 0 => partial.0 = Some(Decode::decode(from)?),
//!                 1 => partial.1.0 = Some(Decode::decode(from)?),
//!                 _ => from.skip_value()?,
//!             }
//!             Ok(())
//!         }
//!         fn complete(partial: Self::Partial, from: &Decoder<'de>) -> Result<Self, Error> {
//!             Ok(Self {
//!                 name: derive::field(partial.0, from, &CLASS, "name")?,
//!                 age: derive::field(partial.1.0, from, &CLASS, "age")?,
//!             })
//!         }
//!         fn in_order(from: &mut Decoder<'de>) -> Result<Self, Error> {
//!             Ok(Self { name: derive::next(from)?, age: derive::next(from)? })
//!         }
//!     }
//!     impl Encode for User {
//!         fn encode(&self, to: &mut Encoder) -> Result<(), Error> { derive::encode_object(self, &CLASS, to) }
//!     }
//!     impl<'de> Decode<'de> for User {
//!         fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> { derive::decode_object(&SHAPE, from) }
//!     }
//!     impl derive::JavaType for User {
//!         const DESCRIPTOR: &'static str = "Lcom/x/User;";
//!     }
//! };
//!
//! const _: () = {
//!     use dubbors_hessian::{derive, ClassDef, Decode, Decoder, Encode, Encoder, Error, Shape};
//!
//!     const PARENT: usize = <User as derive::Fields>::NAMES.len();
//!     const NAMES: &[&str] =
//!         &derive::concat_names::<{ PARENT + 2 }>(&[<User as derive::Fields>::NAMES, &["grade", "note"]]);
//!     const ALIASES: &[(&str, u16)] = &derive::concat_aliases::<{ <User as derive::Fields>::ALIASES.len() + 1 }>(&[
//!         (<User as derive::Fields>::ALIASES, 0),
//!         (&[("level", 0)], PARENT), // positions among the own fields
//!     ]);
//!     static CLASS: ClassDef = ClassDef::new("com.x.Admin", NAMES);
//!     static SHAPE: Shape = Shape::new(&CLASS, ALIASES);
//!
//!     impl<T> derive::Fields for Admin<T> {
//!         const NAMES: &'static [&'static str] = NAMES;
//!         const ALIASES: &'static [(&'static str, u16)] = ALIASES;
//!     }
//!     impl<T: Encode> derive::EncodeFields for Admin<T> {
//!         fn encode_fields(&self, to: &mut Encoder) -> Result<(), Error> {
//!             derive::EncodeFields::encode_fields(&self.user, to)?;
//!             Encode::encode(&self.level, to)?;
//!             Encode::encode(&self.note, to)?;
//!             Ok(())
//!         }
//!     }
//!     impl<'de, T: Decode<'de>> derive::DecodeFields<'de> for Admin<T> {
//!         type Partial =
//!             (<User as derive::DecodeFields<'de>>::Partial, (Option<T>, (Option<String>, ())));
//!         fn decode_field(partial: &mut Self::Partial, field: usize, from: &mut Decoder<'de>) -> Result<(), Error> {
//!             if field < PARENT {
//!                 return <User as derive::DecodeFields<'de>>::decode_field(&mut partial.0, field, from);
//!             }
//!             match field - PARENT {
//!                 0 => partial.1.0 = Some(Decode::decode(from)?),
//!                 1 => partial.1.1.0 = Decode::decode(from)?, // `default`: as an Option, so null leaves it out
//!                 _ => from.skip_value()?,
//!             }
//!             Ok(())
//!         }
//!         fn complete(partial: Self::Partial, from: &Decoder<'de>) -> Result<Self, Error> {
//!             Ok(Self {
//!                 user: <User as derive::DecodeFields<'de>>::complete(partial.0, from)?,
//!                 level: derive::field(partial.1.0, from, &CLASS, "grade")?,
//!                 note: partial.1.1.0.unwrap_or_default(),
//!                 cache: Default::default(),
//!             })
//!         }
//!         fn in_order(from: &mut Decoder<'de>) -> Result<Self, Error> {
//!             Ok(Self {
//!                 user: <User as derive::DecodeFields<'de>>::in_order(from)?,
//!                 level: derive::next(from)?,
//!                 note: derive::next::<Option<_>>(from)?.unwrap_or_default(),
//!                 cache: Default::default(),
//!             })
//!         }
//!     }
//!     impl<T: Encode> Encode for Admin<T> {
//!         fn encode(&self, to: &mut Encoder) -> Result<(), Error> { derive::encode_object(self, &CLASS, to) }
//!     }
//!     impl<'de, T: Decode<'de>> Decode<'de> for Admin<T> {
//!         fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> { derive::decode_object(&SHAPE, from) }
//!     }
//!     impl<T> derive::JavaType for Admin<T> {
//!         const DESCRIPTOR: &'static str = "Lcom/x/Admin;";
//!     }
//! };
//!
//! const _: () = {
//!     use dubbors_hessian::{derive, ClassDef, Decode, Decoder, Encode, Encoder, Error};
//!
//!     static CLASS: ClassDef = ClassDef::new("com.x.Color", &["name"]);
//!
//!     impl Encode for Color {
//!         fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
//!             derive::encode_enum(&CLASS, match self { Self::Red => "RED", Self::Green => "GREEN" }, to);
//!             Ok(())
//!         }
//!     }
//!     impl<'de> Decode<'de> for Color {
//!         fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
//!             match derive::decode_enum(from)?.as_ref() {
//!                 "RED" => Ok(Self::Red),
//!                 "GREEN" => Ok(Self::Green),
//!                 _ => Err(derive::unknown_constant(from, &CLASS)),
//!             }
//!         }
//!     }
//!     impl derive::JavaType for Color {
//!         const DESCRIPTOR: &'static str = "Lcom/x/Color;";
//!     }
//! };
//!
//! # fn main() -> Result<(), dubbors_hessian::Error> {
//! # use dubbors_hessian::{from_bytes, to_bytes, Object, Value};
//! let admin = Admin { user: User { name: "a".into(), age: None }, level: Color::Green, note: "n".into(), cache: 1 };
//! let back: Admin<Color> = from_bytes(&to_bytes(&admin)?)?;
//! assert_eq!((back.user.name.as_str(), back.user.age, back.cache), ("a", None, 0));
//! assert_eq!((back.level, back.note.as_str()), (Color::Green, "n"));
//!
//! // Another order, an alias, an unknown field, missing `age` and `note`, an enum as its bare name.
//! let other = Object::new(
//!     "com.x.Admin",
//!     [("level", Value::from("RED")), ("since", Value::from(1)), ("name", Value::from("b"))],
//! );
//! let back: Admin<Color> = from_bytes(&to_bytes(&Value::from(other))?)?;
//! assert_eq!((back.user.name.as_str(), back.level, back.note.as_str()), ("b", Color::Red, ""));
//! # Ok(())
//! # }
//! ```

use std::borrow::Cow;

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::encode::Encoder;
use crate::error::{Error, ErrorKind};

pub use crate::java::JavaType;

/// The fields of a Java class, told apart by position: what lets a sub class hold its parent as a Rust field.
pub trait Fields {
    /// Their names in wire order: those of the parent first, then the class's own.
    const NAMES: &'static [&'static str];
    /// Other names of fields, with the position in `NAMES`.
    const ALIASES: &'static [(&'static str, u16)];
}

/// Writing the fields of a Java class.
pub trait EncodeFields: Fields {
    /// Writes the values of all fields, in the order of `NAMES`.
    ///
    /// # Errors
    /// Those of the values.
    fn encode_fields(&self, to: &mut Encoder) -> Result<(), Error>;
}

/// Reading the fields of a Java class, in whatever order they come.
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

    /// Reads all fields, which come in the order of `NAMES`.
    ///
    /// # Errors
    /// Those of the values.
    fn in_order(from: &mut Decoder<'de>) -> Result<Self, Error>;
}

/// Writes an object of `class`.
///
/// # Errors
/// Those of the values.
#[inline]
pub fn encode_object<T: EncodeFields>(
    value: &T,
    class: &'static ClassDef,
    to: &mut Encoder,
) -> Result<(), Error> {
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
    let Some(mut head) = from.object_begin(Some(shape))? else {
        return Err(from.null_found(shape.class().static_name()));
    };
    from.not_deeper_than(const { deepest::<T>() })?;
    if head.is_in_order() {
        let value = T::in_order(from)?;
        from.object_end(head);
        return Ok(value);
    }
    let mut partial = T::Partial::default();
    while let Some(field) = from.next_field(&mut head)? {
        T::decode_field(&mut partial, field, from)?;
    }
    T::complete(partial, from)
}

/// What the objects that are read inside each other may take as values. While they are read they lie on the stack, several
/// times over, and most of all in a program that is not optimized.
const ON_STACK: usize = 96 * 1024;

/// How deep an object of type `T` may lie; what ordinary types take is bounded by [`Limits::depth`](crate::Limits).
const fn deepest<T>() -> usize {
    match ON_STACK.checked_div(size_of::<T>()) {
        Some(depth) => depth,
        None => usize::MAX,
    }
}

/// Reads the next field of an object whose fields come in order.
///
/// # Errors
/// Those of the value.
#[inline]
pub fn next<'de, T: Decode<'de>>(from: &mut Decoder<'de>) -> Result<T, Error> {
    from.step();
    T::decode(from)
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

/// Reads an object whose class, that of `shape`, has a single field: its value. `wanted` is what an error calls it.
///
/// # Errors
/// Those of the value; null, and an object without the field.
pub(crate) fn only_field<'de, T: Decode<'de>>(
    from: &mut Decoder<'de>,
    shape: &'static Shape,
    wanted: &'static str,
) -> Result<T, Error> {
    let Some(mut head) = from.object_begin(Some(shape))? else { return Err(from.null_found(wanted)) };
    let mut value = None;
    while from.next_field(&mut head)?.is_some() {
        value = Some(T::decode(from)?);
    }
    let class = shape.class();
    field(value, from, class, class.field(0).unwrap_or_default())
}

static ENUM: ClassDef = ClassDef::new("java.lang.Enum", &["name"]);
static ENUM_SHAPE: Shape = Shape::new(&ENUM, &[]);

/// Writes the constant `name` of the Java enum `class`, whose only field is `name`; or the name alone
/// ([`Encoder::with_bare_constants`]).
#[inline]
pub fn encode_enum(class: &'static ClassDef, name: &str, to: &mut Encoder) {
    if !to.has_bare_constants() {
        to.object_begin(class);
    }
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
    only_field(from, &ENUM_SHAPE, "enum")
}

/// Which of `classes`, names or JVM descriptors, the next object is of: its place among them.
///
/// # Errors
/// Something else than an object; an object of another class.
pub fn decode_class(
    from: &mut Decoder<'_>,
    family: &'static str,
    classes: &[&'static str],
) -> Result<usize, Error> {
    match from.peek_class()? {
        Some(class) => match classes.iter().position(|known| names_class(known, class)) {
            Some(place) => Ok(place),
            None => Err(from.error(ErrorKind::UnknownClass { family })),
        },
        None => Err(match from.peek_tag()? {
            b'N' => from.null_found(family),
            tag => from.error(ErrorKind::UnexpectedTag { tag, wanted: family }),
        }),
    }
}

/// Whether `known`, a class name or the JVM descriptor of a class, names `class`.
fn names_class(known: &str, class: &str) -> bool {
    match known.strip_prefix('L').and_then(|known| known.strip_suffix(';')) {
        Some(path) => path.split('/').eq(class.split('.')),
        None => known == class,
    }
}

/// The error for a constant that the Rust enum does not have.
#[cold]
pub fn unknown_constant(from: &Decoder<'_>, class: &'static ClassDef) -> Error {
    from.error(ErrorKind::UnknownConstant { class: class.static_name() })
}

// Evaluated by the compiler: an index out of range is an error when the program is built.
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
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

#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects)]
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
