//! The 16 bytes in front of every body.

use super::Status;

/// The first two bytes of every frame.
pub const MAGIC: [u8; 2] = [0xda, 0xbb];
/// Length of the header in bytes.
pub const HEADER_LEN: usize = 16;

const REQUEST: u8 = 0x80;
const TWO_WAY: u8 = 0x40;
const EVENT: u8 = 0x20;
const SERIALIZATION: u8 = 0x1f;

/// The header of a frame (Java `ExchangeCodec`, spec section "Frame header").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// A request; otherwise a response.
    pub request: bool,
    /// The sender of the request waits for a response. Without meaning on responses.
    pub two_way: bool,
    /// A heartbeat or another event, not a call.
    pub event: bool,
    /// Format of the body, 0 to 31; higher bits are not written.
    pub serialization: u8,
    /// Outcome; requests carry zero.
    pub status: Status,
    /// Ties a response to its request. Opaque: Java starts at a random number, which may be negative.
    pub id: i64,
    /// Length of the body in bytes, at most `i32::MAX`.
    pub length: u32,
}

/// Why a byte stream is not the dubbo protocol; the connection has to be closed.
///
/// There is no resynchronising and no telnet mode: after a wrong byte nothing that follows can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// The frame does not begin with [`MAGIC`].
    #[error("not a dubbo frame: it begins with byte 0x{0:02x}, expected the magic da bb")]
    Magic(u8),
    /// The length field is negative.
    #[error("not a dubbo frame: negative body length {0}")]
    NegativeLength(i32),
}

impl Header {
    /// A request that wants an answer, or not.
    pub const fn request(id: i64, two_way: bool, serialization: u8) -> Header {
        Header { request: true, two_way, event: false, serialization, status: Status(0), id, length: 0 }
    }

    /// A response.
    pub const fn response(id: i64, status: Status, serialization: u8) -> Header {
        Header { request: false, two_way: false, event: false, serialization, status, id, length: 0 }
    }

    /// The same header with the event bit set.
    pub const fn with_event(self) -> Header {
        Header { event: true, ..self }
    }

    /// Reads the header at the front of `bytes`; `None` when it is not complete yet.
    ///
    /// A wrong magic is reported at its first byte, without waiting for sixteen.
    ///
    /// # Errors
    /// [`FrameError`] when the bytes cannot be a frame.
    pub fn parse(bytes: &[u8]) -> Result<Option<Header>, FrameError> {
        let Some(bytes) = bytes.first_chunk::<HEADER_LEN>() else {
            return match bytes.iter().zip(MAGIC).find(|(byte, magic)| **byte != *magic) {
                Some((&byte, _)) => Err(FrameError::Magic(byte)),
                None => Ok(None),
            };
        };
        let [m0, m1, flags, status, i0, i1, i2, i3, i4, i5, i6, i7, l0, l1, l2, l3] = *bytes;
        if [m0, m1] != MAGIC {
            return Err(FrameError::Magic(if m0 == MAGIC[0] { m1 } else { m0 }));
        }
        let length = i32::from_be_bytes([l0, l1, l2, l3]);
        let Ok(length) = u32::try_from(length) else { return Err(FrameError::NegativeLength(length)) };
        Ok(Some(Header {
            request: flags & REQUEST != 0,
            two_way: flags & TWO_WAY != 0,
            event: flags & EVENT != 0,
            serialization: flags & SERIALIZATION,
            status: Status(status),
            id: i64::from_be_bytes([i0, i1, i2, i3, i4, i5, i6, i7]),
            length,
        }))
    }

    /// The sixteen bytes of this header.
    pub const fn to_bytes(&self) -> [u8; HEADER_LEN] {
        let mut flags = self.serialization & SERIALIZATION;
        if self.request {
            flags |= REQUEST;
        }
        if self.two_way {
            flags |= TWO_WAY;
        }
        if self.event {
            flags |= EVENT;
        }
        let [i0, i1, i2, i3, i4, i5, i6, i7] = self.id.to_be_bytes();
        let [l0, l1, l2, l3] = self.length.to_be_bytes();
        [MAGIC[0], MAGIC[1], flags, self.status.0, i0, i1, i2, i3, i4, i5, i6, i7, l0, l1, l2, l3]
    }
}

#[cfg(test)]
mod tests;
