//! What of a connection of HTTP/1.1 passes `hyper` on either side, and what is told of it to [`Heads`].

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::Error;
use dubbors_transport::Permit;
use http_body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::heads::Heads;
use crate::body::ReplyBody;
use crate::coalesce::Coalesce;

/// A stream whose heads are watched. What is written goes to the socket as it is: `hyper` gathers it.
pub(super) struct HeadWatch<'s> {
    stream: &'s mut Coalesce,
    heads: Arc<Heads>,
    is_vectored: bool,
}

impl<'s> HeadWatch<'s> {
    /// Tells `heads` what is read of `stream`, and how much was written.
    pub(super) fn new(stream: &'s mut Coalesce, heads: Arc<Heads>) -> Self {
        let is_vectored = stream.inner().is_write_vectored();
        Self { stream, heads, is_vectored }
    }
}

impl AsyncRead for HeadWatch<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let read = ready!(Pin::new(&mut *self.stream).poll_read(cx, into));
        if read.is_ok() {
            self.heads.came(into.filled().get(before..).unwrap_or_default());
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for HeadWatch<'_> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(self.stream.inner()).poll_write(cx, from);
        self.heads.wrote(&written);
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Asked when all was written.
        let flushed = Pin::new(self.stream.inner()).poll_flush(cx);
        self.heads.flushed(flushed.is_ready());
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(self.stream.inner()).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(self.stream.inner()).poll_write_vectored(cx, from);
        self.heads.wrote(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.is_vectored
    }
}

/// The body of an answer; when `hyper` has it, which drops it, the request is served.
pub(super) struct Answered {
    body: ReplyBody,
    heads: Arc<Heads>,
    /// The place of the request, which it has until its answer is made.
    _permit: Option<Permit>,
}

impl Answered {
    /// The body of the answer to the request that `heads` was told of last.
    pub(super) fn new(body: ReplyBody, heads: Arc<Heads>, permit: Option<Permit>) -> Self {
        Self { body, heads, _permit: permit }
    }
}

impl Drop for Answered {
    fn drop(&mut self) {
        self.heads.answered();
    }
}

impl Body for Answered {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
