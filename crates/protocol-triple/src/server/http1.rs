//! A connection of HTTP/1.1: Connect's unary calls and gRPC-Web, by curl and browsers.

mod heads;
mod rest;
mod watch;

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use dubbors_core::{Peer, Shutdown};
use dubbors_transport::Executor;
use http::Request;
use http::header::{CONNECTION, EXPECT, HeaderValue};
use http_body::Body as _;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::sync::Mutex;
use tokio::time::{Instant, Sleep};

use self::heads::{Heads, Waits};
use self::rest::{Rest, linger};
use self::watch::{Answered, HeadWatch};
use super::Host;
use super::admission::Admission;
use super::http2::{AGE_GRACE, end_of};
use crate::body::{Http1Body, InBody};
use crate::coalesce::Coalesce;
use crate::hyper_io::HyperIo;
use crate::settings::{HEAD_TIMEOUT, MAX_HEADER_LIST};

/// The head of a request has to fit here, and a body is read in parts of at most this size.
const MAX_BUFFER: usize = 2 * MAX_HEADER_LIST as usize;
/// How long a client may read nothing of what waits for it. A system tells of room in its buffers in large steps: for who reads
/// half a kibibyte a second some minutes lie between them.
const STALLED: Duration = Duration::from_secs(5 * 60);

/// Serves a connection to its end, or until it has drained.
pub(crate) async fn serve(
    mut stream: Coalesce,
    host: Arc<Host>,
    peer: Arc<Peer>,
    executor: &Executor,
    stop: Shutdown,
    end: Instant,
) {
    let heads = Arc::new(Heads::default());
    let watched = HeadWatch::new(&mut stream, Arc::clone(&heads));
    match exchange(watched, &heads, &host, &peer, executor, stop, end).await {
        // In a box: few connections end so, and all would hold a place for it.
        Ok(()) if heads.has_unread() => Box::pin(linger(&mut stream)).await,
        Ok(()) => {}
        Err(why) => tracing::debug!(peer = %peer.remote, why, "connection closed"),
    }
}

/// Serves requests until one side ends the connection.
///
/// # Errors
/// Why it is closed, when the other end keeps it waiting.
async fn exchange(
    stream: HeadWatch<'_>,
    heads: &Arc<Heads>,
    host: &Host,
    peer: &Arc<Peer>,
    executor: &Executor,
    mut stop: Shutdown,
    end: Instant,
) -> Result<(), &'static str> {
    // There is one request at a time.
    let admission = Mutex::new(Admission::new(executor, host, peer));
    let (left, mut rest) = Rest::new();
    let closes = stop.clone();
    let service = service_fn(|request: Request<hyper::body::Incoming>| {
        heads.serve(request.body().size_hint().exact());
        let (admission, left, closes) = (&admission, &left, &closes);
        // In a box: the connection holds a place for it also while there is no request.
        Box::pin(async move {
            // Who waits to be asked for a body is not asked for one that nobody wants.
            let left = (!request.headers().contains_key(EXPECT)).then(|| left.clone());
            let request = request.map(|body| InBody::Http1(Http1Body::new(body, left)));
            let admitted = admission.lock().await.admit(host, &request);
            let (response, permit) = match admitted {
                Ok(permit) => (host.serve(request, peer).await, Some(permit)),
                Err(refusal) => (*refusal, None),
            };
            let mut response = response.map(|body| Answered::new(body, Arc::clone(heads), permit));
            // hyper says so itself when it is told before; what was there together with the end of the port is answered first.
            if closes.is_draining() {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        })
    });
    let mut builder = http1::Builder::new();
    builder.max_buf_size(MAX_BUFFER).half_close(false);
    let mut connection = pin!(builder.serve_connection(HyperIo(stream), service));
    let mut patience = Patience::new(host.settings().http1_idle);
    let max_age = host.settings().max_age;
    let mut age = pin!(tokio::time::sleep_until(end));
    let (mut old, mut ends, mut told) = (false, false, false);
    loop {
        tokio::select! {
            biased;
            // First, so that a request that is there is read before the connection is told to end.
            step = poll_fn(|cx| {
                if let Poll::Ready(ended) = connection.as_mut().poll(cx) {
                    return Poll::Ready(Ok(Some(ended)));
                }
                let waits = heads.waits();
                // hyper would close it also when it has a part of a request.
                if ends && !told && !matches!(waits, Waits::Head(_)) {
                    return Poll::Ready(Ok(None));
                }
                rest.poll(heads.is_answered(), cx);
                patience.poll_end(waits, cx).map(Err)
            }) => match step? {
                Some(ended) => {
                    if let Err(error) = ended {
                        tracing::debug!(peer = %peer.remote, %error, "a connection ended");
                    }
                    return Ok(());
                }
                None => {
                    told = true;
                    connection.as_mut().graceful_shutdown();
                }
            },
            () = stop.draining(), if !ends => ends = true,
            () = &mut age => {
                if old {
                    return Err("its calls outlived its age");
                }
                old = true;
                ends = true;
                age.as_mut().reset(end_of(max_age.saturating_mul(AGE_GRACE)));
            }
        }
    }
}

/// How long a connection may wait.
struct Patience {
    idle: Duration,
    waits: Waits,
    due: Option<Instant>,
    timer: Pin<Box<Sleep>>,
}

impl Patience {
    fn new(idle: Duration) -> Self {
        // The head was there, or most of it, before the connection came here.
        Self { idle, waits: Waits::Busy, due: None, timer: Box::pin(tokio::time::sleep(HEAD_TIMEOUT)) }
    }

    /// Ready with the reason when the connection has waited for too long.
    fn poll_end(&mut self, waits: Waits, cx: &mut Context<'_>) -> Poll<&'static str> {
        if waits != self.waits {
            self.waits = waits;
            self.due = match waits {
                Waits::Busy => None,
                Waits::Head(_) => Instant::now().checked_add(HEAD_TIMEOUT),
                Waits::Quiet(_) => Instant::now().checked_add(self.idle),
                Waits::Reader(_) => Instant::now().checked_add(STALLED),
            };
        }
        let Some(due) = self.due else { return Poll::Pending };
        // A timer that goes off early is set again; to set it for each request would cost more.
        if self.timer.deadline() > due {
            self.timer.as_mut().reset(due);
        }
        while self.timer.as_mut().poll(cx).is_ready() {
            if self.timer.deadline() >= due {
                return Poll::Ready(match waits {
                    Waits::Head(_) => "the head of a request did not come in time",
                    Waits::Reader(_) => "nothing of its answer was read for too long",
                    Waits::Quiet(_) | Waits::Busy => "it was without a request for too long",
                });
            }
            self.timer.as_mut().reset(due);
        }
        Poll::Pending
    }
}
