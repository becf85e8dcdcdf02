//! Bodies that nobody reads at the moment.
//!
//! `h2` keeps each DATA frame by itself, and ends a connection whose peer has sent more than some thousand small ones that
//! were not read: a service that takes its time over a stream of small messages would lose its caller, and all others of
//! the connection. When many have come, what waits in the bodies of a connection is put together here. The window is
//! opened only when the reader takes it, so that no more waits than before.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use bytes::{Bytes, BytesMut};
use h2::RecvStream;
use http::HeaderMap;

/// Chunks below this size are copied together: each would hold the whole buffer that it was read into.
const SMALL: usize = 4 * 1024;
/// What is put together at most.
const TOGETHER: usize = 16 * 1024;

/// The bodies of one connection that are read as their reader likes.
#[derive(Debug, Default)]
pub(crate) struct Bodies(Mutex<Vec<Weak<Mutex<Kept>>>>);

impl Bodies {
    /// Keeps what of `stream` is not read.
    pub(crate) fn keep(&self, stream: RecvStream) -> KeptBody {
        let body = Arc::new(Mutex::new(Kept { stream, chunks: VecDeque::new(), is_awaited: false }));
        let mut all = lock(&self.0);
        if all.len() == all.capacity() {
            all.retain(|body| body.strong_count() > 0);
        }
        all.push(Arc::downgrade(&body));
        KeptBody(body)
    }

    /// Puts together what waits.
    pub(crate) fn sweep(&self) {
        lock(&self.0).retain(|body| {
            let Some(body) = body.upgrade() else { return false };
            lock(&body).gather();
            true
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
struct Kept {
    stream: RecvStream,
    chunks: VecDeque<Bytes>,
    /// Its reader waits: nothing was there, and `h2` wakes it.
    is_awaited: bool,
}

impl Kept {
    fn gather(&mut self) {
        if self.is_awaited {
            return;
        }
        let mut cx = Context::from_waker(Waker::noop());
        let mut small = BytesMut::new();
        // What else there is comes again when the reader asks.
        while let Poll::Ready(Some(Ok(chunk))) = self.stream.poll_data(&mut cx) {
            if chunk.len() < SMALL {
                small.extend_from_slice(&chunk);
            }
            if chunk.len() >= SMALL || small.len() >= TOGETHER {
                self.push(&mut small);
            }
            if chunk.len() >= SMALL {
                self.chunks.push_back(chunk);
            }
        }
        self.push(&mut small);
    }

    fn push(&mut self, small: &mut BytesMut) {
        if small.is_empty() {
            return;
        }
        if let Some(last) = self.chunks.back_mut()
            && last.len() + small.len() <= TOGETHER
            && last.len() < SMALL
        {
            let mut both = BytesMut::with_capacity(last.len() + small.len());
            both.extend_from_slice(last);
            both.extend_from_slice(small);
            *last = both.freeze();
        } else {
            self.chunks.push_back(Bytes::copy_from_slice(small));
        }
        small.clear();
    }
}

/// A body of HTTP/2.
pub(crate) struct KeptBody(Arc<Mutex<Kept>>);

impl KeptBody {
    /// As [`RecvStream::poll_data`], and the window is opened.
    pub(crate) fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, h2::Error>>> {
        let mut kept = lock(&self.0);
        let next = match kept.chunks.pop_front() {
            Some(chunk) => Poll::Ready(Some(Ok(chunk))),
            None => kept.stream.poll_data(cx),
        };
        kept.is_awaited = next.is_pending();
        if let Poll::Ready(Some(Ok(chunk))) = &next {
            // Fails only for a stream that is over, which needs no window.
            let _ = kept.stream.flow_control().release_capacity(chunk.len());
        }
        next
    }

    /// As [`RecvStream::poll_trailers`].
    pub(crate) fn poll_trailers(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<HeaderMap>, h2::Error>> {
        let mut kept = lock(&self.0);
        let trailers = kept.stream.poll_trailers(cx);
        kept.is_awaited = trailers.is_pending();
        trailers
    }
}

impl fmt::Debug for KeptBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptBody")
    }
}
