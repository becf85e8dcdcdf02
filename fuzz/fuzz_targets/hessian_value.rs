//! Any bytes as a value: an error or a value that survives being written and read; skipping goes as far as reading, and
//! the memory is in proportion to the bytes.
#![no_main]

use dubbors_fuzz::{heap, is_decent, limits};
use dubbors_hessian::{Decoder, Limits, Value, from_bytes, to_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut skipper = Decoder::new(bytes);
    let skipped = skipper.skip_value();
    let (reader, read) = heap::read::<Value>(bytes, Limits::DEFAULT, heap::DYNAMIC);
    let value = match read {
        Ok(value) => value,
        Err(error) => return is_decent(&error),
    };
    skipped.expect("what can be read can be skipped");
    assert_eq!(skipper.position(), reader.position());

    let written = to_bytes(&value).expect("what was read can be written");
    let again: Value = from_bytes(&written).expect("what was written can be read");
    // NaN differs from itself, its bytes do not.
    assert_eq!(to_bytes(&again).expect("and written again"), written);
    let copy = value.clone();
    assert_eq!(copy == value, again == value, "a copy is as equal as what was read");
    assert!(format!("{value:?}").len() < 8192);
    let count = value.resolve(u32::MAX);
    assert!(count.is_none());

    // Nothing of it can be left out.
    let end = reader.position();
    for cut in [end / 2, end - 1] {
        from_bytes::<Value>(&bytes[..cut]).expect_err("its end is missing");
    }
    // Few of anything: an error that names the limit, or the same value.
    if let Ok(few) = Decoder::with_limits(bytes, limits()).value() {
        assert_eq!(to_bytes(&few).expect("as before"), written);
    }
});
