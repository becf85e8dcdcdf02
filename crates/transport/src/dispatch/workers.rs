//! Fixed tasks that run requests from queues.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use dubbors_core::BoxFuture;
use tokio::sync::Semaphore;

use super::slots::Slots;
use crate::catch_panic;

type Job = BoxFuture<'static, ()>;

/// The queues of a port and their workers. When the last holder is gone, the workers finish what waits and end.
#[derive(Debug)]
pub(super) struct Workers {
    first: Arc<Queue>,
    others: Box<[Arc<Queue>]>,
    next: AtomicUsize,
}

/// One queue. Its places bound the jobs that run and wait together, so that exactly `depth` wait while all workers
/// are busy.
pub(super) struct Queue {
    pub(super) places: Arc<Slots>,
    jobs: Mutex<VecDeque<Job>>,
    /// A permit per waiting job.
    ready: Semaphore,
}

impl Workers {
    pub(super) fn start(queues: usize, workers: usize, depth: usize) -> Self {
        let first = Queue::start(workers, depth);
        let others = (1..queues).map(|_| Queue::start(workers, depth)).collect();
        Self { first, others, next: AtomicUsize::new(0) }
    }

    /// The queue of the next connection.
    pub(super) fn pick(&self) -> Arc<Queue> {
        let index = self.next.fetch_add(1, Ordering::Relaxed) % (self.others.len() + 1);
        self.others.get(index).unwrap_or(&self.first).clone()
    }

    fn queues(&self) -> impl Iterator<Item = &Arc<Queue>> {
        std::iter::once(&self.first).chain(&self.others)
    }

    pub(super) fn in_flight(&self) -> usize {
        self.queues().map(|queue| queue.places.used()).sum()
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        for queue in self.queues() {
            queue.ready.close();
        }
    }
}

impl Queue {
    fn start(workers: usize, depth: usize) -> Arc<Self> {
        let queue = Arc::new(Self {
            places: Slots::new(workers.saturating_add(depth)),
            jobs: Mutex::new(VecDeque::new()),
            ready: Semaphore::new(0),
        });
        for _ in 0..workers {
            tokio::spawn(work(queue.clone()));
        }
        queue
    }

    pub(super) fn push(&self, job: Job) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).push_back(job);
        self.ready.add_permits(1);
    }

    fn pop(&self) -> Option<Job> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

async fn work(queue: Arc<Queue>) {
    loop {
        let open = match queue.ready.acquire().await {
            Ok(permit) => {
                permit.forget();
                true
            }
            Err(_) => false,
        };
        match queue.pop() {
            Some(job) => {
                if let Err(panicked) = catch_panic(job).await {
                    tracing::error!(%panicked, "a request panicked");
                }
            }
            None if open => {}
            None => return,
        }
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("places", &self.places).finish_non_exhaustive()
    }
}
