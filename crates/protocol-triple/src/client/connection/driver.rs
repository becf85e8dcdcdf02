// hot path
//! The task that drives a connection, and how it begins and ends.

use std::fmt::Display;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use dubbors_core::{Address, Error, Result};
use h2::client;
use tokio::sync::oneshot;

use super::State;
use crate::coalesce::Coalesce;
use crate::keep_alive::KeepAlive;
use crate::settings::Settings;

/// Tells whether the provider of a new connection has said what it takes, which ends connecting.
pub(crate) struct Beginning(oneshot::Receiver<Result<()>>);

impl Beginning {
    /// Waits for the provider's SETTINGS.
    ///
    /// # Errors
    /// `Code::Unavailable` with the address when the connection ended first, or the time to connect: it is over then.
    pub(crate) async fn settled(self) -> Result<()> {
        self.0.await.unwrap_or_else(|_| Err(Error::internal("the task of a connection is gone")))
    }
}

/// Starts the task. `left` is what the provider may still take to begin.
pub(super) fn start(
    connection: client::Connection<Coalesce>,
    state: Arc<State>,
    address: &Address,
    settings: &Settings,
    left: Duration,
) -> Beginning {
    let (told, beginning) = oneshot::channel();
    let driver = Driver {
        connection,
        state,
        address: address.clone(),
        told,
        left,
        heartbeat: settings.heartbeat,
        pings_without_calls: settings.pings_without_calls,
    };
    tokio::spawn(driver.run());
    Beginning(beginning)
}

struct Driver {
    connection: client::Connection<Coalesce>,
    state: Arc<State>,
    address: Address,
    /// Told what becomes of the beginning.
    told: oneshot::Sender<Result<()>>,
    left: Duration,
    heartbeat: Duration,
    pings_without_calls: bool,
}

impl Driver {
    async fn run(self) {
        let Self { mut connection, state, address, told, left, heartbeat, pings_without_calls } = self;
        let mut keep_alive = KeepAlive::new(connection.ping_pong(), heartbeat);
        let mut drive = |cx: &mut Context<'_>| {
            let ended = Pin::new(&mut connection).poll(cx);
            state.traffic.tend();
            ended.map(|ended| ended.map_or_else(|error| error.to_string(), |()| "closed".to_owned()))
        };
        let begins = poll_fn(|cx| match drive(cx) {
            Poll::Ready(reason) => Poll::Ready(Err(reason)),
            // What `h2` has read it also keeps to.
            Poll::Pending if state.traffic.has_begun() => Poll::Ready(Ok(())),
            Poll::Pending => Poll::Pending,
        });
        let begun = tokio::time::timeout(left, begins).await;
        let reason = match begun.unwrap_or_else(|_| Err("no answer in time".to_owned())) {
            Ok(()) => {
                // Nobody may wait for it any more.
                let _ = told.send(Ok(()));
                let is_wanted = || pings_without_calls || state.active.load(Ordering::Relaxed) > 0;
                tokio::select! {
                    reason = poll_fn(drive) => reason,
                    () = keep_alive.dead(is_wanted) => "the provider does not answer".to_owned(),
                }
            }
            Err(reason) => {
                state.close();
                let _ = told.send(Err(unfit(&address, &reason)));
                reason
            }
        };
        state.close();
        tracing::debug!(%address, reason, "a connection ended");
    }
}

/// What to do when the other end is no provider of HTTP/2, as far as this side can tell.
const NEXT: &str = "check that the provider has a tri:// or gRPC port there";

#[cold]
pub(super) fn unfit(address: &Address, reason: &dyn Display) -> Error {
    Error::unavailable(format!("cannot speak HTTP/2 with {address}: {reason}")).with_next(NEXT)
}

/// The same for the call that has left already.
#[cold]
pub(super) fn never_began(broken: Error) -> Error {
    broken.context("the other side has not begun to speak HTTP/2").with_next(NEXT)
}
