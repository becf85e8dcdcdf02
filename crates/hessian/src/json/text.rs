//! Dates and bytes as text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A `Date`, in milliseconds since 1970, as `2026-01-02T03:04:05.678Z`; `None` beyond the years 0 to 9999.
pub fn date_to_text(millis: i64) -> Option<String> {
    let nanos = i128::from(millis).checked_mul(1_000_000)?;
    OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?.format(&Rfc3339).ok()
}

/// The milliseconds since 1970 of a text such as `2026-01-02T03:04:05.678+01:00`; without an offset it is UTC, without
/// a time midnight.
pub fn date_from_text(text: &str) -> Option<i64> {
    let whole = |tail: &str| OffsetDateTime::parse(&format!("{text}{tail}"), &Rfc3339).ok();
    let time = whole("").or_else(|| whole("Z")).or_else(|| whole("T00:00:00Z"))?;
    i64::try_from(time.unix_timestamp_nanos().div_euclid(1_000_000)).ok()
}

/// Bytes in base64.
pub fn bytes_to_text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a text in base64, with its padding.
pub fn bytes_from_text(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}
