//! Tuples: a list of values of different types, Java's `Object[]` or `List<Object>`.

use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};

macro_rules! tuple {
    ($($len:literal: $($name:ident $at:tt),*;)*) => {$(
        impl<$($name: Encode),*> Encode for ($($name,)*) {
            fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
                to.list_begin($len, None);
                $(self.$at.encode(to)?;)*
                Ok(())
            }
        }

        impl<'de, $($name: Decode<'de>),*> Decode<'de> for ($($name,)*) {
            fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
                let Some(mut head) = from.list_begin()? else { return Err(from.null_found("list")) };
                let tuple = ($(
                    if from.list_next(&mut head)? { $name::decode(from)? } else { return Err(short(from)) },
                )*);
                while from.list_next(&mut head)? {
                    from.skip_value()?;
                }
                Ok(tuple)
            }
        }
    )*};
}

tuple! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
}

#[cold]
fn short(from: &Decoder<'_>) -> Error {
    from.error(ErrorKind::Other("the list has fewer items than the tuple".into()))
}
