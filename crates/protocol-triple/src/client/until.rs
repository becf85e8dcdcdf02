//! The deadline of a stream.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use dubbors_core::{
    Address, Attachments, Body, Error, Inbound, InboundStream, Origin, Payload, Response, Result, StatusCode,
};
use tokio::time::{Instant, Sleep};

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
pub(crate) fn until(response: Response, deadline: Instant, address: &Address) -> Response {
    let (body, headers, attachments) = response.into_parts();
    let body = match body {
        Body::Inbound(messages) => Body::Inbound(InboundStream::new(Until {
            messages: Some(messages),
            deadline: Box::pin(tokio::time::sleep_until(deadline)),
            address: address.clone(),
            unlooked: 0,
        })),
        other => other,
    };
    let mut response = Response::of(body).with_attachments(attachments);
    *response.headers_mut() = headers;
    response
}

struct Until {
    messages: Option<InboundStream>,
    deadline: Pin<Box<Sleep>>,
    address: Address,
    /// Messages that came since the clock was looked at.
    unlooked: u8,
}

/// So many messages may come together before the clock is looked at.
const UNLOOKED: u8 = 64;

impl Until {
    fn is_over(&mut self) -> bool {
        let is_over = self.unlooked >= UNLOOKED && self.deadline.deadline() <= Instant::now();
        self.unlooked = if self.unlooked >= UNLOOKED { 0 } else { self.unlooked + 1 };
        is_over
    }
}

impl Inbound for Until {
    fn poll_message(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        // A provider that sends as fast as it is read must not outlive the deadline.
        let is_over = self.is_over();
        let Some(messages) = &mut self.messages else { return Poll::Ready(None) };
        if !is_over && let Poll::Ready(next) = messages.poll_message(cx) {
            return Poll::Ready(match next {
                Some(Err(error)) if is_late(&error, self.deadline.deadline()) => {
                    Some(Err(late(&self.address)))
                }
                next => next,
            });
        }
        if !is_over {
            ready!(self.deadline.as_mut().poll(cx));
        }
        // Dropping the stream tells the provider.
        self.messages = None;
        Poll::Ready(Some(Err(late(&self.address))))
    }

    fn trailers(&self) -> Attachments {
        self.messages.as_ref().map(InboundStream::trailers).unwrap_or_default()
    }

    fn headers(&self) -> Attachments {
        self.messages.as_ref().map(InboundStream::headers).unwrap_or_default()
    }
}
