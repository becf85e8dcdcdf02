//! Which streams are work, and which only make work; and what else does none.

use std::time::Duration;

use super::{Code, Fault};
use crate::bucket::Bucket;
// The same bounds whichever HTTP it is; a stream that holds no request is a fault.
use crate::http2::guard::{FAULTS, IDLE_FRAMES, RESETS, SAVED_RESETS, SETTLED};

/// How a stream of a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With an answer.
    Answered,
    /// The client broke it off, so long after it had begun it.
    BrokenOff(Duration),
    /// It held no request.
    Fault,
}

/// Counts the streams of one connection.
#[derive(Debug)]
pub struct StreamGuard {
    resets: Bucket,
    faults: Bucket,
}

impl StreamGuard {
    /// For a connection without streams.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            resets: Bucket::new(RESETS.0, SAVED_RESETS, RESETS.1),
            faults: Bucket::new(FAULTS.0, 0, FAULTS.1),
        }
    }

    /// Counts a stream that has ended, `now` after the connection began. `false` when the peer only makes work.
    pub fn ended(&mut self, ending: Ending, now: Duration) -> bool {
        match ending {
            Ending::Answered => {
                self.resets.take(1);
                true
            }
            Ending::BrokenOff(age) if age >= SETTLED => true,
            Ending::BrokenOff(_) => {
                self.resets.pass(now);
                self.resets.add()
            }
            Ending::Fault => {
                self.faults.pass(now);
                self.faults.add()
            }
        }
    }
}

impl Default for StreamGuard {
    fn default() -> Self {
        Self::new()
    }
}

/// Counts what does no work and is no request: frames of a control stream, instructions of QPACK, streams of unknown kinds.
#[derive(Debug)]
pub struct IdleGuard(Bucket);

impl IdleGuard {
    /// For a connection that has said nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Bucket::new(IDLE_FRAMES.0, 0, IDLE_FRAMES.1))
    }

    /// Counts one of these, which came at `now`, counted from any fixed point.
    ///
    /// # Errors
    /// When they are too many, which the connection has to be closed for.
    pub fn count(&mut self, now: Duration) -> Result<(), Fault> {
        self.0.pass(now);
        if self.0.add() {
            Ok(())
        } else {
            Err(Fault::new(Code::EXCESSIVE_LOAD, "the peer says much that does no work"))
        }
    }
}

impl Default for IdleGuard {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_begins_to_break_off_is_noticed() {
        let start = Duration::ZERO;
        let mut guard = StreamGuard::new();
        let young = Ending::BrokenOff(Duration::from_millis(1));
        assert!((0..200).all(|_| guard.ended(young, start)));
        assert!(!guard.ended(young, start));
        // Time wears it down.
        assert!(guard.ended(young, Duration::from_secs(1)));
        let mut guard = StreamGuard::new();
        assert!((0..100).all(|_| guard.ended(Ending::Fault, start)));
        assert!(!guard.ended(Ending::Fault, start));
    }

    #[test]
    fn who_waits_and_gives_up_is_not() {
        let mut guard = StreamGuard::new();
        assert!((0..1000).all(|_| guard.ended(Ending::BrokenOff(SETTLED), Duration::ZERO)));
        // Three calls and one that is cancelled at once, for as long as one likes.
        let young = Ending::BrokenOff(Duration::ZERO);
        assert!((0..10_000).all(|turn| guard.ended(if turn % 4 == 0 { young } else { Ending::Answered }, Duration::ZERO)));
    }
}
