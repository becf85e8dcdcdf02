//! What reading costs in memory, at its highest, beside the bytes that are read: for bytes of real peers, for the
//! fuzzers' seeds, and for bytes that were made to cost much.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use dubbors_hessian::{Decode, Decoder, Value};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Bytes of memory for a byte of input, for a value of any kind.
const DYNAMIC: usize = 40;
/// For a contract's type: each item is as large as the type says, so this is for types of the size of their bytes.
const TYPED: usize = 4;
/// What a decoder takes for itself, however short the input: 256 open containers at most.
const OWN: usize = 32 * 1024;

/// Memory beside the bytes that are read.
struct Cost {
    /// Held by what was read.
    held: usize,
    /// The highest while reading. The counter takes a block that grows for two, the old and the new one; most
    /// allocators make no second one.
    peak: usize,
}

fn cost<'de, T: Decode<'de>>(bytes: &'de [u8]) -> Cost {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let mut from = Decoder::new(bytes);
    let read = from.decode::<T>();
    let held = ALLOCATOR.current_usage().saturating_sub(before);
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    drop((from, read));
    Cost { held, peak }
}

/// Reads `bytes` and gives what that holds for each byte.
fn within<'de, T: Decode<'de>>(what: &str, bytes: &'de [u8], times: usize) -> f64 {
    let Cost { held, peak } = cost::<T>(bytes);
    let most = bytes.len() * times + OWN;
    assert!(held <= most, "{what}: holds {held} bytes for {} bytes", bytes.len());
    assert!(peak <= 2 * most, "{what}: {peak} bytes at the highest for {} bytes", bytes.len());
    held.saturating_sub(OWN) as f64 / bytes.len().max(1) as f64
}

/// What costs most for each byte: one repeated unit inside of a list.
fn hostile() -> Vec<(String, Vec<u8>)> {
    const TIMES: usize = 100_000;
    let units: &[(&str, &[u8])] = &[
        ("ints", &[0x90]),
        ("nulls", b"N"),
        ("empty strings", &[0]),
        ("strings of a letter", b"\x01a"),
        ("empty binaries", &[0x20]),
        ("empty lists", &[0x78]),
        ("lists of one", &[0x79, 0x90]),
        ("lists of seven", &[0x7f, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90]),
        ("open lists of none", b"WZ"),
        ("open lists of one", b"W\x90Z"),
        ("open lists of three", b"W\x90\x90\x90Z"),
        ("open lists of five", b"W\x90\x90\x90\x90\x90Z"),
        ("typed lists", &[0x70, 0x90]),
        ("typed open lists", &[b'U', 0x90, b'Z']),
        ("empty maps", b"HZ"),
        ("maps of one", b"H\x90\x90Z"),
        ("maps of five", b"H\x90\x90\x90\x90\x90\x90\x90\x90\x90\x90Z"),
        ("typed maps", &[b'M', 0x90, b'Z']),
        ("objects without fields", &[0x60]),
        ("objects of one field", &[0x61, 0x90]),
        ("references", &[b'Q', 0x90]),
    ];
    let mut all = Vec::new();
    for (name, unit) in units {
        // A list of a type, whose name the units refer to, two classes, then the units.
        let head = b"W\x70\x01tC\x01a\x90C\x01b\x91\x01x";
        let body = unit.repeat(TIMES / unit.len());
        all.push(((*name).to_owned(), [&head[..], &body, b"Z"].concat()));
        let fixed = [&b"X"[..], b"I", &(TIMES as u32 / 10).to_be_bytes()].concat();
        let few = unit.repeat(TIMES / 10);
        all.push((format!("{name}, counted"), [&head[1..3], b"t", &head[4..], &fixed, &few].concat()));
    }
    let classes: Vec<u8> =
        (0..4000).flat_map(|at| [format!("C\x05{at:05}").as_bytes(), b"\x90"].concat()).collect();
    all.push(("classes".to_owned(), [&classes[..], b"\x60"].concat()));
    let types: Vec<u8> = (0..20_000).flat_map(|at| format!("p\x05{at:05}").into_bytes()).collect();
    all.push(("type names".to_owned(), [b"W", &types[..], b"Z"].concat()));
    all.push(("deep".to_owned(), [&[0x79; 250][..], &[0x90]].concat()));
    all.push(("a long string".to_owned(), [&b"S\xff\xff"[..], &[b'a'; 65535]].concat()));
    all.push(("a string in pieces".to_owned(), [&b"R\x00\x01a".repeat(20_000)[..], &[0]].concat()));
    all.push(("a binary in pieces".to_owned(), [&b"A\x00\x01a".repeat(20_000)[..], &[0x20]].concat()));
    all
}

fn folder(path: &str) -> Vec<(String, Vec<u8>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
    let Ok(entries) = std::fs::read_dir(&path) else { return Vec::new() };
    let read = |path: std::path::PathBuf| (path.display().to_string(), std::fs::read(&path).unwrap());
    entries.map(|entry| read(entry.unwrap().path())).collect()
}

/// One test alone in its process: the counters are for the whole process.
#[test]
fn reading_costs_little_more_than_the_bytes() {
    let seeds = ["fuzz/seeds/hessian_value", "fuzz/seeds/hessian_typed", "fuzz/corpus/hessian_value"];
    let all: Vec<_> = hostile().into_iter().chain(seeds.into_iter().flat_map(folder)).collect();
    let mut worst = (0.0_f64, String::new());
    for (name, bytes) in &all {
        let ratio = within::<Value>(name, bytes, DYNAMIC);
        if ratio > worst.0 {
            worst = (ratio, name.clone());
        }
    }
    println!("value: at most {:.1} bytes for a byte ({}), {} inputs", worst.0, worst.1, all.len());
    // 4000 definitions of 8 bytes each take 64 bytes in their table; `Limits::classes` bounds it by 256 KiB.
    for (name, bytes) in all.iter().filter(|(name, _)| name != "classes") {
        within::<String>(name, bytes, TYPED);
        within::<Vec<u8>>(name, bytes, TYPED);
        within::<Vec<bool>>(name, bytes, TYPED);
        within::<Vec<i32>>(name, bytes, TYPED);
        within::<dubbors_hessian::java::Date>(name, bytes, TYPED);
        within::<dubbors_hessian::java::BigDecimal>(name, bytes, TYPED);
    }
}
