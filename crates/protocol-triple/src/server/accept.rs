//! A connection, handed to the HTTP that it speaks.

use std::sync::Arc;

use dubbors_core::{BoxStream, Shutdown};
use dubbors_transport::Dispatcher;
use dubbors_wire::detect::{Detection, http2};
use tokio::io::AsyncReadExt;

use super::http2::serve;
use super::{Host, http1};
use crate::coalesce::Coalesce;
use crate::settings::HEAD_TIMEOUT;

/// Serves one connection to its end.
pub(crate) async fn accept(
    stream: BoxStream,
    host: Arc<Host>,
    dispatcher: Dispatcher<()>,
    mut stop: Shutdown,
) {
    let peer = Arc::clone(stream.peer());
    let mut stream = Coalesce::new(stream);
    let is_http2 = tokio::select! {
        known = tokio::time::timeout(HEAD_TIMEOUT, is_http2(&mut stream)) => known.ok().flatten(),
        () = stop.draining() => None,
    };
    match is_http2 {
        Some(true) => serve(stream, host, peer, dispatcher, stop).await,
        Some(false) => http1::serve(stream, host, peer, dispatcher, stop).await,
        None => tracing::debug!(peer = %peer.remote, "the connection ended before it said anything"),
    }
}

/// Whether the first bytes are the preface of HTTP/2. They are read again by whoever serves the connection.
async fn is_http2(stream: &mut Coalesce) -> Option<bool> {
    loop {
        match http2(stream.seen()) {
            Detection::Yes => return Some(true),
            Detection::No => return Some(false),
            Detection::NeedMore => {}
        }
        let mut more = [0; 64];
        match stream.inner().read(&mut more).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => stream.keep(more.get(..n).unwrap_or_default()),
        }
    }
}
