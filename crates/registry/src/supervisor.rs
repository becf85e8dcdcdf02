//! Keeps what was asked of a registry server alive: over lost connections, expired sessions and restarts.
//!
//! A backend says how to reach the server ([`Backend`]) and what can be done while a session lasts ([`Session`]). The
//! supervisor holds what was asked for: each announcement and each watch is a task that does its work again in every new
//! session. While there is no session, watches keep the list they had: a registry that is away says nothing about the
//! providers.

mod announcement;
mod connection;
mod task;
mod watching;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use dubbors_core::{BoxFuture, Error, Instance, Registry, Result, ServiceKey, Watch};

use crate::interface::NodeReader;
use announcement::Announcement;
use connection::Connection;
use task::Task;

/// How to reach one registry server.
pub trait Backend: Send + Sync + 'static {
    /// What lasts until the server forgets us.
    type Session: Session;

    /// Opens a session.
    ///
    /// # Errors
    /// `Code::Unavailable` when the server cannot be reached, `Code::Denied` when it does not let us in.
    fn connect(&self) -> impl Future<Output = Result<Self::Session>> + Send;

    /// What to call the server in messages: `zookeeper://host:2181`.
    fn place(&self) -> &str;
}

/// Completes when a list that was read may have changed, or cannot be watched any more.
pub type Changed = BoxFuture<'static, ()>;

/// One session with a registry server. Short interruptions of the connection are its own business.
pub trait Session: Send + Sync + 'static {
    /// Writes down that `instance` provides `service`, until the session ends. The same again is no error.
    ///
    /// # Errors
    /// What the server or the connection said.
    fn announce(&self, service: &ServiceKey, instance: &Instance) -> impl Future<Output = Result<()>> + Send;

    /// Takes it back. What is not there is no error.
    ///
    /// # Errors
    /// What the server or the connection said.
    fn withdraw(&self, service: &ServiceKey, instance: &Instance) -> impl Future<Output = Result<()>> + Send;

    /// The providers now, read by `reader`, and when to ask again.
    ///
    /// # Errors
    /// What the server or the connection said.
    fn list(
        &self,
        service: &ServiceKey,
        reader: &mut NodeReader,
    ) -> impl Future<Output = Result<(Vec<Instance>, Changed)>> + Send;

    /// The keys of all services with a provider.
    ///
    /// # Errors
    /// What the server or the connection said.
    fn services(&self) -> impl Future<Output = Result<Vec<ServiceKey>>> + Send;

    /// Completes when the server has forgotten the session.
    fn ended(&self) -> impl Future<Output = ()> + Send;

    /// Ends the session, and with it everything that was announced in it.
    fn close(&self) -> impl Future<Output = ()> + Send;
}

/// A registry on top of sessions that come and go.
pub struct Supervisor<B: Backend> {
    connection: Connection<B>,
    /// Is locked before `withdrawing`.
    announced: Mutex<HashMap<(ServiceKey, Instance), Announcement>>,
    /// Withdrawals that are still under way.
    withdrawing: Mutex<HashMap<(ServiceKey, Instance), Task>>,
    patience: Duration,
}

impl<B: Backend> Supervisor<B> {
    /// A registry at `backend`, which is reached for when the registry is first used. `patience` is how long a caller
    /// waits for the server's answer; the work itself goes on.
    pub fn new(backend: B, patience: Duration) -> Self {
        Self {
            connection: Connection::new(backend),
            announced: Mutex::default(),
            withdrawing: Mutex::default(),
            patience,
        }
    }

    fn place(&self) -> &str {
        self.connection.backend().place()
    }

    /// The result of `work`, or why there is none in time.
    async fn patiently<T>(&self, work: impl Future<Output = T>) -> Result<T> {
        match tokio::time::timeout(self.patience, work).await {
            Ok(done) => Ok(done),
            Err(_) => Err(self.late()),
        }
    }

    fn late(&self) -> Error {
        let reason = self.connection.failure().map(|failure| format!(": {failure}")).unwrap_or_default();
        let message = format!("{} did not answer within {:?}{reason}", self.place(), self.patience);
        Error::unavailable(message).with_next(
            "start it, or correct its address; with `check` set to false it is waited for in the background",
        )
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B: Backend> Registry for Supervisor<B> {
    async fn register(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let follower = self.connection.follow();
        let mut confirmed = lock(&self.announced)
            .entry((service.clone(), instance.clone()))
            .or_insert_with_key(|key| {
                let withdrawal = lock(&self.withdrawing).remove(key);
                Announcement::start(follower, key.clone(), withdrawal)
            })
            .confirmation();
        self.patiently(confirmed.wait()).await
    }

    async fn unregister(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let key = (service.clone(), instance.clone());
        let (done, finished) = tokio::sync::oneshot::channel();
        {
            let mut announced = lock(&self.announced);
            let Some(announcement) = announced.remove(&key) else { return Ok(()) };
            let withdrawal = announcement.withdraw(self.connection.follow(), key.clone());
            let mut withdrawing = lock(&self.withdrawing);
            withdrawing.retain(|_, task| !task.is_finished());
            let task = Task::spawn(async move {
                withdrawal.await;
                // Whoever asked may have lost patience.
                let _ = done.send(());
            });
            withdrawing.insert(key, task);
        }
        self.patiently(finished).await.map(|_| ())
    }

    async fn watch(&self, service: &ServiceKey) -> Result<Watch<Vec<Instance>>> {
        let place = self.place().to_owned();
        self.patiently(watching::start(self.connection.follow(), service.clone(), place)).await
    }

    async fn services(&self) -> Result<Vec<ServiceKey>> {
        let mut follower = self.connection.follow();
        let listing = async { follower.session().await.0.services().await };
        self.patiently(listing).await?
    }

    async fn close(&self) {
        let announced = std::mem::take(&mut *lock(&self.announced));
        let withdrawing = std::mem::take(&mut *lock(&self.withdrawing));
        let closing = async {
            // What was written down after the session took everything back would stay.
            for announcement in announced.into_values() {
                announcement.stop().await;
            }
            for withdrawal in withdrawing.into_values() {
                withdrawal.stop().await;
            }
            self.connection.close().await;
        };
        if tokio::time::timeout(self.patience, closing).await.is_err() {
            tracing::warn!(registry = %self.place(), "the session was not closed in time; it ends by itself");
        }
    }
}

impl<B: Backend> fmt::Debug for Supervisor<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Supervisor")
            .field("place", &self.place())
            .field("announced", &lock(&self.announced).len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
