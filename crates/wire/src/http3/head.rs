//! The head of a frame: its type and its length.

use bytes::{Buf, Bytes};

use super::varint::read_varint;

/// Two numbers of the longest form.
const LONGEST: usize = 16;

/// Gathers a head that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct HeadReader {
    bytes: [u8; LONGEST],
    filled: usize,
}

impl HeadReader {
    /// Takes type and length off `input`; `None` when more is needed, and all that there was is taken.
    pub(super) fn read(&mut self, input: &mut Bytes) -> Option<(u64, u64)> {
        if self.filled == 0
            && let Some((head, length)) = parse(input)
        {
            input.advance(length);
            return Some(head);
        }
        while input.has_remaining() {
            let place = self.bytes.get_mut(self.filled)?;
            *place = input.get_u8();
            self.filled += 1;
            if let Some((head, _)) = parse(self.bytes.get(..self.filled)?) {
                self.filled = 0;
                return Some(head);
            }
        }
        None
    }

    /// Whether nothing of a head is there.
    pub(super) fn is_empty(&self) -> bool {
        self.filled == 0
    }
}

fn parse(bytes: &[u8]) -> Option<((u64, u64), usize)> {
    let mut rest = bytes;
    let head = (read_varint(&mut rest)?, read_varint(&mut rest)?);
    Some((head, bytes.len() - rest.len()))
}
