// hot path
//! Finished answers that wait for their caller to read them.
//!
//! A stream makes its messages as they are read; the answer of any other call is there at once, all of it. A caller that asks
//! and does not read would have a provider keep as many of them as it may have calls open.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

/// Shorter answers are not counted: as many of them as a connection may have streams are little.
const COUNTED: usize = 16 * 1024;
/// The others leave in pieces of this size, so that who reads a large one slowly is told from who reads nothing.
const PIECE: usize = 64 * 1024;

/// The bytes of finished answers of one connection.
#[derive(Debug, Default)]
pub(crate) struct Unread(AtomicUsize);

/// Bytes that are counted for as long as they wait.
#[derive(Debug)]
pub(crate) struct Counted {
    length: usize,
    unread: Arc<Unread>,
}

/// More waits than may.
#[derive(Debug)]
pub(crate) struct TooMuch;

/// A piece of an answer.
struct Piece {
    bytes: Bytes,
    _counted: Counted,
}

impl Unread {
    /// Counts an answer of `length` bytes, unless it is short.
    ///
    /// # Errors
    /// When there are more than `most` bytes with it; the only answer that waits may be of any size.
    pub(crate) fn count(self: &Arc<Self>, length: usize, most: usize) -> Result<Option<Counted>, TooMuch> {
        if length < COUNTED {
            return Ok(None);
        }
        let more = |unread: usize| {
            let sum = unread.saturating_add(length);
            (unread == 0 || sum <= most).then_some(sum)
        };
        match self.0.fetch_update(Ordering::AcqRel, Ordering::Relaxed, more) {
            Ok(_) => Ok(Some(Counted { length, unread: Arc::clone(self) })),
            Err(_) => Err(TooMuch),
        }
    }

    /// What waits, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }
}

impl Counted {
    /// The next piece of `answer`, which was counted. It counts until its last part is gone.
    pub(crate) fn piece(&mut self, answer: &mut Bytes) -> Bytes {
        let bytes = answer.split_to(answer.len().min(PIECE));
        let length = bytes.len().min(self.length);
        self.length -= length;
        let counted = Self { length, unread: Arc::clone(&self.unread) };
        Bytes::from_owner(Piece { bytes, _counted: counted })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.unread.0.fetch_sub(self.length, Ordering::AcqRel);
    }
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_count_until_their_last_part_is_gone() {
        let unread = Arc::new(Unread::default());
        let most = 3 * COUNTED;
        let count = |length: usize| unread.count(length, most);
        let (mut first, mut answer) =
            (count(2 * COUNTED).unwrap().unwrap(), Bytes::from(vec![7; 2 * COUNTED]));
        assert_eq!(unread.bytes(), 2 * COUNTED);
        let second = count(COUNTED).unwrap();
        assert!(count(COUNTED).is_err());
        assert!(count(COUNTED - 1).unwrap().is_none(), "short ones are not counted");
        assert_eq!(unread.bytes(), most);
        let mut piece = first.piece(&mut answer);
        assert_eq!((&*piece, answer.len()), (&*vec![7; 2 * COUNTED], 0));
        let head = piece.split_to(10);
        drop((first, piece));
        assert_eq!(unread.bytes(), most, "a part is left");
        drop((head, second));
        assert_eq!(unread.bytes(), 0);
        assert!(count(9 * COUNTED).unwrap().is_some(), "the only one");
    }

    #[test]
    fn a_large_answer_is_read_piece_by_piece() {
        let unread = Arc::new(Unread::default());
        let mut answer = Bytes::from(vec![7; 2 * PIECE + 1]);
        let mut counted = unread.count(answer.len(), 0).unwrap().unwrap();
        let pieces: Vec<Bytes> =
            std::iter::from_fn(|| (!answer.is_empty()).then(|| counted.piece(&mut answer))).collect();
        drop(counted);
        let mut left = 2 * PIECE + 1;
        for (piece, length) in pieces.into_iter().zip([PIECE, PIECE, 1]) {
            assert_eq!((piece.len(), unread.bytes()), (length, left));
            left -= length;
        }
        assert_eq!((left, unread.bytes()), (0, 0));
        // A stream that is gone takes no more of them.
        let mut answer = Bytes::from(vec![7; 3 * PIECE]);
        let mut counted = unread.count(answer.len(), 0).unwrap().unwrap();
        drop(counted.piece(&mut answer));
        assert_eq!(unread.bytes(), 2 * PIECE);
        drop(counted);
        assert_eq!(unread.bytes(), 0);
    }
}
