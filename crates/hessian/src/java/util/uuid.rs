//! `java.util.UUID`.

use std::fmt;
use std::str::FromStr;

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive::{self, JavaType};
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};

static CLASS: ClassDef = ClassDef::new("java.util.UUID", &["value"]);
/// Older releases of hessian-lite wrote the two halves.
static READ: ClassDef = ClassDef::new("java.util.UUID", &["value", "mostSigBits", "leastSigBits"]);
static SHAPE: Shape = Shape::new(&READ, &[]);

/// A `java.util.UUID`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(pub u128);

/// A text is not 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a UUID, such as 123e4567-e89b-12d3-a456-426614174000")]
pub struct BadUuid;

/// `123e4567-e89b-12d3-a456-426614174000`.
impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = |shift: u32, bits: u32| {
            let mask = u128::MAX.checked_shr(u128::BITS.saturating_sub(bits)).unwrap_or_default();
            self.0.checked_shr(shift).unwrap_or_default() & mask
        };
        let (a, b, c, d, e) = (group(96, 32), group(80, 16), group(64, 16), group(48, 16), group(0, 48));
        write!(f, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
    }
}

impl FromStr for Uuid {
    type Err = BadUuid;

    fn from_str(text: &str) -> Result<Self, BadUuid> {
        let lengths = text.split('-').map(str::len);
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        if !lengths.eq([8, 4, 4, 4, 12]) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(BadUuid);
        }
        u128::from_str_radix(&digits, 16).map(Self).map_err(|_| BadUuid)
    }
}

impl Encode for Uuid {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&CLASS);
        to.string(&self.to_string());
        Ok(())
    }
}

impl<'de> Decode<'de> for Uuid {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        if from.is_text_or_number_next()? {
            let text = from.string()?;
            return text.parse().map_err(|_| from.error(ErrorKind::BadFields { class: "Uuid" }));
        }
        let Some(mut head) = from.object_begin(Some(&SHAPE))? else {
            return Err(from.null_found("UUID"));
        };
        let (mut text, mut most, mut least) = (None, None, None);
        while let Some(field) = from.next_field(&mut head)? {
            match field {
                0 => text = Some(from.string()?),
                1 => most = Some(from.long()?),
                _ => least = Some(from.long()?),
            }
        }
        if let (Some(most), Some(least)) = (most, least) {
            return Ok(Self(u128::from(most.cast_unsigned()) << 64 | u128::from(least.cast_unsigned())));
        }
        let text = derive::field(text, from, &CLASS, "value")?;
        text.parse().map_err(|_| from.error(ErrorKind::BadFields { class: "Uuid" }))
    }
}

impl JavaType for Uuid {
    const DESCRIPTOR: &'static str = "Ljava/util/UUID;";
}
