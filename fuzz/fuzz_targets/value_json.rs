//! Any body as the arguments of a method, and any object of a contract's type as JSON: it comes back, though nobody but
//! the type knows what the texts mean.
#![no_main]

use arbitrary::{Arbitrary, Unstructured};
use bytes::BytesMut;
use dubbors_core::{HessianArgs, Method, Payload};
use dubbors_fuzz::contract::{Base, Many, Node, Scalars};
use dubbors_fuzz::same;
use dubbors_hessian::{Encode, from_bytes};
use dubbors_serialization::ValueJson;
use libfuzzer_sys::fuzz_target;

const NAMES: &[&str] = &["first", "second"];

fn arguments(json: &ValueJson, bytes: &[u8]) {
    for descriptor in ["", "Lf/Node;", "Lf/Scalars;", "Ljava/util/List;", "J", "Ljava/util/Date;", "Ljava/math/BigDecimal;"] {
        let arity = usize::from(!descriptor.is_empty());
        let method = Method::new("m", descriptor, "V", arity).with_params(&NAMES[..arity]);
        if let Ok(payload) = json.arguments(&method, bytes) {
            let _ = payload.clone().decode::<Node>();
            let _ = payload.clone().decode::<Scalars>();
            let _ = payload.decode::<Many<Base>>();
        }
    }
    let _ = json.arguments(&Method::new("m", "I[J", "V", 2).with_params(NAMES), bytes);
    let _ = json.answer(bytes, &mut BytesMut::new());
}

/// A NaN keeps no more than being one.
fn without_nan(scalars: &mut Scalars) {
    let all = [&mut scalars.double].into_iter().chain(scalars.colors.values_mut().flatten().flatten());
    all.filter(|number| number.is_nan()).for_each(|number| *number = f64::NAN);
    if scalars.float.is_nan() {
        scalars.float = f32::NAN;
    }
}

fn comes_back<T>(json: &ValueJson, descriptor: &'static str, object: &T)
where
    T: PartialEq + Encode + std::fmt::Debug + dubbors_hessian::DecodeOwned + Send + Sync,
{
    let bytes = Payload::encode(&HessianArgs((object,)), json.serialization()).expect("it can be written");
    let mut text = BytesMut::new();
    if json.answer(bytes.bytes(), &mut text).is_err() {
        return; // Too deep.
    }
    let method = Method::new("m", descriptor, "V", 1);
    let payload = match json.arguments(&method, &text) {
        Ok(payload) => payload,
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&text)),
    };
    match payload.decode::<T>() {
        Ok(back) => same(&back, object),
        Err(error) => panic!("{error}: {}", String::from_utf8_lossy(&text)),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let json = ValueJson::default();
    arguments(&json, bytes);
    let from = &mut Unstructured::new(bytes);
    if let Ok(mut scalars) = Scalars::arbitrary(from) {
        without_nan(&mut scalars);
        comes_back(&json, "Lf/Scalars;", &scalars);
    }
    if let Ok(many) = Many::<Base>::arbitrary(from) {
        comes_back(&json, "Lf/Many;", &many);
    }
    let _ = from_bytes::<Base>(bytes);
});
