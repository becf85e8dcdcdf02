// hot path
//! One request on a stream of its own.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::Error;
use dubbors_transport::QuicError;
use dubbors_wire::http3::Code;
use http::{HeaderMap, Request};
use tokio::task::AbortHandle;

use super::Connection;
use crate::body::{ForeignBody, InBody};
use crate::client::exchange::{Answer, Attempt};
use crate::client::request::Sink;
use crate::http3::{Broken, Http3Body, Incoming, Outgoing};

/// A place for one call on a connection.
#[derive(Debug)]
pub(crate) struct Lease(Arc<Connection>);

impl Lease {
    pub(super) fn new(connection: Arc<Connection>) -> Self {
        Self(connection)
    }

    /// Sends a request whose body is at hand.
    pub(crate) async fn send(self, head: Request<()>, body: Bytes) -> Result<Answer, Attempt> {
        let (mut outgoing, mut answering) = self.begin().await?;
        let mut sending = Box::pin(async move {
            // What it fails of, the answer tells better.
            if outgoing.request(&head, body).await.is_ok() {
                outgoing.finish();
            }
        });
        if !is_done(sending.as_mut()).await {
            // More than the other side takes at once; it may answer before it has all.
            answering.sending = Some(Sending(tokio::spawn(sending).abort_handle()));
        }
        answering.await
    }

    /// Begins a request whose body follows.
    pub(crate) async fn open(self, head: Request<()>) -> Result<Open, Attempt> {
        let (mut outgoing, answering) = self.begin().await?;
        if let Err(error) = outgoing.request(&head, Bytes::new()).await {
            return Err(answering.failed(&error.into()));
        }
        Ok(Open { answering, outbound: Outbound(outgoing) })
    }

    async fn begin(self) -> Result<(Outgoing, Answering), Attempt> {
        let Self(connection) = self;
        match connection.quic.open().await {
            Ok((send, recv)) => {
                let outgoing = Outgoing::client(send);
                let incoming = Some(Incoming::client(recv, connection.quic.clone()));
                let id = outgoing.id();
                Ok((outgoing, Answering { incoming, id, connection, sending: None }))
            }
            Err(error) => {
                connection.closed.store(true, Ordering::Release);
                Err(Attempt::Refused(error.to_string()))
            }
        }
    }
}

/// Whether `future` is done at its first poll.
async fn is_done(mut future: Pin<&mut (impl Future<Output = ()> + Send)>) -> bool {
    std::future::poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}

/// A request under way.
#[derive(Debug)]
pub(crate) struct Open {
    answering: Answering,
    outbound: Outbound,
}

impl Open {
    /// The answer to come, and where the request's body goes.
    pub(crate) fn into_parts(self) -> (Answering, Outbound) {
        (self.answering, self.outbound)
    }
}

/// The body of a request.
#[derive(Debug)]
pub(crate) struct Outbound(Outgoing);

impl Sink for Outbound {
    fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_stopped(cx)
    }

    async fn send(&mut self, data: Bytes, end: bool) -> bool {
        let sent = self.0.data(data).await.is_ok();
        if sent && end {
            self.0.finish();
        }
        sent
    }

    fn cancel(&mut self) {
        self.0.reset(Code::REQUEST_CANCELLED);
    }
}

/// The rest of a body, which goes out beside the answer. Dropping it stops the sending.
#[derive(Debug)]
struct Sending(AbortHandle);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The head of an answer to come.
#[derive(Debug)]
pub(crate) struct Answering {
    incoming: Option<Incoming>,
    id: u64,
    connection: Arc<Connection>,
    sending: Option<Sending>,
}

impl Answering {
    fn failed(&self, broken: &Broken) -> Attempt {
        let error = broken.error();
        let is_refused = match broken {
            Broken::Peer(QuicError::Broken(code)) => Code(*code) == Code::REQUEST_REJECTED,
            Broken::Peer(QuicError::Lost { .. }) => {
                self.connection.closed.store(true, Ordering::Release);
                self.id >= self.connection.goaway.load(Ordering::Acquire)
            }
            _ => false,
        };
        if is_refused { Attempt::Refused(error.message().to_owned()) } else { Attempt::Failed(error) }
    }
}

impl Future for Answering {
    type Output = Result<Answer, Attempt>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let Some(incoming) = &mut this.incoming else {
            return Poll::Ready(Err(Error::internal("an answer was asked for twice").into()));
        };
        let read = ready!(incoming.poll_response(cx));
        Poll::Ready(match (read, this.incoming.take()) {
            (Ok(response), Some(incoming)) => {
                let (head, ()) = response.into_parts();
                let mut body = Http3Body::new(incoming, &head.headers);
                body.peek(cx);
                let (connection, sending) = (Arc::clone(&this.connection), this.sending.take());
                let body = AnswerBody { body: Box::pin(body), _connection: connection, _sending: sending };
                Ok(Answer { head, body: InBody::Foreign(Box::pin(body)), active: None })
            }
            (Err(broken), _) => Err(this.failed(&broken)),
            (Ok(_), None) => Err(Error::internal("an answer without a stream").into()),
        })
    }
}

/// The body of an answer, which keeps its connection.
struct AnswerBody {
    body: Pin<Box<Http3Body>>,
    _connection: Arc<Connection>,
    _sending: Option<Sending>,
}

impl ForeignBody for AnswerBody {
    fn poll_data(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        self.body.as_mut().poll_data(cx)
    }

    fn take_trailers(mut self: Pin<&mut Self>) -> Option<HeaderMap> {
        self.body.as_mut().take_trailers()
    }

    fn is_empty(&self) -> bool {
        self.body.is_empty()
    }
}

impl fmt::Debug for AnswerBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnswerBody")
    }
}
