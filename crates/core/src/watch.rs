//! The present truth about a subject, replaced as a unit.

use std::sync::Arc;

use tokio::sync::watch;

/// A latest-wins stream of whole states: nothing queues, the newest is always there.
#[derive(Debug)]
pub struct Watch<T>(watch::Receiver<Arc<T>>);

/// Where the states come from. Dropping it ends the watch.
#[derive(Debug)]
pub struct WatchSender<T>(watch::Sender<Arc<T>>);

impl<T> Clone for Watch<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Watch<T> {
    /// A watch that holds `first`, and where later states are put.
    #[must_use]
    pub fn channel(first: T) -> (WatchSender<T>, Self) {
        let (sender, receiver) = watch::channel(Arc::new(first));
        (WatchSender(sender), Self(receiver))
    }

    /// The present state, marked as seen.
    pub fn current(&mut self) -> Arc<T> {
        Arc::clone(&self.0.borrow_and_update())
    }

    /// Waits for a state that was not seen yet. `None` when the source is gone.
    ///
    /// # Cancel safety
    /// Cancel safe: a state that was not returned counts as not seen.
    pub async fn changed(&mut self) -> Option<Arc<T>> {
        self.0.changed().await.ok()?;
        Some(self.current())
    }
}

impl<T> WatchSender<T> {
    /// Replaces the state.
    pub fn send(&self, state: T) {
        self.0.send_replace(Arc::new(state));
    }

    /// Replaces the state if it differs; answers whether it did.
    pub fn send_if_changed(&self, state: T) -> bool
    where
        T: PartialEq,
    {
        self.0.send_if_modified(|present| {
            let changed = **present != state;
            if changed {
                *present = Arc::new(state);
            }
            changed
        })
    }

    /// The present state.
    #[must_use]
    pub fn current(&self) -> Arc<T> {
        Arc::clone(&self.0.borrow())
    }

    /// Another watch on the same states.
    #[must_use]
    pub fn subscribe(&self) -> Watch<T> {
        let mut receiver = self.0.subscribe();
        receiver.mark_changed();
        Watch(receiver)
    }

    /// Whether anybody watches.
    #[must_use]
    pub fn is_watched(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// Waits until nobody watches any more.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn closed(&self) {
        self.0.closed().await;
    }
}
