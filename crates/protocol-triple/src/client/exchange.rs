// hot path
//! One request and its answer, whichever HTTP carries them.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use dubbors_core::{Error, Origin};
use http::{Request, response};

#[cfg(feature = "http3")]
use super::http3;
use super::{connection, http1};
use crate::body::InBody;

/// Why an attempt gave no answer.
#[derive(Debug)]
pub(crate) enum Attempt {
    /// The provider did not look at the call: it can go elsewhere. Why, for people.
    Refused(String),
    /// The connection is over, or takes no calls, and the provider did not look at this one. Why, for people.
    Gone(String),
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Attempt {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Attempt> for Error {
    fn from(attempt: Attempt) -> Self {
        match attempt {
            Attempt::Failed(error) => error,
            Attempt::Refused(why) | Attempt::Gone(why) => {
                Self::unavailable(format!("the provider takes no calls: {why}")).with_origin(Origin::Local)
            }
        }
    }
}

/// A response whose head is there.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) head: response::Parts,
    pub(crate) body: InBody,
    /// Counts the call on a connection of HTTP/2.
    pub(crate) active: Option<connection::Active>,
}

/// A place for one call on a connection.
pub(crate) enum Lease {
    Http2(connection::Lease),
    Http1(http1::Lease),
    #[cfg(feature = "http3")]
    Http3(http3::Lease),
}

impl Lease {
    /// Waits until a request may leave.
    pub(crate) async fn ready(&mut self) -> Result<(), Attempt> {
        match self {
            Self::Http2(lease) => lease.ready().await,
            Self::Http1(_) => Ok(()),
            // In a box: calls over TCP are no larger for it.
            #[cfg(feature = "http3")]
            Self::Http3(lease) => Box::pin(lease.ready()).await,
        }
    }

    /// Sends a request whose body is at hand.
    pub(crate) fn send(self, head: Request<()>, body: Bytes) -> Result<Answering, Attempt> {
        match self {
            Self::Http2(lease) => lease.send(head, body).map(Answering::Http2),
            Self::Http1(lease) => Ok(Answering::Http1(lease.begin(head, http1::RequestBody::full(body)))),
            #[cfg(feature = "http3")]
            Self::Http3(lease) => {
                lease.send(head, body).map(|answering| Answering::Http3(Box::new(answering)))
            }
        }
    }

    /// Begins a request whose body follows.
    pub(crate) fn open(self, head: Request<()>) -> Result<Open, Attempt> {
        match self {
            Self::Http2(lease) => lease.open(head, false).map(Open::Http2),
            Self::Http1(lease) => Ok(Open::Http1(lease, Box::new(head))),
            #[cfg(feature = "http3")]
            Self::Http3(lease) => lease.open(head).map(|open| Open::Http3(Box::new(open))),
        }
    }
}

/// A request under way. Over HTTP/1 it leaves with its first message.
pub(crate) enum Open {
    Http2(connection::Open),
    Http1(http1::Lease, Box<Request<()>>),
    #[cfg(feature = "http3")]
    Http3(Box<http3::Open>),
}

/// The head of an answer to come.
pub(crate) enum Answering {
    Http2(connection::Answering),
    Http1(http1::Answering),
    #[cfg(feature = "http3")]
    Http3(Box<http3::Answering>),
}

impl Future for Answering {
    type Output = Result<Answer, Attempt>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.get_mut() {
            Self::Http2(answering) => Pin::new(answering).poll(cx),
            Self::Http1(answering) => Pin::new(answering).poll(cx),
            #[cfg(feature = "http3")]
            Self::Http3(answering) => Pin::new(&mut **answering).poll(cx),
        }
    }
}
