// hot path
//! The requests of a connection, between their arrival and their run.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use dubbors_transport::Dispatcher;
use h2::RecvStream;
use h2::server::{Connection, SendResponse};
use http::Request;
use tokio::time::{Instant, Sleep};

use crate::coalesce::Coalesce;
use crate::frame_watch::Traffic;
use crate::settings::Settings;

/// Most streams that are accepted before their requests are run.
const MAX_BATCH: usize = 128;
/// Room for so many is kept while there are none.
const KEPT: usize = 4;
/// How long requests wait for a caller that has much to read and reads nothing. Systems tell of room in their buffers in large
/// steps: for who reads some dozen kibibytes a second they are seconds apart.
const PATIENCE: Duration = Duration::from_secs(3);

type Accepted = (Request<RecvStream>, SendResponse<Bytes>);

/// Requests that came together.
///
/// While answers of half the bytes that may be unread wait to be sent, further requests wait too: a caller that asks for
/// much at once reads it piece by piece, and only one that does not read finds the bound.
#[derive(Default)]
pub(super) struct Batch {
    requests: VecDeque<Accepted>,
    wait: Option<Wait>,
}

/// Waiting for the caller to read.
struct Wait {
    timer: Pin<Box<Sleep>>,
    /// What was unread when the timer was set.
    unread: usize,
    is_over: bool,
}

impl Batch {
    /// The next request to be run.
    pub(super) fn next(&mut self, traffic: &Traffic, settings: &Settings) -> Option<Accepted> {
        let unread = traffic.unread.bytes();
        if unread > settings.unread_answers / 2 && !self.wait.as_ref().is_some_and(|wait| wait.is_over) {
            return None;
        }
        self.requests.pop_front()
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
        if !waited && self.wait.is_none() {
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
        // Sends what the caller has made room for; where all of a batch waits, nothing else has.
        if connection.poll_closed(cx).is_ready() || traffic.tend() {
            return Poll::Ready(false);
        }
        let unread = traffic.unread.bytes();
        if unread <= settings.unread_answers / 2 {
            self.wait = None;
            return Poll::Ready(true);
        }
        let wait = self.wait.get_or_insert_with(|| Wait {
            timer: Box::pin(tokio::time::sleep(PATIENCE)),
            unread,
            is_over: false,
        });
        if unread < wait.unread {
            wait.unread = unread;
            wait.timer.as_mut().reset(Instant::now() + PATIENCE);
        }
        wait.is_over = wait.timer.as_mut().poll(cx).is_ready();
        if wait.is_over { Poll::Ready(true) } else { Poll::Pending }
    }
}
