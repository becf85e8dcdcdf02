//! Any bytes as a value: an error or a value that survives being written and read; skipping goes as far as reading.
#![no_main]

use dubbors_hessian::{Decoder, Value, from_bytes, to_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut reader = Decoder::new(bytes);
    let Ok(value) = reader.value() else { return };
    let mut skipper = Decoder::new(bytes);
    skipper.skip_value().expect("what can be read can be skipped");
    assert_eq!(skipper.position(), reader.position());

    let written = to_bytes(&value).expect("what was read can be written");
    let again: Value = from_bytes(&written).expect("what was written can be read");
    // NaN differs from itself, its bytes do not.
    assert_eq!(to_bytes(&again).expect("and written again"), written);
});
