//! The end of a process, in one order: fail health checks, unannounce, drain, close.

use std::time::Duration;

use dubbors_core::{Error, Result};
use tokio::time::Instant;

use crate::server::Server;

/// The part of the limit that registries may take, so that an absent one does not cost the calls their time.
const UNREGISTER_SHARE: u32 = 3;
/// The part that whoever watches the health may take to read it.
const HEALTH_SHARE: u32 = 10;

/// Ends `server` within `limit`.
pub(crate) async fn shutdown(mut server: Server, limit: Duration) {
    // `None` for a limit beyond the clock's range.
    let end = Instant::now().checked_add(limit);
    server.stop_serving(limit / HEALTH_SHARE).await;
    tracing::info!(announcements = server.announced(), "taking announcements back");
    if tokio::time::timeout(limit / UNREGISTER_SHARE, server.unannounce()).await.is_err() {
        tracing::warn!(
            "a registry did not confirm in time; consumers hear of the end when its session expires"
        );
    }
    tracing::info!("draining connections");
    let left = end.map_or(limit, |end| end.saturating_duration_since(Instant::now()));
    let cut = server.close(left).await;
    if cut > 0 {
        tracing::warn!(
            connections = cut,
            "calls did not finish within the shutdown timeout, connections were cut"
        );
    }
    tracing::info!("stopped");
}

/// The signals that end a process.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    /// Begins to listen: from now on the signals do not end the process by themselves.
    #[cfg(unix)]
    pub(crate) fn listen() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let on = |kind| {
            signal(kind).map_err(|error| {
                Error::internal(format!("cannot listen for signals: {error}")).with_source(error)
            })
        };
        Ok(Self { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    /// The name of the next signal.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }

    /// Nothing to prepare here.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> Result<Self> {
        Ok(Self {})
    }

    /// Waits for ctrl-c.
    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) -> &'static str {
        match tokio::signal::ctrl_c().await {
            Ok(()) => "ctrl-c",
            Err(_) => std::future::pending().await,
        }
    }
}
