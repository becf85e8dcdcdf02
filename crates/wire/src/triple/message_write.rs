//! Writing messages behind their prefix.

use bytes::{BufMut, BytesMut};

use super::PREFIX_LEN;

/// A message is longer than the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("message too large: {length} bytes, the limit is {limit}")]
pub struct Oversize {
    /// Length of the message in bytes.
    pub length: usize,
    /// The limit it broke.
    pub limit: usize,
}

/// A message that was begun in a buffer and waits for its length.
///
/// Dropping it without [`finish`](MessageStart::finish) or [`abandon`](MessageStart::abandon) leaves a message with a
/// length of zero in the buffer.
#[derive(Debug)]
#[must_use = "the length is written by `finish`"]
pub struct MessageStart {
    at: usize,
}

/// The prefix of a message of `length` bytes, for messages that are written elsewhere.
pub const fn message_prefix(flags: u8, length: u32) -> [u8; PREFIX_LEN] {
    let [l0, l1, l2, l3] = length.to_be_bytes();
    [flags, l0, l1, l2, l3]
}

/// Writes a prefix to the end of `buffer`; the message is appended to the same buffer next.
pub fn begin_message(buffer: &mut BytesMut, flags: u8) -> MessageStart {
    let at = buffer.len();
    buffer.put_slice(&message_prefix(flags, 0));
    MessageStart { at }
}

impl MessageStart {
    /// Writes the length of everything appended since the start, and returns it.
    ///
    /// # Errors
    /// [`Oversize`] when the message is longer than `limit` or than a prefix can tell; the buffer is then as it was
    /// before the message.
    pub fn finish(self, buffer: &mut BytesMut, limit: usize) -> Result<usize, Oversize> {
        let length = self.body_len(buffer);
        let limit = limit.min(usize::try_from(u32::MAX).unwrap_or(usize::MAX));
        let field = u32::try_from(length).ok().filter(|_| length <= limit);
        let place = buffer.get_mut(self.at + 1..self.at + PREFIX_LEN);
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

    /// Replaces the flags, for a message that turned out to be worth compressing.
    pub fn set_flags(&self, buffer: &mut BytesMut, flags: u8) {
        if let Some(place) = buffer.get_mut(self.at) {
            *place = flags;
        }
    }

    /// Where the message begins in the buffer, behind its prefix.
    pub const fn body_start(&self) -> usize {
        self.at + PREFIX_LEN
    }

    /// Length of the message written so far.
    pub fn body_len(&self, buffer: &BytesMut) -> usize {
        buffer.len().saturating_sub(self.body_start())
    }

    /// Takes the message out of the buffer, with everything behind it.
    pub fn abandon(self, buffer: &mut BytesMut) {
        buffer.truncate(self.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triple::flag;

    #[test]
    fn length_and_flags_are_filled_in_behind_other_messages() {
        let mut buffer = BytesMut::from(&b"before"[..]);
        let message = begin_message(&mut buffer, 0);
        buffer.put_slice(&[7; 300]);
        assert_eq!(message.body_len(&buffer), 300);
        assert_eq!(message.body_start(), 11);
        message.set_flags(&mut buffer, flag::COMPRESSED);
        assert_eq!(message.finish(&mut buffer, 300), Ok(300));
        assert_eq!(&buffer[..11], b"before\x01\0\0\x01\x2c");
        assert_eq!(message_prefix(1, 300), buffer[6..11]);
        assert_eq!(begin_message(&mut buffer, flag::CONNECT_END).finish(&mut buffer, 0), Ok(0));
        assert_eq!(&buffer[311..], b"\x02\0\0\0\0");
    }

    #[test]
    fn an_oversize_or_abandoned_message_leaves_the_buffer_as_it_was() {
        let mut buffer = BytesMut::from(&b"before"[..]);
        let message = begin_message(&mut buffer, 0);
        buffer.put_slice(&[7; 301]);
        let error = message.finish(&mut buffer, 300).unwrap_err();
        assert_eq!(error.to_string(), "message too large: 301 bytes, the limit is 300");
        assert_eq!(&buffer[..], b"before");

        let message = begin_message(&mut buffer, 0);
        buffer.put_u8(1);
        message.abandon(&mut buffer);
        assert_eq!(&buffer[..], b"before");
    }
}
