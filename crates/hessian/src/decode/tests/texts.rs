//! Texts in place of other values, as JSON has them.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use bytes::Bytes;

use crate::java::{
    BigDecimal, BigInteger, Date, Duration, Instant, LocalDate, LocalDateTime, Locale, OffsetDateTime, Uuid,
    ZoneId, ZonedDateTime,
};
use crate::{DecodeOwned, Decoder, Encode, TextBytes, Value, to_bytes};

fn read<T: DecodeOwned>(value: &(impl Encode + ?Sized)) -> Result<T, String> {
    let bytes = to_bytes(value).unwrap();
    let mut from = Decoder::new(&bytes).with_texts(TextBytes::Base64);
    let read = T::decode(&mut from).map_err(|error| error.to_string());
    if read.is_ok() {
        from.finish().unwrap();
    }
    read
}

fn reads<T: DecodeOwned + PartialEq + std::fmt::Debug>(text: &str, expected: T) {
    assert_eq!(read::<T>(text), Ok(expected), "{text}");
    let bytes = to_bytes(&text).unwrap();
    assert!(T::decode(&mut Decoder::new(&bytes)).is_err(), "{text} without being asked for");
}

#[test]
fn texts_stand_for_what_json_cannot_say() {
    reads("7", 7_i32);
    reads("-7", -7_i16);
    reads("9223372036854775807", i64::MAX);
    reads("1.5", 1.5_f64);
    reads("-Infinity", f64::NEG_INFINITY);
    reads("true", true);
    reads("1970-01-01T00:00:01.5Z", Date(1500));
    reads("1970-01-02", Date(86_400_000));
    reads("2024-02-29", LocalDate::new(2024, 2, 29).unwrap());
    reads::<LocalDateTime>("2024-02-29T01:02:03", "2024-02-29T01:02:03".parse().unwrap());
    reads::<OffsetDateTime>("2024-02-29T01:02:03+08:00", "2024-02-29T01:02:03+08:00".parse().unwrap());
    reads::<ZonedDateTime>("2024-02-29T01:02:03Z", "2024-02-29T01:02:03Z".parse().unwrap());
    reads::<Instant>("2024-02-29T01:02:03Z", "2024-02-29T01:02:03Z".parse().unwrap());
    reads::<Duration>("PT1M", "PT1M".parse().unwrap());
    reads("Asia/Shanghai", ZoneId::new("Asia/Shanghai").unwrap());
    reads("en_US", Locale("en_US".to_owned()));
    reads("123456789012345678901234567890", "123456789012345678901234567890".parse::<BigInteger>().unwrap());
    reads("::1", "::1".parse::<IpAddr>().unwrap());
    reads("AQL/", Bytes::from_static(&[1, 2, 255]));
    reads("AQL/", vec![1_u8, 2, 255]);
    assert_eq!(read("AQL/"), Ok(vec![1_i8, 2, -1]));
    assert_eq!(read("1.50"), Ok(BigDecimal("1.50".to_owned())));
    assert_eq!(read::<Uuid>("123e4567-e89b-12d3-a456-426614174000").unwrap().0 >> 96, 0x123e_4567);
}

#[test]
fn numbers_stand_for_dates_and_large_numbers() {
    assert_eq!(read(&1500), Ok(Date(1500)));
    assert_eq!(read(&1500_i64), Ok(Date(1500)));
    assert_eq!(read(&7), Ok(BigInteger::from(7_i64)));
}

#[test]
fn msgpack_of_old_has_bytes_and_times_as_text() {
    let bytes = to_bytes("hi").unwrap();
    let mut from = Decoder::new(&bytes).with_texts(TextBytes::Raw);
    assert_eq!(from.decode::<Vec<u8>>().unwrap(), b"hi");
    for (timestamp, millis) in [
        (&b"\0\0\0\x01"[..], 1000),
        (b"\x77\x35\x94\0\0\0\0\x01", 1500),
        (b"\x1d\xcd\x65\0\xff\xff\xff\xff\xff\xff\xff\xff", -500),
    ] {
        let bytes = to_bytes(&Bytes::copy_from_slice(timestamp)).unwrap();
        let mut from = Decoder::new(&bytes).with_texts(TextBytes::Raw);
        assert_eq!(from.decode::<Date>(), Ok(Date(millis)), "{timestamp:?}");
        assert!(Decoder::new(&bytes).with_texts(TextBytes::Base64).decode::<Date>().is_err());
    }
    let bytes = to_bytes(&Bytes::from_static(b"\x3b\x9a\xca\0\0\0\0\0\0\0\0\0")).unwrap();
    let mut from = Decoder::new(&bytes).with_texts(TextBytes::Raw);
    assert!(from.decode::<Date>().is_err(), "a whole second of nanoseconds");
}

#[test]
fn keys_are_texts() {
    let json = Value::from_iter([("7", "a"), ("-8", "b")]);
    assert_eq!(
        read::<BTreeMap<i64, String>>(&json),
        Ok(BTreeMap::from([(7, "a".to_owned()), (-8, "b".to_owned())]))
    );
    let json = Value::from_iter([("2024-02-29", 1.5)]);
    let day = LocalDate::new(2024, 2, 29).unwrap();
    assert_eq!(read::<HashMap<LocalDate, f64>>(&json), Ok(HashMap::from([(day, 1.5)])));
}

#[test]
fn what_is_no_text_of_it_is_an_error_that_names_the_place() {
    let json = Value::from_iter([("a", "2024-02-30")]);
    assert_eq!(
        read::<HashMap<String, LocalDate>>(&json).unwrap_err(),
        "a: not the text of a LocalDate, such as 2024-02-29 at byte 14"
    );
    for (error, wanted) in [
        (read::<i32>("seven").unwrap_err(), "not the text of a int"),
        (read::<i32>("7.5").unwrap_err(), "not the text of a int"),
        (read::<i32>("3000000000").unwrap_err(), "number does not fit int"),
        (read::<f64>("inf").unwrap_err(), "not the text of a double"),
        (read::<f64>("1e999").unwrap_err(), "not the text of a double"),
        (read::<bool>("yes").unwrap_err(), "not the text of a boolean"),
        (read::<Date>("soon").unwrap_err(), "not the text of a date, such as 2026-01-02T03:04:05Z"),
        (read::<Bytes>("!").unwrap_err(), "not bytes in base64"),
        (read::<LocalDate>(&true).unwrap_err(), "expected "),
    ] {
        assert!(error.starts_with(wanted), "{error}");
    }
}
