//! The connections to one address: made on first use, again after a loss, and more when one has no room for calls.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use dubbors_core::param::HttpVersion;
use dubbors_core::{Address, Backoff, Error, Result};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout_at};

use super::connection::{self, Connection, dial};
use super::exchange::Lease;
use super::http1;
#[cfg(feature = "http3")]
use super::http3;
use crate::settings::Settings;

/// The first and the longest time between two attempts to connect in the background.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(3));
/// The most connections to one address; calls wait for room on these.
const MAX_CONNECTIONS: usize = 8;

/// The connections to one address.
pub(crate) struct Pool {
    address: Address,
    settings: Settings,
    /// Those of HTTP/2.
    connections: ArcSwap<Vec<Arc<Connection>>>,
    /// Those of HTTP/1.1, when that is spoken.
    one_at_a_time: Option<Arc<http1::Connections>>,
    /// That of HTTP/3, when that is spoken.
    #[cfg(feature = "http3")]
    quic: Option<Arc<http3::Connections>>,
    /// Held by whoever dials.
    dialing: Mutex<()>,
    /// The last attempt to connect failed.
    failing: AtomicBool,
    /// A task tries again in the background.
    reviving: AtomicBool,
}

impl Pool {
    /// A pool for `address`. Nothing is dialed before the first call.
    pub(crate) fn new(address: Address, settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            address,
            one_at_a_time: (settings.http == HttpVersion::Http11).then(http1::Connections::new),
            #[cfg(feature = "http3")]
            quic: (settings.http == HttpVersion::Http3).then(http3::Connections::new),
            settings,
            connections: ArcSwap::default(),
            dialing: Mutex::new(()),
            failing: AtomicBool::new(false),
            reviving: AtomicBool::new(false),
        })
    }

    /// The address, for messages.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Whether a call would go out at once, as far as is known.
    pub(crate) fn is_ready(&self) -> bool {
        !self.failing.load(Ordering::Relaxed)
    }

    /// A place for one call, on a connection that may have to be made or waited for.
    ///
    /// # Errors
    /// `Code::Unavailable` when the provider cannot be reached, `Code::DeadlineExceeded` when that is not known in time.
    pub(crate) async fn lease(self: &Arc<Self>, deadline: Option<Instant>) -> Result<Lease> {
        let connecting = self.connect();
        match deadline {
            None => connecting.await,
            Some(deadline) => timeout_at(deadline, connecting).await.unwrap_or_else(|_| {
                let text = format!("no connection to {} before the deadline", self.address);
                Err(Error::deadline_exceeded(text))
            }),
        }
    }

    /// A place for one call on a connection that has room.
    pub(crate) fn at_hand(&self) -> Option<connection::Lease> {
        let connections = self.connections.load();
        connections.iter().find(|one| one.is_open() && one.has_room()).map(|one| one.lease())
    }

    async fn connect(self: &Arc<Self>) -> Result<Lease> {
        #[cfg(feature = "http3")]
        if let Some(connections) = &self.quic {
            let lease = Box::pin(connections.lease(&self.address, &self.settings)).await;
            return self.known(lease.map(Lease::Http3));
        }
        self.known(self.connect_over_tcp().await)
    }

    async fn connect_over_tcp(&self) -> Result<Lease> {
        match &self.one_at_a_time {
            None => self.connect_http2().await.map(Lease::Http2),
            Some(connections) => {
                let dial = dial(&self.address, &self.settings);
                connections.lease(&self.address, dial).await.map(Lease::Http1)
            }
        }
    }

    /// Remembers whether the provider can be reached.
    fn known(self: &Arc<Self>, connected: Result<Lease>) -> Result<Lease> {
        self.failing.store(connected.is_err(), Ordering::Relaxed);
        if connected.is_err() {
            self.revive();
        }
        connected
    }

    async fn connect_http2(&self) -> Result<connection::Lease> {
        let _dialing = self.dialing.lock().await;
        // Somebody else may have dialed meanwhile.
        if let Some(lease) = self.at_hand() {
            return Ok(lease);
        }
        let mut open: Vec<_> =
            self.connections.load().iter().filter(|one| one.is_open()).map(Arc::clone).collect();
        if open.len() >= MAX_CONNECTIONS {
            // Full: the call waits for room on one of them.
            let one = open.get(fastrand::usize(..open.len())).or(open.first());
            return one.map(|one| one.lease()).ok_or_else(|| Error::internal("no connection is open"));
        }
        let connection = Arc::new(Connection::open(&self.address, &self.settings).await?);
        let lease = connection.lease();
        open.push(connection);
        self.connections.store(Arc::new(open));
        Ok(lease)
    }

    /// Tries to connect in the background until it succeeds or nobody holds the pool: while others are preferred, no
    /// call would find out that this provider is back.
    fn revive(self: &Arc<Self>) {
        if self.reviving.swap(true, Ordering::AcqRel) {
            return;
        }
        let pool = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut backoff = Backoff::new(BACKOFF.0, BACKOFF.1);
            loop {
                tokio::time::sleep(backoff.next_wait()).await;
                let Some(pool) = Weak::upgrade(&pool) else { return };
                if pool.is_ready() || pool.connect().await.is_ok() {
                    pool.reviving.store(false, Ordering::Release);
                    return;
                }
            }
        });
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("address", &self.address).finish_non_exhaustive()
    }
}
