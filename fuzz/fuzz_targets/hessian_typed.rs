//! Any bytes as the types of a contract.
#![no_main]

use std::collections::{BTreeMap, HashMap, HashSet};

use dubbors::java::{BigDecimal, Date, Exception, JavaArray};
use dubbors_hessian::{Decode, Decoder};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, dubbors::Hessian)]
#[hessian(class = "a.Base")]
struct Base {
    id: i64,
    name: Option<String>,
}

#[derive(Debug, dubbors::Hessian)]
#[hessian(class = "a.Node")]
struct Node {
    #[hessian(parent)]
    base: Base,
    #[hessian(alias = "next")]
    children: Vec<Node>,
    color: Color,
    #[hessian(default)]
    data: Vec<u8>,
    map: HashMap<String, Option<Box<Node>>>,
}

#[derive(Debug, dubbors::Hessian)]
#[hessian(class = "a.Color")]
enum Color {
    Red,
    Green,
}

fn read<'de, T: Decode<'de>>(bytes: &'de [u8]) {
    let _ = T::decode(&mut Decoder::new(bytes));
}

fuzz_target!(|bytes: &[u8]| {
    read::<Node>(bytes);
    read::<Exception>(bytes);
    read::<Vec<Option<String>>>(bytes);
    read::<HashMap<String, Vec<i32>>>(bytes);
    read::<BTreeMap<i32, Date>>(bytes);
    read::<HashSet<i64>>(bytes);
    read::<JavaArray<i32>>(bytes);
    read::<(bool, i8, i16, char, f32)>(bytes);
    read::<(f64, BigDecimal, Vec<u8>, &str)>(bytes);
});
