//! What reading costs in memory, at its highest, beside the bytes that are read: for bytes of real peers, for the
//! fuzzers' seeds, and for bytes that were made to cost much.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

use std::collections::{HashMap, HashSet};
use std::path::Path;

use dubbors_hessian::java::{Exception, JavaArray};
use dubbors_hessian::{ClassDef, Decode, Decoder, Error, Shape, Value, to_bytes};
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

/// Lists all the way down: each of them could make room for what its length promises.
struct Lists {
    _inside: Vec<Self>,
}

impl<'de> Decode<'de> for Lists {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        from.decode().map(|inside| Self { _inside: inside })
    }
}

/// A type to whose order of fields a peer's order is matched, which it keeps.
struct Kept;

static KEPT: ClassDef = ClassDef::new("t.Kept", &["a"]);
static KEPT_SHAPE: Shape = Shape::new(&KEPT, &[]);

impl<'de> Decode<'de> for Kept {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let Some(mut head) = from.object_begin(Some(&KEPT_SHAPE))? else { return Ok(Self) };
        while from.next_field(&mut head)?.is_some() {
            from.skip_value()?;
        }
        Ok(Self)
    }
}

/// S08: a length that does not come true, and up to 32 bytes of what it promises.
fn declared_lengths_reserve_nothing() {
    let heads: [&[u8]; 12] = [
        b"X",
        b"V\x01t",
        b"V\x04[int",
        b"W\x70\x01tV\x90",
        b"C\x01x",
        b"C\x01x\x90O",
        b"Q",
        b"M",
        b"R",
        b"S",
        b"A",
        b"B",
    ];
    for head in heads {
        for length in [0x8000, i32::MAX, -1, i32::MIN] {
            let int = [&b"I"[..], &length.to_be_bytes()].concat();
            let length = if matches!(head, [b'R' | b'S' | b'A' | b'B']) { &int[3..] } else { &int[..] };
            for tail in 0..32 {
                let bytes = [head, length, &[0x90; 32][..tail]].concat();
                within::<Value>("a length", &bytes, 0);
                within::<Vec<i64>>("a length", &bytes, 0);
                within::<HashSet<i64>>("a length", &bytes, 0);
                within::<HashMap<String, Value>>("a length", &bytes, 0);
                within::<JavaArray<Option<String>>>("a length", &bytes, 0);
                within::<String>("a length", &bytes, 0);
                within::<Vec<u8>>("a length", &bytes, 0);
                within::<Exception>("a length", &bytes, 0);
            }
        }
    }
    let promises = [&b"X\x49\x7f\xff\xff\xff".repeat(250)[..], &[0x90; 100_000]].concat();
    within::<Lists>("lists that promise the same bytes", &promises, TYPED);
    within::<Value>("lists that promise the same bytes", &promises, DYNAMIC);
}

/// S10: what holds itself is given back as a whole.
fn cycles_leave_nothing() {
    let cycles: [&[u8]; 4] = [
        b"\x79Q\x90",
        b"HQ\x90Q\x90Z",
        b"C\x01x\x92\x01a\x01b\x60\x60Q\x90Q\x91Q\x90",
        b"\x7a\x79Q\x90\x79Q\x91",
    ];
    let once = || {
        for bytes in cycles {
            let value = Decoder::new(bytes).value().unwrap();
            assert!(format!("{value:?}").len() < 100);
            assert_eq!(to_bytes(&value.clone()).unwrap()[..], *bytes);
        }
    };
    // What a thread remembers of definitions is there after the first time.
    once();
    let before = ALLOCATOR.current_usage();
    (0..20_000).for_each(|_| once());
    assert_eq!(ALLOCATOR.current_usage(), before);
}

/// S11: definitions without end, in messages without end, leave little behind.
fn definitions_leave_little() {
    let before = ALLOCATOR.current_usage();
    for at in 0..20_000 {
        let long = "x".repeat(at % 2000);
        let names = [long.as_str(), "a", "c"].map(|name| to_bytes(name).unwrap());
        let head = format!("C\x08com.{:04}", at % 10_000);
        let bytes = [head.as_bytes(), b"\x93", &names[0], &names[1], &names[2], b"\x60\x90\x90\x90"].concat();
        Decoder::new(&bytes).decode::<Kept>().unwrap();
        Decoder::new(&bytes).value().unwrap();
    }
    let left = ALLOCATOR.current_usage().saturating_sub(before);
    assert!(left < 128 * 1024, "{left} bytes are left");
}

/// One test alone in its process: the counters are for the whole process.
#[test]
fn s08_s10_s11_memory_is_bounded() {
    declared_lengths_reserve_nothing();
    cycles_leave_nothing();
    definitions_leave_little();
    reading_costs_little_more_than_the_bytes();
}

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
    // A list alone, without what the others begin with.
    let alone = [b"W", &[0x91; 100_000][..], b"Z"].concat();
    within::<Vec<bool>>("bools alone", &[b"W", &[b'T'; 100_000][..], b"Z"].concat(), TYPED);
    within::<Vec<i32>>("ints alone", &alone, TYPED);
    within::<JavaArray<i32>>("ints alone", &alone, TYPED);
    within::<JavaArray<char>>("chars alone", &[&b"S\xff\xff"[..], &[b'a'; 65535]].concat(), TYPED);
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
