//! Java names of Rust types.

use super::*;

#[test]
fn descriptors() {
    for (descriptor, expected) in [
        (<i32 as JavaType>::DESCRIPTOR, "I"),
        (<() as JavaType>::DESCRIPTOR, "V"),
        (<Option<i32> as JavaType>::DESCRIPTOR, "Ljava/lang/Integer;"),
        (<Option<u8> as JavaType>::DESCRIPTOR, "Ljava/lang/Byte;"),
        (<Option<String> as JavaType>::DESCRIPTOR, "Ljava/lang/String;"),
        (<&str as JavaType>::DESCRIPTOR, "Ljava/lang/String;"),
        (<Cow<'_, str> as JavaType>::DESCRIPTOR, "Ljava/lang/String;"),
        (<Option<Box<i64>> as JavaType>::DESCRIPTOR, "Ljava/lang/Long;"),
        (<Vec<i32> as JavaType>::DESCRIPTOR, "Ljava/util/List;"),
        (<Vec<u8> as JavaType>::DESCRIPTOR, "[B"),
        (<&[u8] as JavaType>::DESCRIPTOR, "[B"),
        (<Bytes as JavaType>::DESCRIPTOR, "[B"),
        (<Vec<Vec<u8>> as JavaType>::DESCRIPTOR, "Ljava/util/List;"),
        (<JavaArray<i32> as JavaType>::DESCRIPTOR, "[I"),
        (<JavaArray<JavaArray<String>> as JavaType>::DESCRIPTOR, "[[Ljava/lang/String;"),
        (<Option<JavaArray<f64>> as JavaType>::DESCRIPTOR, "[D"),
        (<HashMap<String, Value> as JavaType>::DESCRIPTOR, "Ljava/util/Map;"),
        (<BTreeSet<i32> as JavaType>::DESCRIPTOR, "Ljava/util/Set;"),
        (<Value as JavaType>::DESCRIPTOR, "Ljava/lang/Object;"),
        (<Date as JavaType>::DESCRIPTOR, "Ljava/util/Date;"),
        (<BigDecimal as JavaType>::DESCRIPTOR, "Ljava/math/BigDecimal;"),
        (<Exception as JavaType>::DESCRIPTOR, "Ljava/lang/Throwable;"),
    ] {
        assert_eq!(descriptor, expected);
    }
}

#[test]
fn array_types() {
    for (name, expected) in [
        (<bool as JavaType>::ARRAY_TYPE, "[boolean"),
        (<i16 as JavaType>::ARRAY_TYPE, "[short"),
        (<i32 as JavaType>::ARRAY_TYPE, "[int"),
        (<i64 as JavaType>::ARRAY_TYPE, "[long"),
        (<f32 as JavaType>::ARRAY_TYPE, "[float"),
        (<f64 as JavaType>::ARRAY_TYPE, "[double"),
        (<String as JavaType>::ARRAY_TYPE, "[string"),
        (<Value as JavaType>::ARRAY_TYPE, "[object"),
        (<Date as JavaType>::ARRAY_TYPE, "[date"),
        (<Option<i32> as JavaType>::ARRAY_TYPE, "[java.lang.Integer"),
        (<JavaArray<i32> as JavaType>::ARRAY_TYPE, "[[int"),
        (<Vec<u8> as JavaType>::ARRAY_TYPE, "[[byte"),
        (<Vec<i32> as JavaType>::ARRAY_TYPE, "[java.util.List"),
    ] {
        assert_eq!(name, expected);
    }
}

#[test]
fn arrays_carry_their_type() {
    use crate::{from_bytes, to_bytes};

    let ints = JavaArray(vec![1, 2]);
    assert_eq!(to_bytes(&ints).unwrap()[..], *b"\x72\x04[int\x91\x92");
    assert_eq!(from_bytes::<JavaArray<i32>>(&to_bytes(&ints).unwrap()).unwrap(), ints);
    assert_eq!(from_bytes::<Vec<i32>>(&to_bytes(&ints).unwrap()).unwrap(), *ints);
    assert_eq!(to_bytes(&JavaArray(vec!["a"])).unwrap()[..], *b"\x71\x07[string\x01a");
    assert_eq!(to_bytes(&JavaArray(vec![7_u8])).unwrap()[..], [0x21, 7]);
    assert_eq!(to_bytes(&JavaArray(vec!['h', 'i'])).unwrap()[..], [2, b'h', b'i']);
    assert_eq!(from_bytes::<JavaArray<char>>(&[2, b'h', b'i']).unwrap().0, ['h', 'i']);
    let nested = JavaArray(vec![JavaArray(vec![1_i64])]);
    assert_eq!(to_bytes(&nested).unwrap()[..], *b"\x71\x06[[long\x71\x05[long\xe1");
    assert_eq!(from_bytes::<JavaArray<JavaArray<i64>>>(&to_bytes(&nested).unwrap()).unwrap(), nested);
}

#[test]
fn dates_and_decimals() {
    use crate::{from_bytes, to_bytes};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    let date = Date::from(UNIX_EPOCH + Duration::from_millis(1_500));
    assert_eq!((date, Date::from(UNIX_EPOCH - Duration::from_millis(2))), (Date(1_500), Date(-2)));
    assert_eq!(Option::<SystemTime>::from(date), Some(UNIX_EPOCH + Duration::from_millis(1_500)));
    assert_eq!(from_bytes::<Date>(&to_bytes(&date).unwrap()).unwrap(), date);
    let price = BigDecimal::from("12.50");
    let bytes = to_bytes(&price).unwrap();
    assert_eq!(bytes[..], *b"C\x14java.math.BigDecimal\x91\x05value\x60\x0512.50");
    assert_eq!(from_bytes::<BigDecimal>(&bytes).unwrap(), price);
    assert_eq!(from_bytes::<BigDecimal>(&[0x95]).unwrap().as_str(), "5");
    assert_eq!(price.to_string(), "12.50");
}
