//! The calendar that Java's dates are in: Gregorian, also before it was invented.

/// The years that Java knows: this many before and after zero.
pub(super) const MAX_YEAR: i32 = 999_999_999;

const DAYS_IN_400_YEARS: i64 = 146_097;
/// From the first of March of year zero to the first of January 1970.
const DAYS_BEFORE_1970: i64 = 719_468;

pub(super) const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The last day of a month from 1 to 12.
pub(super) const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

// Years count from March, so that the leap day is the last one. With a year in Java's range no step leaves an i64; where
// it did, the result would be a wrong day but no panic.

/// How many days after the start of 1970 a date is.
pub(super) fn epoch_day(year: i32, month: u8, day: u8) -> i64 {
    let year = i64::from(year).wrapping_sub(i64::from(month <= 2));
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let month = i64::from(month).wrapping_add(9) % 12;
    let day_of_year = (month.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(day.into()).wrapping_sub(1);
    let leap_days = (year / 4).wrapping_sub(year / 100);
    let day = year.wrapping_mul(365).wrapping_add(leap_days).wrapping_add(day_of_year);
    era.wrapping_mul(DAYS_IN_400_YEARS).wrapping_add(day).wrapping_sub(DAYS_BEFORE_1970)
}

/// Year, month and day of the date that many days after the start of 1970.
pub(super) fn date_of(epoch_day: i64) -> (i64, i64, i64) {
    let days = epoch_day.wrapping_add(DAYS_BEFORE_1970);
    let (era, day) = (days.div_euclid(DAYS_IN_400_YEARS), days.rem_euclid(DAYS_IN_400_YEARS));
    let skipped = (day / 1460).wrapping_sub(day / 36_524).wrapping_add(day / 146_096);
    let year = day.wrapping_sub(skipped) / 365;
    let leap_days = (year / 4).wrapping_sub(year / 100);
    let day = day.wrapping_sub(year.wrapping_mul(365).wrapping_add(leap_days));
    let month = day.wrapping_mul(5).wrapping_add(2) / 153;
    let day = day.wrapping_sub(month.wrapping_mul(153).wrapping_add(2) / 5).wrapping_add(1);
    let month = if month < 10 { month.wrapping_add(3) } else { month.wrapping_sub(9) };
    let year = era.wrapping_mul(400).wrapping_add(year).wrapping_add(i64::from(month <= 2));
    (year, month, day)
}
