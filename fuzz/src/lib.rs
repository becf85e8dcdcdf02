//! What targets share. Those for Hessian: the types of a contract, another writer of Hessian, and a counter of memory. Those
//! for Triple: frames, somebody who says them, and a provider.

pub mod contract;
pub mod foreign;
pub mod frames;
pub mod heap;
pub mod provider;
pub mod speaker;

use dubbors_hessian::{Encode, Error, Limits, MAX_ERROR_TEXT, to_bytes};

/// Bounds that keep one run short: references multiply work up to these.
pub fn limits() -> Limits {
    let mut limits = Limits::DEFAULT;
    limits.elements = 1 << 16;
    limits.memory = 1 << 20;
    limits
}

/// Equal, or the same bytes: a NaN is not equal to itself.
#[track_caller]
pub fn same<T: PartialEq + Encode + std::fmt::Debug>(one: &T, other: &T) {
    let equal =
        one == other || to_bytes(one).expect("it was written") == to_bytes(other).expect("it was read");
    assert!(equal, "{one:?}\n is not\n{other:?}");
}

/// An error says what is wrong in few characters, none of which steer a terminal.
#[track_caller]
pub fn is_decent(error: &Error) {
    let text = error.to_string();
    assert!(text.len() <= MAX_ERROR_TEXT, "{} bytes: {text}", text.len());
    assert!(!text.contains(char::is_control), "{text:?}");
}
