//! Any value as types of serde, and any data of such types as a value.
#![no_main]

use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Unstructured};
use dubbors_fuzz::{is_decent, limits, same};
use dubbors_hessian::serde::{from_value, from_value_within, to_object, to_value};
use dubbors_hessian::{Decoder, Value, from_bytes, to_bytes};
use libfuzzer_sys::fuzz_target;
use serde::{Deserialize, Serialize};

#[derive(Arbitrary, Debug, PartialEq, Serialize, Deserialize)]
struct Node {
    name: Option<String>,
    small: (u8, i8, u16, u32),
    children: Vec<Node>,
    color: Color,
    unit: (),
    letter: char,
    wrapped: Wrapped,
    map: BTreeMap<i64, Color>,
    #[serde(default)]
    twin: Option<Box<Node>>,
    #[serde(rename = "other-name", alias = "older")]
    renamed: Result<bool, String>,
    // Names that none of the fields has.
    #[arbitrary(with = |from: &mut Unstructured| {
        from.arbitrary::<BTreeMap<u8, i64>>().map(|all| all.into_iter().map(|(key, value)| (format!("k{key}"), value)).collect())
    })]
    #[serde(flatten)]
    others: BTreeMap<String, i64>,
}

#[derive(Arbitrary, Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(i16);

#[derive(Arbitrary, Debug, PartialEq, Serialize, Deserialize)]
enum Color {
    Red,
    Grey(u8),
    Mixed(u8, Vec<u8>),
    Named {
        name: String,
        #[serde(default)]
        alpha: u16,
    },
}

#[derive(Arbitrary, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
enum Tagged {
    Int(i32),
    Text(String),
    Many(Vec<Tagged>),
    Nothing,
}

/// What is read from a value is a value again, and comes back.
fn read<T: for<'de> Deserialize<'de> + Serialize + PartialEq + std::fmt::Debug>(value: &Value) {
    match from_value_within::<T>(value, &limits()) {
        Err(error) => is_decent(&error),
        Ok(data) => {
            // It may be deeper or larger than what it was read from.
            if let Ok(value) = to_value(&data)
                && let Ok(back) = from_value::<T>(&value)
            {
                assert!(back == data || to_value(&back).is_ok_and(|again| bytes(&again) == bytes(&value)));
            }
        }
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    to_bytes(value).expect("it holds no references").to_vec()
}

fn comes_back<T>(from: &mut Unstructured)
where
    T: for<'a> Arbitrary<'a> + for<'de> Deserialize<'de> + Serialize + PartialEq + std::fmt::Debug,
{
    let Ok(data) = T::arbitrary(from) else { return };
    let Ok(value) = to_value(&data) else { return };
    let written: Value = from_bytes(&bytes(&value)).expect("it was written");
    same(&written, &value);
    assert_eq!(from_value::<T>(&written).expect("it was made of it"), data);
    if matches!(value, Value::Map(_))
        && let Ok(object) = to_object("f.Data", &data)
    {
        assert_eq!(from_value::<T>(&object).expect("an object is as good as a map"), data);
    }
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = Decoder::new(bytes).value() {
        read::<Node>(&value);
        read::<Color>(&value);
        read::<Tagged>(&value);
        read::<serde_json::Value>(&value);
        read::<BTreeMap<String, Vec<Option<f32>>>>(&value);
        read::<(i64, Option<String>, u64)>(&value);
    }
    let from = &mut Unstructured::new(bytes);
    comes_back::<Node>(from);
    comes_back::<Vec<Tagged>>(from);
    comes_back::<BTreeMap<u8, Vec<Color>>>(from);
});
