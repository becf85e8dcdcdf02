// hot path
//! The requests of a connection, between their arrival and their run.

use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use dubbors_transport::Dispatcher;
use h2::RecvStream;
use h2::server::{Connection, SendResponse};
use http::Request;

use crate::coalesce::Coalesce;
use crate::frame_watch::Traffic;
use crate::settings::Settings;
use crate::unread::Wait;

/// Most streams that are accepted before their requests are run.
const MAX_BATCH: usize = 128;
/// Room for so many is kept while there are none.
const KEPT: usize = 4;

type Accepted = (Request<RecvStream>, SendResponse<Bytes>);

/// Requests that came together, and those that wait for their caller to read.
#[derive(Default)]
pub(super) struct Batch {
    requests: VecDeque<Accepted>,
    wait: Wait,
    /// Some of the requests have waited.
    is_late: bool,
}

impl Batch {
    /// The next request to be run.
    pub(super) fn next(&mut self, traffic: &Traffic, settings: &Settings) -> Option<Accepted> {
        if self.wait.is_due(&traffic.unread, settings.unread_answers) {
            return None;
        }
        loop {
            let mut next = self.requests.pop_front()?;
            // Nobody wants the answer of one that was given up while it waited.
            let mut cx = Context::from_waker(Waker::noop());
            if !self.is_late || next.1.poll_reset(&mut cx).is_pending() {
                return Some(next);
            }
        }
    }

    /// Collects all streams that are there, and what has become of the requests that run. `false`: the connection is over.
    pub(super) fn poll(
        &mut self,
        connection: &mut Connection<Coalesce, Bytes>,
        dispatcher: &mut Dispatcher<()>,
        traffic: &Traffic,
        settings: &Settings,
        cx: &mut Context<'_>,
    ) -> Poll<bool> {
        while dispatcher.poll_answer(cx).is_ready() {}
        traffic.set_working(dispatcher.running() > 0);
        let waited = !self.requests.is_empty();
        self.is_late &= waited;
        while self.requests.len() < MAX_BATCH {
            match connection.poll_accept(cx) {
                Poll::Ready(Some(Ok(accepted))) => self.requests.push_back(accepted),
                Poll::Ready(Some(Err(error))) => {
                    tracing::debug!(%error, "a connection ended");
                    return Poll::Ready(false);
                }
                Poll::Ready(None) => return Poll::Ready(false),
                Poll::Pending if traffic.tend() => return Poll::Ready(false),
                Poll::Pending if self.requests.is_empty() => {
                    if self.requests.capacity() > KEPT {
                        self.requests = VecDeque::new();
                    }
                    return Poll::Pending;
                }
                Poll::Pending => break,
            }
        }
        if !waited && !self.wait.has_begun() {
            return Poll::Ready(true);
        }
        self.poll_wait(connection, traffic, settings, cx)
    }

    /// Ready when those that waited may run.
    #[cold]
    fn poll_wait(
        &mut self,
        connection: &mut Connection<Coalesce, Bytes>,
        traffic: &Traffic,
        settings: &Settings,
        cx: &mut Context<'_>,
    ) -> Poll<bool> {
        self.is_late = true;
        // Sends what the caller has made room for; where all of a batch waits, nothing else has.
        if connection.poll_closed(cx).is_ready() || traffic.tend() {
            return Poll::Ready(false);
        }
        self.wait.poll_over(&traffic.unread, settings.unread_answers, cx).map(|()| true)
    }
}
