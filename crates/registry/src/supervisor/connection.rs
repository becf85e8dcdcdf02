//! The present session, opened again whenever it ends.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dubbors_core::Backoff;
use tokio::sync::watch;
use tokio::time::Instant;

use super::task::Task;
use super::{Backend, Session, lock};

/// The longest waits between attempts to connect: first and last.
const RETRY: (Duration, Duration) = (Duration::from_millis(200), Duration::from_secs(10));

/// What there is to know about the connection now.
struct State<S> {
    session: Option<Arc<S>>,
    /// Grows with every session, so that two can be told apart.
    generation: u64,
    /// Why there is no session, or what went wrong last in this one.
    failure: Option<Arc<str>>,
}

/// Holds the session open. Dropping it ends everything that follows.
pub(super) struct Connection<B: Backend> {
    backend: Arc<B>,
    state: Arc<watch::Sender<State<B::Session>>>,
    runner: Mutex<Option<Task>>,
}

impl<B: Backend> Connection<B> {
    pub(super) fn new(backend: B) -> Self {
        let state = State { session: None, generation: 0, failure: None };
        Self {
            backend: Arc::new(backend),
            state: Arc::new(watch::Sender::new(state)),
            runner: Mutex::default(),
        }
    }

    pub(super) fn backend(&self) -> &B {
        &self.backend
    }

    /// Why there is no session, where that is known.
    pub(super) fn failure(&self) -> Option<Arc<str>> {
        self.state.borrow().failure.clone()
    }

    /// A place to wait for sessions; connects if nobody did before.
    pub(super) fn follow(&self) -> Follower<B::Session> {
        let mut runner = lock(&self.runner);
        if runner.is_none() {
            *runner = Some(Task::spawn(run(Arc::clone(&self.backend), Arc::clone(&self.state))));
        }
        Follower { sender: Arc::clone(&self.state), state: self.state.subscribe() }
    }

    /// Ends the session. A later use opens a new one.
    pub(super) async fn close(&self) {
        let runner = lock(&self.runner).take();
        if let Some(runner) = runner {
            // Otherwise it might open one more.
            runner.stop().await;
        }
        let mut session = None;
        self.state.send_modify(|state| session = state.session.take());
        if let Some(session) = session {
            session.close().await;
        }
    }
}

impl<B: Backend> Drop for Connection<B> {
    fn drop(&mut self) {
        lock(&self.runner).take();
        // Watches outlive their registry; the session, and what was announced in it, must not.
        self.state.send_modify(|state| state.session = None);
    }
}

async fn run<B: Backend>(backend: Arc<B>, state: Arc<watch::Sender<State<B::Session>>>) {
    let mut backoff = Backoff::new(RETRY.0, RETRY.1);
    loop {
        match backend.connect().await {
            Ok(session) => {
                if backoff.attempts() > 0 {
                    tracing::info!(registry = backend.place(), "connected again");
                }
                let since = Instant::now();
                let session = Arc::new(session);
                state.send_modify(|state| {
                    state.session = Some(Arc::clone(&session));
                    state.generation += 1;
                    state.failure = None;
                });
                session.ended().await;
                tracing::warn!(registry = backend.place(), "the session has ended, opening a new one");
                state.send_modify(|state| {
                    state.session = None;
                    state.failure = Some(Arc::from("the session has ended"));
                });
                drop(session);
                // A server that ends every session at once is not asked without a pause.
                if since.elapsed() > RETRY.1 {
                    backoff.reset();
                }
                tokio::time::sleep(backoff.next_wait()).await;
            }
            Err(error) => {
                if backoff.attempts() == 0 {
                    tracing::warn!(registry = backend.place(), %error, "cannot connect, trying again");
                }
                state.send_modify(|state| state.failure = Some(Arc::from(error.to_string())));
                tokio::time::sleep(backoff.next_wait()).await;
            }
        }
    }
}

/// Waits for sessions on behalf of one task.
pub(super) struct Follower<S> {
    sender: Arc<watch::Sender<State<S>>>,
    state: watch::Receiver<State<S>>,
}

impl<S> Clone for Follower<S> {
    fn clone(&self) -> Self {
        Self { sender: Arc::clone(&self.sender), state: self.state.clone() }
    }
}

impl<S: Session> Follower<S> {
    /// The present session with its number; waits until there is one.
    pub(super) async fn session(&mut self) -> (Arc<S>, u64) {
        loop {
            {
                let state = self.state.borrow_and_update();
                if let Some(session) = &state.session {
                    return (Arc::clone(session), state.generation);
                }
            }
            if self.state.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// The session of this moment.
    pub(super) fn present(&self) -> Option<(Arc<S>, u64)> {
        let state = self.state.borrow();
        state.session.as_ref().map(|session| (Arc::clone(session), state.generation))
    }

    /// Waits until the session with this number is over.
    pub(super) async fn over(&mut self, generation: u64) {
        let over = |state: &State<S>| state.session.is_none() || state.generation != generation;
        if self.state.wait_for(over).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Remembers what went wrong, for those who wait.
    pub(super) fn failed(&self, error: &dubbors_core::Error) {
        let text: Arc<str> = Arc::from(error.to_string());
        // Nobody waits for this change by itself.
        self.sender.send_if_modified(|state| {
            state.failure = Some(text);
            false
        });
    }
}
