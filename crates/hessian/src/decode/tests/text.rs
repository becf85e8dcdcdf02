//! Strings and binaries, cut anywhere.

use crate::{Decoder, ErrorKind, Value, from_bytes, to_bytes};

/// UTF-16 units as Java writes them.
fn units(units: &[u16]) -> Vec<u8> {
    units
        .iter()
        .flat_map(|unit| match unit {
            0..0x80 => vec![*unit as u8],
            0x80..0x800 => vec![0xc0 | (unit >> 6) as u8, 0x80 | (unit & 0x3f) as u8],
            _ => vec![0xe0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3f) as u8, 0x80 | (unit & 0x3f) as u8],
        })
        .collect()
}

/// The text in chunks of `size` units, whatever that cuts; the last one empty if `tail`.
fn chunked(text: &str, size: usize, tail: bool) -> Vec<u8> {
    let all: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = Vec::new();
    let mut chunks = all.chunks(size).peekable();
    while let Some(chunk) = chunks.next() {
        bytes.push(if chunks.peek().is_some() || tail { b'R' } else { b'S' });
        bytes.extend((chunk.len() as u16).to_be_bytes());
        bytes.extend(units(chunk));
    }
    if tail {
        bytes.push(0);
    }
    bytes
}

#[test]
fn strings_join_at_any_chunk_size() {
    let text = "plain, é中\u{ffff}, 😀🀄 and\0 more😀";
    for size in 1..text.encode_utf16().count() + 1 {
        for tail in [false, true] {
            let bytes = chunked(text, size, tail);
            assert_eq!(from_bytes::<String>(&bytes).unwrap(), text, "{size}");
            let mut from = Decoder::new(&bytes);
            from.skip_value().unwrap();
            assert!(from.is_at_end());
        }
    }
}

#[test]
fn binaries_join_at_any_chunk_size() {
    let data: Vec<u8> = (0..100).collect();
    for size in 1..data.len() {
        let mut bytes = Vec::new();
        for chunk in data.chunks(size) {
            bytes.extend([b'A', 0, chunk.len() as u8]);
            bytes.extend(chunk);
        }
        bytes.push(0x20);
        assert_eq!(from_bytes::<Vec<u8>>(&bytes).unwrap(), data);
        let mut from = Decoder::new(&bytes);
        from.skip_value().unwrap();
        assert!(from.is_at_end());
    }
}

#[test]
fn lone_surrogates_become_replacement_characters() {
    for (input, text) in [
        (vec![0xd83d], "\u{fffd}"),
        (vec![0xde00], "\u{fffd}"),
        (vec![0xd83d, 0x61], "\u{fffd}a"),
        (vec![0xd83d, 0xd83d, 0xde00], "\u{fffd}😀"),
        (vec![0xde00, 0xd83d], "\u{fffd}\u{fffd}"),
        (vec![0xd83d, 0xde00, 0x4e2d], "😀中"),
    ] {
        let mut bytes = vec![input.len() as u8];
        bytes.extend(units(&input));
        assert_eq!(from_bytes::<String>(&bytes).unwrap(), text);
    }
}

#[test]
fn four_byte_groups_of_old_writers_count_twice() {
    let mut bytes = vec![3];
    bytes.extend("😀a".bytes());
    assert_eq!(from_bytes::<String>(&bytes).unwrap(), "😀a");
    let mut short = vec![1];
    short.extend("😀".bytes());
    assert_eq!(*from_bytes::<String>(&short).unwrap_err().kind(), ErrorKind::BadText);
}

#[test]
fn malformed_text_is_an_error() {
    for bytes in [
        &[1, 0xff][..],
        &[1, 0x80],
        &[1, 0xc0, 0x80],
        &[1, 0xc3, 0x28],
        &[1, 0xe0, 0x80, 0x80],
        &[2, 0xed, 0xa0, 0x20, 0x20],
    ] {
        assert_eq!(*from_bytes::<String>(bytes).unwrap_err().kind(), ErrorKind::BadText, "{bytes:?}");
    }
    for bytes in [&[2, b'a'][..], &[1, 0xc3], &[0x30], &[b'S', 0], &[b'R', 0, 1, b'a']] {
        assert_eq!(*from_bytes::<String>(bytes).unwrap_err().kind(), ErrorKind::UnexpectedEnd, "{bytes:?}");
    }
}

#[test]
fn one_chunk_is_borrowed() {
    assert_eq!(from_bytes::<&str>(&[2, b'o', b'k']).unwrap(), "ok");
    assert_eq!(from_bytes::<&str>(&[1, 0xe4, 0xb8, 0xad]).unwrap(), "中");
    assert!(from_bytes::<&str>(&to_bytes("😀").unwrap()).is_err());
    assert_eq!(from_bytes::<std::borrow::Cow<'_, str>>(&to_bytes("😀").unwrap()).unwrap(), "😀");
}

#[test]
fn long_texts_survive() {
    for text in ["x".repeat(100_000), "é中".repeat(40_000), "😀a".repeat(30_000)] {
        let bytes = to_bytes(&text).unwrap();
        assert_eq!(from_bytes::<String>(&bytes).unwrap(), text);
        assert_eq!(from_bytes::<Value>(&bytes).unwrap(), Value::from(text));
    }
    let data = vec![1_u8; 100_000];
    assert_eq!(from_bytes::<Vec<u8>>(&to_bytes(&data).unwrap()).unwrap(), data);
}
