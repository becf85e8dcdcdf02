// hot path
//! The guard of a connection's frames, and what it tells whoever drives the connection.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use dubbors_wire::http2::FrameGuard;
use tokio::time::Instant;

use crate::kept_body::Bodies;
use crate::unread::Unread;

/// Frames after which the connection's answers leave before more is read: what they cost is seen only then.
const BUSY: usize = 64;
/// Small DATA frames after which they are put together, where nobody reads them.
const COSTLY: usize = 1024;

/// What the frames of a connection, its bodies and whoever drives it have to tell each other.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    abused: AtomicBool,
    crowded: AtomicBool,
    begun: AtomicBool,
    working: AtomicBool,
    /// The bodies that are read as their reader likes.
    pub(crate) bodies: Bodies,
    /// Finished answers that wait to be read.
    pub(crate) unread: Arc<Unread>,
}

impl Traffic {
    /// Whether the peer has sent its first frame, all of it.
    pub(crate) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// To be told by a provider's driver: whether requests run elsewhere.
    pub(crate) fn set_working(&self, working: bool) {
        self.working.store(working, Ordering::Relaxed);
    }

    /// To be asked by the driver whenever it has polled the connection: whether it is to be ended.
    pub(crate) fn tend(&self) -> bool {
        if self.crowded.load(Ordering::Relaxed) && self.crowded.swap(false, Ordering::Relaxed) {
            self.bodies.sweep();
        }
        self.abused.load(Ordering::Relaxed)
    }
}

/// Watches one connection.
#[derive(Debug)]
pub(crate) struct FrameWatch {
    guard: FrameGuard,
    began: Instant,
    traffic: Arc<Traffic>,
    /// The driver ends the connection in words; elsewhere an error of reading does.
    is_server: bool,
    has_begun: bool,
}

impl FrameWatch {
    /// For a provider's connection.
    pub(crate) fn server(traffic: &Arc<Traffic>) -> Box<Self> {
        Self::new(FrameGuard::server(), traffic, true)
    }

    /// For a consumer's connection.
    pub(crate) fn client(traffic: &Arc<Traffic>) -> Box<Self> {
        Self::new(FrameGuard::client(), traffic, false)
    }

    fn new(guard: FrameGuard, traffic: &Arc<Traffic>, is_server: bool) -> Box<Self> {
        Box::new(Self {
            guard,
            began: Instant::now(),
            traffic: Arc::clone(traffic),
            is_server,
            has_begun: false,
        })
    }

    /// Whether more may be read. Where not, the task is woken when it is its turn again.
    pub(crate) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(abuse) = self.guard.abuse() {
            self.traffic.abused.store(true, Ordering::Relaxed);
            return if self.is_server { Poll::Pending } else { Poll::Ready(Err(io::Error::other(abuse))) };
        }
        let crowded = self.guard.take_costly(COSTLY);
        if crowded {
            self.traffic.crowded.store(true, Ordering::Relaxed);
        }
        if self.guard.take_busy(BUSY) || crowded {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    /// Whether tasks other than the driver may have frames to add. A provider's driver runs most requests itself.
    pub(crate) fn expects_others(&self) -> bool {
        !self.is_server || self.traffic.working.load(Ordering::Relaxed)
    }

    /// Looks at what was read; gives how much of it goes on, which is nothing when it was abuse.
    pub(crate) fn received(&mut self, bytes: &mut [u8]) -> usize {
        match self.guard.received(bytes, self.began.elapsed()) {
            Ok(left) => {
                if !self.has_begun && self.guard.has_begun() {
                    self.has_begun = true;
                    self.traffic.begun.store(true, Ordering::Relaxed);
                }
                left
            }
            Err(abuse) => {
                if !self.traffic.abused.swap(true, Ordering::Relaxed) {
                    tracing::warn!(%abuse, "a connection is ended");
                }
                0
            }
        }
    }

    /// Looks at what is written.
    pub(crate) fn sent(&mut self, bytes: &[u8]) {
        self.guard.sent(bytes);
    }
}
