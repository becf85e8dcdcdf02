// hot path
//! The two directions of a stream.

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use quinn::{ReadError, StoppedError, WriteError};

use super::QuicError;
use super::endpoint::varint;
use super::failure::lost;

/// Breaks a stream off that nobody finished, unless something else was said. Zero means nothing to anybody.
const UNSAID: u64 = 0;

type Stopped = dyn Future<Output = Result<Option<quinn::VarInt>, StoppedError>> + Send;

/// What is sent on a stream. Dropped before [`finish`](Self::finish), it is broken off: half a message must not look like
/// all of it.
pub struct QuicSend {
    inner: quinn::SendStream,
    stopped: Option<Pin<Box<Stopped>>>,
    is_over: bool,
    is_broken: bool,
    code: u64,
}

impl QuicSend {
    pub(super) fn new(inner: quinn::SendStream) -> Self {
        Self { inner, stopped: None, is_over: false, is_broken: false, code: UNSAID }
    }

    /// The code that the stream is broken off with when this is dropped before its end.
    pub fn unless_finished(&mut self, code: u64) {
        self.code = code;
    }

    /// The number of the stream.
    #[must_use]
    pub fn id(&self) -> u64 {
        quinn::VarInt::from(self.inner.id()).into_inner()
    }

    /// Sends all of `chunks`, as the windows allow.
    ///
    /// # Errors
    /// [`QuicError::Broken`] when the other side does not want more; [`QuicError::Lost`] when it is gone.
    pub async fn write(&mut self, chunks: &mut [Bytes]) -> Result<(), QuicError> {
        let written = self.inner.write_all_chunks(chunks).await;
        written.map_err(|error| match error {
            WriteError::Stopped(code) => QuicError::Broken(code.into_inner()),
            WriteError::ConnectionLost(error) => lost(&error),
            WriteError::ClosedStream | WriteError::ZeroRttRejected => QuicError::Broken(UNSAID),
        })
    }

    /// Nothing follows.
    pub fn finish(&mut self) {
        self.is_over = true;
        // Fails only when the stream is over.
        let _ = self.inner.finish();
    }

    /// Breaks the stream off.
    pub fn reset(&mut self, code: u64) {
        self.is_over = true;
        self.is_broken = true;
        let _ = self.inner.reset(varint(code));
    }

    /// Ready when the other side does not want more, or has all of a finished stream; and at once when this side broke it
    /// off.
    pub fn poll_stopped(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // That the other side has heard of it is told to nobody.
        if self.is_broken {
            return Poll::Ready(());
        }
        let stopped = self.stopped.get_or_insert_with(|| Box::pin(self.inner.stopped()));
        ready!(stopped.as_mut().poll(cx)).ok();
        self.stopped = None;
        Poll::Ready(())
    }
}

impl Drop for QuicSend {
    fn drop(&mut self) {
        if !self.is_over {
            self.reset(self.code);
        }
    }
}

impl fmt::Debug for QuicSend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("QuicSend").field(&self.id()).finish()
    }
}

/// What comes in on a stream. Dropped before its end, the other side is asked to stop.
pub struct QuicRecv {
    inner: quinn::RecvStream,
    is_over: bool,
    code: u64,
}

impl QuicRecv {
    pub(super) fn new(inner: quinn::RecvStream) -> Self {
        Self { inner, is_over: false, code: UNSAID }
    }

    /// The code that the other side is asked to stop with when this is dropped before the end.
    pub fn unless_finished(&mut self, code: u64) {
        self.code = code;
    }

    /// The next bytes, in order; `None` at the end. Taking them makes room for more.
    ///
    /// # Errors
    /// [`QuicError::Broken`] when the other side broke off; [`QuicError::Lost`] when it is gone.
    pub fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, QuicError>> {
        // It keeps nothing between two polls: who waits is noted in the connection.
        let read = ready!(pin!(self.inner.read_chunk(usize::MAX, true)).poll(cx));
        self.is_over = !matches!(read, Ok(Some(_)));
        Poll::Ready(match read {
            Ok(chunk) => Ok(chunk.map(|chunk| chunk.bytes)),
            Err(ReadError::Reset(code)) => Err(QuicError::Broken(code.into_inner())),
            Err(ReadError::ConnectionLost(error)) => Err(lost(&error)),
            Err(ReadError::ClosedStream | ReadError::IllegalOrderedRead | ReadError::ZeroRttRejected) => {
                Err(QuicError::Broken(UNSAID))
            }
        })
    }

    /// Asks the other side to stop.
    pub fn stop(&mut self, code: u64) {
        self.is_over = true;
        let _ = self.inner.stop(varint(code));
    }
}

impl Drop for QuicRecv {
    fn drop(&mut self) {
        if !self.is_over {
            self.stop(self.code);
        }
    }
}

impl fmt::Debug for QuicRecv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("QuicRecv")
    }
}
