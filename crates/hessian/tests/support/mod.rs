//! What real peers wrote: `testdata/hessian`.

#![allow(clippy::panic, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

#[path = "../../../../testdata/hex.rs"]
mod hex;

/// The releases of Dubbo for Java that wrote values.
pub(crate) const RELEASES: [&str; 2] = ["java33", "java27"];

/// The lines of one release: name to bytes. A file is read once.
pub(crate) fn golden(release: &str) -> &'static BTreeMap<String, Vec<u8>> {
    static LINES: LazyLock<[BTreeMap<String, Vec<u8>>; 2]> = LazyLock::new(|| RELEASES.map(read));
    let place = RELEASES.iter().position(|known| *known == release).unwrap();
    LINES.get(place).unwrap()
}

fn read(release: &str) -> BTreeMap<String, Vec<u8>> {
    let path = format!("{}/../../testdata/hessian/{release}.tsv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut parts = line.split('\t');
            (parts.next().unwrap().to_owned(), hex::bytes(parts.next().unwrap()).unwrap())
        })
        .collect()
}
