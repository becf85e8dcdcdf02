// hot path
//! One connection of HTTP/2 to a provider. This and what is below it alone know `h2`'s connections, on the consumer's side.

mod driver;

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use dubbors_core::{Address, BoxStream, Result};
use dubbors_transport::{ConnectSettings, connect};
use h2::SendStream;
use h2::client::{self, ResponseFuture, SendRequest};
use http::Request;
use tokio::time::Instant;

use super::exchange::{Answer, Attempt};
use super::places::Places;
use crate::body::{InBody, broken_h2};
use crate::coalesce::Coalesce;
use crate::frame_watch::{FrameWatch, Traffic};
use crate::settings::{CONNECTION_WINDOW, MAX_HEADER_LIST, SEND_BUFFER, STREAM_WINDOW, Settings};
pub(crate) use driver::Beginning;
use driver::{never_began, unfit};

/// Connects to `address`.
///
/// # Errors
/// `Code::Unavailable` with the address and the reason.
pub(super) async fn dial(address: &Address, settings: &Settings) -> Result<BoxStream> {
    #[cfg(fuzzing)]
    if true {
        return crate::fuzzing::dial();
    }
    let how = ConnectSettings {
        timeout: settings.connect_timeout,
        tls: settings.tls.clone(),
        ..ConnectSettings::default()
    };
    connect(address, &how).await
}

/// An open connection.
pub(crate) struct Connection {
    requests: SendRequest<Bytes>,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    traffic: Arc<Traffic>,
    /// The connection is over, or takes no further calls.
    closed: AtomicBool,
    /// Streams that are open or wait to be.
    active: AtomicUsize,
    /// Who waits for a place on this connection or another one to the same address.
    places: Arc<Places>,
}

impl State {
    fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.places.all_changed();
    }
}

impl Connection {
    /// Connects to `address`. The connection is driven by a task of its own, which ends when all streams and this are
    /// gone.
    ///
    /// One call may leave before the provider has said how many it takes: a call that is alone does not pay for that
    /// with a round trip.
    ///
    /// # Errors
    /// `Code::Unavailable` with the address and the reason.
    pub(crate) async fn open(
        address: &Address,
        settings: &Settings,
        places: &Arc<Places>,
    ) -> Result<(Self, Beginning)> {
        let began = Instant::now();
        let state = Arc::new(State { places: Arc::clone(places), ..State::default() });
        let stream =
            Coalesce::new(dial(address, settings).await?).watched(FrameWatch::client(&state.traffic));
        let handshake = client::Builder::new()
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_header_list_size(MAX_HEADER_LIST)
            .max_send_buffer_size(SEND_BUFFER)
            .enable_push(false)
            // Until the provider has said how many it takes.
            .initial_max_send_streams(1)
            .handshake(stream);
        let (requests, connection) = handshake.await.map_err(|error| unfit(address, &error))?;
        let left = settings.connect_timeout.saturating_sub(began.elapsed());
        let beginning = driver::start(connection, Arc::clone(&state), address, settings, left);
        Ok((Self { requests, state }, beginning))
    }

    /// Whether new calls may be sent.
    pub(crate) fn is_open(&self) -> bool {
        !self.state.closed.load(Ordering::Acquire)
    }

    /// Sees whether the provider has said that it takes no further calls, which it may while others go on.
    pub(crate) fn look(&self) {
        let mut cx = Context::from_waker(Waker::noop());
        if let Poll::Ready(Err(_)) = self.requests.clone().poll_ready(&mut cx) {
            self.state.close();
        }
    }

    /// Whether a new call would leave at once, as far as is known.
    pub(crate) fn has_room(&self) -> bool {
        // In one order with the count of who waits: see `Places`.
        self.state.active.load(Ordering::SeqCst) < self.requests.current_max_send_streams()
    }

    /// A place for one call.
    pub(crate) fn lease(&self) -> Lease {
        self.state.active.fetch_add(1, Ordering::Relaxed);
        Lease { requests: self.requests.clone(), active: Active(Arc::clone(&self.state)) }
    }
}

/// A call that counts as open.
#[derive(Debug)]
pub(crate) struct Active(Arc<State>);

impl Active {
    /// What the frames of the connection tell.
    pub(crate) fn traffic(&self) -> &Arc<Traffic> {
        &self.0.traffic
    }

    /// The connection takes no calls any more.
    #[cold]
    fn gone(&self, error: &h2::Error) -> Attempt {
        self.0.close();
        Attempt::Gone(error.to_string())
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.0.active.fetch_sub(1, Ordering::SeqCst);
        self.0.places.one_freed();
    }
}

/// A place for one call on a connection.
pub(crate) struct Lease {
    requests: SendRequest<Bytes>,
    active: Active,
}

impl Lease {
    /// Waits until a request may leave.
    pub(crate) async fn ready(&mut self) -> std::result::Result<(), Attempt> {
        let ready = poll_fn(|cx| self.requests.poll_ready(cx)).await;
        ready.map_err(|error| self.active.gone(&error))
    }

    /// Sends a request whose body is at hand.
    pub(crate) fn send(self, head: Request<()>, body: Bytes) -> std::result::Result<Answering, Attempt> {
        let is_all = body.is_empty();
        let (answering, mut stream) = self.open(head, is_all)?.into_parts();
        if !is_all {
            // Fails only when the stream is gone, which its answer tells better.
            let _ = stream.send_data(body, true);
        }
        Ok(answering)
    }

    /// Begins a request whose body follows, unless the head `is_all`.
    pub(crate) fn open(mut self, head: Request<()>, is_all: bool) -> std::result::Result<Open, Attempt> {
        match self.requests.send_request(head, is_all) {
            Ok((answer, body)) => Ok(Open { answer, body, active: self.active }),
            Err(error) => Err(self.active.gone(&error)),
        }
    }
}

/// A request under way.
pub(crate) struct Open {
    answer: ResponseFuture,
    body: SendStream<Bytes>,
    active: Active,
}

impl Open {
    /// The answer to come, and where the request's body goes.
    pub(crate) fn into_parts(self) -> (Answering, SendStream<Bytes>) {
        (Answering { answer: self.answer, active: Some(self.active) }, self.body)
    }
}

/// The head of an answer to come.
pub(crate) struct Answering {
    answer: ResponseFuture,
    active: Option<Active>,
}

impl Future for Answering {
    type Output = std::result::Result<Answer, Attempt>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answered = std::task::ready!(Pin::new(&mut self.answer).poll(cx));
        let active = self.active.take();
        Poll::Ready(match answered {
            Ok(response) => {
                let (head, body) = response.into_parts();
                let traffic = active.as_ref().map(|active| Arc::clone(active.traffic())).unwrap_or_default();
                Ok(Answer { head, body: InBody::Http2(body, traffic), active })
            }
            // `h2` says so to the streams behind the last one that the provider looked at, whatever its reason for going
            // (RFC 9113 section 6.8).
            Err(error) if error.is_go_away() && error.is_remote() => Err(match active {
                Some(active) => active.gone(&error),
                None => Attempt::Gone(error.to_string()),
            }),
            // It did not look at the request (RFC 9113 section 8.7).
            Err(error) if error.reason() == Some(h2::Reason::REFUSED_STREAM) => {
                Err(Attempt::Refused(error.to_string()))
            }
            Err(error) => {
                let has_begun = active.is_none_or(|active| active.traffic().has_begun());
                let broken = broken_h2(&error);
                Err(Attempt::Failed(if has_begun { broken } else { never_began(broken) }))
            }
        })
    }
}
