//! A task that does not outlive whoever holds it.

use tokio::task::JoinHandle;

/// Dropping it ends the task at its next wait.
#[derive(Debug)]
pub(super) struct Task(JoinHandle<()>);

impl Task {
    pub(super) fn spawn(work: impl Future<Output = ()> + Send + 'static) -> Self {
        Self(tokio::spawn(work))
    }

    pub(super) fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// Ends the task and waits until it does nothing any more.
    pub(super) async fn stop(mut self) {
        self.0.abort();
        // It was cancelled, or done before; both are what was asked for.
        let _ = (&mut self.0).await;
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}
