// hot path
//! Finished answers that wait for their caller to read them.
//!
//! A stream makes its messages as they are read; the answer of any other call is there at once, all of it. A caller that asks
//! and does not read would have a provider keep as many of them as it may have calls open.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::time::{Instant, Sleep};

/// How long requests wait for a caller that has much to read and reads nothing. Systems tell of room in their buffers in large
/// steps: for who reads some dozen kibibytes a second they are seconds apart.
const PATIENCE: Duration = Duration::from_secs(3);
/// Shorter answers are not counted: as many of them as a connection may have streams are little.
const COUNTED: usize = 16 * 1024;
/// The others leave in pieces of this size, a frame of HTTP/2, so that who reads slowly is told from who reads nothing. Streams
/// take turns, and with many of them a larger piece is gone late.
const PIECE: usize = 16 * 1024;

/// The bytes of finished answers of one connection.
#[derive(Debug, Default)]
pub(crate) struct Unread {
    bytes: AtomicUsize,
    /// What has been sent of all answers so far, which is what a caller has read. It may begin again at 0.
    read: AtomicUsize,
    /// Told when a part of an answer was sent.
    sent: Notify,
}

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
        match self.bytes.fetch_update(Ordering::AcqRel, Ordering::Relaxed, more) {
            Ok(_) => Ok(Some(Counted { length, unread: Arc::clone(self) })),
            Err(_) => Err(TooMuch),
        }
    }

    /// What waits, in bytes.
    fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Acquire)
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
        self.unread.read.fetch_add(self.length, Ordering::AcqRel);
        self.unread.bytes.fetch_sub(self.length, Ordering::AcqRel);
        self.unread.sent.notify_one();
    }
}

/// Whether the next requests of a connection wait for their caller to read.
///
/// While answers of half the bytes that may be unread wait to be sent, further requests wait too: a caller that asks for
/// much at once reads it piece by piece, and only one that does not read finds the bound.
#[derive(Debug, Default)]
pub(crate) struct Wait(Option<Waiting>);

#[derive(Debug)]
struct Waiting {
    timer: Pin<Box<Sleep>>,
    /// What had been read when the timer was set.
    read: usize,
    is_over: bool,
}

impl Wait {
    /// Whether a request has to wait, where `most` bytes may wait to be read.
    pub(crate) fn is_due(&self, unread: &Unread, most: usize) -> bool {
        unread.bytes() > most / 2 && !self.0.as_ref().is_some_and(|waiting| waiting.is_over)
    }

    /// Whether somebody has waited, and what for may still be there.
    pub(crate) fn has_begun(&self) -> bool {
        self.0.is_some()
    }

    /// Ready when requests may run. To be asked again when something was read.
    #[cold]
    pub(crate) fn poll_over(&mut self, unread: &Unread, most: usize, cx: &mut Context<'_>) -> Poll<()> {
        if unread.bytes() <= most / 2 {
            self.0 = None;
            return Poll::Ready(());
        }
        let read = unread.read.load(Ordering::Acquire);
        let waiting = self.0.get_or_insert_with(|| Waiting {
            timer: Box::pin(tokio::time::sleep(PATIENCE)),
            read,
            is_over: false,
        });
        if read != waiting.read {
            waiting.read = read;
            waiting.timer.as_mut().reset(Instant::now() + PATIENCE);
        }
        waiting.is_over = waiting.timer.as_mut().poll(cx).is_ready();
        if waiting.is_over { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Waits until a request may run, where `most` bytes may be unread. One request at a time may wait so.
    #[cfg(feature = "http3")]
    pub(crate) async fn over(&mut self, unread: &Unread, most: usize) {
        while self.has_begun() || self.is_due(unread, most) {
            tokio::select! {
                () = std::future::poll_fn(|cx| self.poll_over(unread, most, cx)) => return,
                () = unread.sent.notified() => {}
            }
        }
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

    #[cfg(feature = "http3")]
    #[tokio::test(start_paused = true)]
    async fn requests_wait_for_a_caller_who_reads_and_not_for_ever() {
        let (unread, most) = (Arc::new(Unread::default()), 10 * COUNTED);
        let count = |length: usize| unread.count(length, most).unwrap().unwrap();
        let (mut wait, began) = (Wait::default(), Instant::now());
        let mut answers: Vec<Counted> = (0..5).map(|_| count(COUNTED)).collect();
        wait.over(&unread, most).await;
        assert_eq!(began.elapsed(), Duration::ZERO, "half of it");
        answers.extend((0..3).map(|_| count(COUNTED)));
        // Each that is read gives the caller more time.
        let reading = async {
            for _ in 0..3 {
                tokio::time::sleep(PATIENCE * 9 / 10).await;
                answers.pop();
            }
        };
        tokio::join!(reading, wait.over(&unread, most));
        assert_eq!(began.elapsed(), PATIENCE * 27 / 10);
        let _more = count(COUNTED);
        let began = Instant::now();
        wait.over(&unread, most).await;
        wait.over(&unread, most).await;
        assert_eq!(began.elapsed(), PATIENCE, "who does not read is not waited for twice");
    }

    #[tokio::test(start_paused = true)]
    async fn who_reads_while_more_answers_come_is_waited_for() {
        let (unread, most) = (Arc::new(Unread::default()), 10 * COUNTED);
        let mut answers: Vec<_> = (0..6).map(|_| unread.count(COUNTED, most)).collect();
        let mut wait = Wait::default();
        let mut is_over = |cx: &mut Context<'_>| wait.poll_over(&unread, most, cx).is_ready();
        for _ in 0..4 {
            assert!(!std::future::poll_fn(|cx| Poll::Ready(is_over(cx))).await);
            answers.push(unread.count(COUNTED, most));
            answers.swap_remove(0).unwrap();
            assert!(!std::future::poll_fn(|cx| Poll::Ready(is_over(cx))).await);
            tokio::time::advance(PATIENCE * 9 / 10).await;
        }
        tokio::time::advance(PATIENCE).await;
        assert!(std::future::poll_fn(|cx| Poll::Ready(is_over(cx))).await, "nothing more was read");
    }

    #[test]
    fn answers_count_until_their_last_part_is_gone() {
        let unread = Arc::new(Unread::default());
        let most = 2 * COUNTED;
        let count = |length: usize| unread.count(length, most);
        let (mut first, mut answer) = (count(COUNTED).unwrap().unwrap(), Bytes::from(vec![7; COUNTED]));
        assert_eq!(unread.bytes(), COUNTED);
        let second = count(COUNTED).unwrap();
        assert!(count(COUNTED).is_err());
        assert!(count(COUNTED - 1).unwrap().is_none(), "short ones are not counted");
        assert_eq!(unread.bytes(), most);
        let mut piece = first.piece(&mut answer);
        assert_eq!((&*piece, answer.len()), (&*vec![7; COUNTED], 0));
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
