// hot path
//! One request on a stream of its own.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::{BoxFuture, Error};
use dubbors_transport::{QuicError, QuicRecv, QuicSend};
use dubbors_wire::http3::Code;
use http::{HeaderMap, Request};
use tokio::task::AbortHandle;

use super::Connection;
use crate::body::{ForeignBody, InBody};
use crate::client::exchange::{Answer, Attempt};
use crate::client::request::Sink;
use crate::http3::{Broken, Http3Body, Incoming, Outgoing};

/// A place for one call on a connection.
pub(crate) struct Lease {
    connection: Arc<Connection>,
    /// The call's stream, once there is one.
    stream: Option<(QuicSend, QuicRecv)>,
}

/// What sends a head, or all of a request, and gives the stream back.
type Beginning = BoxFuture<'static, Outgoing>;

impl Lease {
    /// A place on `connection`, which has as many as the provider allows.
    pub(crate) fn new(connection: Arc<Connection>) -> Self {
        Self { connection, stream: None }
    }

    /// Waits until the provider allows one more stream, and opens it.
    pub(crate) async fn ready(&mut self) -> Result<(), Attempt> {
        match self.connection.quic.open().await {
            Ok((mut send, mut recv)) => {
                // Until something is sent: what the head cannot hold is known only then.
                send.unless_finished(Code::REQUEST_CANCELLED.0);
                recv.unless_finished(Code::REQUEST_CANCELLED.0);
                self.stream = Some((send, recv));
                Ok(())
            }
            Err(error) => {
                self.connection.closed.store(true, Ordering::Release);
                Err(Attempt::Gone(error.to_string()))
            }
        }
    }

    /// Sends a request whose body is at hand.
    pub(crate) fn send(self, head: Request<()>, body: Bytes) -> Result<Answering, Attempt> {
        let (mut outgoing, mut answering) = self.begin()?;
        answering.sending = Some(Box::pin(async move {
            // What it fails of, the answer tells better.
            if outgoing.request(&head, body).await.is_ok() {
                outgoing.finish();
            }
            outgoing
        }));
        Ok(answering)
    }

    /// Begins a request whose body follows.
    pub(crate) fn open(self, head: Request<()>) -> Result<Open, Attempt> {
        let (mut outgoing, answering) = self.begin()?;
        let beginning: Beginning = Box::pin(async move {
            let _ = outgoing.request(&head, Bytes::new()).await;
            outgoing
        });
        Ok(Open { answering, outbound: Outbound::Beginning(beginning) })
    }

    fn begin(self) -> Result<(Outgoing, Answering), Attempt> {
        let Self { connection, stream } = self;
        let Some((send, recv)) = stream else {
            return Err(Error::internal("a request before its stream is there").into());
        };
        let outgoing = Outgoing::client(send);
        let incoming = Some(Incoming::client(recv, connection.quic.clone()));
        let id = outgoing.id();
        Ok((outgoing, Answering { incoming, id, connection, sending: None }))
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lease")
    }
}

/// A request under way.
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

/// The body of a request, behind its head.
pub(crate) enum Outbound {
    Beginning(Beginning),
    Begun(Outgoing),
}

impl Outbound {
    /// The stream, once its head has left.
    fn poll_begun(&mut self, cx: &mut Context<'_>) -> Poll<&mut Outgoing> {
        if let Self::Beginning(beginning) = self {
            *self = Self::Begun(ready!(beginning.as_mut().poll(cx)));
        }
        match self {
            Self::Begun(outgoing) => Poll::Ready(outgoing),
            Self::Beginning(_) => Poll::Pending,
        }
    }
}

impl Sink for Outbound {
    fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        ready!(self.poll_begun(cx)).poll_stopped(cx)
    }

    async fn send(&mut self, data: Bytes, end: bool) -> bool {
        poll_fn(|cx| self.poll_begun(cx).map(drop)).await;
        let Self::Begun(outgoing) = self else { return false };
        let sent = outgoing.data(data).await.is_ok();
        if sent && end {
            outgoing.finish();
        }
        sent
    }

    fn cancel(&mut self) {
        // One that has not begun is broken off when it is dropped.
        if let Self::Begun(outgoing) = self {
            outgoing.reset(Code::REQUEST_CANCELLED);
        }
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
pub(crate) struct Answering {
    incoming: Option<Incoming>,
    id: u64,
    connection: Arc<Connection>,
    /// The request, as far as it is still to be sent.
    sending: Option<Beginning>,
}

impl Answering {
    fn failed(&self, broken: &Broken) -> Attempt {
        let error = broken.error();
        match broken {
            Broken::Peer(QuicError::Broken(code)) if Code(*code) == Code::REQUEST_REJECTED => {
                Attempt::Refused(error.message().to_owned())
            }
            Broken::Peer(QuicError::Lost { .. }) => {
                self.connection.closed.store(true, Ordering::Release);
                if self.id >= self.connection.goaway.load(Ordering::Acquire) {
                    return Attempt::Gone(error.message().to_owned());
                }
                Attempt::Failed(error)
            }
            _ => Attempt::Failed(error),
        }
    }
}

impl Future for Answering {
    type Output = Result<Answer, Attempt>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(sending) = &mut this.sending
            && sending.as_mut().poll(cx).is_ready()
        {
            this.sending = None;
        }
        let Some(incoming) = &mut this.incoming else {
            return Poll::Ready(Err(Error::internal("an answer was asked for twice").into()));
        };
        let read = ready!(incoming.poll_response(cx));
        Poll::Ready(match (read, this.incoming.take()) {
            (Ok(response), Some(incoming)) => {
                let (head, ()) = response.into_parts();
                let mut body = Http3Body::new(incoming, &head.headers);
                body.peek(cx);
                let connection = Arc::clone(&this.connection);
                // It answers before it has all, and may want the rest.
                let sending = this.sending.take().map(|rest| Sending(tokio::spawn(rest).abort_handle()));
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
