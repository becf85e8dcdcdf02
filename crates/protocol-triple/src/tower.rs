//! Services without a port: to be mounted in somebody else's HTTP server.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Buf;
use dubbors_core::{BoxFuture, Health, Peer, Services};
use http::{Request, Response};
use http_body::Body;
use tower_service::Service;

use crate::DEFAULT_IN_FLIGHT;
use crate::body::{ReplyBody, foreign_in};
use crate::server::Host;

/// Provided services as a `Service` of tower, to be mounted in an HTTP server such as axum's. Cheap to clone.
///
/// gRPC needs a server of HTTP/2; Connect and gRPC-Web work over HTTP/1.1 too. What a request names behind its last but one
/// slash counts, so that a prefix does no harm. An answer to every request is the rule: errors are answers as well. How
/// many requests run at a time, TLS, and draining are up to the server around it.
///
/// A service learns of its caller from an `Arc<`[`Peer`]`>` among the extensions of the request, if something put it there.
#[derive(Clone)]
pub struct HttpService {
    host: Arc<Host>,
    health: Health,
    nobody: Arc<Peer>,
}

impl HttpService {
    /// The services of `services`, with the settings that they have for their port.
    #[must_use]
    pub fn new(services: &Arc<Services>) -> Self {
        Self {
            host: Host::new(services, None, DEFAULT_IN_FLIGHT),
            health: services.health().clone(),
            nobody: Arc::new(Peer::new("unknown", "unknown")),
        }
    }

    /// Whether the services can take calls, as health checks are told. Call [`Health::stop`] when the server around it
    /// begins to drain: watches of health would keep their connections open.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.health
    }
}

impl fmt::Debug for HttpService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpService").finish_non_exhaustive()
    }
}

impl<B> Service<Request<B>> for HttpService
where
    B: Body<Data: Buf, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
{
    type Response = Response<ReplyBody>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let peer = request.extensions().get::<Arc<Peer>>().unwrap_or(&self.nobody);
        let (host, peer) = (Arc::clone(&self.host), Arc::clone(peer));
        Box::pin(async move { Ok(host.serve(request.map(foreign_in), &peer).await) })
    }
}
