//! `java.time.LocalDate`.

use std::fmt;
use std::str::FromStr;

use super::calendar::{self, MAX_YEAR};
use super::parse::{BadTime, Text};
use crate::java::object::object;

/// A date without a time of day: `java.time.LocalDate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDate {
    year: i32,
    month: u8,
    day: u8,
}

impl LocalDate {
    /// The date; `None` unless it exists. Years from -999999999 to 999999999, months and days from 1.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let year_fits = year >= -MAX_YEAR && year <= MAX_YEAR;
        if year_fits && month >= 1 && month <= 12 && day >= 1 && day <= calendar::days_in_month(year, month) {
            Some(Self { year, month, day })
        } else {
            None
        }
    }

    /// The date that many days after 1970-01-01; `None` outside the years that Java knows.
    pub fn from_epoch_day(days: i64) -> Option<Self> {
        // Beyond any year of Java's, and small enough to reckon with.
        if days.unsigned_abs() > 400_000_000_000 {
            return None;
        }
        let (year, month, day) = calendar::date_of(days);
        Self::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)
    }

    /// Days since 1970-01-01.
    pub fn epoch_day(self) -> i64 {
        calendar::epoch_day(self.year, self.month, self.day)
    }

    /// The year; the one before 1 is 0.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    pub(super) fn parse(text: &mut Text<'_>) -> Option<Self> {
        let year = text.year()?;
        text.skip('-')?;
        let month = text.two_digits()?;
        text.skip('-')?;
        Self::new(year, month, text.two_digits()?)
    }
}

object! {
    LocalDate, "Ljava/time/LocalDate;", "com.alibaba.com.caucho.hessian.io.java8.LocalDateHandle",
    |date| {
        "day" => day: u8 = date.day,
        "month" => month: u8 = date.month,
        "year" => year: i32 = date.year,
    } => LocalDate::new(year, month, day), or parsed
}

/// `2024-02-29`; years beyond 9999 have a sign.
impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_year(self.year, f)?;
        write!(f, "-{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for LocalDate {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "LocalDate", Self::parse)
    }
}

/// A year with four digits at least, and a sign where Java writes one.
pub(super) fn write_year(year: i32, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match year {
        10_000.. => write!(f, "+{year}"),
        0.. => write!(f, "{year:04}"),
        _ => write!(f, "-{:04}", year.unsigned_abs()),
    }
}
