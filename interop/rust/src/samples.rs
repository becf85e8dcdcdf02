//! The values the cases send: the same as the Java peer's.

use std::collections::HashMap;

use dubbors::java::{BigDecimal, Date};
use dubbors::protobuf::prost_types::Timestamp;

use crate::contract::{Address, Color, Person, User};
use crate::triple::proto::everything::Choice;
use crate::triple::proto::{Everything, Leaf, Mood, Node};

pub(crate) const BYTES: [i8; 5] = [0, 1, -1, i8::MIN, i8::MAX];
pub(crate) const SHORTS: [i16; 9] = [0, 1, -1, -129, -128, 127, 128, i16::MIN, i16::MAX];
/// On both sides of every boundary between the number forms on the wire.
pub(crate) const INTS: [i32; 17] = [
    0,
    1,
    -1,
    -16,
    -17,
    47,
    48,
    -2048,
    -2049,
    2047,
    2048,
    -262144,
    -262145,
    262143,
    262144,
    i32::MIN,
    i32::MAX,
];
pub(crate) const LONGS: [i64; 21] = [
    0,
    1,
    -1,
    -8,
    -9,
    15,
    16,
    -2048,
    -2049,
    2047,
    2048,
    -262144,
    -262145,
    262143,
    262144,
    i32::MIN as i64,
    i32::MAX as i64,
    i32::MIN as i64 - 1,
    i32::MAX as i64 + 1,
    i64::MIN,
    i64::MAX,
];
pub(crate) const FLOATS: [f32; 16] = [
    0.0,
    1.0,
    -1.0,
    0.5,
    0.1,
    12.25,
    -128.0,
    -129.0,
    127.0,
    128.0,
    32767.0,
    32768.0,
    f32::MAX,
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
];
pub(crate) const DOUBLES: [f64; 21] = [
    0.0,
    1.0,
    -1.0,
    0.5,
    0.1,
    0.001,
    12.25,
    1.0 / 3.0,
    -128.0,
    -129.0,
    127.0,
    128.0,
    -32768.0,
    -32769.0,
    32767.0,
    32768.0,
    2147483.647,
    f64::MAX,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
];
pub(crate) const CHARS: [char; 6] = ['a', '0', ' ', 'é', '中', '\u{20ac}'];
pub(crate) const MILLIS: [i64; 9] = [
    0,
    1,
    -1,
    60_000,
    -60_000,
    1_700_000_000_123,
    1_700_000_040_000,
    -62_135_596_800_000,
    253_402_300_799_999,
];
pub(crate) const DECIMALS: [&str; 8] = [
    "0",
    "1",
    "-1.50",
    "0.1",
    "1E+3",
    "1E-10",
    "12345678901234567890.123456789",
    "-99999999999999999999999999999",
];

pub(crate) fn strings() -> Vec<String> {
    let mut strings: Vec<String> =
        ["", "a", "hello, dubbo", "你好,世界", "a😀é", "😀😀😀", "line\nend\ttab\0nul"]
            .map(str::to_owned)
            .into();
    // Around the ends of the short forms and of one chunk, in ASCII and in surrogate pairs.
    for length in [31, 32, 1023, 1024, 32767, 32768, 32769, 65535, 65536, 100 * 1024] {
        strings.push("x".repeat(length));
    }
    strings.push(format!("x{}", "😀".repeat(40_000)));
    strings.push("中文".repeat(20_000));
    strings
}

pub(crate) fn binaries() -> Vec<Vec<u8>> {
    let binary = |length: u32| (0..length).map(|at| at.wrapping_mul(31).to_le_bytes()[0]).collect();
    [0, 1, 15, 16, 256, 1023, 1024, 8192, 65535, 65536, 100 * 1024].map(binary).into()
}

pub(crate) fn list(size: i32) -> Vec<String> {
    (0..size).map(|at| format!("item{at}")).collect()
}

pub(crate) fn map(size: i32) -> HashMap<String, i32> {
    (0..size).map(|at| (format!("key{at}"), at * 100)).collect()
}

pub(crate) fn user(name: &str) -> User {
    User {
        person: Person { name: Some(name.to_owned()), age: Some(36) },
        id: 9_007_199_254_740_993,
        score: Some(99.5),
        color: Some(Color::Green),
        address: Some(Address { street: Some("1 Main Street".to_owned()), city: Some("杭州".to_owned()) }),
        tags: Some(["one", "two", "三"].map(str::to_owned).into()),
        counts: Some(map(3)),
        born: Some(Date::from_millis(500_000_000_123)),
        balance: Some(BigDecimal::from("12345.6789")),
        data: Some(vec![1, 2, 3, 255]),
        vip: Some(true),
    }
}

fn leaf(name: &str, depth: i32) -> Leaf {
    Leaf { name: name.to_owned(), depth }
}

fn node(name: &str, depth: i32) -> Node {
    let leaf = (depth > 0).then(|| leaf(name, depth - 1));
    Node { name: name.to_owned(), depth, leaf }
}

/// The messages of the protobuf contract.
pub(crate) fn messages() -> [Everything; 5] {
    [
        full_message(),
        Everything::default(),
        extremes(),
        Everything { choice: Some(Choice::Right(-7)), maybe: Some(String::new()), ..Everything::default() },
        Everything { choice: Some(Choice::Both(node("a", 1))), mood: 99, ..Everything::default() },
    ]
}

fn full_message() -> Everything {
    Everything {
        text: "李雷 😀".to_owned(),
        int32_value: -1,
        int64_value: 9_007_199_254_740_993,
        uint32_value: 7,
        uint64_value: 8,
        sint32_value: -9,
        sint64_value: -10,
        fixed32_value: 11,
        fixed64_value: 12,
        sfixed32_value: -13,
        sfixed64_value: -14,
        float_value: 0.1,
        double_value: 0.1,
        bool_value: true,
        data: vec![0, 1, 127, 128, 255],
        mood: Mood::Wild.into(),
        node: Some(node("root", 3)),
        words: ["one", "", "三"].map(str::to_owned).into(),
        numbers: vec![0, 1, -1, 300, i32::MAX],
        nodes: vec![node("a", 0), node("b", 1)],
        moods: vec![Mood::Calm.into(), Mood::Unspecified.into()],
        counts: HashMap::from([("key".to_owned(), 100)]),
        tree: HashMap::from([(-5, node("t", 0))]),
        choice: Some(Choice::Left("left".to_owned())),
        when: Some(Timestamp { seconds: 1_700_000_000, nanos: 123_456_789 }),
        maybe: Some("there".to_owned()),
    }
}

fn extremes() -> Everything {
    Everything {
        text: "x".repeat(70_000),
        int32_value: i32::MIN,
        int64_value: i64::MIN,
        uint32_value: u32::MAX,
        uint64_value: u64::MAX,
        sint32_value: i32::MIN,
        sint64_value: i64::MIN,
        fixed32_value: u32::MAX,
        fixed64_value: u64::MAX,
        sfixed32_value: i32::MIN,
        sfixed64_value: i64::MIN,
        // The smallest there is.
        float_value: f32::from_bits(1),
        double_value: f64::NEG_INFINITY,
        choice: Some(Choice::Left(String::new())),
        when: Some(Timestamp { seconds: -62_135_596_800, nanos: 0 }),
        ..Everything::default()
    }
}
