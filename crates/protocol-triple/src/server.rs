//! The provider's side: from a request of HTTP to a call of a service, and from its result to a response.
//!
//! | step | file |
//! |---|---|
//! | a connection is accepted and told apart | `accept.rs`, `quiet.rs`, `http2.rs`, `http1.rs`, `http3.rs` |
//! | its requests are collected, and get a place among those that run | `batch.rs`, `admission.rs` |
//! | the request says how it speaks | `flavor.rs` |
//! | the path names a method | `route.rs` |
//! | the body becomes arguments, the result a body | `call.rs`, `request.rs`, `reply.rs`, `stream.rs` |
//! | what each way of speaking has of its own | `grpc.rs`, `connect.rs`, `web.rs` |
//! | health and reflection | `builtin.rs` |
//! | pages of other origins; requests that are no calls | `cors.rs`, `fallback.rs` |
//! | that HTTP/3 is here too | `alt_svc.rs` |

mod accept;
mod admission;
mod alt_svc;
mod batch;
mod builtin;
mod call;
mod connect;
mod cors;
mod fallback;
mod flavor;
mod grpc;
mod http1;
mod http2;
#[cfg(feature = "http3")]
mod http3;
mod pace;
mod quiet;
mod reply;
mod request;
mod route;
mod stream;
mod web;

use std::num::NonZeroUsize;
use std::sync::Arc;

use dubbors_core::{Peer, Services};
use dubbors_transport::Places;
use http::{Request, Response};

pub(crate) use accept::accept;
pub(crate) use builtin::SCHEMA as BUILTIN_SCHEMA;
pub(crate) use fallback::Fallback;
#[cfg(feature = "http3")]
pub(crate) use http3::serve as serve_http3;
pub(crate) use stream::StreamBody;

use crate::body::{InBody, ReplyBody};
use crate::settings::Settings;
use alt_svc::AltSvc;
use cors::Cors;
use route::Routes;

/// The services behind one port, prepared to be called over HTTP.
#[derive(Debug)]
pub(crate) struct Host {
    routes: Routes,
    settings: Settings,
    cors: Option<Cors>,
    alt_svc: Option<AltSvc>,
    fallback: Option<Fallback>,
    /// The places of those who watch the health of services.
    watches: Places,
}

impl Host {
    /// Prepares `services`; what is no call goes to `fallback`, and `watches` may watch the health at a time.
    pub(crate) fn new(
        services: &Arc<Services>,
        fallback: Option<Fallback>,
        watches: NonZeroUsize,
    ) -> Arc<Self> {
        let settings = Settings::of(services.settings()).unwrap_or_else(|error| {
            tracing::error!(%error, "the port's settings are wrong, using the defaults");
            Settings::default()
        });
        let cors = Cors::of(services.settings());
        let watches = Places::new(watches);
        let alt_svc = AltSvc::of(services.settings());
        Arc::new(Self { routes: Routes::new(services), settings, cors, alt_svc, fallback, watches })
    }

    /// How connections are kept.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Answers one request. Whatever goes wrong is told to the caller.
    pub(crate) async fn serve(&self, request: Request<InBody>, peer: &Arc<Peer>) -> Response<ReplyBody> {
        let mut response = self.answer(request, peer).await;
        if let Some(alt_svc) = &self.alt_svc {
            alt_svc.announce(peer, response.headers_mut());
        }
        response
    }

    async fn answer(&self, request: Request<InBody>, peer: &Arc<Peer>) -> Response<ReplyBody> {
        if let Some(fallback) = &self.fallback
            && !fallback::is_call(&request, &self.routes)
        {
            // In boxes: what is rare shall not make the future of every call larger.
            return Box::pin(fallback.answer(request, peer)).await;
        }
        match &self.cors {
            None => call::serve(self, request, peer).await,
            Some(cors) => Box::pin(cors.serve(self, request, peer)).await,
        }
    }
}
