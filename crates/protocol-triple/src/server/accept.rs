//! A connection, handed to the HTTP that it speaks.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use dubbors_core::{BoxStream, Shutdown};
use dubbors_transport::Executor;
use dubbors_wire::detect::{Detection, http2 as preface};

use super::http2::end_of;
use super::quiet::poll_read;
use super::{Host, http1, http2};
use crate::coalesce::Coalesce;
use crate::settings::HEAD_TIMEOUT;

/// A head longer than this is left to whoever reads it.
const LONG_HEAD: usize = 4 * 1024;
/// How long the rest of the first bytes is waited for when the port closes: they have begun to come.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Serves one connection to its end.
pub(crate) async fn accept(stream: BoxStream, host: Arc<Host>, executor: Executor, mut stop: Shutdown) {
    let peer = Arc::clone(stream.peer());
    let end = end_of(host.settings().max_age);
    let mut stream = Coalesce::new(stream);
    let closes = async {
        stop.draining().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    let is_http2 = tokio::select! {
        biased;
        known = tokio::time::timeout(HEAD_TIMEOUT, is_http2(&mut stream)) => known.ok().flatten(),
        () = closes => None,
    };
    match is_http2 {
        Some(true) => http2::accept(stream, host, peer, &executor, stop, end).await,
        // In boxes: a connection that waits for its first request has no use for what it needs then.
        Some(false) => Box::pin(http1::serve(stream, host, peer, &executor, stop, end)).await,
        None => tracing::debug!(peer = %peer.remote, "the connection ended before it said anything"),
    }
}

/// Whether the first bytes are the preface of HTTP/2. They are read again by whoever serves the connection.
///
/// Of HTTP/1 the first head is waited for here, where that needs no more memory than it has bytes.
async fn is_http2(stream: &mut Coalesce) -> Option<bool> {
    loop {
        match preface(stream.seen()) {
            Detection::Yes => return Some(true),
            Detection::No if is_head(stream.seen()) => return Some(false),
            Detection::No | Detection::NeedMore => {}
        }
        let mut more = BytesMut::new();
        poll_fn(|cx| poll_read(stream, &mut more, cx)).await?;
        stream.keep(&more);
    }
}

/// Whether these bytes hold a whole head of HTTP/1, or as much as is waited for.
fn is_head(bytes: &[u8]) -> bool {
    let is_end = |line: &[u8]| line.starts_with(b"\n\n") || line.starts_with(b"\n\r\n");
    bytes.len() >= LONG_HEAD || (0..bytes.len()).any(|at| bytes.get(at..).is_some_and(is_end))
}
