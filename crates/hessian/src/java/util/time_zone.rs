//! `java.util.TimeZone`.

use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive::{self, JavaType};
use crate::error::Error;

static CLASS: ClassDef = ClassDef::new("java.util.TimeZone", &["ID", "rawOffset"]);
static SHAPE: Shape = Shape::new(&CLASS, &[]);

/// A `java.util.TimeZone`, to be read only: Java writes the inside of its own implementation, with tables of every
/// change of clocks, which differs from one release of Java to the next. To send a zone, send a
/// [`ZoneId`](crate::java::ZoneId).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TimeZone {
    /// The name, such as `Asia/Shanghai`.
    pub id: String,
    /// Milliseconds ahead of UTC while no summer time is kept.
    pub raw_offset: i32,
}

impl<'de> Decode<'de> for TimeZone {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let Some(mut head) = from.object_begin(Some(&SHAPE))? else {
            return Err(from.null_found("TimeZone"));
        };
        let (mut id, mut raw_offset) = (None, 0);
        while let Some(field) = from.next_field(&mut head)? {
            match field {
                0 => id = Some(String::decode(from)?),
                _ => raw_offset = from.int()?,
            }
        }
        Ok(Self { id: derive::field(id, from, &CLASS, "ID")?, raw_offset })
    }
}

impl JavaType for TimeZone {
    const DESCRIPTOR: &'static str = "Ljava/util/TimeZone;";
}
