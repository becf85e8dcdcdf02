//! A connection of HTTP/3: each request on a stream of its own, and a task of its own.

mod exchange;

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Peer, Shutdown};
use dubbors_transport::{Executor, QuicConnection, QuicRecv, QuicSend};
use dubbors_wire::http3::{Code, ControlReader, Ending, Fault, StreamGuard, goaway};
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::Instant;

use self::exchange::{Gate, exchange};
use super::Host;
use super::http2::{AGE_GRACE, end_of};
use crate::http3::{self, Budget};
use crate::unread::Unread;

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
    /// Passed once by each request.
    gate: Mutex<Gate>,
    connection: QuicConnection,
    budget: Budget,
    /// Finished answers that wait to be read.
    unread: Arc<Unread>,
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
    let max_idle = host.settings().max_idle;
    let shared = Arc::new(Shared {
        gate: Mutex::new(Gate::new(&executor, &host, &peer)),
        host,
        peer,
        connection: connection.clone(),
        budget: Budget::default(),
        unread: Arc::default(),
    });
    let mut requests: JoinSet<Ending> = JoinSet::new();
    let mut guard = StreamGuard::new();
    let began = Instant::now();
    let mut next_stream = 0;
    let mut stage = Stage::Open;
    let mut is_old = false;
    let mut end = pin!(tokio::time::sleep_until(end_of(age)));
    let mut idle = pin!(tokio::time::sleep_until(end_of(max_idle)));
    let mut beside = pin!(http3::listen(&connection, ControlReader::server(), |_| {}));
    let fault = loop {
        tokio::select! {
            biased;
            () = stop.draining(), if stage == Stage::Open => {
                stage = tell(&connection, &mut control).await;
            }
            () = &mut end => {
                if is_old {
                    tracing::info!(peer = %shared.peer.remote, "a connection is cut: its calls outlived its age");
                    break None;
                }
                is_old = true;
                if stage == Stage::Open {
                    stage = tell(&connection, &mut control).await;
                }
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
