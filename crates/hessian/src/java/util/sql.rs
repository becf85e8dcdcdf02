//! `java.sql`: a date inside an object that says which of the three it is.

use super::super::Date;
use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive::{self, JavaType};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

macro_rules! sql {
    ($($(#[$doc:meta])* $type:ident, $descriptor:literal, $class:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type(pub Date);

        impl From<Date> for $type {
            fn from(date: Date) -> Self {
                Self(date)
            }
        }

        const _: () = {
            static CLASS: ClassDef = ClassDef::new($class, &["value"]);
            static SHAPE: Shape = Shape::new(&CLASS, &[]);

            impl Encode for $type {
                fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
                    to.object_begin(&CLASS);
                    self.0.encode(to)
                }
            }

            impl<'de> Decode<'de> for $type {
                fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
                    decode(from, &SHAPE).map(Self)
                }
            }

            impl JavaType for $type {
                const DESCRIPTOR: &'static str = $descriptor;
            }
        };
    )*};
}

sql! {
    /// A `java.sql.Date`: midnight of a day in the sender's time zone.
    SqlDate, "Ljava/sql/Date;", "java.sql.Date";
    /// A `java.sql.Time`: a time of day of 1970-01-01 in the sender's time zone.
    SqlTime, "Ljava/sql/Time;", "java.sql.Time";
    /// A `java.sql.Timestamp`; only its milliseconds travel. dubbo-go does not know the class.
    Timestamp, "Ljava/sql/Timestamp;", "java.sql.Timestamp";
}

/// A field that is declared with such a type comes from Java as a plain date.
fn decode(from: &mut Decoder<'_>, shape: &'static Shape) -> Result<Date, Error> {
    if from.is_date_next()? {
        return Date::decode(from);
    }
    derive::only_field(from, shape, shape.class().static_name())
}
