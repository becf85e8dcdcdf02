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

/// The bytes of finished answers of one connection.
#[derive(Debug, Default)]
pub(crate) struct Unread(AtomicUsize);

/// An answer that is counted for as long as it waits.
struct Counted {
    bytes: Bytes,
    unread: Arc<Unread>,
}

impl Unread {
    /// Counts `bytes` until they are sent. `false`, and they are gone, when there are more than `most` with them; the only
    /// answer that waits may be of any size.
    pub(crate) fn count(self: &Arc<Self>, bytes: &mut Bytes, most: usize) -> bool {
        let length = bytes.len();
        if length < COUNTED {
            return true;
        }
        let more = |unread: usize| {
            let sum = unread.saturating_add(length);
            (unread == 0 || sum <= most).then_some(sum)
        };
        let answer = std::mem::take(bytes);
        let fits = self.0.fetch_update(Ordering::AcqRel, Ordering::Relaxed, more).is_ok();
        if fits {
            *bytes = Bytes::from_owner(Counted { bytes: answer, unread: Arc::clone(self) });
        }
        fits
    }

    /// What waits, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.unread.0.fetch_sub(self.bytes.len(), Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_count_until_their_last_part_is_gone() {
        let unread = Arc::new(Unread::default());
        let most = 3 * COUNTED;
        let counted = |length: usize| {
            let mut answer = Bytes::from(vec![7; length]);
            unread.count(&mut answer, most).then_some(answer)
        };
        let mut first = counted(2 * COUNTED).unwrap();
        assert_eq!((&*first, unread.bytes()), (&*vec![7; 2 * COUNTED], 2 * COUNTED));
        let second = counted(COUNTED).unwrap();
        assert!(counted(COUNTED).is_none());
        assert!(counted(COUNTED - 1).is_some(), "short ones are not counted");
        assert_eq!(unread.bytes(), most);
        let head = first.split_to(10);
        drop(first);
        assert_eq!(unread.bytes(), most, "a part is left");
        drop((head, second));
        assert_eq!(unread.bytes(), 0);
        assert_eq!(counted(9 * COUNTED).unwrap().len(), 9 * COUNTED, "the only one");
    }
}
