//! Connections of HTTP/1.1, which carry one call at a time and are kept for the next one.

mod body;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use dubbors_core::{Address, BoxStream, Error, Origin, Result, StatusCode};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{Builder, SendRequest};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::exchange::{Answer, Attempt};
use crate::body::InBody;
use crate::hyper_io::HyperIo;
use crate::settings::MAX_HEADER_LIST;

use body::AnswerBody;
pub(crate) use body::RequestBody;

/// The most connections to one address; further calls wait.
const MAX_CONNECTIONS: usize = 64;
/// Connections without a call that are kept.
pub(crate) const MAX_IDLE: usize = 16;
/// How long a request that is still being sent may keep its connection from the next call.
const LEFTOVER: Duration = Duration::from_secs(1);
/// The head of an answer has to fit here.
const MAX_BUFFER: usize = 2 * MAX_HEADER_LIST as usize;

/// A connection.
pub(crate) type Sender = SendRequest<RequestBody>;

/// The connections to one address.
pub(crate) struct Connections {
    idle: Mutex<Vec<Sender>>,
    room: Arc<Semaphore>,
}

impl Connections {
    /// None yet.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { idle: Mutex::default(), room: Arc::new(Semaphore::new(MAX_CONNECTIONS)) })
    }

    /// Room for one call, when there is.
    ///
    /// # Errors
    /// None are expected.
    pub(crate) async fn room(self: &Arc<Self>) -> Result<Room> {
        let place = Arc::clone(&self.room).acquire_owned().await;
        let place = place.map_err(|_| Error::internal("the connections are closed"))?;
        Ok(Room { connections: Arc::clone(self), _place: place })
    }

    /// Keeps a connection that nobody uses.
    pub(crate) fn keep(&self, sender: Sender) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|one| !one.is_closed());
        if idle.len() < MAX_IDLE && !sender.is_closed() {
            idle.push(sender);
        }
    }

    fn at_hand(&self) -> Option<Sender> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(sender) = idle.pop() {
            if sender.is_ready() {
                return Some(sender);
            }
        }
        None
    }
}

/// Room for one call, without a connection.
pub(crate) struct Room {
    connections: Arc<Connections>,
    _place: OwnedSemaphorePermit,
}

impl Room {
    /// A place on a connection that is open, when there is one.
    pub(crate) fn at_hand(self) -> std::result::Result<Lease, Self> {
        match self.connections.at_hand() {
            Some(sender) => Ok(self.with(sender)),
            None => Err(self),
        }
    }

    /// A place on this connection.
    pub(crate) fn with(self, sender: Sender) -> Lease {
        Lease { sender, room: self }
    }
}

/// Begins to speak on a new connection.
///
/// # Errors
/// `Code::Unavailable` with the address when the other end does not speak HTTP.
pub(crate) async fn begin(address: &Address, stream: BoxStream) -> Result<Sender> {
    let handshake = Builder::new().max_buf_size(MAX_BUFFER).handshake(HyperIo(stream));
    let (sender, connection) = handshake.await.map_err(|error| {
        Error::unavailable(format!("{address} does not speak HTTP/1.1: {error}"))
            .with_next("check that the provider has a tri:// port there")
    })?;
    let place = address.clone();
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(address = %place, %error, "a connection ended");
        }
    });
    Ok(sender)
}

/// A connection, taken for one call. Dropping it closes the connection: what was asked may still be answered.
pub(crate) struct Lease {
    sender: Sender,
    room: Room,
}

impl Lease {
    /// Begins a request.
    pub(crate) fn begin(mut self, head: Request<()>, body: RequestBody) -> Answering {
        let answer = Box::pin(self.sender.try_send_request(head.map(|()| body)));
        Answering { answer, lease: Some(self) }
    }

    /// Keeps the connection for the next call, as soon as the request has left.
    pub(crate) fn give_back(self) {
        let Self { mut sender, room } = self;
        if sender.is_ready() {
            return room.connections.keep(sender);
        }
        tokio::spawn(async move {
            if let Ok(Ok(())) = tokio::time::timeout(LEFTOVER, sender.ready()).await {
                room.connections.keep(sender);
            }
            // Not before: the connection counts until then.
            drop(room);
        });
    }
}

impl fmt::Debug for Lease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lease")
    }
}

type Sent =
    dyn Future<Output = std::result::Result<Response<Incoming>, TrySendError<Request<RequestBody>>>> + Send;

/// The head of an answer to come.
pub(crate) struct Answering {
    answer: Pin<Box<Sent>>,
    lease: Option<Lease>,
}

impl Future for Answering {
    type Output = std::result::Result<Answer, Attempt>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answered = ready!(self.answer.as_mut().poll(cx));
        let lease = self.lease.take();
        Poll::Ready(match answered {
            Ok(response) => {
                let (head, incoming) = response.into_parts();
                Ok(Answer {
                    head,
                    body: InBody::Foreign(Box::pin(AnswerBody::new(incoming, lease))),
                    active: None,
                })
            }
            Err(mut error) => Err(match error.take_message() {
                // A connection that the provider closed meanwhile: nothing was sent.
                Some(_) => Attempt::Gone(error.error().to_string()),
                None => Attempt::Failed(broken(error.error())),
            }),
        })
    }
}

/// A connection that ended before its time.
fn broken(error: &hyper::Error) -> Error {
    let mut text = format!("the connection ended early: {error}");
    if let Some(cause) = std::error::Error::source(error) {
        text = format!("{text}: {cause}");
    }
    Error::status(StatusCode::Unavailable, text).with_origin(Origin::Network)
}

#[cfg(test)]
mod tests;
