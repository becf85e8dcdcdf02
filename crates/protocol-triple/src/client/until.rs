//! The deadline of a stream.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use dubbors_core::{
    Address, Attachments, Body, Error, Inbound, InboundStream, Origin, Payload, Response, Result,
};
use tokio::time::{Instant, Sleep};

/// The deadline of the call passed.
#[cold]
pub(crate) fn late(address: &Address) -> Error {
    Error::deadline_exceeded(format!("no answer from {address} before the deadline"))
        .with_origin(Origin::Network)
}

/// The same response, whose stream ends at `deadline` at the latest.
pub(crate) fn until(response: Response, deadline: Instant, address: &Address) -> Response {
    let (body, headers, attachments) = response.into_parts();
    let body = match body {
        Body::Inbound(messages) => Body::Inbound(InboundStream::new(Until {
            messages: Some(messages),
            deadline: Box::pin(tokio::time::sleep_until(deadline)),
            address: address.clone(),
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
}

impl Inbound for Until {
    fn poll_message(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        let Some(messages) = &mut self.messages else { return Poll::Ready(None) };
        if let Poll::Ready(next) = messages.poll_message(cx) {
            return Poll::Ready(next);
        }
        ready!(self.deadline.as_mut().poll(cx));
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
