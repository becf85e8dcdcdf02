//! Any bytes as frames: the same events however the bytes are split.
#![no_main]

use bytes::BytesMut;
use dubbors_wire::dubbo::{Connection, Event, Limits};
use libfuzzer_sys::fuzz_target;

/// The events, and whether the bytes turned out not to be frames.
fn events(chunks: impl Iterator<Item = impl AsRef<[u8]>>) -> (Vec<Event>, bool) {
    let limits = Limits { payload: 4096, ..Limits::default() };
    let (mut connection, mut input, mut events) = (Connection::new(limits), BytesMut::new(), Vec::new());
    for chunk in chunks {
        input.extend_from_slice(chunk.as_ref());
        loop {
            match connection.next(&mut input) {
                Ok(Some(event)) => events.push(event),
                Ok(None) => break,
                Err(_) => return (events, true),
            }
        }
        assert!(input.len() <= 4096 + 16, "more is kept than a frame may have");
    }
    (events, false)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((size, bytes)) = bytes.split_first() else { return };
    let whole = events(bytes.chunks(4096));
    assert_eq!(events(bytes.chunks(usize::from(*size).max(1))), whole);
});
