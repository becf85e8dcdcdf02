//! What services leave of the bodies of their requests, and what clients still send when the connection is over.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::Incoming;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::time::Sleep;

use crate::body::http1::poll_data;
use crate::coalesce::Coalesce;

/// How much is read that nobody wants.
const UNREAD_BYTES: usize = 16 * 1024 * 1024;
/// How long the rest of a request may take when its answer is complete, before the connection is given up for it.
const REST_TIME: Duration = Duration::from_secs(1);
/// How long a client is read that is still sending when the connection is over. A socket that is closed with bytes unread
/// takes the answer back.
const LINGER: Duration = Duration::from_secs(5);

/// Reads the rest of requests, so that their connection can carry the next one.
pub(super) struct Rest {
    bodies: Receiver<Incoming>,
    body: Option<Incoming>,
    left: usize,
    limit: Option<Pin<Box<Sleep>>>,
}

impl Rest {
    /// Takes what is sent to the other end. One request is served at a time, so that one place is enough.
    pub(super) fn new() -> (Sender<Incoming>, Self) {
        let (sender, bodies) = channel(1);
        (sender, Self { bodies, body: None, left: 0, limit: None })
    }

    /// Reads on; `answered` when the request is complete but for its body.
    pub(super) fn poll(&mut self, answered: bool, cx: &mut Context<'_>) {
        loop {
            if self.body.is_none() {
                let Poll::Ready(Some(body)) = self.bodies.poll_recv(cx) else { return };
                self.body = Some(body);
                self.left = UNREAD_BYTES;
                self.limit = None;
            }
            if self.poll_rest(answered, cx).is_pending() {
                return;
            }
            self.body = None;
        }
    }

    fn poll_rest(&mut self, answered: bool, cx: &mut Context<'_>) -> Poll<()> {
        let Some(body) = &mut self.body else { return Poll::Ready(()) };
        loop {
            match poll_data(body, cx) {
                Poll::Ready(Some(Ok(data))) => match self.left.checked_sub(data.len()) {
                    Some(left) => self.left = left,
                    None => return Poll::Ready(()),
                },
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending if answered => {
                    let limit = self.limit.get_or_insert_with(|| Box::pin(tokio::time::sleep(REST_TIME)));
                    ready!(limit.as_mut().poll(cx));
                    return Poll::Ready(());
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

/// Reads what a client still sends until it has closed as well, for a while.
pub(super) async fn linger(stream: &mut Coalesce) {
    let closing = async {
        // Most often this was done before; the end of our side tells the client that nothing follows.
        stream.shutdown().await.ok()?;
        let mut unread = [0; 8 * 1024];
        let mut left = UNREAD_BYTES;
        loop {
            match stream.read(&mut unread).await.ok()? {
                0 => return Some(()),
                read => left = left.checked_sub(read)?,
            }
        }
    };
    // Whether it came to an end makes no difference.
    let _ = tokio::time::timeout(LINGER, closing).await;
}
