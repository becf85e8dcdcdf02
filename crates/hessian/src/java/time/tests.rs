#![allow(clippy::unwrap_used)]

use std::fmt::{Debug, Display};
use std::str::FromStr;
use std::time::{Duration as StdDuration, UNIX_EPOCH};

use proptest::prelude::*;

use super::*;
use crate::{Object, Value, from_bytes, to_bytes};

fn both<T: FromStr<Err = BadTime> + Display + Debug + PartialEq>(value: &T, text: &str) {
    assert_eq!(value.to_string(), text);
    assert_eq!(text.parse::<T>().as_ref(), Ok(value), "{text}");
}

fn date(year: i32, month: u8, day: u8) -> LocalDate {
    LocalDate::new(year, month, day).unwrap()
}

fn time(hour: u8, minute: u8, second: u8, nano: u32) -> LocalTime {
    LocalTime::new(hour, minute, second, nano).unwrap()
}

/// What `toString` of JDK 17 prints.
#[test]
fn texts_are_javas() {
    both(&date(2024, 2, 29), "2024-02-29");
    both(&date(-5, 1, 1), "-0005-01-01");
    both(&date(0, 12, 31), "0000-12-31");
    both(&date(12_345, 1, 1), "+12345-01-01");
    both(&date(-999_999_999, 1, 1), "-999999999-01-01");
    both(&time(0, 0, 0, 0), "00:00");
    both(&time(23, 59, 58, 0), "23:59:58");
    both(&time(23, 59, 0, 7), "23:59:00.000000007");
    both(&time(1, 2, 3, 120_000_000), "01:02:03.120");
    both(&time(1, 2, 3, 120_000), "01:02:03.000120");
    let moment = LocalDateTime::new(date(2024, 2, 29), time(23, 59, 58, 7));
    both(&moment, "2024-02-29T23:59:58.000000007");
    let offset = ZoneOffset::new(8 * 3600).unwrap();
    both(&offset, "+08:00");
    both(&ZoneOffset::UTC, "Z");
    both(&ZoneOffset::new(-(2 * 3600 + 30 * 60 + 15)).unwrap(), "-02:30:15");
    both(&OffsetDateTime { date_time: moment, offset }, "2024-02-29T23:59:58.000000007+08:00");
    both(&OffsetTime { time: time(1, 2, 0, 0), offset }, "01:02+08:00");
    let zone = ZoneId::new("Asia/Shanghai").unwrap();
    both(
        &ZonedDateTime { date_time: moment, offset, zone },
        "2024-02-29T23:59:58.000000007+08:00[Asia/Shanghai]",
    );
    both(
        &ZonedDateTime { date_time: moment, offset, zone: offset.into() },
        "2024-02-29T23:59:58.000000007+08:00",
    );
    both(&Year::new(2024).unwrap(), "2024");
    both(&Year::new(-3).unwrap(), "-3");
    both(&YearMonth::new(2024, 2).unwrap(), "2024-02");
    both(&YearMonth::new(12_345, 2).unwrap(), "12345-02");
    both(&YearMonth::new(-5, 2).unwrap(), "-0005-02");
    both(&MonthDay::new(2, 29).unwrap(), "--02-29");
    both(&Period { years: 1, months: 2, days: 3 }, "P1Y2M3D");
    both(&Period { years: 0, months: -2, days: 0 }, "P-2M");
    both(&Period::default(), "P0D");
    both(&Duration::default(), "PT0S");
    both(&Duration::new(90, 5).unwrap(), "PT1M30.000000005S");
    both(&Duration::new(-1, 500_000_000).unwrap(), "PT-0.5S");
    both(&Duration::new(-90, 0).unwrap(), "PT-1M-30S");
    both(&Duration::new(86_400, 0).unwrap(), "PT24H");
    both(&Duration::new(i64::MIN, 0).unwrap(), "PT-2562047788015215H-30M-8S");
    both(&Instant::new(1_700_000_000, 123_456_789).unwrap(), "2023-11-14T22:13:20.123456789Z");
    both(&Instant::new(0, 0).unwrap(), "1970-01-01T00:00:00Z");
    both(&Instant::new(-1, 0).unwrap(), "1969-12-31T23:59:59Z");
    both(
        &Instant::new(31_556_889_864_403_199, 999_999_999).unwrap(),
        "+1000000000-12-31T23:59:59.999999999Z",
    );
    both(&Instant::new(-31_557_014_167_219_200, 0).unwrap(), "-1000000000-01-01T00:00:00Z");
    assert_eq!("P1DT2H".parse(), Ok(Duration::new(93_600, 0).unwrap()));
    assert_eq!("P2W1D".parse(), Ok(Period { years: 0, months: 0, days: 15 }));
}

#[test]
fn other_texts_are_refused_with_an_example() {
    assert!("2023-02-29".parse::<LocalDate>().is_err());
    assert!("12345-01-01".parse::<LocalDate>().is_err());
    assert!("2024-2-9".parse::<LocalDate>().is_err());
    assert!("-0000-01-01".parse::<LocalDate>().is_err());
    for zone in ["", "1", ":", "a"] {
        assert!(zone.parse::<ZoneId>().is_err(), "{zone}");
    }
    assert!("24:00".parse::<LocalTime>().is_err());
    assert!("+18:00:01".parse::<ZoneOffset>().is_err());
    for text in ["", "P", "PT", "P1H", "PT1D", "PT1S1M", "PT1.5M", "P1DT"] {
        assert!(text.parse::<Duration>().is_err(), "{text}");
    }
    for text in ["", "P", "P1D1Y", "P1.5D", "1D"] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
    assert_eq!(
        "today".parse::<LocalDate>().unwrap_err().to_string(),
        "not the text of a LocalDate, such as 2024-02-29"
    );
}

#[test]
fn what_does_not_exist_is_refused_from_the_wire() {
    let month = Value::from(Object::new(
        "com.alibaba.com.caucho.hessian.io.java8.LocalDateHandle",
        [("day", 1.into()), ("month", Value::from(13)), ("year", 2024.into())],
    ));
    let error = from_bytes::<LocalDate>(&to_bytes(&month).unwrap()).unwrap_err();
    assert!(error.to_string().starts_with("the fields make no valid LocalDate"), "{error}");
}

#[test]
fn a_zone_may_be_an_offset() {
    let offset = ZoneOffset::new(3600).unwrap();
    let zone: ZoneId = from_bytes(&to_bytes(&offset).unwrap()).unwrap();
    assert_eq!(zone.as_str(), "+01:00");
}

#[test]
fn the_clocks_of_rust_convert() {
    for (seconds, nanos) in [(0, 0), (1_700_000_000, 5), (-1, 999_999_999), (-7, 0)] {
        let instant = Instant::new(seconds, nanos).unwrap();
        let time = Option::<std::time::SystemTime>::from(instant).unwrap();
        assert_eq!(Instant::try_from(time), Ok(instant));
    }
    assert_eq!(Instant::try_from(UNIX_EPOCH), Ok(Instant::default()));
    let length = StdDuration::new(5, 7);
    assert_eq!(StdDuration::try_from(Duration::from(length)), Ok(length));
    assert!(StdDuration::try_from(Duration::new(-1, 0).unwrap()).is_err());
}

proptest! {
    #[test]
    fn days_and_dates_agree(days in -365_242_000_000_i64..365_241_000_000) {
        let date = LocalDate::from_epoch_day(days).unwrap();
        prop_assert_eq!(date.epoch_day(), days);
        let next = LocalDate::from_epoch_day(days + 1).unwrap();
        prop_assert!(next > date);
        prop_assert_eq!(date.to_string().parse(), Ok(date));
    }

    #[test]
    fn instants_come_back(seconds in -31_556_000_000_000_000_i64..31_556_000_000_000_000, nanos in 0..1_000_000_000_u32) {
        let instant = Instant::new(seconds, nanos).unwrap();
        prop_assert_eq!(instant.to_string().parse(), Ok(instant));
        prop_assert_eq!(from_bytes::<Instant>(&to_bytes(&instant).unwrap()), Ok(instant));
    }

    #[test]
    fn durations_come_back(seconds: i64, nanos in 0..1_000_000_000_u32) {
        let length = Duration::new(seconds, nanos).unwrap();
        prop_assert_eq!(length.to_string().parse(), Ok(length));
    }

    #[test]
    fn no_text_is_too_odd(text in "[-+PTYMWDHSZ0-9.:\\[\\]]{0,30}") {
        let _ = text.parse::<Duration>();
        let _ = text.parse::<Period>();
        let _ = text.parse::<ZonedDateTime>();
        let _ = text.parse::<Instant>();
        let _ = text.parse::<MonthDay>();
        let _ = text.parse::<Year>();
    }
}
