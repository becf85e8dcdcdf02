//! The signal to stop.

use tokio::sync::watch;

/// Tells every part that holds a [`Shutdown`] to drain. Dropping it tells them too.
#[derive(Debug)]
pub struct ShutdownTrigger(watch::Sender<bool>);

/// Where a part hears that it must drain: finish what runs, start nothing new, then end.
#[derive(Debug, Clone)]
pub struct Shutdown(Option<watch::Receiver<bool>>);

impl ShutdownTrigger {
    /// A trigger that has not fired.
    #[must_use]
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// A place to hear it.
    #[must_use]
    pub fn listen(&self) -> Shutdown {
        Shutdown(Some(self.0.subscribe()))
    }

    /// Fires. Idempotent.
    pub fn drain(&self) {
        self.0.send_replace(true);
    }
}

impl Default for ShutdownTrigger {
    fn default() -> Self {
        Self::new()
    }
}

impl Shutdown {
    /// A signal that never comes.
    #[must_use]
    pub const fn never() -> Self {
        Self(None)
    }

    /// Whether the signal has come.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        self.0.as_ref().is_some_and(|signal| *signal.borrow() || signal.has_changed().is_err())
    }

    /// Waits for the signal.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn draining(&mut self) {
        match &mut self.0 {
            // An error means that the trigger is gone, which is the signal as well.
            Some(signal) => drop(signal.wait_for(|draining| *draining).await),
            None => std::future::pending().await,
        }
    }
}
