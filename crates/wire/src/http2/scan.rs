// hot path
//! Finding the heads of frames in bytes that come in pieces.

use super::head::{HEAD_LEN, Head};

/// Where a row of frames stands.
#[derive(Debug)]
pub(super) struct Scan {
    /// Bytes that belong to no head: the rest of a payload, or the preface.
    skip: usize,
    /// The beginning of a head whose rest has not come.
    begun: [u8; HEAD_LEN],
    got: usize,
}

impl Scan {
    /// Frames behind `preface` other bytes.
    pub(super) const fn behind(preface: usize) -> Self {
        Self { skip: preface, begun: [0; HEAD_LEN], got: 0 }
    }

    /// How many of `len` bytes still belong to a payload.
    pub(super) fn pass(&mut self, len: usize) -> usize {
        let passed = self.skip.min(len);
        self.skip -= passed;
        passed
    }

    /// Whether a head has come in part.
    pub(super) fn is_inside_head(&self) -> bool {
        self.got > 0
    }

    /// The type of the head that has come in part, if that is among the bytes.
    pub(super) fn begun_kind(&self) -> Option<u8> {
        self.begun.get(3).copied().filter(|_| self.got > 3)
    }

    /// The next bytes of a head; gives how many of them belong to it, and the head when it is complete.
    pub(super) fn head(&mut self, bytes: &[u8]) -> (usize, Option<Head>) {
        let place = self.begun.get_mut(self.got..).unwrap_or_default();
        let taken = place.len().min(bytes.len());
        place.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
        self.got += taken;
        if self.got < HEAD_LEN {
            return (taken, None);
        }
        self.got = 0;
        let head = Head::read(&self.begun);
        self.skip = head.length;
        (taken, Some(head))
    }

    /// Whether nothing is missing of the payload of the last head.
    pub(super) fn payload_is_over(&self) -> bool {
        self.skip == 0
    }

    /// The payload of the last head is passed over already.
    pub(super) fn payload_taken(&mut self) {
        self.skip = 0;
    }
}
