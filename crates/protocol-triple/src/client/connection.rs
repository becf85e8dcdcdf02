// hot path
//! One connection of HTTP/2 to a provider. This is the only file of the consumer's side that knows `h2`'s connections.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use dubbors_core::{Address, BoxStream, Error};
use dubbors_transport::{ConnectSettings, connect};
use h2::SendStream;
use h2::client::{self, ResponseFuture, SendRequest};
use http::Request;

use super::exchange::{Answer, Attempt};
use crate::body::{InBody, broken_h2};
use crate::coalesce::Coalesce;
use crate::frame_watch::{FrameWatch, Traffic};
use crate::keep_alive::KeepAlive;
use crate::settings::{CONNECTION_WINDOW, MAX_HEADER_LIST, SEND_BUFFER, STREAM_WINDOW, Settings};

/// Connects to `address`.
///
/// # Errors
/// `Code::Unavailable` with the address and the reason.
pub(super) async fn dial(address: &Address, settings: &Settings) -> Result<BoxStream, Error> {
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
}

impl Connection {
    /// Connects to `address`. The connection is driven by a task of its own, which ends when all streams and this are
    /// gone.
    ///
    /// # Errors
    /// `Code::Unavailable` with the address and the reason.
    pub(crate) async fn open(address: &Address, settings: &Settings) -> Result<Self, Error> {
        let state = Arc::new(State::default());
        let stream =
            Coalesce::new(dial(address, settings).await?).watched(FrameWatch::client(&state.traffic));
        let handshake = client::Builder::new()
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_header_list_size(MAX_HEADER_LIST)
            .max_send_buffer_size(SEND_BUFFER)
            .enable_push(false)
            // Until the provider has said how many it takes: what it would refuse waits instead.
            .initial_max_send_streams(1)
            .handshake(stream);
        let unfit = |error: &dyn std::fmt::Display| {
            Error::unavailable(format!("{address} does not speak HTTP/2: {error}"))
                .with_next("check that the provider has a tri:// or gRPC port there")
        };
        let (requests, mut connection) = tokio::time::timeout(settings.connect_timeout, handshake)
            .await
            .map_err(|_| unfit(&"no answer in time"))?
            .map_err(|error| unfit(&error))?;
        let mut keep_alive = KeepAlive::new(connection.ping_pong(), settings.heartbeat);
        let (driven, place, always) = (Arc::clone(&state), address.clone(), settings.pings_without_calls);
        tokio::spawn(async move {
            let running = poll_fn(|cx| {
                let ended = Pin::new(&mut connection).poll(cx);
                driven.traffic.tend();
                ended
            });
            let reason = tokio::select! {
                ended = running => match ended {
                    Ok(()) => "closed".to_owned(),
                    Err(error) => error.to_string(),
                },
                () = keep_alive.dead(|| always || driven.active.load(Ordering::Relaxed) > 0) => "the provider does not answer".to_owned(),
            };
            driven.closed.store(true, Ordering::Release);
            tracing::debug!(address = %place, reason, "a connection ended");
        });
        Ok(Self { requests, state })
    }

    /// Whether new calls may be sent.
    pub(crate) fn is_open(&self) -> bool {
        !self.state.closed.load(Ordering::Acquire)
    }

    /// Whether a new call would leave at once, as far as is known.
    pub(crate) fn has_room(&self) -> bool {
        self.state.active.load(Ordering::Relaxed) < self.requests.current_max_send_streams()
            || !self.state.traffic.has_begun()
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
    fn refused(&self, error: &h2::Error) -> Attempt {
        self.0.closed.store(true, Ordering::Release);
        Attempt::Refused(error.to_string())
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.0.active.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A place for one call on a connection.
pub(crate) struct Lease {
    requests: SendRequest<Bytes>,
    active: Active,
}

impl Lease {
    /// Waits until a request may leave.
    pub(crate) async fn ready(&mut self) -> Result<(), Attempt> {
        let ready = poll_fn(|cx| self.requests.poll_ready(cx)).await;
        ready.map_err(|error| self.active.refused(&error))
    }

    /// Sends a request whose body is at hand.
    pub(crate) fn send(self, head: Request<()>, body: Bytes) -> Result<Answering, Attempt> {
        let is_all = body.is_empty();
        let (answering, mut stream) = self.open(head, is_all)?.into_parts();
        if !is_all {
            // Fails only when the stream is gone, which its answer tells better.
            let _ = stream.send_data(body, true);
        }
        Ok(answering)
    }

    /// Begins a request whose body follows, unless the head `is_all`.
    pub(crate) fn open(mut self, head: Request<()>, is_all: bool) -> Result<Open, Attempt> {
        match self.requests.send_request(head, is_all) {
            Ok((answer, body)) => Ok(Open { answer, body, active: self.active }),
            Err(error) => Err(self.active.refused(&error)),
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
    type Output = Result<Answer, Attempt>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answered = std::task::ready!(Pin::new(&mut self.answer).poll(cx));
        let active = self.active.take();
        Poll::Ready(match answered {
            Ok(response) => {
                let (head, body) = response.into_parts();
                let traffic = active.as_ref().map(|active| Arc::clone(active.traffic())).unwrap_or_default();
                Ok(Answer { head, body: InBody::Http2(body, traffic), active })
            }
            Err(error) if was_not_looked_at(&error) => {
                if error.is_go_away()
                    && let Some(active) = &active
                {
                    active.0.closed.store(true, Ordering::Release);
                }
                Err(Attempt::Refused(error.to_string()))
            }
            Err(error) => Err(Attempt::Failed(broken_h2(&error))),
        })
    }
}

/// Whether the provider says that it did not process the request (RFC 9113 sections 6.8 and 8.7).
fn was_not_looked_at(error: &h2::Error) -> bool {
    let refused = error.reason() == Some(h2::Reason::REFUSED_STREAM);
    // `h2` says so to the streams behind the last one that the provider looked at, whatever its reason for going.
    refused || (error.is_go_away() && error.is_remote())
}
