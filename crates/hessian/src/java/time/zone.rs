//! Time zones by name: `java.time.ZoneId` and `ZonedDateTime`.

use std::fmt;
use std::str::FromStr;

use super::parse::{BadTime, Text};
use super::{LocalDateTime, ZoneOffset};
use crate::class::ClassDef;
use crate::decode::{Decode, Decoder, Shape};
use crate::derive::{self, JavaType};
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};
use crate::java::object::object;

static CLASS: ClassDef = ClassDef::new("com.alibaba.com.caucho.hessian.io.java8.ZoneIdHandle", &["zoneId"]);
/// Java's `ZoneOffset` is a `ZoneId` too, and comes as another class, with `seconds`.
static READ: ClassDef =
    ClassDef::new("com.alibaba.com.caucho.hessian.io.java8.ZoneIdHandle", &["zoneId", "seconds"]);
static SHAPE: Shape = Shape::new(&READ, &[]);

/// The name of a time zone: `java.time.ZoneId`. Whether the zone exists is for the receiver to know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ZoneId(String);

impl ZoneId {
    /// The zone of this name, such as `Asia/Shanghai`, `Z` or `+08:00`; `None` for what cannot be a name in Java.
    pub fn new(name: impl Into<String>) -> Option<Self> {
        let name = name.into();
        let known =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '~' | '+' | '-' | ':');
        let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '+' | '-'));
        let long_enough = name.len() >= 2 || name == "Z";
        (begins && long_enough && name.chars().all(known)).then_some(Self(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<ZoneOffset> for ZoneId {
    fn from(offset: ZoneOffset) -> Self {
        Self(offset.to_string())
    }
}

impl Encode for ZoneId {
    fn encode(&self, to: &mut Encoder) -> Result<(), Error> {
        to.object_begin(&CLASS);
        to.string(&self.0);
        Ok(())
    }
}

impl<'de> Decode<'de> for ZoneId {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        if let Some(zone) = from.parsed()? {
            return Ok(zone);
        }
        let Some(mut head) = from.object_begin(Some(&SHAPE))? else {
            return Err(from.null_found("ZoneId"));
        };
        let mut zone = None;
        while let Some(field) = from.next_field(&mut head)? {
            let found = match field {
                0 => Self::new(String::decode(from)?),
                _ => ZoneOffset::new(i32::decode(from)?).map(Self::from),
            };
            zone = Some(found.ok_or_else(|| from.error(ErrorKind::BadFields { class: "ZoneId" }))?);
        }
        derive::field(zone, from, &CLASS, "zoneId")
    }
}

impl JavaType for ZoneId {
    const DESCRIPTOR: &'static str = "Ljava/time/ZoneId;";
}

impl fmt::Display for ZoneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for ZoneId {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Self::new(text).ok_or(BadTime::new("ZoneId"))
    }
}

/// A date and time in a time zone: `java.time.ZonedDateTime`. That the zone has this offset at this time is not checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ZonedDateTime {
    /// What the clock shows there.
    pub date_time: LocalDateTime,
    /// How far it is from UTC.
    pub offset: ZoneOffset,
    /// Where.
    pub zone: ZoneId,
}

object! {
    ZonedDateTime, "Ljava/time/ZonedDateTime;",
    "com.alibaba.com.caucho.hessian.io.java8.ZonedDateTimeHandle",
    |it| {
        "offset" => offset: ZoneOffset = it.offset,
        "dateTime" => date_time: LocalDateTime = it.date_time,
        "zoneId" => zone: String = it.zone.0,
    } => ZoneId::new(zone).map(|zone| ZonedDateTime { date_time, offset, zone }), or parsed
}

/// `2024-02-29T23:59:58+08:00[Asia/Shanghai]`; where the zone is but an offset, without brackets.
impl fmt::Display for ZonedDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.date_time, self.offset)?;
        if self.zone == ZoneId::from(self.offset) { Ok(()) } else { write!(f, "[{}]", self.zone) }
    }
}

impl FromStr for ZonedDateTime {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "ZonedDateTime", |text| {
            let date_time = LocalDateTime::parse(text)?;
            let offset = ZoneOffset::parse(text)?;
            let zone = match text.skip('[') {
                Some(()) => ZoneId::new(text.until(']')?)?,
                None => offset.into(),
            };
            Some(Self { date_time, offset, zone })
        })
    }
}
