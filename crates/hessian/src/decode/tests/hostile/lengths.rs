//! S08 and S13: lengths that promise what does not come, and chunks that bring nothing.

use super::read_all_ways;
use crate::{Decoder, Value, from_bytes};

/// What a length can stand in, with this one in it.
fn heads(length: i32) -> Vec<Vec<u8>> {
    let [a, b, c, d] = length.to_be_bytes();
    let int = &[b'I', a, b, c, d];
    let mut heads: Vec<Vec<u8>> = [
        &b"X"[..],
        b"V\x04[int",
        b"V\x05[long",
        b"V\x07[object",
        b"W\x70\x01tV\x90",
        b"q\x01tV\x90",
        b"C\x01x",
        b"C\x01x\x90O",
        b"C",
        b"Q",
        b"yQ",
        b"V",
        b"p",
        b"\x77",
        b"U",
        b"M",
        b"O",
    ]
    .iter()
    .map(|head| [head, &int[..]].concat())
    .collect();
    heads.extend([b'R', b'S', b'A', b'B'].map(|tag| vec![tag, c, d]));
    heads.extend([0x33, 0x37].map(|tag| vec![tag, d]));
    heads.extend([0x1f_u8, 0x2f, 0x7f].map(|tag| vec![tag]));
    heads
}

#[test]
fn s08_declared_lengths_promise_nothing() {
    for length in [0x8000, i32::MAX, -1, i32::MIN] {
        for head in heads(length) {
            for tail in 0..32 {
                for fill in [0x90, b'N', b'a', 0] {
                    let bytes = [&head[..], &[fill; 32][..tail]].concat();
                    // 0x8000 as sixteen bits, and its low eight, are lengths that can come true.
                    if head.len() > 3 {
                        assert!(from_bytes::<Value>(&bytes).is_err(), "{bytes:?}");
                        assert!(Decoder::new(&bytes).skip_value().is_err(), "{bytes:?}");
                    }
                    read_all_ways(&bytes);
                }
            }
        }
    }
}

#[test]
fn s08_declared_lengths_reserve_nothing() {
    // The room a reader makes is bounded by what has arrived.
    let from = Decoder::new(&[0x58; 100]);
    assert_eq!(from.trusted::<[u8; 10]>(Some(usize::MAX)), 10);
    assert_eq!(from.trusted::<u8>(Some(7)), 7);
    assert_eq!(Decoder::new(&[]).trusted::<u8>(Some(7)), 0);
}

#[test]
fn s13_endless_small_chunks_cost_their_bytes() {
    // Counted work instead of time: the text is as long as its data, and the budget is charged for data only.
    for chunk in [&[b'R', 0, 0][..], &[b'R', 0, 1, b'a'], &[b'R', 0, 1, 0xc3, 0xa9]] {
        let bytes = [&chunk.repeat(100_000)[..], &[0]].concat();
        let text: String = from_bytes(&bytes).unwrap();
        assert_eq!(text.len(), (chunk.len() - 3) * 100_000);
        Decoder::new(&bytes).skip_value().unwrap();
    }
    let bytes = [&[b'A', 0, 0].repeat(100_000)[..], &[0x20]].concat();
    assert!(from_bytes::<Vec<u8>>(&bytes).unwrap().is_empty());
    Decoder::new(&bytes).skip_value().unwrap();
}
