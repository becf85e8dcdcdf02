// hot path
//! A connection of HTTP/2: streams are accepted together, run, and their answers leave together.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{Peer, Shutdown};
use dubbors_transport::Executor;
use h2::server::{self, Connection, SendResponse};
use h2::{Reason, RecvStream, SendStream};
use http::{Request, Response};
use tokio::time::Instant;

use super::admission::Admission;
use super::batch::Batch;
use super::quiet::{self, Said};
use super::{Host, call};
use crate::body::{InBody, OutBody, ReplyBody};
use crate::coalesce::Coalesce;
use crate::frame_watch::{FrameWatch, Traffic};
use crate::keep_alive::KeepAlive;
use crate::send_data::send_data;
use crate::settings::{
    CONNECTION_WINDOW, HEAD_TIMEOUT, MAX_HEADER_LIST, SEND_BUFFER, STREAM_WINDOW, Settings,
};
use crate::unread::{Counted, Unread};

/// Streams that a peer reset before they were accepted, beyond which the connection is closed (rapid reset).
const MAX_PENDING_RESETS: usize = 100;
/// How long the last words to a peer may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// How much longer than its age a connection may live when its streams do not end, as a share of the age.
pub(super) const AGE_GRACE: u32 = 2;

/// Waits for the first request of a connection, and serves it to its end or until it has drained.
pub(crate) async fn accept(
    mut stream: Coalesce,
    host: Arc<Host>,
    peer: Arc<Peer>,
    executor: &Executor,
    mut stop: Shutdown,
    end: Instant,
) {
    let Some(said) = quiet::wait(&mut stream, host.settings(), &mut stop, end).await else { return };
    // In a box: what this needs is not needed before.
    Box::pin(serve(stream, said, host, peer, executor, stop, end)).await;
}

/// An engine that knows what was said.
async fn begin(
    mut stream: Coalesce,
    said: Said,
    settings: &Settings,
) -> Result<Connection<Coalesce, Bytes>, h2::Error> {
    let is_told = stream.replay(said.exchange, said.rest);
    let mut connection = builder(settings).handshake(stream).await?;
    // It reads what was exchanged, and says what was said. Nothing else is there, so that this is all it does.
    let told = poll_fn(|cx| Poll::Ready(connection.poll_closed(cx))).await;
    is_told.store(true, Ordering::Release);
    match told {
        Poll::Ready(Err(error)) => Err(error),
        _ => Ok(connection),
    }
}

/// Serves a connection to its end, or until it has drained.
async fn serve(
    stream: Coalesce,
    said: Said,
    host: Arc<Host>,
    peer: Arc<Peer>,
    executor: &Executor,
    mut stop: Shutdown,
    end: Instant,
) {
    let mut admission = Admission::new(executor, &host, &peer);
    let settings = host.settings().clone();
    let traffic = Arc::new(Traffic::default());
    let mut connection = match begin(stream.watched(FrameWatch::server(&traffic)), said, &settings).await {
        Ok(connection) => connection,
        Err(error) => return tracing::debug!(peer = %peer.remote, %error, "no HTTP/2 connection"),
    };
    let mut keep_alive = KeepAlive::new(connection.ping_pong(), settings.heartbeat);
    let mut age = pin!(tokio::time::sleep_until(end));
    // Looks whether it has begun, and from then on whether it is of use.
    let mut look = pin!(tokio::time::sleep(HEAD_TIMEOUT));
    let mut draining = false;
    let mut looks = true;
    let mut asked = true;
    let mut old = false;
    let mut batch = Batch::default();
    loop {
        tokio::select! {
            biased;
            () = stop.draining(), if !draining => {
                draining = true;
                connection.graceful_shutdown();
            }
            () = &mut age => {
                if old {
                    return tracing::info!(peer = %peer.remote, "a connection is cut: its calls outlived its age");
                }
                tracing::debug!(peer = %peer.remote, "the connection has reached its age");
                old = true;
                connection.graceful_shutdown();
                age.as_mut().reset(end_of(settings.max_age.saturating_mul(AGE_GRACE)));
            }
            () = &mut look, if looks => {
                if !traffic.has_begun() {
                    return tracing::debug!(peer = %peer.remote, "the peer sent no frame in time");
                }
                if !std::mem::take(&mut asked) && admission.calls.running() == 0 {
                    tracing::debug!(peer = %peer.remote, "the connection is idle");
                    draining = true;
                    connection.graceful_shutdown();
                }
                looks = settings.max_idle < Duration::MAX && !draining;
                if looks {
                    look.as_mut().reset(end_of(settings.max_idle));
                }
            }
            () = keep_alive.dead(|| true) => {
                return tracing::debug!(peer = %peer.remote, "the peer does not answer, connection closed");
            }
            more = poll_fn(|cx| batch.poll(&mut connection, &mut admission.calls, &traffic, &settings, cx)) => {
                if !more {
                    if traffic.tend() {
                        tracing::debug!(peer = %peer.remote, "the peer only makes work, connection closed");
                        calm(&mut connection).await;
                    }
                    return;
                }
                asked = true;
                while let Some((request, respond)) = batch.next(&traffic, &settings) {
                    start(request, respond, &host, &peer, &traffic, &mut admission);
                }
            }
        }
    }
}

pub(super) fn builder(settings: &Settings) -> server::Builder {
    let mut builder = server::Builder::new();
    builder
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_concurrent_streams(settings.max_streams)
        .max_header_list_size(MAX_HEADER_LIST)
        .max_send_buffer_size(SEND_BUFFER)
        .max_pending_accept_reset_streams(MAX_PENDING_RESETS)
        // Counted for as long as a connection lives, which would end old ones for a fault now and then; the guard of
        // frames counts with time.
        .max_local_error_reset_streams(None);
    builder
}

/// An age with a tenth more or less, so that connections made together do not end together.
pub(super) fn end_of(age: Duration) -> Instant {
    const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
    let jitter = f64::from(fastrand::u32(90..=110)) / 100.0;
    let age = if age > FOREVER { FOREVER } else { age.mul_f64(jitter) };
    Instant::now() + age
}

/// Tells the peer that it asks too much, and ends the connection whether it listens or not.
async fn calm(connection: &mut Connection<Coalesce, Bytes>) {
    connection.abrupt_shutdown(Reason::ENHANCE_YOUR_CALM);
    let _ = tokio::time::timeout(GOODBYE, poll_fn(|cx| connection.poll_closed(cx))).await;
}

/// Runs a request in place as far as it goes, and on a task of its own from there.
fn start(
    request: Request<RecvStream>,
    respond: SendResponse<Bytes>,
    host: &Arc<Host>,
    peer: &Arc<Peer>,
    traffic: &Arc<Traffic>,
    admission: &mut Admission,
) {
    let request = request.map(|body| InBody::Http2(body, Arc::clone(traffic)));
    match admission.admit(host, &request) {
        Ok(permit) => {
            let (host, peer, unread) = (Arc::clone(host), Arc::clone(peer), Arc::clone(&traffic.unread));
            let run = Box::pin(async move { exchange(&host, request, respond, &peer, &unread).await });
            admission.run(permit, run);
        }
        Err(refusal) => send_at_once(*refusal, respond, &traffic.unread, host.settings().unread_answers),
    }
}

/// One request and its answer. Ends early when the caller gives up.
async fn exchange(
    host: &Host,
    request: Request<InBody>,
    mut respond: SendResponse<Bytes>,
    peer: &Arc<Peer>,
    unread: &Arc<Unread>,
) {
    let response = {
        let mut serving = pin!(host.serve(request, peer));
        poll_fn(|cx| match serving.as_mut().poll(cx) {
            Poll::Ready(response) => Poll::Ready(Some(response)),
            Poll::Pending => respond.poll_reset(cx).map(|_| None),
        })
        .await
    };
    let Some(response) = response else { return };
    if !response.body().body.is_stream() {
        send_at_once(response, respond, unread, host.settings().unread_answers);
    } else if let Some((body, mut stream)) = send_head(response, respond) {
        Box::pin(send(body, &mut stream)).await;
    }
}

/// Begins an answer; gives what follows, if anything does, and if there is somebody to read it.
fn send_head(
    response: Response<ReplyBody>,
    mut respond: SendResponse<Bytes>,
) -> Option<(OutBody, SendStream<Bytes>)> {
    let (head, ReplyBody { body }) = response.into_parts();
    let is_done = body.is_done();
    let stream = respond.send_response(Response::from_parts(head, ()), is_done).ok()?;
    (!is_done).then_some((body, stream))
}

/// Sends an answer that is at hand, in pieces where it is counted. It takes no more memory in the connection's queue than it did
/// before.
fn send_at_once(
    mut response: Response<ReplyBody>,
    respond: SendResponse<Bytes>,
    unread: &Arc<Unread>,
    most: usize,
) {
    let counted = call::count_unread(&mut response, unread, most);
    if let Some((body, mut stream)) = send_head(response, respond) {
        // An error means that the stream is gone, and nobody is left to be told.
        let _ = send_all(body, counted, &mut stream);
    }
}

fn send_all(
    body: OutBody,
    counted: Option<Counted>,
    stream: &mut SendStream<Bytes>,
) -> Result<(), h2::Error> {
    let OutBody::Full { data, trailers } = body else { return Ok(()) };
    if let Some(mut data) = data {
        let is_last = trailers.is_none();
        match counted {
            None => stream.send_data(data, is_last)?,
            Some(mut counted) => {
                while !data.is_empty() {
                    let piece = counted.piece(&mut data);
                    stream.send_data(piece, is_last && data.is_empty())?;
                }
            }
        }
    }
    trailers.map_or(Ok(()), |trailers| stream.send_trailers(trailers))
}

/// Sends a body as fast as the caller reads it.
async fn send(mut body: OutBody, stream: &mut SendStream<Bytes>) {
    loop {
        let part = poll_fn(|cx| {
            if stream.poll_reset(cx).is_ready() {
                return Poll::Ready(Err(()));
            }
            body.poll_part(cx).map(Ok)
        })
        .await;
        let Ok(Some(part)) = part else {
            if part.is_ok() {
                let _ = stream.send_data(Bytes::new(), true);
            }
            return;
        };
        let Ok(part) = part else { return stream.send_reset(h2::Reason::INTERNAL_ERROR) };
        match part.into_data() {
            Ok(data) => {
                if !send_data(data, body.is_done(), stream).await {
                    return;
                }
                if body.is_done() {
                    return;
                }
            }
            Err(part) => {
                if let Ok(trailers) = part.into_trailers() {
                    let _ = stream.send_trailers(trailers);
                }
                return;
            }
        }
    }
}
