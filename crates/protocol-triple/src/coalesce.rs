// hot path
//! Fewer and larger writes: what a wake-up of the connection produces leaves in one system call.
//!
//! `h2` writes each large frame by itself. Here they are gathered until it flushes; and a flush waits once until all
//! tasks that are ready have run, so that their frames leave with it (performance: from ten calls in flight on, the
//! number of system calls decides).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use dubbors_core::BoxStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

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
}

impl Coalesce {
    /// Wraps `stream`.
    pub(crate) fn new(stream: BoxStream) -> Self {
        Self { stream, seen: Bytes::new(), out: BytesMut::new(), yielded: false }
    }

    /// What [`keep`](Self::keep) was given.
    pub(crate) fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// The stream itself.
    pub(crate) fn inner(&mut self) -> &mut BoxStream {
        &mut self.stream
    }

    /// Bytes to be read again.
    pub(crate) fn keep(&mut self, bytes: &[u8]) {
        let mut seen = BytesMut::from(&*self.seen);
        seen.extend_from_slice(bytes);
        self.seen = seen.freeze();
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
        if self.seen.is_empty() {
            return Pin::new(&mut self.stream).poll_read(cx, into);
        }
        let n = self.seen.len().min(into.remaining());
        into.put_slice(self.seen.get(..n).unwrap_or_default());
        self.seen.advance(n);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Coalesce {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        if self.out.len() >= GATHERED {
            ready!(self.poll_drain(cx))?;
        }
        self.out.extend_from_slice(from);
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
            self.out.extend_from_slice(slice);
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
