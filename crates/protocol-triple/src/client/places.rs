// hot path
//! Calls that wait for a place on a connection to one address.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// Who waits, and how they hear of a change.
///
/// A call that ends frees its place first and then looks whether somebody waits; who waits says so first and then looks
/// for a place. All of that is in one order, so one of the two sees the other.
#[derive(Debug, Default)]
pub(crate) struct Places {
    waiting: AtomicUsize,
    changed: Notify,
}

impl Places {
    /// Says that somebody waits, until this is dropped.
    pub(super) fn wait(&self) -> Waiting<'_> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        Waiting(self)
    }

    /// Whether somebody waits.
    pub(super) fn are_wanted(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }

    /// A call has given its place back. Costs next to nothing while nobody waits.
    pub(super) fn one_freed(&self) {
        if self.are_wanted() {
            self.changed.notify_one();
        }
    }

    /// A connection is over: there may be room for another one.
    pub(super) fn all_changed(&self) {
        self.changed.notify_waiters();
    }
}

/// One who waits.
pub(super) struct Waiting<'a>(&'a Places);

impl Waiting<'_> {
    /// Ends when something has changed since this was called and the future was first polled or enabled.
    pub(super) fn changed(&self) -> Notified<'_> {
        self.0.changed.notified()
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}
