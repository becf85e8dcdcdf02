//! `java.time.LocalDateTime`.

use std::fmt;
use std::str::FromStr;

use super::parse::{BadTime, Text};
use super::{LocalDate, LocalTime};
use crate::java::object::object;

/// A date and a time of day without a zone: `java.time.LocalDateTime`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The date.
    pub date: LocalDate,
    /// The time of day.
    pub time: LocalTime,
}

impl LocalDateTime {
    /// This time on this date.
    pub const fn new(date: LocalDate, time: LocalTime) -> Self {
        Self { date, time }
    }

    pub(super) fn parse(text: &mut Text<'_>) -> Option<Self> {
        let date = LocalDate::parse(text)?;
        text.skip('T')?;
        Some(Self::new(date, LocalTime::parse(text)?))
    }
}

object! {
    LocalDateTime, "Ljava/time/LocalDateTime;", "com.alibaba.com.caucho.hessian.io.java8.LocalDateTimeHandle",
    |it| {
        "time" => time: LocalTime = it.time,
        "date" => date: LocalDate = it.date,
    } => Some(LocalDateTime { date, time }), or parsed
}

/// `2024-02-29T23:59:58`.
impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl FromStr for LocalDateTime {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "LocalDateTime", Self::parse)
    }
}
