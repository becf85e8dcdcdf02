//! Laws that hold for all values and all bytes.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::{Decoder, Encode, Encoder, List, Map, Object, Value, from_bytes, to_bytes};

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(Value::Int),
        any::<i64>().prop_map(Value::Long),
        (-3000_i64..3000).prop_map(Value::Long),
        any::<f64>()
            .prop_filter("NaN is not equal to itself", |value| !value.is_nan())
            .prop_map(Value::Double),
        (-100_000..100_000).prop_map(|value| Value::Double(f64::from(value) * 0.001)),
        any::<i64>().prop_map(Value::Date),
        (-1000_i64..1000).prop_map(|minutes| Value::Date(minutes * 60_000)),
        any::<String>().prop_map(Value::String),
        "[a-zé中😀]{0,80}".prop_map(Value::String),
        vec(any::<u8>(), 0..40).prop_map(Value::Binary),
        // The first objects always exist inside a container; others are taken out before use.
        (0_u32..3).prop_map(Value::Ref),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    let name = || "[a-d]{1,2}";
    scalar().prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            (proptest::option::of(name()), vec(inner.clone(), 0..10)).prop_map(|(class, items)| List {
                class: class.map(Into::into),
                items: items.into()
            }
            .into()),
            (proptest::option::of(name()), vec((inner.clone(), inner.clone()), 0..4)).prop_map(
                |(class, entries)| Map { class: class.map(Into::into), entries: entries.into() }.into()
            ),
            (name(), vec((name(), inner), 0..6))
                .prop_map(|(class, fields)| Object::new(class, fields).into()),
        ]
    })
}

/// Takes out references to what did not begin yet.
fn close(value: &mut Value, seen: &mut u32) {
    match value {
        Value::Ref(index) if *index >= *seen => *value = Value::Null,
        Value::List(list) => {
            *seen += 1;
            list.items.iter_mut().for_each(|item| close(item, seen));
        }
        Value::Object(object) => {
            *seen += 1;
            object.fields.iter_mut().for_each(|field| close(field, seen));
        }
        Value::Map(map) => {
            *seen += 1;
            for (key, value) in &mut map.entries {
                close(key, seen);
                close(value, seen);
            }
        }
        _ => {}
    }
}

fn value() -> impl Strategy<Value = Value> {
    tree().prop_map(|mut value| {
        close(&mut value, &mut 0);
        value
    })
}

proptest! {
    #[test]
    fn values_survive(values in vec(value(), 1..4)) {
        let mut to = Encoder::new();
        for value in &values {
            value.encode(&mut to).unwrap();
        }
        let bytes = to.into_inner();
        let mut from = Decoder::new(&bytes);
        let mut skip = Decoder::new(&bytes);
        let mut again = Encoder::new();
        for value in &values {
            let back = from.value().unwrap();
            prop_assert_eq!(&back, value);
            back.encode(&mut again).unwrap();
            skip.skip_value().unwrap();
            prop_assert_eq!(skip.position(), from.position());
        }
        prop_assert!(from.is_at_end());
        prop_assert_eq!(&again.into_inner(), &bytes);
    }

    #[test]
    fn skipping_keeps_what_later_values_need(values in vec(value(), 2..4)) {
        let mut to = Encoder::new();
        for value in &values {
            value.encode(&mut to).unwrap();
        }
        let bytes = to.into_inner();
        for skipped in 1..values.len() {
            let mut from = Decoder::new(&bytes);
            for _ in 0..skipped {
                from.skip_value().unwrap();
            }
            for value in &values[skipped..] {
                prop_assert_eq!(&from.value().unwrap(), value);
            }
            prop_assert!(from.is_at_end());
        }
    }

    #[test]
    fn damaged_values_are_errors_or_values(value in value(), cut in 0_usize..200, flips in vec((any::<usize>(), any::<u8>()), 0..4)) {
        let mut bytes = to_bytes(&value).unwrap().to_vec();
        for (at, byte) in flips {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut % 8));
        random(&bytes);
    }

    #[test]
    fn random_bytes_never_panic(bytes in vec(any::<u8>(), 0..200)) {
        random(&bytes);
    }

    #[test]
    fn containers_of_random_bytes_never_panic(tags in vec(prop_oneof![Just(b'C'), Just(b'Q'), Just(b'H'), Just(b'M'), Just(b'Z'), Just(0x57), Just(0x60), Just(0x70), Just(0x71), Just(0x79), Just(0x90), Just(0x91), Just(0x92), Just(1), Just(b'a')], 0..60)) {
        random(&tags);
    }

    #[test]
    fn strings_survive(text in any::<String>()) {
        prop_assert_eq!(from_bytes::<String>(&to_bytes(&text).unwrap()).unwrap(), text);
    }

    #[test]
    fn numbers_survive(int in any::<i32>(), long in any::<i64>(), double in any::<f64>(), float in any::<f32>()) {
        prop_assert_eq!(from_bytes::<i32>(&to_bytes(&int).unwrap()).unwrap(), int);
        prop_assert_eq!(from_bytes::<i64>(&to_bytes(&long).unwrap()).unwrap(), long);
        prop_assert_eq!(from_bytes::<f64>(&to_bytes(&double).unwrap()).unwrap().to_bits(), double.to_bits());
        if !float.is_nan() {
            prop_assert_eq!(from_bytes::<f32>(&to_bytes(&float).unwrap()).unwrap().to_bits(), float.to_bits());
        }
    }
}

/// Reads several values from the bytes in every way, typed ones in between, and checks what was read.
fn random(bytes: &[u8]) {
    let mut from = Decoder::new(bytes);
    let mut skip = Decoder::new(bytes);
    while let Ok(value) = from.value() {
        // What can be read can be skipped, to the same place, and written.
        skip.skip_value().unwrap();
        assert_eq!(skip.position(), from.position());
        let written = to_bytes(&value).unwrap();
        let again = from_bytes::<Value>(&written).unwrap();
        assert_eq!(to_bytes(&again).unwrap(), written);
        let _ = format!("{value:?}");
    }
    let mut from = Decoder::new(bytes);
    for kind in 0_usize.. {
        let done = match kind % 6 {
            0 => from.decode::<super::typed::Order>().is_err(),
            1 => from.decode::<Vec<Value>>().is_err(),
            2 => from.decode::<std::collections::HashMap<String, Vec<Value>>>().is_err(),
            3 => from.decode::<crate::java::Exception>().is_err(),
            4 => from.decode::<Option<Vec<u8>>>().is_err(),
            _ => from.decode::<Value>().is_err(),
        };
        if done && from.skip_value().is_err() {
            break;
        }
    }
}
