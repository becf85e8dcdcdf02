//! Any bytes as a value, and as JSON: every value comes back from lossless JSON, and no JSON is more than an error.
#![no_main]

use dubbors_fuzz::is_decent;
use dubbors_hessian::json::{self, Bounds};
use dubbors_hessian::{Decoder, Value, to_bytes};
use libfuzzer_sys::fuzz_target;

fn comes_back(value: &Value) {
    let text = json::to_text(value).expect("what few bytes say is within the bounds");
    let back = json::from_text(&text).expect("it was written here");
    assert_eq!(json::to_text(&back).expect("it was written before"), text);
    // By their bytes, as a NaN is not equal to itself; what references nothing has none.
    match (to_bytes(value), to_bytes(&back)) {
        (Ok(bytes), Ok(again)) => assert_eq!(bytes, again),
        (Err(error), Err(again)) => assert_eq!(error, again),
        _ => panic!("one of them can be written: {text}"),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let mut bounds = Bounds::DEFAULT;
    bounds.max_bytes = 1 << 20;
    if let Ok(value) = Decoder::new(bytes).value() {
        comes_back(&value);
        let shown = json::show(&value, &bounds);
        match json::to_plain_within(&value, &bounds) {
            Ok(plain) => assert_eq!(plain, shown),
            Err(error) => is_decent(&error),
        }
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match json::from_text(text) {
        Ok(value) => comes_back(&value),
        Err(error) => is_decent(&error),
    }
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(text)
        && let Ok(value) = json::from_plain(&json)
    {
        json::to_plain(&value).expect("JSON holds itself nowhere");
    }
});
