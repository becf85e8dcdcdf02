//! The deadline of a stream.
//!
//! It ends the stream on a task of its own: a caller who does not read must not hold a place at the provider, nor what came
//! and was not read, for longer. So the two share the stream behind a lock, which is free but for that moment. Streams
//! without a deadline have neither.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};

use dubbors_core::{
    Address, Attachments, Body, Error, Inbound, InboundStream, Origin, Payload, Response, Result, StatusCode,
};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

/// The deadline of the call passed.
#[cold]
pub(crate) fn late(address: &Address) -> Error {
    Error::deadline_exceeded(format!("no answer from {address} before the deadline"))
        .with_origin(Origin::Network)
}

/// Whether a stream was ended by a provider that keeps the deadline too and was quicker than this side's clock.
pub(crate) fn is_late(error: &Error, deadline: Instant) -> bool {
    error.status_code() == StatusCode::Cancelled
        && error.origin() == Origin::Network
        && deadline <= Instant::now()
}

/// The same response, whose stream ends at `deadline` at the latest.
pub(crate) fn until(response: Response, deadline: Instant, address: &Arc<Address>) -> Response {
    let (body, headers, attachments) = response.into_parts();
    let body = match body {
        Body::Inbound(messages) => {
            let shared = Arc::new(Mutex::new(Shared { messages: Some(messages), reader: None }));
            let watch = tokio::spawn(end_at(deadline, Arc::downgrade(&shared))).abort_handle();
            let address = Arc::clone(address);
            Body::Inbound(InboundStream::new(Until { shared, deadline, address, watch, is_over: false }))
        }
        other => other,
    };
    let mut response = Response::of(body).with_attachments(attachments);
    *response.headers_mut() = headers;
    response
}

struct Shared {
    /// `None` when the deadline has passed.
    messages: Option<InboundStream>,
    /// Who waits for a message.
    reader: Option<Waker>,
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn end_at(deadline: Instant, stream: Weak<Mutex<Shared>>) {
    sleep_until(deadline).await;
    let Some(stream) = stream.upgrade() else { return };
    let (messages, reader) = {
        let mut shared = lock(&stream);
        (shared.messages.take(), shared.reader.take())
    };
    // This tells the provider.
    drop(messages);
    if let Some(reader) = reader {
        reader.wake();
    }
}

struct Until {
    shared: Arc<Mutex<Shared>>,
    deadline: Instant,
    address: Arc<Address>,
    watch: AbortHandle,
    /// The last thing has been said.
    is_over: bool,
}

impl Inbound for Until {
    fn poll_message(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        let this = self.get_mut();
        if this.is_over {
            return Poll::Ready(None);
        }
        let mut shared = lock(&this.shared);
        let Shared { messages, reader } = &mut *shared;
        let Some(messages) = messages else {
            this.is_over = true;
            return Poll::Ready(Some(Err(late(&this.address))));
        };
        let next = match messages.poll_message(cx) {
            Poll::Pending => {
                match reader {
                    Some(reader) => reader.clone_from(cx.waker()),
                    None => *reader = Some(cx.waker().clone()),
                }
                return Poll::Pending;
            }
            Poll::Ready(Some(Ok(message))) => return Poll::Ready(Some(Ok(message))),
            Poll::Ready(next) => next,
        };
        this.is_over = true;
        this.watch.abort();
        Poll::Ready(match next {
            Some(Err(error)) if is_late(&error, this.deadline) => Some(Err(late(&this.address))),
            next => next,
        })
    }

    fn trailers(&self) -> Attachments {
        lock(&self.shared).messages.as_ref().map(InboundStream::trailers).unwrap_or_default()
    }

    fn headers(&self) -> Attachments {
        lock(&self.shared).messages.as_ref().map(InboundStream::headers).unwrap_or_default()
    }
}

impl Drop for Until {
    fn drop(&mut self) {
        self.watch.abort();
    }
}
