//! Distances from UTC: `java.time.ZoneOffset`, `OffsetDateTime` and `OffsetTime`.

use std::fmt;
use std::str::FromStr;

use super::parse::{BadTime, Text};
use super::{LocalDateTime, LocalTime};
use crate::java::object::object;

/// The most seconds that an offset has in Java: 18 hours.
const MAX_SECONDS: i32 = 18 * 3600;

/// A distance from UTC: `java.time.ZoneOffset`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ZoneOffset {
    seconds: i32,
}

impl ZoneOffset {
    /// UTC itself.
    pub const UTC: Self = Self { seconds: 0 };

    /// So many seconds ahead of UTC; `None` beyond 18 hours.
    pub const fn new(seconds: i32) -> Option<Self> {
        if seconds >= -MAX_SECONDS && seconds <= MAX_SECONDS { Some(Self { seconds }) } else { None }
    }

    /// Seconds ahead of UTC.
    pub const fn seconds(self) -> i32 {
        self.seconds
    }

    pub(super) fn parse(text: &mut Text<'_>) -> Option<Self> {
        if text.skip('Z').is_some() {
            return Some(Self::UTC);
        }
        let minus = text.skip('-').is_some();
        if !minus {
            text.skip('+')?;
        }
        let mut seconds = i32::from(text.two_digits()?).checked_mul(3600)?;
        for unit in [60, 1] {
            if text.skip(':').is_none() {
                break;
            }
            let part = text.two_digits().filter(|part| *part < 60)?;
            seconds = seconds.checked_add(i32::from(part).checked_mul(unit)?)?;
        }
        Self::new(if minus { seconds.checked_neg()? } else { seconds })
    }
}

object! {
    ZoneOffset, "Ljava/time/ZoneOffset;", "com.alibaba.com.caucho.hessian.io.java8.ZoneOffsetHandle",
    |it| { "seconds" => seconds: i32 = it.seconds } => ZoneOffset::new(seconds), or parsed
}

/// `Z`, `+08:00` or `-02:30:15`.
impl fmt::Display for ZoneOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 {
            return f.write_str("Z");
        }
        let sign = if self.seconds < 0 { '-' } else { '+' };
        let seconds = self.seconds.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if seconds.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", seconds % 60) }
    }
}

impl FromStr for ZoneOffset {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "ZoneOffset", Self::parse)
    }
}

/// A date and time at a distance from UTC: `java.time.OffsetDateTime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OffsetDateTime {
    /// What the clock shows there.
    pub date_time: LocalDateTime,
    /// How far it is from UTC.
    pub offset: ZoneOffset,
}

object! {
    OffsetDateTime, "Ljava/time/OffsetDateTime;",
    "com.alibaba.com.caucho.hessian.io.java8.OffsetDateTimeHandle",
    |it| {
        "offset" => offset: ZoneOffset = it.offset,
        "dateTime" => date_time: LocalDateTime = it.date_time,
    } => Some(OffsetDateTime { date_time, offset }), or parsed
}

/// `2024-02-29T23:59:58+08:00`.
impl fmt::Display for OffsetDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.date_time, self.offset)
    }
}

impl FromStr for OffsetDateTime {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "OffsetDateTime", |text| {
            let date_time = LocalDateTime::parse(text)?;
            Some(Self { date_time, offset: ZoneOffset::parse(text)? })
        })
    }
}

/// A time of day at a distance from UTC: `java.time.OffsetTime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OffsetTime {
    /// What the clock shows there.
    pub time: LocalTime,
    /// How far it is from UTC.
    pub offset: ZoneOffset,
}

object! {
    OffsetTime, "Ljava/time/OffsetTime;", "com.alibaba.com.caucho.hessian.io.java8.OffsetTimeHandle",
    |it| {
        "zoneOffset" => offset: ZoneOffset = it.offset,
        "localTime" => time: LocalTime = it.time,
    } => Some(OffsetTime { time, offset }), or parsed
}

/// `23:59:58+08:00`.
impl fmt::Display for OffsetTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.time, self.offset)
    }
}

impl FromStr for OffsetTime {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "OffsetTime", |text| {
            let time = LocalTime::parse(text)?;
            Some(Self { time, offset: ZoneOffset::parse(text)? })
        })
    }
}
