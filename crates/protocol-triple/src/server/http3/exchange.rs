// hot path
//! One request of HTTP/3 and its answer.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use dubbors_core::Peer;
use dubbors_transport::{Executor, QuicRecv, QuicSend};
use dubbors_wire::http3::{Code, Ending};
use http::{HeaderMap, Request, StatusCode};
use tokio::time::Instant;

use super::Shared;
use crate::body::{InBody, OutBody};
use crate::http3::{Broken, Head, Http3Body, Incoming, Outgoing};
use crate::server::admission::Admission;
use crate::server::{Host, call};
use crate::settings::HEAD_TIMEOUT;
use crate::unread::Wait;

/// What requests pass before they are run, one after the other: they wait for their caller to read of what it asked for
/// before, and get a place.
pub(super) struct Gate {
    admission: Admission,
    wait: Wait,
}

impl Gate {
    /// For a connection of `peer`.
    pub(super) fn new(executor: &Executor, host: &Host, peer: &Peer) -> Self {
        Self { admission: Admission::new(executor, host, peer), wait: Wait::default() }
    }
}

/// One request and its answer.
pub(super) async fn exchange(shared: Arc<Shared>, send: QuicSend, recv: QuicRecv) -> Ending {
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
                poll_fn(|cx| outgoing.poll_stopped(cx)).await;
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
    let most = shared.host.settings().unread_answers;
    let mut gate = tokio::select! {
        biased;
        gate = async {
            let mut gate = shared.gate.lock().await;
            gate.wait.over(&shared.unread, most).await;
            gate
        } => gate,
        // While it waited.
        () = poll_fn(|cx| outgoing.poll_stopped(cx)) => return Err(Gone),
    };
    let admitted = gate.admission.admit(&shared.host, &request);
    drop(gate);
    let (response, permit, counted) = match admitted {
        Err(refusal) => (*refusal, None, None),
        Ok(permit) => {
            let mut serving = pin!(shared.host.serve(request, &shared.peer));
            let response = poll_fn(|cx| match serving.as_mut().poll(cx) {
                Poll::Ready(response) => Poll::Ready(Ok(response)),
                Poll::Pending => outgoing.poll_stopped(cx).map(|()| Err(Gone)),
            });
            let mut response = response.await?;
            let counted = call::count_unread(&mut response, &shared.unread, most);
            (response, Some(permit), counted)
        }
    };
    let (head, body) = response.into_parts();
    let (data, trailers, rest) = match body.body {
        OutBody::Empty => (None, None, None),
        OutBody::Full { data, trailers } => (data, trailers, None),
        rest @ (OutBody::Stream(_) | OutBody::Foreign(_)) => (None, None, Some(rest)),
    };
    let mut data = data.unwrap_or_default();
    // A stream keeps its place until all of it is on its way. Other answers are done: they count by their bytes until they
    // were read.
    let _permit = permit.filter(|_| rest.is_some());
    if let Some(mut counted) = counted {
        let first = counted.piece(&mut data);
        outgoing.response(head.status, &head.headers, first, None).await.map_err(|_| Gone)?;
        while !data.is_empty() {
            outgoing.data(counted.piece(&mut data)).await.map_err(|_| Gone)?;
        }
        if let Some(trailers) = trailers {
            outgoing.trailers(&trailers).await.map_err(|_| Gone)?;
        }
    } else {
        outgoing.response(head.status, &head.headers, data, trailers.as_ref()).await.map_err(|_| Gone)?;
    }
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
