//! Bodies of HTTP/1.1 that come in. `hyper` ends the connection when one is dropped before its end, and does so also when the
//! answer has said that it stays: a client that has sent all of it asks again, just when the connection closes. So what the
//! service leaves goes to whoever serves the connection, who reads it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, SizeHint};
use hyper::body::Incoming;
use tokio::sync::mpsc::Sender;

/// A body, and where it goes when it is not read to its end.
pub(crate) struct Http1Body {
    incoming: Option<Incoming>,
    unread: Option<Sender<Incoming>>,
}

impl Http1Body {
    /// The body `incoming`, of which the rest goes to `unread`.
    pub(crate) fn new(incoming: Incoming, unread: Option<Sender<Incoming>>) -> Self {
        Self { incoming: Some(incoming), unread }
    }

    /// The next bytes; `None` at the end. Trailers mean nothing to any flavour and are passed over.
    pub(crate) fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, hyper::Error>>> {
        let next = match &mut self.incoming {
            Some(incoming) => ready!(poll_data(incoming, cx)),
            None => None,
        };
        if !matches!(next, Some(Ok(_))) {
            self.incoming = None;
        }
        Poll::Ready(next)
    }

    /// Whether nothing follows, as far as is known.
    pub(crate) fn is_end_stream(&self) -> bool {
        self.incoming.as_ref().is_none_or(Body::is_end_stream)
    }

    /// How much follows.
    pub(crate) fn size_hint(&self) -> SizeHint {
        self.incoming.as_ref().map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}

impl Drop for Http1Body {
    fn drop(&mut self) {
        if let (Some(incoming), Some(unread)) = (self.incoming.take(), self.unread.take())
            && !incoming.is_end_stream()
        {
            // When there is no place for it the connection is over.
            let _ = unread.try_send(incoming);
        }
    }
}

/// The next bytes of a body.
pub(crate) fn poll_data(
    incoming: &mut Incoming,
    cx: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, hyper::Error>>> {
    loop {
        match ready!(Pin::new(&mut *incoming).poll_frame(cx)) {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(data) => return Poll::Ready(Some(Ok(data))),
                Err(_trailers) => {}
            },
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        }
    }
}
