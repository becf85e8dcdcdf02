//! `java.time.LocalTime`.

use std::fmt;
use std::str::FromStr;

use super::parse::{BadTime, Text};
use crate::java::object::object;

/// A time of day without a date or a zone: `java.time.LocalTime`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    hour: u8,
    minute: u8,
    second: u8,
    nano: u32,
}

impl LocalTime {
    /// The time; `None` unless it exists. Hours to 23, minutes and seconds to 59, nanoseconds to 999999999.
    pub const fn new(hour: u8, minute: u8, second: u8, nano: u32) -> Option<Self> {
        if hour < 24 && minute < 60 && second < 60 && nano < 1_000_000_000 {
            Some(Self { hour, minute, second, nano })
        } else {
            None
        }
    }

    /// The time that many seconds after midnight, with these nanoseconds.
    pub(super) fn from_second_of_day(seconds: i64, nano: u32) -> Option<Self> {
        let part = |value: i64| u8::try_from(value).ok();
        Self::new(part(seconds / 3600)?, part(seconds / 60 % 60)?, part(seconds % 60)?, nano)
    }

    /// The hour, from 0.
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// The minute of the hour.
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// The second of the minute.
    pub const fn second(self) -> u8 {
        self.second
    }

    /// The nanosecond of the second.
    pub const fn nano(self) -> u32 {
        self.nano
    }

    pub(super) fn parse(text: &mut Text<'_>) -> Option<Self> {
        let hour = text.two_digits()?;
        text.skip(':')?;
        let minute = text.two_digits()?;
        if text.skip(':').is_none() {
            return Self::new(hour, minute, 0, 0);
        }
        let second = text.two_digits()?;
        Self::new(hour, minute, second, text.fraction()?)
    }
}

object! {
    LocalTime, "Ljava/time/LocalTime;", "com.alibaba.com.caucho.hessian.io.java8.LocalTimeHandle",
    |time| {
        "nano" => nano: i32 = time.nano.cast_signed(),
        "second" => second: u8 = time.second,
        "minute" => minute: u8 = time.minute,
        "hour" => hour: u8 = time.hour,
    } => LocalTime::new(hour, minute, second, nano.cast_unsigned()), or parsed
}

/// `23:59`, `23:59:58`, or with a fraction of three, six or nine digits.
impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if self.second == 0 && self.nano == 0 {
            return Ok(());
        }
        write!(f, ":{:02}", self.second)?;
        match self.nano {
            0 => Ok(()),
            nano if nano % 1_000_000 == 0 => write!(f, ".{:03}", nano / 1_000_000),
            nano if nano % 1_000 == 0 => write!(f, ".{:06}", nano / 1_000),
            nano => write!(f, ".{nano:09}"),
        }
    }
}

impl FromStr for LocalTime {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "LocalTime", Self::parse)
    }
}
