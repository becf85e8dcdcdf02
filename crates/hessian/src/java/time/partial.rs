//! Parts of a date: `java.time.Year`, `YearMonth` and `MonthDay`.

use std::fmt;
use std::str::FromStr;

use super::calendar::{self, MAX_YEAR};
use super::parse::{BadTime, Text};
use crate::java::object::object;

/// A year: `java.time.Year`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(i32);

impl Year {
    /// The year; `None` beyond 999999999 before or after 0.
    pub const fn new(year: i32) -> Option<Self> {
        if year >= -MAX_YEAR && year <= MAX_YEAR { Some(Self(year)) } else { None }
    }

    /// Its number.
    pub const fn year(self) -> i32 {
        self.0
    }
}

object! {
    Year, "Ljava/time/Year;", "com.alibaba.com.caucho.hessian.io.java8.YearHandle",
    |it| { "year" => year: i32 = it.0 } => Year::new(year), or parsed
}

/// Plain digits, unlike the year of a date.
impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Year {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "Year", |text| Self::new(text.number()?.try_into().ok()?))
    }
}

/// A month of a year: `java.time.YearMonth`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    year: i32,
    month: u8,
}

impl YearMonth {
    /// The month, from 1 to 12, of a year that Java knows; `None` for others.
    pub const fn new(year: i32, month: u8) -> Option<Self> {
        match Year::new(year) {
            Some(_) if month >= 1 && month <= 12 => Some(Self { year, month }),
            _ => None,
        }
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }
}

object! {
    YearMonth, "Ljava/time/YearMonth;", "com.alibaba.com.caucho.hessian.io.java8.YearMonthHandle",
    |it| {
        "month" => month: u8 = it.month,
        "year" => year: i32 = it.year,
    } => YearMonth::new(year, month), or parsed
}

/// `2024-02`; unlike the year of a date, one beyond 9999 has no plus.
impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.year < 0 { "-" } else { "" };
        write!(f, "{sign}{:04}-{:02}", self.year.unsigned_abs(), self.month)
    }
}

impl FromStr for YearMonth {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "YearMonth", |text| {
            let year = text.plain_year()?;
            text.skip('-')?;
            Self::new(year, text.two_digits()?)
        })
    }
}

/// A day of any year, such as a birthday: `java.time.MonthDay`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u8,
    day: u8,
}

impl MonthDay {
    /// The day, which some year must have; `None` otherwise.
    pub const fn new(month: u8, day: u8) -> Option<Self> {
        // Year 0 has a leap day.
        if month >= 1 && month <= 12 && day >= 1 && day <= calendar::days_in_month(0, month) {
            Some(Self { month, day })
        } else {
            None
        }
    }

    /// The month, from 1.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }
}

object! {
    MonthDay, "Ljava/time/MonthDay;", "com.alibaba.com.caucho.hessian.io.java8.MonthDayHandle",
    |it| {
        "day" => day: u8 = it.day,
        "month" => month: u8 = it.month,
    } => MonthDay::new(month, day), or parsed
}

/// `--02-29`.
impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--{:02}-{:02}", self.month, self.day)
    }
}

impl FromStr for MonthDay {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "MonthDay", |text| {
            text.skip('-')?;
            text.skip('-')?;
            let month = text.two_digits()?;
            text.skip('-')?;
            Self::new(month, text.two_digits()?)
        })
    }
}
