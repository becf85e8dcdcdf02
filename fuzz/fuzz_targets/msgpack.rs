//! Any bytes as msgpack, and any value of Hessian in msgpack: what is written is read, and written the same again.
#![no_main]

use bytes::BytesMut;
use dubbors_fuzz::contract::{Node, Scalars};
use dubbors_hessian::{Decoder, Value};
use dubbors_serialization::Msgpack;
use libfuzzer_sys::fuzz_target;

fn comes_back(msgpack: &Msgpack, value: &Value) {
    let mut bytes = BytesMut::new();
    // What holds itself, or references nothing, cannot be written.
    if msgpack.append(value, &mut bytes).is_err() {
        return;
    }
    let back = msgpack.value(&bytes).expect("it was written here");
    let mut again = BytesMut::new();
    msgpack.append(&back, &mut again).expect("it was written before");
    assert_eq!(bytes, again);
}

fuzz_target!(|bytes: &[u8]| {
    let msgpack = Msgpack::new();
    if let Ok(value) = msgpack.value(bytes) {
        comes_back(&msgpack, &value);
        let payload = msgpack.payload([bytes]).expect("it is a value");
        assert_eq!(msgpack.values(payload.bytes(), 1).expect("it is one").len(), 1);
        let _ = payload.clone().decode::<Node>();
        let _ = payload.decode::<Scalars>();
    }
    if let Ok(value) = Decoder::with_limits(bytes, dubbors_fuzz::limits()).value() {
        comes_back(&msgpack, &value);
    }
});
