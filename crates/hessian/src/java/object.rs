//! Java classes whose objects are a few fields with a meaning: how such a type travels, written once.

/// Writes `Encode`, `Decode` and `JavaType` for a type that is an object of one class on the wire.
///
/// `Type, "JVM descriptor of the Java type", "class on the wire", |it| { "field" => name: Type = what to write, … } => make`:
/// the fields in the order in which Java writes them, and an `Option` of the value that they make once read. Fields are
/// found by name; `None` is an error that names the class. With `, or parsed` behind it, the value is read from its text
/// too, by a decoder that reads texts.
macro_rules! object {
    (
        $([$($generic:tt)*])? $type:ty, $descriptor:literal, $class:literal,
        |$it:ident| { $($name:literal => $field:ident: $kind:ty = $write:expr),* $(,)? } => $make:expr
        $(, or $text:ident)?
    ) => {
        const _: () = {
            use $crate::derive;
            use $crate::{ClassDef, Decode, Decoder, Encode, Encoder, Error, ErrorKind, JavaType, Shape};

            static CLASS: ClassDef = ClassDef::new($class, &[$($name),*]);
            static SHAPE: Shape = Shape::new(&CLASS, &[]);

            #[allow(non_camel_case_types)]
            enum Place { $($field),* }

            impl Encode for $type {
                fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
                    let $it = self;
                    to.object_begin(&CLASS);
                    $(Encode::encode(&$write, to)?;)*
                    Ok(())
                }
            }

            impl<'de> Decode<'de> for $type {
                fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
                    $(if let Some(value) = from.$text()? {
                        return Ok(value);
                    })?
                    let Some(mut head) = from.object_begin(Some(&SHAPE))? else {
                        return Err(from.null_found(stringify!($type)));
                    };
                    $(let mut $field: Option<$kind> = None;)*
                    while let Some(place) = from.next_field(&mut head)? {
                        $(if place == Place::$field as usize {
                            $field = Some(Decode::decode(from)?);
                        })*
                    }
                    $(let $field = derive::field($field, from, &CLASS, $name)?;)*
                    let made: Option<Self> = $make;
                    made.ok_or_else(|| from.error(ErrorKind::BadFields { class: stringify!($type) }))
                }
            }

            impl JavaType for $type {
                const DESCRIPTOR: &'static str = $descriptor;
            }
        };
    };
}

/// Declares a Java enum that is part of Java's own library.
macro_rules! constants {
    ($(#[$doc:meta])* $type:ident, $descriptor:literal, $class:literal, { $($(#[$each:meta])* $variant:ident = $name:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$each])* $variant),* }

        impl $type {
            /// All of them, in Java's order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name that Java gives it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        const _: () = {
            use $crate::derive;
            use $crate::{ClassDef, Decode, Decoder, Encode, Encoder, Error, JavaType};

            static CLASS: ClassDef = ClassDef::new($class, &["name"]);

            impl Encode for $type {
                fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
                    derive::encode_enum(&CLASS, self.name(), to);
                    Ok(())
                }
            }

            impl<'de> Decode<'de> for $type {
                fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
                    match derive::decode_enum(from)?.as_ref() {
                        $($name => Ok(Self::$variant),)*
                        _ => Err(derive::unknown_constant(from, &CLASS)),
                    }
                }
            }

            impl JavaType for $type {
                const DESCRIPTOR: &'static str = $descriptor;
            }
        };
    };
}

pub(super) use {constants, object};
