//! Reading the texts of Java's dates and times.

use super::calendar::MAX_YEAR;

/// A text is not that of the Java type it was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the text of a {wanted}, such as {}", example(wanted))]
pub struct BadTime {
    wanted: &'static str,
}

impl BadTime {
    pub(super) const fn new(wanted: &'static str) -> Self {
        Self { wanted }
    }
}

fn example(wanted: &str) -> &'static str {
    match wanted {
        "LocalDate" => "2024-02-29",
        "LocalTime" => "23:59:58.5",
        "LocalDateTime" => "2024-02-29T23:59:58",
        "OffsetDateTime" => "2024-02-29T23:59:58+08:00",
        "OffsetTime" => "23:59:58+08:00",
        "ZonedDateTime" => "2024-02-29T23:59:58+08:00[Asia/Shanghai]",
        "ZoneOffset" => "+08:00 or Z",
        "ZoneId" => "Asia/Shanghai",
        "Instant" => "2024-02-29T23:59:58Z",
        "Duration" => "PT1M30.5S",
        "Period" => "P1Y2M3D",
        "Year" => "2024",
        "YearMonth" => "2024-02",
        _ => "--02-29",
    }
}

/// What is left of a text.
pub(super) struct Text<'a> {
    rest: &'a str,
}

impl<'a> Text<'a> {
    /// Reads a text to its end.
    pub(super) fn whole<T>(
        text: &'a str,
        wanted: &'static str,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Result<T, BadTime> {
        let mut text = Self { rest: text };
        read(&mut text).filter(|_| text.is_at_end()).ok_or(BadTime::new(wanted))
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn skip(&mut self, what: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(what)?;
        Some(())
    }

    /// What stands before `end`, which is skipped.
    pub(super) fn until(&mut self, end: char) -> Option<&'a str> {
        let (before, rest) = self.rest.split_once(end)?;
        self.rest = rest;
        Some(before)
    }

    /// The digits that are next.
    fn digits(&mut self, max: usize) -> &'a str {
        let len = self.rest.bytes().take(max).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.rest.split_at_checked(len).unwrap_or_default();
        self.rest = rest;
        digits
    }

    pub(super) fn two_digits(&mut self) -> Option<u8> {
        let digits = self.digits(2);
        if digits.len() == 2 { digits.parse().ok() } else { None }
    }

    /// A number with an optional sign.
    pub(super) fn number(&mut self) -> Option<i64> {
        let minus = self.skip('-').is_some();
        if !minus {
            // Java takes a plus as well.
            let _ = self.skip('+');
        }
        // The least number has no positive counterpart, so the sign is part of what is parsed.
        let digits = self.digits(19);
        if minus { format!("-{digits}").parse().ok() } else { digits.parse().ok() }
    }

    /// A number with an optional sign and fraction; the sign holds for both.
    pub(super) fn signed_fraction(&mut self) -> Option<(i64, i32)> {
        let minus = self.rest.starts_with('-');
        let number = self.number()?;
        let nanos = self.fraction()?.cast_signed();
        Some((number, if minus { nanos.checked_neg()? } else { nanos }))
    }

    /// Four to nine digits, with a sign or not.
    pub(super) fn plain_year(&mut self) -> Option<i32> {
        let minus = self.skip('-').is_some();
        if !minus {
            let _ = self.skip('+');
        }
        let digits = self.digits(9);
        let year: i32 = if digits.len() < 4 { return None } else { digits.parse().ok()? };
        if minus { year.checked_neg() } else { Some(year) }
    }

    /// Four to nine digits; more than four with a sign. Java knows no year -0.
    pub(super) fn year(&mut self) -> Option<i32> {
        self.year_of(9, MAX_YEAR)
    }

    /// The same with up to `max_digits`, and no further than `max` from 0.
    pub(super) fn year_of(&mut self, max_digits: usize, max: i32) -> Option<i32> {
        let minus = self.skip('-').is_some();
        let plus = !minus && self.skip('+').is_some();
        let digits = self.digits(max_digits);
        let len = digits.len();
        if len < 4 || (len > 4 && !minus && !plus) || (len == 4 && plus) {
            return None;
        }
        let year: i32 = digits.parse().ok()?;
        if minus && year == 0 {
            return None;
        }
        let year = if minus { year.checked_neg()? } else { year };
        (max.checked_neg()?..=max).contains(&year).then_some(year)
    }

    /// Nanoseconds, from a point and up to nine digits, or nothing.
    pub(super) fn fraction(&mut self) -> Option<u32> {
        if self.skip('.').is_none() {
            return Some(0);
        }
        let digits = self.digits(9);
        if digits.is_empty() {
            return None;
        }
        format!("{digits:0<9}").parse().ok()
    }
}
