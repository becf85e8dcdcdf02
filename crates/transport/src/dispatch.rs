//! How a provider runs what its connections ask for.

mod places;
mod slots;
mod workers;

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use dubbors_core::{BoxFuture, Peer};
use tokio::runtime::Handle;
use tokio::sync::mpsc;

pub use places::{Places, PlacesOf};
pub use slots::Full;
use slots::{Share, Slot, Slots};
use workers::{Queue, Workers};

/// How requests are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dispatch {
    /// Each on its own, at most `in_flight` at a time on all connections together. A request that is done at once is
    /// done in the connection's task; any other gets a task.
    PerRequest {
        /// Requests running at a time, those included whose answer their connection has not collected.
        in_flight: NonZeroUsize,
    },
    /// One after the other, per connection. Nothing is read while one runs.
    InOrder,
    /// On `queues` x `workers` fixed tasks. A connection is tied to one queue, so that with one worker per queue its
    /// requests run in order.
    Workers {
        /// Number of queues.
        queues: NonZeroUsize,
        /// Workers of each queue.
        workers: NonZeroUsize,
        /// Requests that may wait in each queue.
        depth: NonZeroUsize,
    },
}

/// What all connections of a port share to keep the bounds of a [`Dispatch`].
#[derive(Debug, Clone)]
pub struct Executor(Shared);

#[derive(Debug, Clone)]
enum Shared {
    PerRequest(Arc<Slots>),
    InOrder,
    Workers(Arc<Workers>),
}

impl Dispatch {
    /// Prepares to run requests this way. For `Workers`, starts the workers, which needs a tokio runtime around it.
    pub fn executor(self) -> Executor {
        Executor(match self {
            Self::PerRequest { in_flight } => Shared::PerRequest(Slots::new(in_flight.get())),
            Self::InOrder => Shared::InOrder,
            Self::Workers { queues, workers, depth } => {
                Shared::Workers(Arc::new(Workers::start(queues.get(), workers.get(), depth.get())))
            }
        })
    }
}

impl Executor {
    /// The part of a connection with `peer`, whose address may take `share` percent of the places, and of the last ones
    /// few. Answers are of type `A`.
    pub fn dispatcher<A: Send + 'static>(&self, peer: &Peer, share: usize) -> Dispatcher<A> {
        let (places, lane) = match &self.0 {
            Shared::PerRequest(slots) => (slots.share(peer, share), Lane::PerRequest),
            Shared::InOrder => (Slots::new(1).whole(), Lane::InOrder),
            Shared::Workers(workers) => {
                let queue = workers.pick();
                (queue.places.share(peer, share), Lane::Queue { queue, _workers: workers.clone() })
            }
        };
        Dispatcher { places, lane, running: 0, current: None, done: None }
    }

    /// Requests that run, wait, or have an answer that was not collected, on all connections together; always 0 for
    /// `InOrder`.
    pub fn in_flight(&self) -> usize {
        match &self.0 {
            Shared::PerRequest(slots) => slots.used(),
            Shared::InOrder => 0,
            Shared::Workers(workers) => workers.in_flight(),
        }
    }
}

/// Runs the requests of one connection. Owned by its [`Handler`](crate::Handler).
///
/// Ask [`admit`](Self::admit) before a request is decoded, give the permit to [`run`](Self::run), and collect late
/// answers with [`poll_answer`](Self::poll_answer) from `Handler::poll`. Requests that have begun run to their end
/// even if the connection is gone.
pub struct Dispatcher<A: Send + 'static> {
    places: Arc<Share>,
    lane: Lane,
    running: usize,
    /// The one request of `InOrder` that is not done.
    current: Option<(Permit, BoxFuture<'static, A>)>,
    done: Option<Answers<A>>,
}

type Answers<A> = (mpsc::UnboundedSender<Done<A>>, mpsc::UnboundedReceiver<Done<A>>);

/// A finished request. It keeps its place until its answer is collected, so that answers which nobody takes are
/// bounded like requests.
struct Done<A> {
    /// `None` when the request panicked.
    answer: Option<A>,
    _permit: Permit,
}

enum Lane {
    PerRequest,
    InOrder,
    Queue { queue: Arc<Queue>, _workers: Arc<Workers> },
}

/// A place for one request. Dropping it gives the place back.
#[derive(Debug)]
#[must_use = "dropping it gives the place back"]
pub struct Permit {
    _slot: Slot,
}

impl<A: Send + 'static> Dispatcher<A> {
    /// A place for one request.
    ///
    /// # Errors
    /// The bound that is reached. Say so on the wire, for a dubbo request with status 100.
    pub fn admit(&mut self) -> Result<Permit, Full> {
        self.places.take().map(|slot| Permit { _slot: slot })
    }

    /// Runs a request. Gives its answer back when it is done at once, and otherwise later through
    /// [`poll_answer`](Self::poll_answer).
    ///
    /// A panic in `request` gives no answer; wrap what may panic in [`catch_panic`](crate::catch_panic()).
    pub fn run(&mut self, permit: Permit, mut request: BoxFuture<'static, A>) -> Option<A> {
        if let Lane::Queue { queue, .. } = &self.lane {
            let queue = queue.clone();
            let finish = self.finish(permit);
            queue.push(Box::pin(run_to_end(request, finish)));
            return None;
        }
        // Most requests are done at the first poll. One that is not is polled again by the task that goes on with
        // it, and leaves the right waker then.
        if let Poll::Ready(answer) = request.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return Some(answer);
        }
        if matches!(self.lane, Lane::InOrder) {
            self.running += 1;
            self.current = Some((permit, request));
        } else {
            let finish = self.finish(permit);
            tokio::spawn(run_to_end(request, finish));
        }
        None
    }

    /// The next answer of a request that was not done at once; `None` inside when it panicked. Pending when there is
    /// none, with the waker registered.
    pub fn poll_answer(&mut self, cx: &mut Context<'_>) -> Poll<Option<A>> {
        // Taken out first: a request that panics must not be polled again.
        if let Some((permit, mut request)) = self.current.take() {
            match request.as_mut().poll(cx) {
                Poll::Ready(answer) => {
                    self.running -= 1;
                    return Poll::Ready(Some(answer));
                }
                Poll::Pending => self.current = Some((permit, request)),
            }
        }
        if self.running > 0
            && let Some((_, answers)) = &mut self.done
            && let Poll::Ready(Some(done)) = answers.poll_recv(cx)
        {
            self.running -= 1;
            return Poll::Ready(done.answer);
        }
        Poll::Pending
    }

    /// Whether the next request has to wait for the present one (`InOrder`). `Handler::wants_bytes` is its opposite.
    pub fn is_busy(&self) -> bool {
        self.current.is_some()
    }

    /// Requests of this connection whose answers were not collected yet.
    pub fn running(&self) -> usize {
        self.running
    }

    fn finish(&mut self, permit: Permit) -> Finish<A> {
        self.running += 1;
        let (done, _) = self.done.get_or_insert_with(mpsc::unbounded_channel);
        Finish { done: done.clone(), answer: None, permit: Some(permit) }
    }
}

async fn run_to_end<A: Send>(request: BoxFuture<'static, A>, mut finish: Finish<A>) {
    finish.answer = Some(request.await);
}

/// Hands the answer over, or that there is none, whatever becomes of the request.
struct Finish<A> {
    done: mpsc::UnboundedSender<Done<A>>,
    answer: Option<A>,
    permit: Option<Permit>,
}

impl<A> Drop for Finish<A> {
    fn drop(&mut self) {
        if let Some(permit) = self.permit.take() {
            // The connection may be gone; then nobody wants the answer.
            let _ = self.done.send(Done { answer: self.answer.take(), _permit: permit });
        }
    }
}

impl<A: Send + 'static> Drop for Dispatcher<A> {
    fn drop(&mut self) {
        if let Some((permit, request)) = self.current.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(async move {
                request.await;
                drop(permit);
            });
        }
    }
}

impl<A: Send + 'static> fmt::Debug for Dispatcher<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dispatcher").field("running", &self.running).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
