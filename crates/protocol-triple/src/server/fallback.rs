//! Requests that are no calls, for a handler of the user: pages, REST, metrics on the port of the services.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use dubbors_core::{BoxFuture, Peer};
use dubbors_transport::catch_panic;
use http::header::{CONNECTION, HeaderName, TRANSFER_ENCODING, UPGRADE};
use http::{HeaderMap, Method, Request, Response, StatusCode, Version};
use http_body::Body;

use super::flavor::Flavor;
use super::reply::response;
use super::route::Routes;
use crate::body::{InBody, OutBody, ReplyBody, RequestBody, foreign_out};

/// Headers about a connection of HTTP/1, which HTTP/2 does not let through.
const OF_CONNECTIONS: [HeaderName; 5] = [
    CONNECTION,
    TRANSFER_ENCODING,
    UPGRADE,
    HeaderName::from_static("keep-alive"),
    HeaderName::from_static("proxy-connection"),
];

/// A handler of the user.
#[derive(Clone)]
pub(crate) struct Fallback(Arc<Handler>);

type Handler = dyn Fn(Request<RequestBody>) -> BoxFuture<'static, Response<ReplyBody>> + Send + Sync;

impl Fallback {
    /// Boxes `handler`.
    pub(crate) fn new<H, F, B>(handler: H) -> Self
    where
        H: Fn(Request<RequestBody>) -> F + Send + Sync + 'static,
        F: Future<Output = Response<B>> + Send + 'static,
        B: Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>> + Send + 'static,
    {
        Self(Arc::new(move |request| {
            let answer = handler(request);
            Box::pin(async move {
                answer.await.map(|body| ReplyBody { body: OutBody::Foreign(foreign_out(body)) })
            })
        }))
    }

    /// Lets the handler answer.
    pub(crate) async fn answer(&self, request: Request<InBody>, peer: &Arc<Peer>) -> Response<ReplyBody> {
        let is_http2 = request.version() == Version::HTTP_2;
        let is_head = request.method() == Method::HEAD;
        let mut request = request.map(RequestBody::new);
        request.extensions_mut().insert(Arc::clone(peer));
        let answer = catch_panic(async { (self.0)(request).await }).await;
        let mut answer = answer.unwrap_or_else(|panicked| {
            tracing::error!(%panicked, "the fallback handler panicked");
            let mut answer = response(HeaderMap::new(), OutBody::Empty);
            *answer.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            answer
        });
        if is_http2 {
            for name in &OF_CONNECTIONS {
                answer.headers_mut().remove(name);
            }
            if is_head {
                *answer.body_mut() = ReplyBody { body: OutBody::Empty };
            }
        }
        answer
    }
}

impl fmt::Debug for Fallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fallback")
    }
}

/// Whether `request` is a call, be it a wrong one. Whoever speaks gRPC wants an answer of gRPC in any case.
pub(crate) fn is_call(request: &Request<InBody>, routes: &Routes) -> bool {
    let path = request.uri().path();
    match Flavor::of(request.method(), request.headers()) {
        Ok(Flavor::ConnectUnary(_) | Flavor::ConnectGet) => routes.knows(path),
        Ok(_) => true,
        Err(_) => super::cors::is_preflight(request) && routes.knows(path),
    }
}
