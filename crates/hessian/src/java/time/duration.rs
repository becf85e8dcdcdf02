//! `java.time.Duration` and `java.time.Instant`: seconds and nanoseconds.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration as StdDuration, SystemTime, UNIX_EPOCH};

use super::calendar::{self, MAX_YEAR};
use super::local_date::write_year;
use super::parse::{BadTime, Text};
use super::{LocalTime, ZoneOffset};
use crate::java::object::object;

const SECONDS_A_DAY: i64 = 86_400;
/// Java's `Instant.MIN` and `Instant.MAX`: the starts of years -1000000000 and the end of 1000000000.
const SECONDS: std::ops::RangeInclusive<i64> = -31_557_014_167_219_200..=31_556_889_864_403_199;

/// A length of time that may be negative: `java.time.Duration`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    seconds: i64,
    nanos: u32,
}

impl Duration {
    /// So many seconds and, always forward, nanoseconds up to 999999999; `None` for more.
    pub const fn new(seconds: i64, nanos: u32) -> Option<Self> {
        if nanos < 1_000_000_000 { Some(Self { seconds, nanos }) } else { None }
    }

    /// Whole seconds, rounded down.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds beyond the whole seconds.
    pub const fn nanos(self) -> u32 {
        self.nanos
    }
}

object! {
    Duration, "Ljava/time/Duration;", "com.alibaba.com.caucho.hessian.io.java8.DurationHandle",
    |it| {
        "nanos" => nanos: i32 = it.nanos.cast_signed(),
        "seconds" => seconds: i64 = it.seconds,
    } => Duration::new(seconds, nanos.cast_unsigned()), or parsed
}

/// Lengths that Java cannot hold become the longest that it can.
impl From<StdDuration> for Duration {
    fn from(length: StdDuration) -> Self {
        match i64::try_from(length.as_secs()) {
            Ok(seconds) => Self { seconds, nanos: length.subsec_nanos() },
            Err(_) => Self { seconds: i64::MAX, nanos: 999_999_999 },
        }
    }
}

/// Fails for a negative length.
impl TryFrom<Duration> for StdDuration {
    type Error = std::num::TryFromIntError;

    fn try_from(length: Duration) -> Result<Self, Self::Error> {
        Ok(Self::new(length.seconds.try_into()?, length.nanos))
    }
}

/// `PT1H30M0.5S`, as Java writes it.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.seconds == 0 && self.nanos == 0 {
            return f.write_str("PT0S");
        }
        // Hours, minutes and seconds are all negative or all positive; the fraction always goes forward.
        let seconds = match (self.seconds < 0, self.nanos) {
            (true, 1..) => self.seconds.saturating_add(1),
            _ => self.seconds,
        };
        let (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
        f.write_str("PT")?;
        if hours != 0 {
            write!(f, "{hours}H")?;
        }
        if minutes != 0 {
            write!(f, "{minutes}M")?;
        }
        if rest == 0 && self.nanos == 0 {
            return Ok(());
        }
        if self.seconds < 0 && rest == 0 && self.nanos > 0 {
            f.write_str("-0")?;
        } else {
            write!(f, "{rest}")?;
        }
        if self.nanos > 0 {
            let nanos =
                if self.seconds < 0 { 1_000_000_000_u32.saturating_sub(self.nanos) } else { self.nanos };
            let digits = format!("{nanos:09}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        f.write_str("S")
    }
}

/// What [`Display`](fmt::Display) writes, and days before the `T`.
impl FromStr for Duration {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "Duration", parse_duration)
    }
}

fn parse_duration(text: &mut Text<'_>) -> Option<Duration> {
    let all_minus = text.skip('-').is_some();
    text.skip('P')?;
    let (mut total, mut parts, mut in_time) = (0_i128, 0_usize, false);
    // Units may only become smaller.
    let mut units: &[(char, i128)] = &[('D', 86_400), ('H', 3600), ('M', 60), ('S', 1)];
    while !text.is_at_end() {
        if !in_time && text.skip('T').is_some() {
            in_time = true;
        }
        let (number, nanos) = text.signed_fraction()?;
        let place = units.iter().position(|(unit, _)| text.skip(*unit).is_some())?;
        let (unit, seconds) = units.get(place)?;
        if in_time == (*unit == 'D') || (nanos != 0 && *unit != 'S') {
            return None;
        }
        units = units.get(place.saturating_add(1)..).unwrap_or_default();
        let nanos = i128::from(number)
            .checked_mul(1_000_000_000)?
            .checked_mul(*seconds)?
            .checked_add(nanos.into())?;
        total = total.checked_add(nanos)?;
        parts = parts.saturating_add(1);
    }
    let total = if all_minus { total.checked_neg()? } else { total };
    let seconds = total.div_euclid(1_000_000_000);
    let nanos = total.rem_euclid(1_000_000_000);
    if parts == 0 { None } else { Duration::new(seconds.try_into().ok()?, nanos.try_into().ok()?) }
}

/// A point in time: `java.time.Instant`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant {
    seconds: i64,
    nanos: u32,
}

impl Instant {
    /// So many seconds after the start of 1970 in UTC, and nanoseconds up to 999999999. `None` for more of them, and
    /// outside the billion years before and after that Java knows.
    pub fn new(seconds: i64, nanos: u32) -> Option<Self> {
        (nanos < 1_000_000_000 && SECONDS.contains(&seconds)).then_some(Self { seconds, nanos })
    }

    /// Whole seconds since the start of 1970 in UTC, rounded down.
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds beyond the whole seconds.
    pub const fn nanos(self) -> u32 {
        self.nanos
    }
}

object! {
    Instant, "Ljava/time/Instant;", "com.alibaba.com.caucho.hessian.io.java8.InstantHandle",
    |it| {
        "nanos" => nanos: i32 = it.nanos.cast_signed(),
        "seconds" => seconds: i64 = it.seconds,
    } => Instant::new(seconds, nanos.cast_unsigned()), or parsed
}

/// Fails for a time that is a billion years away.
impl TryFrom<SystemTime> for Instant {
    type Error = BadTime;

    fn try_from(time: SystemTime) -> Result<Self, BadTime> {
        let (seconds, nanos) = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => (i64::try_from(after.as_secs()).ok(), after.subsec_nanos()),
            Err(before) => {
                let before = before.duration();
                let whole = i64::try_from(before.as_secs()).ok().and_then(i64::checked_neg);
                match before.subsec_nanos() {
                    0 => (whole, 0),
                    nanos => {
                        (whole.and_then(|it| it.checked_sub(1)), 1_000_000_000_u32.saturating_sub(nanos))
                    }
                }
            }
        };
        seconds.and_then(|seconds| Self::new(seconds, nanos)).ok_or(BadTime::new("Instant"))
    }
}

/// `None` when the platform's clock cannot express the time.
impl From<Instant> for Option<SystemTime> {
    fn from(time: Instant) -> Self {
        let distance = StdDuration::from_secs(time.seconds.unsigned_abs());
        let whole = if time.seconds < 0 {
            UNIX_EPOCH.checked_sub(distance)
        } else {
            UNIX_EPOCH.checked_add(distance)
        };
        whole?.checked_add(StdDuration::from_nanos(time.nanos.into()))
    }
}

/// `2024-02-29T23:59:58.123Z`, as Java writes it.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = calendar::date_of(self.seconds.div_euclid(SECONDS_A_DAY));
        let time = LocalTime::from_second_of_day(self.seconds.rem_euclid(SECONDS_A_DAY), self.nanos);
        // Neither falls out of range: an instant is within a billion years, a second of the day within the day.
        let (year, time) = (i32::try_from(year).unwrap_or_default(), time.unwrap_or_default());
        write_year(year, f)?;
        write!(f, "-{month:02}-{day:02}T{time}")?;
        // Unlike a LocalTime, with seconds even if there are none.
        if time.second() == 0 && time.nano() == 0 {
            f.write_str(":00")?;
        }
        f.write_str("Z")
    }
}

/// The day of a date, which may be in the years of a billion that no [`LocalDate`](super::LocalDate) is in.
fn parse_day(text: &mut Text<'_>) -> Option<i64> {
    let year = text.year_of(10, MAX_YEAR.checked_add(1)?)?;
    text.skip('-')?;
    let month = text.two_digits().filter(|month| (1..=12).contains(month))?;
    text.skip('-')?;
    let day = text.two_digits().filter(|day| (1..=calendar::days_in_month(year, month)).contains(day))?;
    Some(calendar::epoch_day(year, month, day))
}

/// A date, a time, and `Z` or an offset.
impl FromStr for Instant {
    type Err = BadTime;

    fn from_str(text: &str) -> Result<Self, BadTime> {
        Text::whole(text, "Instant", |text| {
            let days = parse_day(text)?.checked_mul(SECONDS_A_DAY)?;
            text.skip('T')?;
            let time = LocalTime::parse(text)?;
            let offset = ZoneOffset::parse(text)?.seconds();
            let of_day = i64::from(time.hour())
                .checked_mul(3600)?
                .checked_add(i64::from(time.minute()).checked_mul(60)?)?;
            let seconds =
                days.checked_add(of_day)?.checked_add(time.second().into())?.checked_sub(offset.into())?;
            Self::new(seconds, time.nano())
        })
    }
}
