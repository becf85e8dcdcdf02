//! Dialling, on a task of its own: a caller who gives up does not end it, and all who wait for a connection share its
//! outcome. The same task tries again in the background while the provider cannot be reached: as others are preferred then,
//! no call would find out that it is back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use dubbors_core::{Backoff, Code, Error};
use tokio::sync::watch;
use tokio::time::{Instant, timeout};

use super::Pool;

/// The first and the longest time between two attempts that nobody asked for.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(3));

/// What is known of dialling one address.
#[derive(Debug, Default)]
pub(super) struct Dials {
    news: watch::Sender<News>,
    /// How many failures those have seen who want another attempt at once.
    wanted: watch::Sender<u64>,
    /// A task dials, or will.
    running: AtomicBool,
    /// The provider cannot be reached, as far as is known.
    failing: AtomicBool,
}

#[derive(Debug, Default)]
struct News {
    failures: u64,
    last: Option<Failure>,
}

/// Why an attempt failed: what every caller is told.
#[derive(Debug)]
struct Failure {
    at: Instant,
    code: Code,
    message: String,
    next: Option<String>,
}

impl Dials {
    /// Whether the provider cannot be reached, as far as is known.
    pub(super) fn is_failing(&self) -> bool {
        self.failing.load(Ordering::SeqCst)
    }

    /// Why the provider cannot be reached.
    pub(super) fn reason(&self) -> Option<String> {
        if !self.is_failing() {
            return None;
        }
        self.news.borrow().last.as_ref().map(|failure| failure.message.clone())
    }

    /// Whether an attempt failed not longer ago than this.
    pub(super) fn failed_within(&self, time: Duration) -> bool {
        self.news.borrow().last.as_ref().is_some_and(|failure| failure.at.elapsed() < time)
    }

    /// Hears of what happens from now on.
    pub(super) fn listen(&self) -> Listener {
        let mut news = self.news.subscribe();
        let seen = news.borrow_and_update().failures;
        Listener { news, seen, heard: seen }
    }

    /// Lets those who wait look again.
    pub(super) fn tell(&self) {
        self.news.send_modify(|_| {});
    }

    fn failed(&self, error: &Error, failing: bool) {
        self.failing.store(failing, Ordering::SeqCst);
        let (message, next) = (error.message().to_owned(), error.next().map(str::to_owned));
        self.news.send_modify(|news| {
            news.failures += 1;
            news.last = Some(Failure { at: Instant::now(), code: error.code(), message, next });
        });
    }
}

/// One who waits for a connection.
pub(super) struct Listener {
    news: watch::Receiver<News>,
    /// The failures that do not count.
    seen: u64,
    /// The failures that have been heard of.
    heard: u64,
}

impl Listener {
    /// Why an attempt failed that ended after this began to listen, unless it was passed over.
    pub(super) fn failure(&mut self) -> Option<Error> {
        let news = self.news.borrow_and_update();
        self.heard = news.failures;
        let failure = news.last.as_ref().filter(|_| news.failures > self.seen)?;
        let error = Error::new(failure.code, failure.message.clone());
        Some(match &failure.next {
            Some(next) => error.with_next(next.clone()),
            None => error,
        })
    }

    /// What [`failure`](Self::failure) said is no reason to give up, now or later.
    pub(super) fn pass_over(&mut self) {
        self.seen = self.heard;
    }

    /// The failures that do not count, such as those before this began to listen.
    pub(super) fn seen(&self) -> u64 {
        self.seen
    }

    /// Waits until something has happened since [`failure`](Self::failure) was asked.
    pub(super) async fn changed(&mut self) {
        // The sender lives as long as the pool, which who listens holds.
        let _ = self.news.changed().await;
    }
}

/// That a task dials. However it ends, those who wait hear of it and see to another one.
struct Running(Arc<Dials>);

impl Running {
    /// `None` while another task dials.
    fn begin(dials: &Arc<Dials>) -> Option<Self> {
        (!dials.running.swap(true, Ordering::SeqCst)).then(|| Self(Arc::clone(dials)))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.store(false, Ordering::SeqCst);
        self.0.tell();
    }
}

/// Has a connection made at once, for somebody who has seen so many failures.
pub(super) fn dial(pool: &Arc<Pool>, seen: u64) {
    match Running::begin(&pool.dials) {
        Some(running) => drop(tokio::spawn(run(Arc::downgrade(pool), running, false))),
        None => drop(pool.dials.wanted.send_if_modified(|wanted| {
            let is_news = *wanted < seen;
            *wanted = seen.max(*wanted);
            is_news
        })),
    }
}

/// Remembers what became of a dial that a call made for itself.
pub(super) fn made(pool: &Arc<Pool>, error: Option<&Error>) {
    let Some(error) = error else { return pool.dials.failing.store(false, Ordering::SeqCst) };
    pool.dials.failed(error, true);
    if let Some(running) = Running::begin(&pool.dials) {
        tokio::spawn(run(Arc::downgrade(pool), running, true));
    }
}

/// Dials until a connection is open or nobody holds the pool. `later` when the first attempt has time.
async fn run(pool: Weak<Pool>, running: Running, mut later: bool) {
    let dials = Arc::clone(&running.0);
    let mut running = running;
    let mut wanted = dials.wanted.subscribe();
    let mut backoff = Backoff::new(BACKOFF.0, BACKOFF.1);
    loop {
        if later {
            let failures = dials.news.borrow().failures;
            // Whether it is time or somebody waits makes no difference.
            let _ = timeout(backoff.next_wait(), wanted.wait_for(|wanted| *wanted >= failures)).await;
        }
        let Some(pool) = pool.upgrade() else { return };
        // A call's own dial may have succeeded meanwhile.
        if !later || dials.is_failing() {
            match pool.connect().await {
                Ok(()) => dials.failing.store(false, Ordering::SeqCst),
                Err(error) => {
                    tracing::debug!(address = %pool.address, %error, "cannot connect");
                    // One that has connections can be reached.
                    let failing = pool.open().is_empty();
                    dials.failed(&error, failing);
                    if failing {
                        later = true;
                        continue;
                    }
                }
            }
        }
        drop(running);
        // A call's own dial that failed in between relied on this task.
        if !dials.is_failing() {
            return;
        }
        match Running::begin(&dials) {
            Some(again) => running = again,
            None => return,
        }
        later = true;
    }
}
