// hot path
//! Large buffers that the connections of a thread lend each other: a busy connection works in large steps, a quiet one
//! holds nothing.

use std::cell::Cell;

/// The room of a new buffer, in bytes.
pub(crate) const ROOM: usize = 32 * 1024;
/// A buffer that has grown beyond this is not kept, in bytes.
const MOST: usize = 4 * ROOM;

thread_local! {
    /// One for each direction.
    static SPARE: Cell<[Vec<u8>; 2]> = const { Cell::new([Vec::new(), Vec::new()]) };
}

/// An empty buffer with [`ROOM`] or more.
pub(crate) fn take() -> Vec<u8> {
    let [first, second] = SPARE.take();
    let (taken, left) = if first.capacity() >= ROOM { (first, second) } else { (second, first) };
    SPARE.set([left, Vec::new()]);
    if taken.capacity() >= ROOM { taken } else { Vec::with_capacity(ROOM) }
}

/// Gives a buffer back for whoever is next.
pub(crate) fn give(mut buffer: Vec<u8>) {
    if !(ROOM..=MOST).contains(&buffer.capacity()) {
        return;
    }
    buffer.clear();
    let [first, second] = SPARE.take();
    SPARE.set(if first.capacity() >= ROOM { [first, buffer] } else { [buffer, second] });
}
