//! A connection of HTTP/3: each request on a stream of its own, and a task of its own.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{Peer, Shutdown};
use dubbors_transport::{Executor, QuicConnection, QuicRecv, QuicSend};
use dubbors_wire::http3::{Code, ControlReader, Ending, Fault, StreamGuard, goaway};
use http::{HeaderMap, Request, StatusCode};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::Host;
use super::admission::Admission;
use super::http2::{AGE_GRACE, end_of};
use crate::body::{InBody, OutBody};
use crate::http3::{self, Broken, Budget, Head, Http3Body, Incoming, Outgoing};
use crate::settings::HEAD_TIMEOUT;

/// Larger than any stream: a first GOAWAY that refuses nothing.
const LAST_STREAM: u64 = (1 << 62) - 4;
/// How long the last words to a peer may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// Between the first GOAWAY and the last one, beside a round trip: what was on its way is still served.
const NOTICE: Duration = Duration::from_millis(20);
/// Numbers of streams from one request to the next.
const STEP: u64 = 4;

/// What the requests of a connection share.
struct Shared {
    host: Arc<Host>,
    peer: Arc<Peer>,
    /// Asked once for each request.
    admission: Mutex<Admission>,
    connection: QuicConnection,
    budget: Budget,
}

/// How far the end of a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Open,
    /// The peer was told; at this time it is told what the last request was.
    Told(Instant),
    /// It knows; from this time on the connection is closed when nothing runs.
    Last(Instant),
}

/// Serves a connection to its end, or until it has drained.
pub(crate) async fn serve(
    connection: QuicConnection,
    host: Arc<Host>,
    executor: Executor,
    mut stop: Shutdown,
) {
    let peer = Arc::clone(connection.peer());
    let mut control = match http3::begin(&connection).await {
        Ok(control) => control,
        Err(reason) => return tracing::debug!(peer = %peer.remote, reason, "no connection of HTTP/3"),
    };
    let age = host.settings().max_age;
    let (admission, budget) = (Mutex::new(Admission::new(&executor, &host, &peer)), Budget::default());
    let max_idle = host.settings().max_idle;
    let shared = Arc::new(Shared { host, peer, admission, connection: connection.clone(), budget });
    let mut requests: JoinSet<Ending> = JoinSet::new();
    let mut guard = StreamGuard::new();
    let began = Instant::now();
    let mut next_stream = 0;
    let mut stage = Stage::Open;
    let mut end = pin!(tokio::time::sleep_until(end_of(age)));
    let mut idle = pin!(tokio::time::sleep_until(end_of(max_idle)));
    let mut beside = pin!(http3::listen(&connection, ControlReader::server(), |_| {}));
    let fault = loop {
        tokio::select! {
            biased;
            () = stop.draining(), if stage == Stage::Open => {
                stage = tell(&connection, &mut control).await;
                end.as_mut().reset(end_of(Duration::MAX));
            }
            () = &mut end => {
                if stage != Stage::Open {
                    tracing::info!(peer = %shared.peer.remote, "a connection is cut: its calls outlived its age");
                    break None;
                }
                stage = tell(&connection, &mut control).await;
                end.as_mut().reset(end_of(age.saturating_mul(AGE_GRACE)));
            }
            () = &mut idle, if stage == Stage::Open => {
                if requests.is_empty() {
                    tracing::debug!(peer = %shared.peer.remote, "nobody calls, the connection is asked to go");
                    stage = tell(&connection, &mut control).await;
                }
                idle.as_mut().reset(end_of(max_idle));
            }
            () = until(stage, requests.is_empty()) => {
                if let Stage::Last(_) = stage {
                    break None;
                }
                let _ = say(&mut control, next_stream).await;
                stage = Stage::Last(soon(&connection));
            }
            ended = requests.join_next(), if !requests.is_empty() => {
                let ending = match ended {
                    Some(Ok(ending)) => ending,
                    _ => Ending::Answered,
                };
                idle.as_mut().reset(end_of(max_idle));
                if !guard.ended(ending, began.elapsed()) {
                    break Some(Fault { code: Code::EXCESSIVE_LOAD, text: "the peer only makes work" });
                }
            }
            accepted = connection.accept() => {
                let Some((send, recv)) = accepted else { break None };
                if let Stage::Last(_) = stage {
                    reject(send, recv);
                } else {
                    next_stream = send.id() + STEP;
                    requests.spawn(exchange(Arc::clone(&shared), send, recv));
                }
            }
            fault = &mut beside => break fault,
        }
    };
    match fault {
        None => connection.close(Code::NO_ERROR.0, ""),
        Some(fault) => {
            tracing::debug!(peer = %shared.peer.remote, %fault, "a connection of HTTP/3 is closed");
            connection.close(fault.code.0, fault.text);
        }
    }
}

/// Tells the peer to go elsewhere with what it has not sent yet.
async fn tell(connection: &QuicConnection, control: &mut QuicSend) -> Stage {
    let _ = say(control, LAST_STREAM).await;
    Stage::Told(soon(connection))
}

/// When the peer has heard what was said to it.
fn soon(connection: &QuicConnection) -> Instant {
    Instant::now() + connection.round_trip().min(GOODBYE) + NOTICE
}

async fn say(control: &mut QuicSend, first: u64) -> Result<(), ()> {
    let mut frame = [goaway(first)];
    tokio::time::timeout(GOODBYE, control.write(&mut frame)).await.map_err(drop)?.map_err(drop)
}

/// Ready when the last word is due, and later when nothing is left to wait for.
async fn until(stage: Stage, is_idle: bool) {
    match stage {
        Stage::Told(due) => tokio::time::sleep_until(due).await,
        Stage::Last(due) if is_idle => tokio::time::sleep_until(due).await,
        Stage::Open | Stage::Last(_) => std::future::pending().await,
    }
}

/// Nobody looks at a request: it can go elsewhere.
fn reject(mut send: QuicSend, mut recv: QuicRecv) {
    recv.stop(Code::REQUEST_REJECTED.0);
    send.reset(Code::REQUEST_REJECTED.0);
}

/// One request and its answer.
async fn exchange(shared: Arc<Shared>, send: QuicSend, recv: QuicRecv) -> Ending {
    let began = Instant::now();
    let mut incoming = Incoming::server(recv, shared.connection.clone(), shared.budget.clone());
    let mut outgoing = Outgoing::server(send);
    let head = match tokio::time::timeout(HEAD_TIMEOUT, incoming.request()).await {
        Ok(Ok(Head::Whole(head))) => head,
        Ok(Ok(Head::TooLarge)) => {
            let empty = HeaderMap::new();
            let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
            if outgoing.response(status, &empty, Bytes::new(), None).await.is_ok() {
                outgoing.finish();
            }
            return Ending::Fault;
        }
        Ok(Ok(Head::None)) => return refuse(outgoing, incoming, Code::REQUEST_INCOMPLETE),
        Ok(Err(Broken::Message(_))) => return refuse(outgoing, incoming, Code::MESSAGE_ERROR),
        Ok(Err(Broken::Peer(_))) => {
            outgoing.reset(Code::REQUEST_CANCELLED);
            return Ending::BrokenOff(began.elapsed());
        }
        Ok(Err(_)) => return Ending::Fault,
        Err(_) => return refuse(outgoing, incoming, Code::REQUEST_REJECTED),
    };
    let ending = match answer(&shared, head, incoming, &mut outgoing).await {
        Ok(()) => Ending::Answered,
        Err(Gone) => {
            outgoing.reset(Code::REQUEST_CANCELLED);
            Ending::BrokenOff(began.elapsed())
        }
    };
    // A connection that drains is closed when all of this is done: the last bytes have to be there by then.
    poll_fn(|cx| outgoing.poll_stopped(cx)).await;
    ending
}

fn refuse(mut outgoing: Outgoing, mut incoming: Incoming, code: Code) -> Ending {
    outgoing.reset(code);
    incoming.stop(code);
    Ending::Fault
}

/// The caller does not want an answer any more.
struct Gone;

async fn answer(
    shared: &Shared,
    head: Request<()>,
    incoming: Incoming,
    outgoing: &mut Outgoing,
) -> Result<(), Gone> {
    let mut body = Http3Body::new(incoming, head.headers());
    poll_fn(|cx| {
        body.peek(cx);
        Poll::Ready(())
    })
    .await;
    let request = head.map(|()| InBody::Foreign(Box::pin(body)));
    let admitted = shared.admission.lock().await.admit(&shared.host, &request);
    // Its place is kept until the last byte has left.
    let (response, _permit) = match admitted {
        Err(refusal) => (*refusal, None),
        Ok(permit) => {
            let mut serving = pin!(shared.host.serve(request, &shared.peer));
            let response = poll_fn(|cx| match serving.as_mut().poll(cx) {
                Poll::Ready(response) => Poll::Ready(Ok(response)),
                Poll::Pending => outgoing.poll_stopped(cx).map(|()| Err(Gone)),
            });
            (response.await?, Some(permit))
        }
    };
    let (head, body) = response.into_parts();
    let (data, trailers, rest) = match body.body {
        OutBody::Empty => (None, None, None),
        OutBody::Full { data, trailers } => (data, trailers, None),
        rest @ (OutBody::Stream(_) | OutBody::Foreign(_)) => (None, None, Some(rest)),
    };
    let data = data.unwrap_or_default();
    outgoing.response(head.status, &head.headers, data, trailers.as_ref()).await.map_err(|_| Gone)?;
    match rest {
        Some(rest) => stream(rest, outgoing).await,
        None => {
            outgoing.finish();
            Ok(())
        }
    }
}

/// Sends a body as fast as the caller reads it.
async fn stream(mut body: OutBody, outgoing: &mut Outgoing) -> Result<(), Gone> {
    loop {
        let part = poll_fn(|cx| {
            if outgoing.poll_stopped(cx).is_ready() {
                return Poll::Ready(Err(Gone));
            }
            body.poll_part(cx).map(Ok)
        })
        .await?;
        match part {
            None => {
                outgoing.finish();
                return Ok(());
            }
            // Half of it must not look like all.
            Some(Err(_)) => {
                outgoing.reset(Code::INTERNAL_ERROR);
                return Ok(());
            }
            Some(Ok(part)) => match part.into_data() {
                Ok(data) => outgoing.data(data).await.map_err(|_| Gone)?,
                Err(part) => {
                    if let Ok(trailers) = part.into_trailers() {
                        outgoing.trailers(&trailers).await.map_err(|_| Gone)?;
                    }
                    outgoing.finish();
                    return Ok(());
                }
            },
        }
    }
}
