// hot path
//! Fewer and larger writes: what a wake-up of the connection produces leaves in one system call.
//!
//! `h2` writes each large frame by itself. Here they are gathered until it flushes; and a flush waits once until all
//! tasks that are ready have run, so that their frames leave with it (performance: from ten calls in flight on, the
//! number of system calls decides).
//!
//! Frames of HTTP/2 are looked at as they pass, in both directions (`frame_watch.rs`).

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use dubbors_core::BoxStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::frame_watch::FrameWatch;

/// What is gathered before it is written in any case, in bytes.
const GATHERED: usize = 64 * 1024;
/// A gathered buffer larger than this is given back when it is empty.
const KEPT: usize = 8 * 1024;

/// A stream that gathers what is written until it is flushed.
pub(crate) struct Coalesce {
    stream: BoxStream,
    /// Bytes that were read to know the protocol.
    seen: Bytes,
    out: BytesMut,
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
        Self { stream, seen: Bytes::new(), out: BytesMut::new(), yielded: false, watch: None, replay: None }
    }

    /// From now on its frames are watched. Nothing but the preface of HTTP/2 may have been read before.
    pub(crate) fn watched(mut self, watch: Box<FrameWatch>) -> Self {
        self.watch = Some(watch);
        self
    }

    /// What [`keep`](Self::keep) was given.
    pub(crate) fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// The stream itself.
    pub(crate) fn inner(&mut self) -> &mut BoxStream {
        &mut self.stream
    }

    /// Takes what was kept; it is not read again.
    pub(crate) fn take_seen(&mut self) -> Bytes {
        std::mem::take(&mut self.seen)
    }

    /// Shows `exchange` to the engine that reads next, and sends nothing of what it says to that. When the flag is set, it
    /// reads `rest`, and what comes.
    pub(crate) fn replay(&mut self, exchange: Bytes, rest: Bytes) -> Arc<AtomicBool> {
        let is_over = Arc::new(AtomicBool::new(false));
        self.seen = exchange;
        self.replay = Some(Box::new(Replay { is_over: Arc::clone(&is_over), rest }));
        is_over
    }

    /// Whether an exchange is being shown.
    fn is_replaying(&mut self) -> bool {
        let Some(replay) = &mut self.replay else { return false };
        if !replay.is_over.load(Ordering::Acquire) {
            return true;
        }
        self.seen = std::mem::take(&mut replay.rest);
        self.replay = None;
        false
    }

    /// Bytes to be read again.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        let mut seen = BytesMut::from(&*self.seen);
        seen.extend_from_slice(bytes);
        self.seen = seen.freeze();
    }

    /// Reads without looking.
    fn poll_plain(&mut self, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let is_replaying = self.is_replaying();
        if self.seen.is_empty() {
            // Whoever ends it polls again.
            return if is_replaying { Poll::Pending } else { Pin::new(&mut self.stream).poll_read(cx, into) };
        }
        let n = self.seen.len().min(into.remaining());
        into.put_slice(self.seen.get(..n).unwrap_or_default());
        self.seen.advance(n);
        Poll::Ready(Ok(()))
    }

    fn gather(&mut self, bytes: &[u8]) {
        if self.is_replaying() {
            return;
        }
        if let Some(watch) = &mut self.watch {
            watch.sent(bytes);
        }
        self.out.extend_from_slice(bytes);
    }

    /// Writes everything gathered.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.out.is_empty() {
            let n = ready!(Pin::new(&mut self.stream).poll_write(cx, &self.out))?;
            if n == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.out.advance(n);
        }
        if self.out.capacity() > KEPT {
            self.out = BytesMut::new();
        } else {
            self.out.clear();
        }
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
            if let Some(watch) = &mut self.watch {
                ready!(watch.poll_ready(cx))?;
            }
            let before = into.filled().len();
            ready!(self.poll_plain(cx, into))?;
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
        Poll::Ready(Ok(length))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.out.is_empty() && !self.yielded && self.out.len() < GATHERED {
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
