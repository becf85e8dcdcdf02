//! Any bytes as frames: what goes on to the engine means the same however they came in pieces, and is no longer.
#![no_main]

use std::time::Duration;

use dubbors_wire::http2::FrameGuard;
use libfuzzer_sys::fuzz_target;

/// What the guard lets through; `None` when it is abuse.
fn pass<'b>(mut guard: FrameGuard, pieces: impl Iterator<Item = &'b [u8]>) -> Option<Vec<u8>> {
    let mut passed = Vec::new();
    for (at, piece) in pieces.enumerate() {
        let mut piece = piece.to_vec();
        let left = guard.received(&mut piece, Duration::from_millis(at as u64)).ok()?;
        assert!(left <= piece.len());
        passed.extend_from_slice(&piece[..left]);
        guard.sent(&piece);
    }
    Some(passed)
}

/// Frames, where DATA that follows DATA of its stream is one with it, and DATA that says nothing is none.
fn meaning(mut bytes: &[u8]) -> Vec<(u8, u8, u32, Vec<u8>)> {
    let mut frames: Vec<(u8, u8, u32, Vec<u8>)> = Vec::new();
    while bytes.len() >= 9 {
        let length = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]) as usize;
        let (kind, flags) = (bytes[3], bytes[4]);
        let stream = u32::from_be_bytes([bytes[5], bytes[6], bytes[7], bytes[8]]) & 0x7fff_ffff;
        let whole = bytes.len() - 9 >= length;
        let (payload, rest) = bytes[9..].split_at(length.min(bytes.len() - 9));
        bytes = rest;
        let plain = kind == 0 && flags & !1 == 0 && stream != 0;
        match frames.last_mut() {
            Some(last) if plain && last.0 == 0 && last.2 == stream && last.1 == 0 => {
                last.1 |= flags;
                last.3.extend_from_slice(payload);
            }
            _ if plain && length == 0 && flags == 0 => {}
            // The bit before the stream is nobody's.
            _ => frames.push((kind, flags, stream, payload.to_vec())),
        }
        if !whole {
            return frames;
        }
    }
    frames.push((255, 0, 0, bytes.to_vec()));
    frames
}

fuzz_target!(|bytes: &[u8]| {
    let Some((size, bytes)) = bytes.split_first() else { return };
    let size = usize::from(*size).max(1);
    const PREFACE: usize = 24;
    let with_preface = [&[0; PREFACE][..], bytes].concat();
    let whole = pass(FrameGuard::server(), std::iter::once(&with_preface[..]));
    let split = pass(FrameGuard::server(), with_preface.chunks(size));
    if let (Some(whole), Some(split)) = (&whole, &split) {
        assert_eq!(meaning(&whole[PREFACE..]), meaning(bytes));
        assert_eq!(meaning(&split[PREFACE..]), meaning(bytes));
    }
    let _ = pass(FrameGuard::client(), bytes.chunks(size));
});
