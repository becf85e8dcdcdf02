// hot path
//! Fewer and larger writes: what a wake-up of the connection produces leaves in one system call.
//!
//! `h2` writes and flushes each large frame by itself. Here they are gathered until it has no more; and that flush waits
//! once until all tasks that are ready have run, so that their frames leave with it (performance: from ten calls in
//! flight on, the number of system calls decides). In the same way a busy connection is read in large steps.
//!
//! Frames of HTTP/2 are looked at as they pass, in both directions (`frame_watch.rs`).

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::BoxStream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

use crate::frame_watch::FrameWatch;
use crate::spare;

/// What is gathered before it is written in any case, in bytes. Not more: when all calls of a connection leave in one
/// write, they come back in one, and either side waits while the other works. With 16 KiB, ten calls of 1 KiB at a time
/// left both sides idle for nearly half of the time.
const GATHERED: usize = 2 * 1024;
/// What is read before its readers get their turn, in bytes. For the same reason.
const PACE: usize = 4 * 1024;

/// A stream that gathers what is written until it is flushed.
pub(crate) struct Coalesce {
    stream: BoxStream,
    /// Bytes that were read and not asked for yet: from `taken` on.
    ahead: Vec<u8>,
    taken: usize,
    /// The last read found as much as it had room for, so that there is more.
    busy: bool,
    /// Bytes that were read since others had their turn.
    unpaused: usize,
    /// Bytes to write: from `written` on.
    out: Vec<u8>,
    written: usize,
    /// A frame was just written which `h2` flushes by itself, before it flushes all.
    one_of_many: bool,
    /// The flush under way has waited for others.
    yielded: bool,
    /// For HTTP/2.
    watch: Option<Box<FrameWatch>>,
    /// An exchange that is shown to an engine again.
    replay: Option<Box<Replay>>,
}

/// Until it is over, what was seen is all that is read, and what is written was sent before.
struct Replay {
    is_over: Arc<AtomicBool>,
    /// What is read behind it.
    rest: Bytes,
}

impl Coalesce {
    /// Wraps `stream`.
    pub(crate) fn new(stream: BoxStream) -> Self {
        Self {
            stream,
            ahead: Vec::new(),
            taken: 0,
            busy: false,
            unpaused: 0,
            out: Vec::new(),
            written: 0,
            one_of_many: false,
            yielded: false,
            watch: None,
            replay: None,
        }
    }

    /// From now on its frames are watched. Nothing but the preface of HTTP/2 may have been read before.
    pub(crate) fn watched(mut self, watch: Box<FrameWatch>) -> Self {
        self.watch = Some(watch);
        self
    }

    /// What [`keep`](Self::keep) was given.
    pub(crate) fn seen(&self) -> &[u8] {
        self.ahead.get(self.taken..).unwrap_or_default()
    }

    /// The stream itself.
    pub(crate) fn inner(&mut self) -> &mut BoxStream {
        &mut self.stream
    }

    /// Takes what was kept; it is not read again.
    pub(crate) fn take_seen(&mut self) -> Bytes {
        Bytes::from(std::mem::take(&mut self.ahead))
    }

    /// Shows `exchange` to the engine that reads next, and sends nothing of what it says to that. When the flag is set, it
    /// reads `rest`, and what comes.
    pub(crate) fn replay(&mut self, exchange: Bytes, rest: Bytes) -> Arc<AtomicBool> {
        let is_over = Arc::new(AtomicBool::new(false));
        self.ahead = exchange.into();
        self.taken = 0;
        self.replay = Some(Box::new(Replay { is_over: Arc::clone(&is_over), rest }));
        is_over
    }

    /// Whether an exchange is being shown.
    fn is_replaying(&mut self) -> bool {
        let Some(replay) = &mut self.replay else { return false };
        if !replay.is_over.load(Ordering::Acquire) {
            return true;
        }
        self.ahead = std::mem::take(&mut replay.rest).into();
        self.taken = 0;
        self.replay = None;
        false
    }

    /// Bytes to be read again.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        self.ahead.extend_from_slice(bytes);
    }

    /// Reads without looking.
    fn poll_plain(&mut self, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let is_replaying = self.is_replaying();
        if self.taken == self.ahead.len() {
            if is_replaying {
                // Whoever ends it polls again.
                return Poll::Pending;
            }
            if !self.busy {
                ready!(Pin::new(&mut self.stream).poll_read(cx, into))?;
                self.busy = into.remaining() == 0;
                return Poll::Ready(Ok(()));
            }
            let mut more = spare::take();
            let read = pin!(self.stream.read_buf(&mut more)).poll(cx);
            self.busy = more.len() == more.capacity();
            if more.is_empty() {
                spare::give(more);
                return read.map(|read| read.map(drop));
            }
            self.ahead = more;
            self.taken = 0;
        }
        let there = self.ahead.get(self.taken..).unwrap_or_default();
        let n = there.len().min(into.remaining());
        into.put_slice(there.get(..n).unwrap_or_default());
        self.taken += n;
        if self.taken == self.ahead.len() {
            self.taken = 0;
            spare::give(std::mem::take(&mut self.ahead));
        }
        Poll::Ready(Ok(()))
    }

    fn gather(&mut self, bytes: &[u8]) {
        if self.is_replaying() {
            return;
        }
        if let Some(watch) = &mut self.watch {
            watch.sent(bytes);
        }
        if self.out.is_empty() {
            self.out = spare::take();
        }
        self.out.extend_from_slice(bytes);
    }

    /// Writes everything gathered.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(left @ [_, ..]) = self.out.get(self.written..) {
            let n = ready!(Pin::new(&mut self.stream).poll_write(cx, left))?;
            if n == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.written += n;
        }
        self.written = 0;
        spare::give(std::mem::take(&mut self.out));
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Coalesce {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            if self.unpaused >= PACE {
                self.unpaused = 0;
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            if let Some(watch) = &mut self.watch {
                ready!(watch.poll_ready(cx))?;
            }
            let before = into.filled().len();
            if self.poll_plain(cx, into)?.is_pending() {
                self.unpaused = 0;
                return Poll::Pending;
            }
            self.unpaused += into.filled().len() - before;
            let Some(watch) = &mut self.watch else { return Poll::Ready(Ok(())) };
            let came = into.filled_mut().get_mut(before..).unwrap_or_default();
            if came.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let left = watch.received(came);
            into.set_filled(before + left);
            // Nothing at all would be the end of the stream.
            if left > 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl AsyncWrite for Coalesce {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        if self.out.len() >= GATHERED {
            ready!(self.poll_drain(cx))?;
        }
        self.gather(from);
        Poll::Ready(Ok(from.len()))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.out.len() >= GATHERED {
            ready!(self.poll_drain(cx))?;
        }
        let mut length = 0;
        for slice in from {
            self.gather(slice);
            length += slice.len();
        }
        // A large frame of `h2`: the head, and what its owner gave.
        self.one_of_many = from.len() > 1 && self.watch.is_some();
        Poll::Ready(Ok(length))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if std::mem::take(&mut self.one_of_many) {
            return Poll::Ready(Ok(()));
        }
        let others = self.watch.as_ref().is_some_and(|watch| watch.expects_others());
        if !self.out.is_empty() && !self.yielded && self.out.len() < GATHERED && others {
            self.yielded = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        ready!(self.poll_drain(cx))?;
        self.yielded = false;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
