// hot path
//! Whether a request gets a place among those that run.

use dubbors_core::{BoxFuture, Error, Peer, StatusCode};
use dubbors_transport::{Dispatcher, Executor, Full, Permit, PlacesOf};
use http::{Request, Response};

use super::{Host, call};
use crate::body::{InBody, ReplyBody};

/// What the requests of one connection ask for a place.
///
/// Watches of health last as long as their connections. They have places of their own, as they would leave none for
/// calls, and busy calls none for them.
pub(crate) struct Admission {
    pub(crate) calls: Dispatcher<()>,
    watches: PlacesOf,
}

impl Admission {
    /// For a connection of `peer`.
    pub(crate) fn new(calls: &Executor, host: &Host, peer: &Peer) -> Self {
        let share = host.settings().peer_share;
        Self { calls: calls.dispatcher(peer, share), watches: host.watches.of(peer, share) }
    }

    /// A place for `request`.
    ///
    /// # Errors
    /// The answer that refuses it.
    pub(crate) fn admit(
        &mut self,
        host: &Host,
        request: &Request<InBody>,
    ) -> Result<Permit, Box<Response<ReplyBody>>> {
        if host.routes.is_health_watch(request.uri().path()) {
            self.watches.take().map_err(|full| refusal(request, full, "of those who watch its health, "))
        } else {
            self.calls.admit().map_err(|full| refusal(request, full, ""))
        }
    }

    /// Runs an admitted request in place as far as it goes, and on a task of its own from there.
    pub(crate) fn run(&mut self, permit: Permit, request: BoxFuture<'static, ()>) {
        self.calls.run(permit, request);
    }
}

#[cold]
fn refusal(request: &Request<InBody>, full: Full, whose: &str) -> Box<Response<ReplyBody>> {
    let error = Error::status(StatusCode::ResourceExhausted, format!("{whose}{full}"));
    Box::new(call::refuse(request, &error))
}
