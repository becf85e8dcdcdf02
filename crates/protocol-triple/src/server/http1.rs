//! A connection of HTTP/1.1: Connect's unary calls and gRPC-Web, by curl and browsers.

use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;

use dubbors_core::{Peer, Shutdown};
use dubbors_transport::Executor;
use http::Request;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use tokio::sync::Mutex;

use super::Host;
use super::admission::Admission;
use crate::body::InBody;
use crate::coalesce::Coalesce;
use crate::hyper_io::{HyperIo, HyperTimer};
use crate::settings::{HEAD_TIMEOUT, MAX_HEADER_LIST};

/// Serves a connection to its end, or until it has drained.
pub(crate) async fn serve(
    stream: Coalesce,
    host: Arc<Host>,
    peer: Arc<Peer>,
    executor: &Executor,
    mut stop: Shutdown,
) {
    // There is one request at a time.
    let admission = Mutex::new(Admission::new(executor, &host, &peer));
    let service = service_fn(|request: Request<hyper::body::Incoming>| {
        let (host, peer, admission) = (&host, &peer, &admission);
        // In a box: the connection holds a place for it also while there is no request.
        Box::pin(async move {
            let request = request.map(InBody::Http1);
            let admitted = admission.lock().await.admit(host, &request);
            let _permit = match admitted {
                Ok(permit) => permit,
                Err(refusal) => return Ok(*refusal),
            };
            Ok::<_, Infallible>(host.serve(request, peer).await)
        })
    });
    let mut builder = http1::Builder::new();
    builder.timer(HyperTimer).header_read_timeout(HEAD_TIMEOUT).max_buf_size(MAX_BUFFER).half_close(false);
    let mut connection = pin!(builder.serve_connection(HyperIo(stream), service));
    let mut draining = false;
    loop {
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(peer = %peer.remote, %error, "a connection ended");
                }
                return;
            }
            () = stop.draining(), if !draining => {
                draining = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// The head of a request has to fit here, and a body is read in parts of at most this size.
const MAX_BUFFER: usize = 2 * MAX_HEADER_LIST as usize;
