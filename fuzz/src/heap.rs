//! How much memory reading takes, as in the test `heap` of the crate.

use dubbors_hessian::{Decode, Decoder, Error, Limits};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Bytes of memory for a byte of input, for a value of any kind.
pub const DYNAMIC: usize = 40;
/// For a contract's type, whose items are no larger than this.
pub const TYPED: usize = 4;
/// What a decoder takes for itself, however short the input.
const OWN: usize = 32 * 1024;

/// Reads a `T`, which must take no more than `times` the input. The counter takes a block that grows for two, which is
/// why twice as much is allowed while reading.
#[track_caller]
pub fn read<'de, T: Decode<'de>>(
    bytes: &'de [u8],
    limits: Limits,
    times: usize,
) -> (Decoder<'de>, Result<T, Error>) {
    let most = bytes.len() * times + OWN;
    within(most, std::any::type_name::<T>(), || {
        let mut from = Decoder::with_limits(bytes, limits);
        let read = from.decode::<T>();
        (from, read)
    })
}

/// What `run` gives, which may hold `most` bytes, and twice as many while it is made.
#[track_caller]
pub fn within<T>(most: usize, what: &str, run: impl FnOnce() -> T) -> T {
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let made = run();
    let held = ALLOCATOR.current_usage().saturating_sub(before);
    let peak = ALLOCATOR.peak_usage().saturating_sub(before);
    assert!(held <= most, "{what}: holds {held} bytes, {most} are the most");
    assert!(peak <= 2 * most, "{what}: {peak} bytes at the highest, {most} may be held");
    made
}
