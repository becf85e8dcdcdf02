//! Ways in for the fuzzers alone, which is why this is not built otherwise.

#[cfg(feature = "http3")]
pub mod http3;

use std::cell::RefCell;
use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};
use dubbors_core::{BoxStream, Error, Result, StatusCode};

use crate::compression::Compression;

thread_local! {
    static STREAMS: RefCell<VecDeque<BoxStream>> = RefCell::default();
}

/// What consumers of this thread dial next, whatever the address; what is left of earlier ones is dropped.
pub fn dial_next(streams: impl IntoIterator<Item = BoxStream>) {
    STREAMS.with_borrow_mut(|waiting| *waiting = streams.into_iter().collect());
}

/// Instead of dialling.
pub(crate) fn dial() -> Result<BoxStream> {
    let stream = STREAMS.with_borrow_mut(VecDeque::pop_front);
    stream.ok_or_else(|| Error::unavailable("there are no more streams"))
}

/// The plain form of `bytes` in the format of this name.
///
/// # Errors
/// What a message that is broken or too large is.
pub fn decompress(name: &str, bytes: Bytes, max: usize) -> Result<Bytes> {
    Compression::requested(name.as_bytes())?.decompress(bytes, max, StatusCode::Internal)
}

/// `bytes` in the format of this name.
///
/// # Errors
/// None are expected.
pub fn compress(name: &str, bytes: &[u8]) -> Result<BytesMut> {
    let mut buffer = BytesMut::from(bytes);
    Compression::requested(name.as_bytes())?.compress(&mut buffer, 0)?;
    Ok(buffer)
}
