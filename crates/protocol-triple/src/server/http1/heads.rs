//! Whether a connection of HTTP/1.1 waits for a head that has begun, or for one that may come some time.
//!
//! The first is a matter of seconds, the second is what connections are kept for. `hyper` counts both alike, so the bytes
//! that it reads are looked at here: for the end of a head, and for what came behind it. What it writes is counted, as an
//! answer that `hyper` has may still be on its way to who reads it.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering::Relaxed};
use std::task::Poll;

/// What a connection waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waits {
    /// For a request, after this many.
    Quiet(u64),
    /// For the rest of a head.
    Head(u64),
    /// For nothing: a request is under way.
    Busy,
    /// For the other end to read more of an answer than so many bytes of the connection.
    Reader(u64),
}

/// No byte of the next head has come; some have; all have, and bytes of the body may have; its request is served, or was.
const QUIET: u8 = 0;
const BEGUN: u8 = 1;
const BEHIND: u8 = 2;
const SERVED: u8 = 3;

/// What is known of the requests of one connection. One task reads, serves and asks, so that nothing here is ordered.
#[derive(Debug, Default)]
pub(super) struct Heads {
    phase: AtomicU8,
    /// The last bytes that came, the newest lowest.
    last: AtomicU64,
    /// Bytes that came behind the head.
    behind: AtomicU64,
    /// How long the body is; `CHUNKED` when its end says so.
    length: AtomicU64,
    /// Requests so far.
    served: AtomicU64,
    is_busy: AtomicBool,
    /// A head came together with what was before it: where it ends is not known, nor whether another has begun.
    is_lost: AtomicBool,
    has_ended: AtomicBool,
    /// Bytes that have left, and whether more wait for the other end to read these.
    sent: AtomicU64,
    is_unread: AtomicBool,
}

const CHUNKED: u64 = u64::MAX;

impl Heads {
    /// A request whose body is so long, when that is known, is served from now on.
    pub(super) fn serve(&self, length: Option<u64>) {
        self.settle();
        if self.phase.swap(SERVED, Relaxed) != BEHIND {
            self.is_lost.store(true, Relaxed);
        }
        self.length.store(length.unwrap_or(CHUNKED), Relaxed);
        self.served.fetch_add(1, Relaxed);
        self.is_busy.store(true, Relaxed);
    }

    /// Whether the answer to the last request is complete.
    pub(super) fn is_answered(&self) -> bool {
        !self.is_busy.load(Relaxed)
    }

    /// What the connection waits for now.
    pub(super) fn waits(&self) -> Waits {
        if self.is_unread.load(Relaxed) {
            return Waits::Reader(self.sent.load(Relaxed));
        }
        self.awaits()
    }

    /// The same when all that was sent has been read.
    fn awaits(&self) -> Waits {
        if self.is_busy.load(Relaxed) {
            return Waits::Busy;
        }
        self.settle();
        let served = self.served.load(Relaxed);
        let length = self.length.load(Relaxed);
        match self.phase.load(Relaxed) {
            _ if self.is_lost.load(Relaxed) => Waits::Head(served),
            QUIET => Waits::Quiet(served),
            // The body is on its way, and is read or the connection closed.
            SERVED if length != CHUNKED && self.behind.load(Relaxed) < length => Waits::Busy,
            _ => Waits::Head(served),
        }
    }

    /// Whether the other end has sent, or may be sending, what was not read.
    pub(super) fn has_unread(&self) -> bool {
        !self.has_ended.load(Relaxed) && !matches!(self.awaits(), Waits::Quiet(_))
    }

    /// Whether the request that was answered is over, and nothing came behind it.
    fn settle(&self) {
        if self.phase.load(Relaxed) != SERVED || self.is_busy.load(Relaxed) || self.is_lost.load(Relaxed) {
            return;
        }
        let (behind, length) = (self.behind.load(Relaxed), self.length.load(Relaxed));
        let is_over = match length {
            CHUNKED => ends_with(self.last.load(Relaxed), *b"\r\n\r\n"),
            length => behind == length,
        };
        if is_over {
            self.phase.store(QUIET, Relaxed);
            self.last.store(0, Relaxed);
        } else if length != CHUNKED && behind > length {
            self.is_lost.store(true, Relaxed);
        }
    }

    /// What the socket took of what is sent.
    pub(super) fn wrote(&self, written: &Poll<io::Result<usize>>) {
        match written {
            Poll::Ready(Ok(more)) => {
                self.sent.fetch_add(u64::try_from(*more).unwrap_or(u64::MAX), Relaxed);
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending => self.is_unread.store(true, Relaxed),
        }
    }

    /// Whether all that was sent has left.
    pub(super) fn flushed(&self, all: bool) {
        self.is_unread.store(!all, Relaxed);
    }

    /// The answer to the last request is complete, as far as `hyper` has to ask for it.
    pub(super) fn answered(&self) {
        self.is_busy.store(false, Relaxed);
    }

    /// These bytes were read; none is the end.
    pub(super) fn came(&self, bytes: &[u8]) {
        if bytes.is_empty() {
            return self.has_ended.store(true, Relaxed);
        }
        self.settle();
        let mut rest = bytes;
        if matches!(self.phase.load(Relaxed), QUIET | BEGUN) {
            self.phase.store(BEGUN, Relaxed);
            let Some(more) = self.behind_head(bytes) else { return };
            self.phase.store(BEHIND, Relaxed);
            self.behind.store(0, Relaxed);
            rest = more;
        }
        self.behind.fetch_add(u64::try_from(rest.len()).unwrap_or(u64::MAX), Relaxed);
        let last = rest.iter().skip(rest.len().saturating_sub(4));
        self.last
            .store(last.fold(self.last.load(Relaxed), |last, byte| last << 8 | u64::from(*byte)), Relaxed);
    }

    /// What follows the end of the head, if that is in `bytes`: an empty line.
    fn behind_head<'b>(&self, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let mut last = self.last.load(Relaxed);
        for (at, byte) in bytes.iter().enumerate() {
            last = last << 8 | u64::from(*byte);
            if ends_with(last, *b"\n\n") || ends_with(last, *b"\n\r\n") {
                self.last.store(0, Relaxed);
                return bytes.get(at + 1..);
            }
        }
        self.last.store(last, Relaxed);
        None
    }
}

/// Whether the last bytes, of which the newest stands lowest, end with `end`.
fn ends_with<const N: usize>(last: u64, end: [u8; N]) -> bool {
    last.to_be_bytes().ends_with(&end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is waited for after each part, where `Serve` is the call and `Answer` the end of its answer.
    enum Step {
        Came(&'static [u8]),
        Serve(Option<u64>),
        Answer,
    }
    use Step::{Answer, Came, Serve};

    fn waits(steps: Vec<Step>) -> Waits {
        let heads = Heads::default();
        for step in steps {
            match step {
                Came(bytes) => heads.came(bytes),
                Serve(length) => heads.serve(length),
                Answer => heads.answered(),
            }
        }
        heads.waits()
    }

    const HEAD: &[u8] = b"POST /a HTTP/1.1\r\nhost: a\r\n\r\n";

    #[test]
    fn a_head_that_has_begun_is_told_from_one_that_has_not() {
        assert_eq!(waits(vec![]), Waits::Quiet(0));
        assert_eq!(waits(vec![Came(b"P")]), Waits::Head(0));
        assert_eq!(waits(vec![Came(HEAD)]), Waits::Head(0));
        assert_eq!(waits(vec![Came(HEAD), Serve(Some(0))]), Waits::Busy);
        assert_eq!(waits(vec![Came(HEAD), Serve(Some(0)), Answer]), Waits::Quiet(1));
        let split = vec![Came(b"GET / HTTP/1.1\r\n\r"), Came(b"\n"), Serve(Some(0)), Answer];
        assert_eq!(waits(split), Waits::Quiet(1));
        assert_eq!(waits(vec![Came(HEAD), Serve(Some(0)), Answer, Came(b"P")]), Waits::Head(1));
        assert_eq!(waits(vec![Came(HEAD), Serve(Some(2)), Came(b"{}"), Answer]), Waits::Quiet(1));
        // The rest of the body is still to come.
        assert_eq!(waits(vec![Came(HEAD), Serve(Some(2)), Came(b"{"), Answer]), Waits::Busy);
        assert_eq!(waits(vec![Came(HEAD), Serve(Some(2)), Came(b"{"), Answer, Came(b"}")]), Waits::Quiet(1));
        let second =
            vec![Came(HEAD), Serve(Some(2)), Came(b"{}"), Answer, Came(HEAD), Serve(Some(0)), Answer];
        assert_eq!(waits(second), Waits::Quiet(2));
    }

    #[test]
    fn an_answer_that_is_not_read_is_waited_for() {
        let heads = Heads::default();
        heads.came(HEAD);
        heads.serve(Some(0));
        heads.wrote(&Poll::Ready(Ok(7)));
        assert_eq!(heads.waits(), Waits::Busy);
        heads.wrote(&Poll::Pending);
        heads.answered();
        assert_eq!(heads.waits(), Waits::Reader(7));
        heads.wrote(&Poll::Ready(Ok(3)));
        heads.flushed(false);
        assert_eq!(heads.waits(), Waits::Reader(10));
        heads.flushed(true);
        assert_eq!(heads.waits(), Waits::Quiet(1));
    }

    #[test]
    fn a_head_that_came_with_the_request_before_is_seen() {
        assert_eq!(waits(vec![Came(HEAD), Serve(Some(2)), Came(b"{}POST"), Answer]), Waits::Head(1));
        let chunked =
            |end: &'static [u8]| vec![Came(HEAD), Serve(None), Came(b"1\r\nx\r\n0\r\n"), Came(end), Answer];
        assert_eq!(waits(chunked(b"\r\n")), Waits::Quiet(1));
        assert_eq!(waits(chunked(b"a: b\r\n\r\n")), Waits::Quiet(1));
        assert_eq!(waits(chunked(b"\r\nPOST")), Waits::Head(1));
        assert_eq!(waits(chunked(b"")), Waits::Head(1));
        // Two whole requests at once: from there on every pause counts as one in the middle of a head.
        let both = vec![Came(HEAD), Came(HEAD), Serve(Some(0)), Answer, Serve(Some(0)), Answer];
        assert_eq!(waits(both), Waits::Head(2));
    }
}
