//! Any text as a URL: what is read prints to a text that reads as the same.
#![no_main]

use dubbors_core::{Instance, Url, param, url};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = url::decode(text);
    assert_eq!(url::decode(&url::encode(text)).expect("what was encoded can be decoded"), text);
    let Ok(read) = text.parse::<Url>() else { return };
    let printed = read.to_string();
    let again: Url = printed.parse().expect("what was printed can be read");
    assert_eq!(again.to_string(), printed);
    let _ = Instance::from_url(&read);
    let _ = param::TIMEOUT.of(&read);
    let _ = param::WEIGHT.of(&read);
});
