//! Objects of Java's library that are a short text for everybody but Java: `2024-02-29`, a UUID, an address.

use std::fmt::Display;
use std::net::IpAddr;
use std::str::FromStr;

use crate::error::Error;
use crate::java::{
    Class, Currency, Duration, File, Instant, LocalDate, LocalDateTime, LocalTime, Locale, MonthDay,
    OffsetDateTime, OffsetTime, Period, Uri, Uuid, Year, YearMonth, ZoneId, ZoneOffset, ZonedDateTime,
};
use crate::value::{Object, Value};
use crate::{DecodeOwned, Encode, from_bytes, to_bytes};

struct Kind {
    /// The Java class, and its name on the wire.
    java: &'static str,
    wire: &'static str,
    show: fn(&Value) -> Option<String>,
    read: fn(&str) -> Result<Value, Error>,
}

macro_rules! kinds {
    ($($java:literal, $wire:literal => $type:ty;)*) => {
        const KINDS: &[Kind] =
            &[$(Kind { java: $java, wire: $wire, show: show::<$type>, read: read::<$type> }),*];
    };
}

kinds! {
    "java.time.Duration", "com.alibaba.com.caucho.hessian.io.java8.DurationHandle" => Duration;
    "java.time.Instant", "com.alibaba.com.caucho.hessian.io.java8.InstantHandle" => Instant;
    "java.time.LocalDate", "com.alibaba.com.caucho.hessian.io.java8.LocalDateHandle" => LocalDate;
    "java.time.LocalDateTime", "com.alibaba.com.caucho.hessian.io.java8.LocalDateTimeHandle" => LocalDateTime;
    "java.time.LocalTime", "com.alibaba.com.caucho.hessian.io.java8.LocalTimeHandle" => LocalTime;
    "java.time.MonthDay", "com.alibaba.com.caucho.hessian.io.java8.MonthDayHandle" => MonthDay;
    "java.time.OffsetDateTime", "com.alibaba.com.caucho.hessian.io.java8.OffsetDateTimeHandle" => OffsetDateTime;
    "java.time.OffsetTime", "com.alibaba.com.caucho.hessian.io.java8.OffsetTimeHandle" => OffsetTime;
    "java.time.Period", "com.alibaba.com.caucho.hessian.io.java8.PeriodHandle" => Period;
    "java.time.Year", "com.alibaba.com.caucho.hessian.io.java8.YearHandle" => Year;
    "java.time.YearMonth", "com.alibaba.com.caucho.hessian.io.java8.YearMonthHandle" => YearMonth;
    "java.time.ZoneId", "com.alibaba.com.caucho.hessian.io.java8.ZoneIdHandle" => ZoneId;
    "java.time.ZoneOffset", "com.alibaba.com.caucho.hessian.io.java8.ZoneOffsetHandle" => ZoneOffset;
    "java.time.ZonedDateTime", "com.alibaba.com.caucho.hessian.io.java8.ZonedDateTimeHandle" => ZonedDateTime;
    "java.util.UUID", "java.util.UUID" => Uuid;
    "java.util.Locale", "com.alibaba.com.caucho.hessian.io.LocaleHandle" => Locale;
    "java.util.Currency", "java.util.Currency" => Currency;
    "java.lang.Class", "java.lang.Class" => Class;
    "java.net.URI", "java.net.URI" => Uri;
    "java.net.InetAddress", "java.net.InetAddress" => IpAddr;
    "java.net.Inet4Address", "java.net.InetAddress" => IpAddr;
    "java.net.Inet6Address", "java.net.Inet6Address" => IpAddr;
    "java.io.File", "java.io.File" => File;
}

/// Longer texts are left as the objects they are.
const MAX_TEXT: usize = 4096;

/// The text of an object of such a class, as Java prints it; `None` for other classes, and fields that are not theirs.
pub(super) fn java_to_text(object: &Object) -> Option<String> {
    let class = object.class.name();
    let kind = KINDS.iter().find(|kind| kind.wire == class)?;
    // What is looked at again for every reference to it has to be small.
    if is_small(object, 3) { (kind.show)(&Value::Object(object.clone())) } else { None }
}

/// The object of a Java class, such as `java.time.LocalDate`, that this text is of; `None` for classes that are no texts.
///
/// # Errors
/// A text that is not one of the class.
pub fn java_from_text(class: &str, text: &str) -> Option<Result<Value, Error>> {
    let kind = KINDS.iter().find(|kind| kind.java == class)?;
    Some((kind.read)(text))
}

fn is_small(object: &Object, depth: usize) -> bool {
    object.fields.len() <= 5
        && object.fields.iter().all(|field| match field {
            Value::Object(inside) => depth.checked_sub(1).is_some_and(|depth| is_small(inside, depth)),
            Value::String(text) => text.len() <= MAX_TEXT,
            Value::Binary(bytes) => bytes.len() <= MAX_TEXT,
            Value::List(_) | Value::Map(_) => false,
            _ => true,
        })
}

fn show<T: DecodeOwned + Display>(value: &Value) -> Option<String> {
    from_bytes::<T>(&to_bytes(value).ok()?).ok().map(|value| value.to_string())
}

fn read<T: Encode + FromStr<Err: Display>>(text: &str) -> Result<Value, Error> {
    let value: T = text.parse().map_err(|error: T::Err| Error::other(error.to_string()))?;
    from_bytes(&to_bytes(&value)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::to_plain;

    #[test]
    fn texts_go_there_and_back() {
        for (class, text) in [
            ("java.time.LocalDate", "2024-02-29"),
            ("java.time.ZonedDateTime", "2024-02-29T23:59:58+08:00[Asia/Shanghai]"),
            ("java.time.Duration", "PT1M30.5S"),
            ("java.time.Instant", "2024-02-29T23:59:58Z"),
            ("java.util.UUID", "123e4567-e89b-12d3-a456-426614174000"),
            ("java.net.InetAddress", "10.0.0.1"),
            ("java.net.InetAddress", "2000::1"),
            ("java.util.Locale", "en_US"),
            ("java.io.File", "/tmp/a"),
        ] {
            let value = java_from_text(class, text).unwrap().unwrap();
            assert_eq!(to_plain(&value).unwrap(), text, "{class}");
        }
        assert_eq!(
            java_from_text("java.time.LocalDate", "2023-02-29").unwrap().unwrap_err().to_string(),
            "not the text of a LocalDate, such as 2024-02-29"
        );
        assert!(java_from_text("com.x.Day", "2023-02-28").is_none());
    }

    #[test]
    fn what_is_not_as_java_has_it_stays_an_object() {
        let month = Object::new(
            "com.alibaba.com.caucho.hessian.io.java8.LocalDateHandle",
            [("day", Value::from(1)), ("month", Value::from(13)), ("year", Value::from(2024))],
        );
        assert_eq!(java_to_text(&month), None);
        let large = Object::new("java.net.URI", [("string", Value::from("x".repeat(MAX_TEXT + 1)))]);
        assert_eq!(java_to_text(&large), None);
    }
}
