//! Writing frames.

use bytes::{BufMut, BytesMut};

use super::event::{Word, event_body};
use super::{HEADER_LEN, Header, Status};

/// A frame that was begun in a buffer and waits for its length.
///
/// Dropping it without [`finish`](FrameStart::finish) or [`abandon`](FrameStart::abandon) leaves a frame with a
/// length of zero in the buffer.
#[derive(Debug)]
#[must_use = "the length is written by `finish`"]
pub struct FrameStart {
    at: usize,
}

/// The body of a frame is larger than the limit, and was taken out of the buffer again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Data length too large: {length}, max payload: {limit}")]
pub struct Oversize {
    /// Length of the body in bytes.
    pub length: usize,
    /// The limit it broke.
    pub limit: usize,
}

/// Writes `header` to the end of `buffer`; the body is appended to the same buffer next.
pub fn begin_frame(buffer: &mut BytesMut, header: &Header) -> FrameStart {
    let at = buffer.len();
    buffer.put_slice(&header.to_bytes());
    FrameStart { at }
}

impl FrameStart {
    /// Writes the length of everything appended since the start, and returns it.
    ///
    /// # Errors
    /// [`Oversize`] when the body is longer than `limit` or than a frame can be; the buffer is then as it was before
    /// the frame.
    pub fn finish(self, buffer: &mut BytesMut, limit: usize) -> Result<usize, Oversize> {
        let length = buffer.len().saturating_sub(self.at + HEADER_LEN);
        let limit = limit.min(i32::MAX as usize);
        let field = u32::try_from(length).ok().filter(|_| length <= limit);
        let place = buffer.get_mut(self.at + HEADER_LEN - 4..self.at + HEADER_LEN);
        match (field, place) {
            (Some(field), Some(place)) => {
                place.copy_from_slice(&field.to_be_bytes());
                Ok(length)
            }
            _ => {
                buffer.truncate(self.at);
                Err(Oversize { length, limit })
            }
        }
    }

    /// Length of the body written so far.
    pub fn body_len(&self, buffer: &BytesMut) -> usize {
        buffer.len().saturating_sub(self.at + HEADER_LEN)
    }

    /// Takes the frame out of the buffer, with everything behind it.
    pub fn abandon(self, buffer: &mut BytesMut) {
        buffer.truncate(self.at);
    }
}

/// Writes a heartbeat that asks for an answer.
pub fn write_heartbeat(buffer: &mut BytesMut, id: i64, serialization: u8) {
    write_event(buffer, Header::request(id, true, serialization), Word::Null);
}

/// Writes the answer to a two-way heartbeat: same id, same serialization, status OK.
pub fn write_heartbeat_reply(buffer: &mut BytesMut, id: i64, serialization: u8) {
    write_event(buffer, Header::response(id, Status::OK, serialization), Word::Null);
}

/// Writes the one-way event by which a provider asks for no further calls on this connection.
pub fn write_read_only(buffer: &mut BytesMut, id: i64, serialization: u8) {
    write_event(buffer, Header::request(id, false, serialization), Word::ReadOnly);
}

/// Writes the one-way event that takes READONLY back.
pub fn write_writable(buffer: &mut BytesMut, id: i64, serialization: u8) {
    write_event(buffer, Header::request(id, false, serialization), Word::Writable);
}

fn write_event(buffer: &mut BytesMut, header: Header, word: Word) {
    let body = event_body(header.serialization, word);
    // the longest event body has six bytes
    let length = u32::try_from(body.len()).unwrap_or_default();
    buffer.put_slice(&Header { length, ..header.with_event() }.to_bytes());
    buffer.put_slice(body);
}

#[cfg(test)]
mod tests;
