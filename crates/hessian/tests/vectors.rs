//! What `interop/java/hessian` wrote with real codecs (`testdata/hessian`): every value is decoded to what Java says it
//! is, and written again as Java wrote it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

#[path = "vectors/text.rs"]
mod text;

use dubbors_hessian::{Value, from_bytes, to_bytes};

use text::{Detail, text};

struct Vector {
    name: String,
    text: String,
    bytes: Vec<u8>,
}

/// The lines of one file.
fn vectors(set: &str) -> Vec<Vector> {
    let path = format!("{}/../../testdata/hessian/{set}.tsv", env!("CARGO_MANIFEST_DIR"));
    let lines = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut vectors: Vec<Vector> = Vec::new();
    for line in lines.lines().filter(|line| !line.starts_with('#')) {
        let [name, _, text, hex] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let bytes = match hex.strip_prefix('=') {
            Some(first) => vectors.iter().find(|vector| vector.name == first).unwrap().bytes.clone(),
            None => bytes(hex),
        };
        vectors.push(Vector { name: name.to_owned(), text: text.to_owned(), bytes });
    }
    vectors
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

/// The vectors of a set, how many at least, and the names whose text (first) or bytes (second) differ, with the reason.
struct Set {
    name: &'static str,
    least: usize,
    other_text: &'static [(&'static str, &'static str)],
    other_bytes: &'static [(&'static str, &'static str)],
}

const CHUNKS: &str = "Java cuts binaries where its buffer ends";

fn check(set: &Set) {
    let vectors = vectors(set.name);
    assert!(vectors.len() >= set.least, "{}: {}", set.name, vectors.len());
    let mut wrong = Vec::new();
    let mut differ = |known: &[(&str, &str)], name: &str, differs: bool, what: String| {
        if differs != known.iter().any(|(known, _)| *known == name) {
            wrong.push(format!("{name}: {}{what}", if differs { "" } else { "known as different: " }));
        }
    };
    for Vector { name, text: expected, bytes } in &vectors {
        let value: Value = from_bytes(bytes).unwrap_or_else(|error| panic!("{} {name}: {error}", set.name));
        let is = text(&value, Detail::Java);
        differ(set.other_text, name, is != *expected, format!("\n  Java {expected}\n  ours {is}"));
        let written = to_bytes(&value).unwrap();
        differ(set.other_bytes, name, written[..] != bytes[..], "bytes".to_owned());
        let again: Value = from_bytes(&written).unwrap();
        assert_eq!(text(&again, Detail::Java), is, "{} {name}", set.name);
    }
    assert!(wrong.is_empty(), "{}: {} of {}\n{}", set.name, wrong.len(), vectors.len(), wrong.join("\n"));
}

#[test]
fn caucho_servlet() {
    check(&Set {
        name: "caucho",
        least: 175,
        other_text: &[],
        other_bytes: &[("replyBinary_65536", CHUNKS), ("argBinary_65536", CHUNKS)],
    });
}
