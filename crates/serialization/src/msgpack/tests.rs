use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use dubbors_hessian::java::{BigDecimal, Date};
use dubbors_hessian::{List, Map, Object};
use proptest::prelude::*;

use super::*;

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

/// What the library of dubbo-go wrote: `testdata/msgpack/main.go`.
fn go() -> BTreeMap<&'static str, Vec<u8>> {
    let lines = include_str!("../../testdata/msgpack/go.tsv").lines();
    lines.map(|line| line.split_once('\t').unwrap()).map(|(name, hex)| (name, from_hex(hex))).collect()
}

fn written(value: &Value) -> Vec<u8> {
    let mut into = BytesMut::new();
    Msgpack::new().append(value, &mut into).unwrap();
    into.to_vec()
}

fn date(millis: i64) -> Value {
    Value::Date(millis)
}

#[test]
fn values_of_go_are_read() {
    let go = go();
    for (name, value) in [
        ("nil", Value::Null),
        ("true", true.into()),
        ("false", false.into()),
        ("0", 0.into()),
        ("127", 127.into()),
        ("128", 128.into()),
        ("-32", (-32).into()),
        ("-33", (-33).into()),
        ("-129", (-129).into()),
        ("32768", 32768.into()),
        ("2147483648", 2_147_483_648_i64.into()),
        ("min", i64::MIN.into()),
        ("max", i64::MAX.into()),
        ("uint8", 200.into()),
        ("uint32", i64::from(u32::MAX).into()),
        ("uint64", 7.into()),
        ("float32", 1.5.into()),
        ("float64", 2.5.into()),
        ("text", "hé".into()),
        ("text31", "x".repeat(31).into()),
        ("text32", "x".repeat(32).into()),
        ("bytes", Value::Binary(vec![1, 2, 255])),
        ("bytestext", "hi".into()),
        ("list", Value::from_iter([Value::from(1), 2.into(), 300.into()])),
        ("list16", Value::from_iter(vec![Value::from(false); 16])),
        ("map", Value::from_iter([("a", 1)])),
        ("timezero", Value::Null),
    ] {
        assert_eq!(Msgpack::new().value(&go[name]).unwrap(), value, "{name}");
    }
    assert!(matches!(Msgpack::new().value(&go["nan"]), Ok(Value::Double(nan)) if nan.is_nan()));
    for (name, millis) in [("time", 1_709_168_523_500), ("time4", 1000), ("time12", -500)] {
        let payload = Msgpack::new().payload([&go[name][..]]).unwrap();
        assert_eq!(payload.decode::<Date>().unwrap(), Date(millis), "{name}");
    }
}

#[derive(Debug, PartialEq, dubbors_macros::Hessian)]
#[hessian(class = "com.x.User", crate = "dubbors_hessian")]
struct User {
    id: i64,
    name: String,
    tags: Option<Vec<String>>,
    blob: Option<Bytes>,
    born: Option<Date>,
    friend: Option<Box<User>>,
    scores: Option<HashMap<String, f64>>,
    by_id: Option<HashMap<i32, String>>,
}

#[test]
fn a_struct_of_go_is_an_object_of_ours() {
    let user: User = Msgpack::new().payload([&go()["user"][..]]).unwrap().decode().unwrap();
    let friend = User {
        id: 8,
        name: "bob".to_owned(),
        tags: None,
        blob: None,
        born: None,
        friend: None,
        scores: None,
        by_id: None,
    };
    let expected = User {
        id: 7,
        name: "ann".to_owned(),
        tags: Some(vec!["a".to_owned(), "b".to_owned()]),
        blob: Some(Bytes::from_static(b"hi")),
        born: Some(Date(1_709_168_523_500)),
        friend: Some(Box::new(friend)),
        scores: Some(HashMap::from([("x".to_owned(), 1.5)])),
        by_id: Some(HashMap::from([(7, "seven".to_owned())])),
    };
    assert_eq!(user, expected);
}

#[test]
fn go_reads_what_is_written() {
    // `go run . rust.tsv` in `testdata/msgpack` has read these bytes.
    let tagged = Object::new(
        "com.x.Tagged",
        [
            ("id", 7.into()),
            ("name", "ann".into()),
            ("blob", Value::Binary(vec![1, 2, 255])),
            ("born", date(1_709_168_523_500)),
            ("tags", Value::from_iter([Value::from("a"), "x".repeat(40).into()])),
        ],
    );
    let values = [
        ("tagged", tagged.into()),
        ("long", (-3_000_000_000_i64).into()),
        ("text", "hé".into()),
        ("list", Value::from_iter([Value::from(1), 2.into(), 300.into()])),
        ("map", Value::from_iter([("a", 1.5)])),
        ("date", date(1_709_168_523_500)),
        ("before", date(-500)),
        ("null", Value::Null),
        ("decimal", Object::new("java.math.BigDecimal", [("value", "19.90".into())]).into()),
    ];
    let hex = |bytes: Vec<u8>| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let lines: String =
        values.iter().map(|(name, value)| format!("{name}\t{}\n", hex(written(value)))).collect();
    let recorded = include_str!("../../testdata/msgpack/rust.tsv");
    assert_eq!(lines, recorded);
}

#[test]
fn answers_of_a_service_are_values() {
    let msgpack = Msgpack::new();
    let payload = msgpack.payload([&b"\xa5Grace"[..], b"\x07"]).unwrap();
    let values = msgpack.values(payload.bytes(), 2).unwrap();
    assert_eq!((&values[0][..], &values[1][..]), (&b"\xa5Grace"[..], &b"\x07"[..]));
    assert!(msgpack.values(payload.bytes(), 1).is_err() && msgpack.values(payload.bytes(), 3).is_err());
    let decimal = dubbors_hessian::to_bytes(&BigDecimal::from("1.50")).unwrap();
    assert_eq!(&msgpack.values(&decimal, 1).unwrap()[0][..], b"\xa41.50");
    let shared = Value::from(List::new(vec![List::new(vec![1.into()]).into(), Value::Ref(1)]));
    assert_eq!(written(&shared), b"\x92\x91\x01\x91\x01");
    let error = msgpack.payload([&b"\x01"[..], b"\xc1"]).unwrap_err();
    assert_eq!(error.message(), "value 2: msgpack: a byte that msgpack does not have");
}

#[test]
fn what_is_hostile_is_an_error() {
    let read = |bytes: &[u8]| Msgpack::new().value(bytes).unwrap_err().message().to_owned();
    for bytes in [
        &b""[..],
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\xff",
        b"\x92\x01",
        b"\xcd\x01",
        b"\x81\x01",
    ] {
        assert_eq!(read(bytes), "msgpack: the bytes end early", "{bytes:?}");
    }
    assert_eq!(read(b"\x01\x01"), "msgpack: there are bytes behind the value");
    assert_eq!(
        read(b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff"),
        "msgpack: a whole number that does not fit long"
    );
    assert_eq!(read(b"\xd4\x05\x01"), "msgpack: an extension that is no timestamp");
    assert_eq!(read(b"\xd4\xff\x01"), "msgpack: a timestamp that is none");
    assert_eq!(read(b"\xd7\xff\xff\xff\xff\xff\xff\xff\xff\xff"), "msgpack: a timestamp that is none");
    for deep in [&b"\x91"[..], b"\x81\x01", b"\x81"] {
        assert!(
            read(&deep.repeat(1_000_000)).contains("deep") || read(&deep.repeat(1_000_000)).contains("early")
        );
    }
    let itself = Value::from(List::new(vec![Value::Ref(0)]));
    assert!(Msgpack::new().append(&itself, &mut BytesMut::new()).is_err());
    assert!(Msgpack::new().append(&Value::Ref(0), &mut BytesMut::new()).is_err());
    let mut items = vec![Value::from(List::new(vec![1.into()]))];
    items.extend((1..40).map(|n| Value::from(List::new(vec![Value::Ref(n), Value::Ref(n)]))));
    let multiplied = Value::from(List::new(items));
    assert_eq!(write::write(&multiplied, 1000, &mut BytesMut::new()), Err("a value that is too long"));
    let mut into = BytesMut::from(&b"before"[..]);
    assert!(Msgpack::new().append(&itself, &mut into).is_err());
    assert_eq!(&into[..], b"before");
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<i64>().prop_map(|long| i32::try_from(long).map_or(Value::Long(long), Value::Int)),
        (-1000i32..1000).prop_map(Value::from),
        any::<f64>().prop_filter("equal to itself", |number| !number.is_nan()).prop_map(Value::from),
        any::<i64>().prop_map(Value::Date),
        ".{0,40}".prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Binary),
    ];
    leaf.prop_recursive(4, 64, 20, |inside| {
        prop_oneof![
            prop::collection::vec(inside.clone(), 0..20).prop_map(|items| List::new(items).into()),
            prop::collection::vec((inside.clone(), inside), 0..20)
                .prop_map(|entries| Map::new(entries).into()),
        ]
    })
}

proptest! {
    #[test]
    fn values_come_back(value in value()) {
        prop_assert_eq!(Msgpack::new().value(&written(&value)).unwrap(), value);
    }

    #[test]
    fn any_bytes_are_at_most_an_error(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        if let Ok(value) = Msgpack::new().value(&bytes) {
            prop_assert!(Msgpack::new().value(&written(&value)).is_ok());
        }
    }
}
