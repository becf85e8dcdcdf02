//! What stands before every frame, and the numbers of HTTP/2 (RFC 9113, sections 3 to 6).

/// Length of what a client sends before its first frame.
pub const PREFACE_LEN: usize = 24;
/// Length of what stands before every frame.
pub const HEAD_LEN: usize = 9;

/// Types of frames.
pub mod kind {
    /// Bytes of a body.
    pub const DATA: u8 = 0;
    /// The head of a request or an answer, or what follows its body.
    pub const HEADERS: u8 = 1;
    /// The end of a stream before its time.
    pub const RST_STREAM: u8 = 3;
    /// What the sender wants of the other side.
    pub const SETTINGS: u8 = 4;
    /// Whether the other side is there.
    pub const PING: u8 = 6;
    /// Room for more bytes.
    pub const WINDOW_UPDATE: u8 = 8;
}

/// What a frame says beside its type.
pub mod flag {
    /// DATA and HEADERS: the last frame of its stream.
    pub const END_STREAM: u8 = 1;
    /// SETTINGS and PING: an answer.
    pub const ACK: u8 = 1;
    /// DATA and HEADERS: the first byte says how many at the end mean nothing.
    pub const PADDED: u8 = 8;
}

/// Numbers of settings.
pub mod setting {
    /// Whether a server may push: 0 or 1.
    pub const ENABLE_PUSH: u16 = 2;
    /// Streams that the other side may have open.
    pub const MAX_CONCURRENT_STREAMS: u16 = 3;
    /// The window that a stream begins with.
    pub const INITIAL_WINDOW_SIZE: u16 = 4;
    /// The longest frame.
    pub const MAX_FRAME_SIZE: u16 = 5;
    /// The largest head.
    pub const MAX_HEADER_LIST_SIZE: u16 = 6;
    /// Whether CONNECT may name a protocol (RFC 8441): 0 or 1.
    pub const ENABLE_CONNECT_PROTOCOL: u16 = 8;
}

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Bytes that follow.
    pub length: usize,
    /// A [`kind`].
    pub kind: u8,
    /// What it says beside that, see [`flag`].
    pub flags: u8,
    /// The number of its stream; 0 for the connection.
    pub stream: u32,
}

impl Head {
    /// Reads a head.
    #[must_use]
    pub fn read(bytes: &[u8; HEAD_LEN]) -> Self {
        let [l0, l1, l2, kind, flags, s0, s1, s2, s3] = *bytes;
        Self {
            // three bytes fit every size of addresses that there is
            length: usize::from(l0) << 16 | usize::from(l1) << 8 | usize::from(l2),
            kind,
            flags,
            stream: u32::from_be_bytes([s0, s1, s2, s3]) & 0x7fff_ffff,
        }
    }

    /// Writes it.
    #[must_use]
    pub fn write(self) -> [u8; HEAD_LEN] {
        let [_, l0, l1, l2] = u32::try_from(self.length).unwrap_or(u32::MAX).to_be_bytes();
        let [s0, s1, s2, s3] = self.stream.to_be_bytes();
        [l0, l1, l2, self.kind, self.flags, s0, s1, s2, s3]
    }

    /// DATA of a stream with no flag but its end.
    pub(super) fn is_plain_data(self) -> bool {
        self.kind == kind::DATA && self.flags & !flag::END_STREAM == 0 && self.stream != 0
    }
}
