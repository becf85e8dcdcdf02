//! The cases about values.

use std::collections::{HashMap, HashSet};

use dubbors::Value;
use dubbors::hessian::{List, Map, Object};
use dubbors::java::{BigDecimal, Date, JavaArray};

use super::Peer;
use crate::check::{Outcome, same, that, value};
use crate::contract::{Color, TypesClient, User, Users};
use crate::samples;

/// Checks that every value comes back.
macro_rules! echo {
    ($types:ident . $method:ident, $values:expr) => {
        for sent in $values {
            let back = value(stringify!($method), $types.$method(sent.clone()).await)?;
            same(stringify!($method), &sent, &back)?;
        }
    };
}

/// The same for floating point numbers, where NaN equals NaN.
macro_rules! echo_bits {
    ($types:ident . $method:ident, $values:expr) => {
        for sent in $values {
            let back = value(stringify!($method), $types.$method(sent).await)?;
            same(stringify!($method), &sent.to_bits(), &back.to_bits())?;
        }
    };
}

pub(super) async fn primitives(types: &TypesClient) -> Outcome {
    echo!(types.echo_boolean, [true, false]);
    echo!(types.echo_byte, samples::BYTES);
    echo!(types.echo_short, samples::SHORTS);
    echo!(types.echo_int, samples::INTS);
    echo!(types.echo_long, samples::LONGS);
    echo_bits!(types.echo_float, samples::FLOATS);
    echo_bits!(types.echo_double, samples::DOUBLES);
    echo!(types.echo_char, samples::CHARS);
    Ok(())
}

pub(super) async fn wrappers(types: &TypesClient) -> Outcome {
    echo!(types.echo_boxed_boolean, [Some(true), Some(false)]);
    echo!(types.echo_boxed_byte, samples::BYTES.map(Some));
    echo!(types.echo_boxed_short, samples::SHORTS.map(Some));
    echo!(types.echo_boxed_int, samples::INTS.map(Some));
    echo!(types.echo_boxed_long, samples::LONGS.map(Some));
    for sent in samples::FLOATS {
        let back = value("Float", types.echo_boxed_float(Some(sent)).await)?;
        same("Float", &Some(sent.to_bits()), &back.map(f32::to_bits))?;
    }
    for sent in samples::DOUBLES {
        let back = value("Double", types.echo_boxed_double(Some(sent)).await)?;
        same("Double", &Some(sent.to_bits()), &back.map(f64::to_bits))?;
    }
    echo!(types.echo_boxed_char, samples::CHARS.map(Some));
    Ok(())
}

pub(super) async fn strings(types: &TypesClient) -> Outcome {
    for text in samples::strings() {
        let back = value("String", types.echo_string(Some(text.clone())).await)?;
        same("String", &Some(text.clone()), &back)?;
        let units = i32::try_from(text.encode_utf16().count()).unwrap_or(i32::MAX);
        same("length", &units, &value("length", types.length(text).await)?)?;
    }
    Ok(())
}

pub(super) async fn bytes(types: &TypesClient) -> Outcome {
    echo!(types.echo_bytes, samples::binaries().into_iter().map(Some));
    Ok(())
}

pub(super) async fn arrays(types: &TypesClient) -> Outcome {
    let many: Vec<i32> = (0..300).map(|at| at * 997).collect();
    let ints = [vec![], vec![7], samples::INTS.to_vec(), many];
    echo!(types.echo_int_array, ints.map(|ints| Some(JavaArray(ints))));
    let texts =
        [vec![], vec!["a".to_owned()], ["a", "中", "😀", ""].map(str::to_owned).into(), samples::list(300)];
    echo!(
        types.echo_string_array,
        texts.map(|texts| Some(texts.into_iter().map(Some).collect::<JavaArray<_>>()))
    );
    Ok(())
}

pub(super) async fn nulls(types: &TypesClient, peer: &Peer) -> Outcome {
    macro_rules! null {
        ($($method:ident)*) => {$(
            same(stringify!($method), &None, &value(stringify!($method), types.$method(None).await)?)?;
        )*};
    }
    null! {
        echo_boxed_boolean echo_boxed_byte echo_boxed_short echo_boxed_int echo_boxed_long echo_boxed_float
        echo_boxed_double echo_boxed_char echo_string echo_bytes echo_int_array echo_string_array echo_list echo_set
        echo_map echo_user echo_enum echo_date echo_decimal
    }
    let users = value("Users", types.echo_users(Users::default()).await)?;
    that("the list of users is not null", users == Users::default())?;
    echo!(types.echo_object, [Value::Null]);
    let holes = vec![Some("a".to_owned()), None, Some("c".to_owned())];
    // dubbo-go reads a null in String[] as an empty text.
    if !peer.is("go") {
        echo!(types.echo_string_array, [Some(JavaArray(holes.clone()))]);
    }
    echo!(types.echo_list, [Some(holes)]);
    echo!(types.echo_map, [Some(HashMap::from([("none".to_owned(), None), ("one".to_owned(), Some(1))]))]);
    Ok(())
}

fn texts(size: i32) -> Value {
    Value::List(List::new(samples::list(size).into_iter().map(Value::from).collect()))
}

/// One entry at most, so that the order of a map is no question.
fn entry(key: &str, value: Value) -> Value {
    Value::Map(Map::new(vec![(key.into(), value)]))
}

pub(super) async fn collections(types: &TypesClient) -> Outcome {
    for size in [0, 1, 7, 8, 300] {
        echo!(types.echo_list, [Some(samples::list(size).into_iter().map(Some).collect::<Vec<_>>())]);
        echo!(types.echo_set, [Some((0..size).map(|at| at * 1000).collect::<HashSet<_>>())]);
        let map: HashMap<String, Option<i32>> =
            samples::map(size).into_iter().map(|(key, value)| (key, Some(value))).collect();
        echo!(types.echo_map, [Some(map)]);
        let list = value("Object, List", types.echo_object(texts(size)).await)?;
        // 2.7 names the class of an ArrayList, 3.3 and dubbo-go do not.
        that(format!("Object, List: {list:?}"), list.items() == texts(size).items())?;
    }
    let mixed = vec![1.into(), "two".into(), Value::Long(3), 4.5.into(), true.into()];
    let list = value("Object, mixed", types.echo_object(Value::List(List::new(mixed.clone()))).await)?;
    that(format!("Object, mixed: {list:?}"), list.items() == Some(&mixed))?;
    echo!(
        types.echo_object,
        [
            entry("map", entry("inner", entry("key", 7.into()))),
            Value::from("text"),
            Value::Int(7),
            Value::Long(7),
            Value::Double(7.5),
            Value::Bool(true),
            Value::Date(1_700_000_000_123),
            Value::Binary(vec![1, 2]),
        ]
    );
    Ok(())
}

pub(super) async fn pojo(types: &TypesClient) -> Outcome {
    let full = samples::user("李雷");
    echo!(types.echo_user, [Some(full.clone()), Some(User::default())]);
    let other = User { address: None, id: -1, ..samples::user("Ada") };
    for users in [vec![full.clone(), other, User::default(), full.clone()], vec![full.clone(), full]] {
        let sent = value("Users", Users::of(&users))?;
        let back = value("Users", types.echo_users(sent).await)?;
        same("Users", &users, &value("Users", back.read())?)?;
    }
    let address =
        Object::new("org.dubbors.interop.Address", [("street", Value::Null), ("city", "London".into())]);
    let back = value("Object, Address", types.echo_object(Value::Object(address.clone())).await)?;
    // The order of the fields is the sender's.
    let Value::Object(back) = back else { return Err(format!("Object, Address: got {back:?}")) };
    same("class", &address.class.name(), &back.class.name())?;
    same("city", &address.get("city"), &back.get("city"))
}

pub(super) async fn enums(types: &TypesClient) -> Outcome {
    echo!(types.echo_enum, [Color::Red, Color::Green, Color::Blue].map(Some));
    echo!(types.echo_object, [Value::Object(Object::enum_constant("org.dubbors.interop.Color", "BLUE"))]);
    Ok(())
}

pub(super) async fn dates(types: &TypesClient) -> Outcome {
    echo!(types.echo_date, samples::MILLIS.map(|millis| Some(Date::from_millis(millis))));
    Ok(())
}

pub(super) async fn decimals(types: &TypesClient, peer: &Peer) -> Outcome {
    // dubbo-go writes a decimal without its exponent.
    let decimals = samples::DECIMALS.into_iter().filter(|text| !peer.is("go") || !text.contains('E'));
    echo!(types.echo_decimal, decimals.map(|text| Some(BigDecimal::from(text))));
    Ok(())
}
