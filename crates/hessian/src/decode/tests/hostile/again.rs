//! S08: what is read again through references is paid for, however little of it is kept.

use crate::{Decode, Decoder, Error, ErrorKind, Limits};

/// Reads with a small budget of memory what takes little memory but is read over and over.
fn is_refused<T: for<'de> Decode<'de>>(bytes: &[u8]) {
    let mut limits = Limits::DEFAULT;
    limits.memory = bytes.len().saturating_mul(8);
    let read: Result<T, Error> = Decoder::with_limits(bytes, limits).decode();
    match read {
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::Limit { name: "memory", .. }), "{error}");
        }
        Ok(_) => panic!("read to the end"),
    }
}

fn list_of(first: &[u8], references: usize) -> Vec<u8> {
    let mut bytes = vec![0x57];
    bytes.extend_from_slice(first);
    for _ in 0..references {
        bytes.extend([0x51, 0x91]);
    }
    bytes.push(b'Z');
    bytes
}

#[test]
fn s08_empty_chunks_read_again_are_paid_for() {
    for head in [b"R", b"A"] {
        let mut list = vec![0x79];
        for _ in 0..2000 {
            list.extend_from_slice(head);
            list.extend([0, 0]);
        }
        list.push(if head == b"R" { 0x00 } else { 0x20 });
        let bytes = list_of(&list, 2000);
        if head == b"R" {
            is_refused::<Vec<Vec<String>>>(&bytes);
        } else {
            is_refused::<Vec<Vec<Vec<u8>>>>(&bytes);
        }
    }
}

#[test]
fn s08_names_read_again_are_paid_for() {
    let mut typed = vec![0x70, b'S', 0x40, 0];
    typed.extend([b'x'; 0x4000]);
    is_refused::<Vec<Vec<String>>>(&list_of(&typed, 4000));
    // A list that holds a class definition and an object of it.
    let mut object = vec![0x79, b'C', b'S', 0x40, 0];
    object.extend([b'x'; 0x4000]);
    object.extend([0x90, 0x60]);
    is_refused::<Vec<Vec<Empty>>>(&list_of(&object, 4000));
}

#[derive(Debug)]
struct Empty;

impl<'de> Decode<'de> for Empty {
    fn decode(from: &mut Decoder<'de>) -> Result<Self, Error> {
        let mut head = from.object_begin(None)?.ok_or_else(|| from.null_found("Empty"))?;
        while from.next_field_name(&mut head)?.is_some() {
            from.skip_value()?;
        }
        Ok(Self)
    }
}

#[test]
fn s09_a_depth_beyond_the_greatest_counts_as_that() {
    let mut limits = Limits::DEFAULT;
    limits.depth = usize::MAX;
    let bytes = vec![0x79; 100_000];
    let error = Decoder::with_limits(&bytes, limits).value().unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Limit { name: "depth", limit: 256 });
}
