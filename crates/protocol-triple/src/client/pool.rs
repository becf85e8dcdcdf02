//! The connections to one address: made on first use, again after a loss, and more when one has no room for calls.

mod dials;

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
#[cfg(feature = "http3")]
use arc_swap::ArcSwapOption;
use dubbors_core::param::HttpVersion;
use dubbors_core::{Address, Error, Result};
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep, timeout_at};

use super::connection::{self, Connection, dial};
use super::exchange::Lease;
use super::http1;
#[cfg(feature = "http3")]
use super::http3;
use super::places::Places;
use crate::settings::Settings;
use dials::Dials;

/// The most connections of HTTP/2 to one address; calls wait for room on these.
const MAX_CONNECTIONS: usize = 8;
/// How long no further connection is dialed after one failed, while others are open.
const PAUSE: Duration = Duration::from_secs(1);

/// The connections to one address.
pub(crate) struct Pool {
    address: Arc<Address>,
    settings: Settings,
    open: Open,
    /// Calls that wait for a place.
    places: Arc<Places>,
    dials: Arc<Dials>,
}

/// What is open, by what is spoken. The task that dials is the only one to add to HTTP/2 and HTTP/3.
enum Open {
    Http2(ArcSwap<Vec<Arc<Connection>>>),
    Http1(Arc<http1::Connections>),
    #[cfg(feature = "http3")]
    Http3(ArcSwapOption<http3::Connection>),
}

impl Pool {
    /// A pool for `address`. Nothing is dialed before the first call.
    pub(crate) fn new(address: Address, settings: Settings) -> Arc<Self> {
        let open = match settings.http {
            HttpVersion::Http11 => Open::Http1(http1::Connections::new()),
            #[cfg(feature = "http3")]
            HttpVersion::Http3 => Open::Http3(ArcSwapOption::empty()),
            _ => Open::Http2(ArcSwap::default()),
        };
        Arc::new(Self {
            address: Arc::new(address),
            settings,
            open,
            places: Arc::default(),
            dials: Arc::default(),
        })
    }

    /// The address, for messages.
    pub(crate) fn address(&self) -> &Arc<Address> {
        &self.address
    }

    /// Whether a call would go out at once, as far as is known.
    pub(crate) fn is_ready(&self) -> bool {
        !self.dials.is_failing()
    }

    /// How many connections a call may be given that turn out to be over, until none is left that was open before it.
    pub(crate) fn most_open(&self) -> usize {
        match &self.open {
            Open::Http2(_) => MAX_CONNECTIONS,
            Open::Http1(_) => http1::MAX_IDLE,
            #[cfg(feature = "http3")]
            Open::Http3(_) => 1,
        }
    }

    /// A place for one call, on a connection that may have to be made or waited for. Giving up does not end the dialling.
    ///
    /// # Errors
    /// `Code::Unavailable` when the provider cannot be reached, `Code::DeadlineExceeded` when that is not known in time.
    pub(crate) async fn lease(self: &Arc<Self>, deadline: Option<Instant>) -> Result<Lease> {
        let connected = async {
            match &self.open {
                Open::Http1(connections) => self.own_connection(connections).await,
                _ => self.place().await,
            }
        };
        match deadline {
            None => connected.await,
            Some(deadline) => timeout_at(deadline, connected).await.unwrap_or_else(|_| {
                let why = self.dials.reason().map(|reason| format!(": {reason}")).unwrap_or_default();
                let what = if self.open().is_empty() { "no connection" } else { "no place on a connection" };
                let text = format!("{what} to {} before the deadline{why}", self.address);
                Err(Error::deadline_exceeded(text))
            }),
        }
    }

    /// A place for one call on a connection of HTTP/2 that has room, unless others wait for it.
    pub(crate) fn at_hand(&self) -> Option<connection::Lease> {
        if self.places.are_wanted() {
            return None;
        }
        self.with_room()
    }

    fn with_room(&self) -> Option<connection::Lease> {
        let Open::Http2(connections) = &self.open else { return None };
        let connections = connections.load();
        connections.iter().find(|one| one.is_open() && one.has_room()).map(|one| one.lease())
    }

    /// A place for one call on any connection that carries many and has room.
    fn free_place(&self) -> Option<Lease> {
        match &self.open {
            #[cfg(feature = "http3")]
            Open::Http3(current) => {
                let current = current.load_full().filter(|connection| connection.is_open());
                current.map(|connection| Lease::Http3(http3::Lease::new(connection)))
            }
            _ => self.with_room().map(Lease::Http2),
        }
    }

    /// Waits for a place on a connection that carries many calls: a call ends, or a further connection is made.
    async fn place(self: &Arc<Self>) -> Result<Lease> {
        let are_wanted = self.places.are_wanted();
        let waiting = self.places.wait();
        let mut dials = self.dials.listen();
        if are_wanted {
            // Who has just been told of a place takes it first: a caller who calls again at once would always be quicker.
            yield_now().await;
        }
        loop {
            let mut changed = pin!(waiting.changed());
            changed.as_mut().enable();
            let failure = dials.failure();
            if let Some(lease) = self.free_place() {
                return Ok(lease);
            }
            let open = self.open();
            match (open.len(), failure) {
                (0, Some(failure)) => return Err(failure),
                (0, None) => dials::dial(self, dials.seen()),
                (count, _) => {
                    dials.pass_over();
                    if count >= MAX_CONNECTIONS {
                        // No further one comes in place of one that goes away before somebody has looked.
                        open.iter().for_each(|one| one.look());
                    } else if !self.dials.failed_within(PAUSE) {
                        dials::dial(self, dials.seen());
                    }
                }
            }
            tokio::select! {
                () = dials.changed() => {}
                () = changed => {}
                () = sleep(PAUSE) => {}
            }
        }
    }

    /// A connection of HTTP/1.1 for one call. Each call that finds none has one made: they carry one call at a time.
    async fn own_connection(self: &Arc<Self>, connections: &Arc<http1::Connections>) -> Result<Lease> {
        let room = match connections.room().await?.at_hand() {
            Ok(lease) => return Ok(Lease::Http1(lease)),
            Err(room) => room,
        };
        let (told, outcome) = oneshot::channel();
        let pool = Arc::clone(self);
        tokio::spawn(async move {
            let made = pool.make_http1().await;
            dials::made(&pool, made.as_ref().err());
            // Nobody waits any more: it is for the next call.
            if let Err(Ok(lease)) = told.send(made.map(|sender| room.with(sender))) {
                lease.give_back();
            }
        });
        let made = outcome.await.unwrap_or_else(|_| Err(Error::internal("the task that dials is gone")));
        made.map(Lease::Http1)
    }

    async fn make_http1(&self) -> Result<http1::Sender> {
        http1::begin(&self.address, dial(&self.address, &self.settings).await?).await
    }

    /// Makes a connection, which is there for calls.
    async fn connect(&self) -> Result<()> {
        match &self.open {
            Open::Http2(_) => {
                let (connection, beginning) =
                    Connection::open(&self.address, &self.settings, &self.places).await?;
                let connection = Arc::new(connection);
                if self.open().is_empty() {
                    // One call may leave already. Where there are others, who waits for a place waits for a good one.
                    self.add(&connection);
                    self.dials.tell();
                }
                beginning.settled().await?;
                self.add(&connection);
                Ok(())
            }
            Open::Http1(connections) => {
                connections.keep(self.make_http1().await?);
                Ok(())
            }
            #[cfg(feature = "http3")]
            Open::Http3(current) => {
                current.store(Some(http3::Connection::open(&self.address, &self.settings).await?));
                Ok(())
            }
        }
    }

    /// Lets calls go over a connection of HTTP/2.
    fn add(&self, connection: &Arc<Connection>) {
        let Open::Http2(connections) = &self.open else { return };
        let mut open = self.open();
        if !open.iter().any(|one| Arc::ptr_eq(one, connection)) {
            open.push(Arc::clone(connection));
            connections.store(Arc::new(open));
        }
    }

    /// The connections of HTTP/2 that are open.
    fn open(&self) -> Vec<Arc<Connection>> {
        let Open::Http2(connections) = &self.open else { return Vec::new() };
        connections.load().iter().filter(|one| one.is_open()).map(Arc::clone).collect()
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("address", &self.address).finish_non_exhaustive()
    }
}
