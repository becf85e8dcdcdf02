//! What stands before every frame.

/// Length of what stands before every frame.
pub(super) const HEAD_LEN: usize = 9;

/// Types of frames (RFC 9113, section 6).
pub(super) mod kind {
    pub(crate) const DATA: u8 = 0;
    pub(crate) const HEADERS: u8 = 1;
    pub(crate) const RST_STREAM: u8 = 3;
    pub(crate) const SETTINGS: u8 = 4;
    pub(crate) const PING: u8 = 6;
}

/// DATA and HEADERS: the last frame of its stream.
pub(super) const END_STREAM: u8 = 1;
/// SETTINGS and PING: an answer.
pub(super) const ACK: u8 = 1;

/// The head of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) length: usize,
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) stream: u32,
}

impl Head {
    pub(super) fn read(bytes: &[u8; HEAD_LEN]) -> Self {
        let [l0, l1, l2, kind, flags, s0, s1, s2, s3] = *bytes;
        Self {
            // three bytes fit every size of addresses that there is
            length: usize::from(l0) << 16 | usize::from(l1) << 8 | usize::from(l2),
            kind,
            flags,
            stream: u32::from_be_bytes([s0, s1, s2, s3]) & 0x7fff_ffff,
        }
    }

    pub(super) fn write(self) -> [u8; HEAD_LEN] {
        let [_, l0, l1, l2] = u32::try_from(self.length).unwrap_or(u32::MAX).to_be_bytes();
        let [s0, s1, s2, s3] = self.stream.to_be_bytes();
        [l0, l1, l2, self.kind, self.flags, s0, s1, s2, s3]
    }

    /// DATA of a stream with no flag but its end.
    pub(super) fn is_plain_data(self) -> bool {
        self.kind == kind::DATA && self.flags & !END_STREAM == 0 && self.stream != 0
    }
}
