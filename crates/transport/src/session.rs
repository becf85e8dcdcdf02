//! One connection: the handle that others hold, and what its task needs.

mod drive;
mod handler;
mod input;
mod outbox;
mod stop;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use dubbors_core::{Error, Peer};
use futures_util::task::AtomicWaker;
use tokio::sync::mpsc;

pub use drive::drive;
pub use handler::Handler;
pub use outbox::Outbox;

/// Limits of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSettings {
    /// Commands that may wait for the connection's task. One more is refused.
    pub queue: usize,
    /// Commands taken from the queue at a time, before anything is read or written.
    pub batch: usize,
    /// With more unsent bytes than this, nothing further is read: a peer that asks and never reads is paused.
    /// Only for the end that answers: when both ends stop reading until the other reads, neither goes on.
    pub write_high_water: usize,
    /// With more unsent bytes than this, the connection is closed.
    pub write_limit: usize,
    /// The connection is closed when its peer takes no byte of what waits for this long.
    pub write_stall: Duration,
    /// Largest piece read at a time.
    pub read_chunk: usize,
}

impl Default for SessionSettings {
    fn default() -> Self {
        Self {
            queue: 8192,
            batch: 256,
            write_high_water: 1024 * 1024,
            write_limit: 64 * 1024 * 1024,
            write_stall: Duration::from_secs(10),
            read_chunk: 64 * 1024,
        }
    }
}

/// A handle to a connection. Cheap to clone; its task goes on without it.
pub struct Session<C> {
    queue: mpsc::Sender<C>,
    link: Arc<Link>,
}

/// The connection task's end of its sessions.
pub struct Inbox<C> {
    queue: mpsc::Receiver<C>,
    link: Arc<Link>,
}

struct Link {
    peer: Arc<Peer>,
    closing: AtomicBool,
    wake: AtomicWaker,
}

/// A new handle, and the inbox to [`drive`] the connection with.
pub fn session<C>(peer: Arc<Peer>, settings: &SessionSettings) -> (Session<C>, Inbox<C>) {
    let (send, receive) = mpsc::channel(settings.queue.max(1));
    let link = Arc::new(Link { peer, closing: AtomicBool::new(false), wake: AtomicWaker::new() });
    (Session { queue: send, link: link.clone() }, Inbox { queue: receive, link })
}

impl<C> Session<C> {
    /// Hands a command to the connection. Never waits.
    ///
    /// # Errors
    /// The command comes back with the reason: `Code::LimitExceeded` when the queue is full, `Code::Unavailable`
    /// when the connection is closed. Nothing was sent in either case.
    #[allow(clippy::result_large_err)] // the command has to come back, however large it is
    pub fn try_send(&self, command: C) -> Result<(), (Error, C)> {
        match self.queue.try_send(command) {
            Ok(()) => Ok(()),
            Err(mpsc::error::TrySendError::Full(command)) => {
                let text = format!(
                    "the connection to {} has {} commands waiting, its limit",
                    self.link.peer.remote,
                    self.queue.max_capacity()
                );
                Err((Error::limit_exceeded(text).with_next("raise `queue` or call less at a time"), command))
            }
            Err(mpsc::error::TrySendError::Closed(command)) => Err((
                Error::unavailable(format!("the connection to {} is closed", self.link.peer.remote)),
                command,
            )),
        }
    }

    /// The two ends of the connection.
    pub fn peer(&self) -> &Arc<Peer> {
        &self.link.peer
    }

    /// Whether commands are still taken.
    pub fn is_open(&self) -> bool {
        !self.queue.is_closed() && !self.link.closing.load(Ordering::Relaxed)
    }

    /// Waits until the connection's task takes no commands any more.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn closed(&self) {
        self.queue.closed().await;
    }

    /// Ends the connection: commands already handed over are taken, what they write is written, then it closes.
    pub fn close(&self) {
        self.link.closing.store(true, Ordering::Release);
        self.link.wake.wake();
    }
}

impl<C> Inbox<C> {
    /// The two ends of the connection.
    pub fn peer(&self) -> &Arc<Peer> {
        &self.link.peer
    }
}

impl<C> Clone for Session<C> {
    fn clone(&self) -> Self {
        Self { queue: self.queue.clone(), link: self.link.clone() }
    }
}

impl<C> fmt::Debug for Session<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = self.is_open();
        f.debug_struct("Session").field("peer", &self.link.peer).field("open", &open).finish_non_exhaustive()
    }
}

impl<C> fmt::Debug for Inbox<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").field("peer", &self.link.peer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
