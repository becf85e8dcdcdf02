//! What real peers wrote: `testdata/hessian`.

#![allow(clippy::panic)]

use std::collections::BTreeMap;

/// The releases of Dubbo for Java that wrote values.
pub(crate) const RELEASES: [&str; 2] = ["java33", "java27"];

/// The lines of one release: name to bytes.
pub(crate) fn golden(release: &str) -> BTreeMap<String, Vec<u8>> {
    let path = format!("{}/../../testdata/hessian/{release}.tsv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.split('\t');
            (parts.next().unwrap().to_owned(), bytes(parts.next().unwrap()))
        })
        .collect()
}

/// Hex digits, in which `[78*1000]` stands for a byte that is there 1000 times.
fn bytes(text: &str) -> Vec<u8> {
    let byte = |hex: &str| u8::from_str_radix(hex, 16).unwrap();
    let (mut bytes, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        if let Some(run) = rest.strip_prefix('[') {
            let (run, after) = run.split_once(']').unwrap();
            let (hex, times) = run.split_once('*').unwrap();
            bytes.resize(bytes.len() + times.parse::<usize>().unwrap(), byte(hex));
            rest = after;
        } else {
            bytes.push(byte(&rest[..2]));
            rest = &rest[2..];
        }
    }
    bytes
}
