//! S49: every short input ends, with a value or an error.

use super::read_all_ways;
use crate::{Decoder, ErrorKind, Value};

/// Reads and skips: what can be read can be skipped, to the same place. True when it would go on with more bytes.
fn ends(bytes: &[u8]) -> bool {
    let mut from = Decoder::new(bytes);
    let value: Result<Value, _> = from.value();
    match value {
        Ok(_) => {
            let mut skip = Decoder::new(bytes);
            assert!(skip.skip_value().is_ok() && skip.position() == from.position(), "{bytes:?}");
            false
        }
        Err(error) => matches!(error.kind(), ErrorKind::UnexpectedEnd),
    }
}

#[test]
fn s49_every_input_of_up_to_two_bytes_ends() {
    read_all_ways(&[]);
    for a in 0..=255 {
        read_all_ways(&[a]);
        ends(&[a]);
        for b in 0..=255 {
            read_all_ways(&[a, b]);
            ends(&[a, b]);
        }
    }
}

/// Two bytes that are a value or an error already stay what they are: only others are worth a third one.
#[test]
fn s49_every_input_of_three_bytes_ends() {
    let two = |first: usize| (first..65536).step_by(2).map(|two| (two as u16).to_be_bytes());
    std::thread::scope(|scope| {
        for half in 0..2 {
            scope.spawn(move || {
                for [a, b] in two(half) {
                    if ends(&[a, b]) {
                        for c in 0..=255 {
                            ends(&[a, b, c]);
                        }
                    }
                }
            });
        }
    });
}
