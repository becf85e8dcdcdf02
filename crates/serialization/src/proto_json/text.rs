//! Times, spans and field masks as text.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The seconds of 0001-01-01T00:00:00Z and of 9999-12-31T23:59:59Z.
const TIMES: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
/// Ten thousand years.
const SPAN: i64 = 315_576_000_000;
const NANOS: i32 = 1_000_000_000;

/// `2026-01-02T03:04:05.500Z`, with three, six or nine digits where there is a fraction.
pub(super) fn time_to_text(seconds: i64, nanos: i32) -> Option<String> {
    if !TIMES.contains(&seconds) || !(0..NANOS).contains(&nanos) {
        return None;
    }
    let time = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (year, month, day) = time.to_calendar_date();
    let (hour, minute, second) = time.to_hms();
    let fraction = fraction(nanos.unsigned_abs());
    Some(format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z", u8::from(month)))
}

/// Seconds and nanoseconds; a text without an offset, or in small letters, is none.
pub(super) fn time_from_text(text: &str) -> Option<(i64, i32)> {
    if text.as_bytes().get(10) != Some(&b'T') || text.ends_with('z') || fraction_len(text) > 9 {
        return None;
    }
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    let seconds = time.unix_timestamp();
    // From the number of the time in the second, as the seconds of times before 1970 are rounded down.
    let nanos = i32::try_from(time.nanosecond()).ok()?;
    TIMES.contains(&seconds).then_some((seconds, nanos))
}

fn fraction_len(text: &str) -> usize {
    let after = text.split_once('.').map_or("", |(_, after)| after);
    after.bytes().take_while(u8::is_ascii_digit).count()
}

/// `-1.500s`.
pub(super) fn span_to_text(seconds: i64, nanos: i32) -> Option<String> {
    let one_sign = (seconds <= 0 || nanos >= 0) && (seconds >= 0 || nanos <= 0);
    if seconds.abs_diff(0) > SPAN.abs_diff(0) || nanos.abs_diff(0) >= NANOS.abs_diff(0) || !one_sign {
        return None;
    }
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    Some(format!("{sign}{}{}s", seconds.unsigned_abs(), fraction(nanos.unsigned_abs())))
}

pub(super) fn span_from_text(text: &str) -> Option<(i64, i32)> {
    let number = text.strip_suffix('s')?;
    let (is_negative, number) = match number.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, number),
    };
    let (whole, fraction) = match number.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (number, ""),
    };
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || fraction.len() > 9 || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    let nanos: i32 = format!("{fraction:0<9}").parse().ok()?;
    if seconds > SPAN || (seconds == SPAN && nanos > 0) {
        return None;
    }
    Some(if is_negative { (seconds.wrapping_neg(), nanos.wrapping_neg()) } else { (seconds, nanos) })
}

/// None, three, six or nine digits behind a point.
fn fraction(nanos: u32) -> String {
    match nanos {
        0 => String::new(),
        nanos if nanos % 1_000_000 == 0 => format!(".{:03}", nanos / 1_000_000),
        nanos if nanos % 1_000 == 0 => format!(".{:06}", nanos / 1_000),
        nanos => format!(".{nanos:09}"),
    }
}

/// `user.display_name` as `user.displayName`; `None` for a path that would not come back.
pub(super) fn path_to_camel(path: &str) -> Option<String> {
    // Paths stand behind each other with commas between them.
    if path.is_empty() || path.contains(',') {
        return None;
    }
    let mut camel = String::with_capacity(path.len());
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '_' => match chars.next() {
                Some(next) if next.is_ascii_lowercase() => camel.push(next.to_ascii_uppercase()),
                _ => return None,
            },
            c if c.is_ascii_uppercase() => return None,
            c => camel.push(c),
        }
    }
    Some(camel)
}

/// `user.displayName` as `user.display_name`; `None` for a path with `_`.
pub(super) fn path_from_camel(path: &str) -> Option<String> {
    let mut snake = String::with_capacity(path.len());
    for c in path.chars() {
        match c {
            '_' => return None,
            c if c.is_ascii_uppercase() => {
                snake.push('_');
                snake.push(c.to_ascii_lowercase());
            }
            c => snake.push(c),
        }
    }
    Some(snake)
}
