//! Frames of HTTP/2, as few as are needed.

use tokio::io::{AsyncRead, AsyncReadExt};

pub(super) const PREFACE: usize = 24;
pub(super) const DATA: u8 = 0;
pub(super) const HEADERS: u8 = 1;
pub(super) const RST_STREAM: u8 = 3;
pub(super) const SETTINGS: u8 = 4;
pub(super) const PING: u8 = 6;
pub(super) const GOAWAY: u8 = 7;
pub(super) const WINDOW_UPDATE: u8 = 8;

pub(super) const ACK: u8 = 1;
pub(super) const END_STREAM: u8 = 1;
pub(super) const END_HEADERS: u8 = 4;

/// Numbers of settings.
pub(super) const MAX_CONCURRENT_STREAMS: u16 = 3;
pub(super) const INITIAL_WINDOW_SIZE: u16 = 4;

/// A frame as it came.
pub(super) struct Frame {
    pub(super) kind: u8,
    pub(super) flags: u8,
    pub(super) stream: u32,
    pub(super) payload: Vec<u8>,
}

impl Frame {
    /// The next one; `None` at the end of the connection.
    pub(super) async fn read(from: &mut (impl AsyncRead + Unpin)) -> Option<Self> {
        let mut head = [0; 9];
        from.read_exact(&mut head).await.ok()?;
        let [l0, l1, l2, kind, flags, stream @ ..] = head;
        let length = usize::try_from(u32::from_be_bytes([0, l0, l1, l2])).ok()?;
        let mut payload = vec![0; length];
        from.read_exact(&mut payload).await.ok()?;
        Some(Self { kind, flags, stream: u32::from_be_bytes(stream) & 0x7fff_ffff, payload })
    }

    /// The number that the whole payload is.
    pub(super) fn number(&self) -> Option<u32> {
        Some(u32::from_be_bytes(self.payload.as_slice().try_into().ok()?))
    }

    /// Whether nothing follows on its stream.
    pub(super) fn is_last(&self) -> bool {
        matches!(self.kind, DATA | HEADERS) && self.flags & END_STREAM != 0
    }

    /// The settings in it.
    pub(super) fn settings(&self) -> impl Iterator<Item = (u16, u32)> {
        self.payload.chunks_exact(6).filter_map(|setting| {
            let (number, value) = setting.split_first_chunk::<2>()?;
            Some((u16::from_be_bytes(*number), u32::from_be_bytes(value.try_into().ok()?)))
        })
    }
}

/// Appends a frame.
pub(super) fn put(into: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    into.extend_from_slice(length.to_be_bytes().get(1..).unwrap_or_default());
    into.extend_from_slice(&[kind, flags]);
    into.extend_from_slice(&stream.to_be_bytes());
    into.extend_from_slice(payload);
}

/// A header block without a table: each field as it is.
pub(super) fn block(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            // All of them are shorter than 127 bytes.
            block.push(u8::try_from(text.len()).unwrap_or(u8::MAX) & 0x7f);
            block.extend_from_slice(text.as_bytes());
        }
    }
    block
}
