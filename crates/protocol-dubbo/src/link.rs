//! A consumer's way to one address: dials on first use, comes back by itself, is shared by references.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use arc_swap::ArcSwapOption;
use bytes::{Bytes, BytesMut};
use dubbors_core::{Address, Backoff, Error, Origin, Result, Shutdown};
use dubbors_transport::{ConnectSettings, Session, connect, drive, session};
use dubbors_wire::dubbo::{Role, Status};
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, timeout_at};

use crate::connection::Connection;
use crate::settings::Settings;

/// The first and the longest time between two attempts to connect.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(3));

/// A connection that ended sooner than this was of no use. The other end may refuse every one of them only after it is
/// open, as a provider does with TLS certificates.
const SHORT: Duration = Duration::from_secs(1);

/// What callers hand to the connection's task. Frames carry a blank request id, which the task fills in.
#[derive(Debug)]
pub(crate) enum Command {
    /// Send a request and keep who waits for its answer.
    Call { frame: BytesMut, waiter: oneshot::Sender<Answer>, deadline: Option<Instant> },
    /// Send a request that has no answer.
    Send { frame: BytesMut },
}

/// What became of a call.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The provider answered.
    Response { status: Status, serialization: u8, body: Bytes },
    /// The provider answered with a body of `length` bytes, over the limit; it was skipped.
    Oversize { length: usize },
    /// The deadline passed.
    Timeout,
    /// Too many calls, or too many bytes of them, wait on this connection; nothing was sent.
    Full,
    /// The connection ended first.
    Closed(Arc<str>),
}

/// One address, at most one connection at a time.
#[derive(Debug)]
pub(crate) struct Link {
    shared: Arc<Shared>,
}

/// What the connection's task and the dialing task know of the link. They hold it weakly, so that the last user's
/// drop ends both.
#[derive(Debug)]
pub(crate) struct Shared {
    address: Address,
    settings: Settings,
    current: ArcSwapOption<Current>,
    state: watch::Sender<State>,
    /// A dialing task runs.
    dialing: AtomicBool,
    /// The provider asked for no further calls (READONLY).
    read_only: AtomicBool,
    /// The last attempt to connect failed.
    failing: AtomicBool,
}

/// The newest connection. Its task may be about to end while callers have already dialed the next one, so each has
/// a number: the end of one must not be taken for the end of its successor.
#[derive(Debug)]
struct Current {
    number: u64,
    session: Session<Command>,
}

#[derive(Debug, Clone, Default)]
struct State {
    /// Of the newest connection.
    number: u64,
    open: bool,
    failures: u64,
    reason: Option<Arc<Reason>>,
    opened: Option<Instant>,
    /// How many connections in a row were of no use.
    short: u32,
}

impl Link {
    /// A link to `address`. Nothing is dialed before the first call.
    pub(crate) fn new(address: Address, settings: Settings) -> Arc<Self> {
        Arc::new(Self {
            shared: Arc::new(Shared {
                address,
                settings,
                current: ArcSwapOption::empty(),
                state: watch::Sender::new(State::default()),
                dialing: AtomicBool::new(false),
                read_only: AtomicBool::new(false),
                failing: AtomicBool::new(false),
            }),
        })
    }

    /// Whether a call would go out at once, as far as is known.
    pub(crate) fn is_ready(&self) -> bool {
        !self.shared.read_only.load(Ordering::Relaxed) && !self.shared.failing.load(Ordering::Relaxed)
    }

    /// The address, for messages.
    pub(crate) fn address(&self) -> &Address {
        &self.shared.address
    }

    /// Hands `command` to the connection, connecting first where there is none.
    ///
    /// # Cancel safety
    /// Cancel safe: a command whose future was dropped was not sent.
    pub(crate) async fn send(&self, command: Command, deadline: Option<Instant>) -> Result<()> {
        let command = match self.try_send(command) {
            Ok(()) => return Ok(()),
            Err((None, command)) => command,
            Err((Some(error), _)) => return Err(error),
        };
        self.connected(deadline).await?;
        self.try_send(command).map_err(|(error, _)| error.unwrap_or_else(|| self.closed_again()))
    }

    /// `None` as the error means that there is no open connection.
    #[allow(clippy::result_large_err, reason = "the command has to come back")]
    fn try_send(&self, command: Command) -> Result<(), (Option<Error>, Command)> {
        let current = self.shared.current.load();
        match current.as_ref().map(|current| &current.session) {
            Some(session) if session.is_open() => session.try_send(command).map_err(|(error, command)| {
                // A session that closed in between is no session.
                (session.is_open().then_some(error), command)
            }),
            _ => Err((None, command)),
        }
    }

    /// Waits until a connection is open, or one attempt that ended after now has failed.
    async fn connected(&self, deadline: Option<Instant>) -> Result<()> {
        let mut state = self.shared.state.subscribe();
        let seen = state.borrow_and_update().failures;
        Shared::dial(&self.shared);
        let open = state.wait_for(|state| state.open || state.failures > seen);
        let state = match deadline {
            Some(deadline) => timeout_at(deadline, open).await.map_err(|_| self.not_in_time())?,
            None => open.await,
        };
        match state {
            Ok(state) if state.open => Ok(()),
            Ok(state) => Err(self.unreachable(state.reason.as_deref())),
            Err(_) => Err(Error::internal("the dialing task is gone")),
        }
    }

    #[cold]
    fn unreachable(&self, reason: Option<&Reason>) -> Error {
        let Some(Reason { message, next }) = reason else {
            return Error::unavailable(format!("cannot connect to {}", self.address()));
        };
        let error = Error::unavailable(message.clone());
        match next {
            Some(next) => error.with_next(next.clone()),
            None => error,
        }
    }

    #[cold]
    fn not_in_time(&self) -> Error {
        let reason = self.shared.state.borrow().reason.clone();
        let reason = reason.map(|reason| format!(": {}", reason.message)).unwrap_or_default();
        Error::deadline_exceeded(format!("no connection to {} before the deadline{reason}", self.address()))
    }

    #[cold]
    fn closed_again(&self) -> Error {
        Error::unavailable(format!("the connection to {} closed as soon as it was open", self.address()))
    }
}

impl Shared {
    /// The provider said whether it wants further calls.
    pub(crate) fn set_read_only(&self, read_only: bool) {
        self.read_only.store(read_only, Ordering::Relaxed);
    }

    /// The connection with this number is over: forget it, and dial again while anybody holds the link.
    pub(crate) fn on_close(shared: &Weak<Self>, number: u64, reason: &Error) {
        let Some(shared) = shared.upgrade() else { return };
        let current = shared.current.load();
        if current.as_ref().is_some_and(|current| current.number == number) {
            // Not if the next one came in between.
            shared.current.compare_and_swap(&current, None);
        }
        shared.state.send_if_modified(|state| {
            let was_newest = state.number == number;
            if was_newest {
                state.open = false;
                let was_short = state.opened.is_some_and(|opened| opened.elapsed() < SHORT);
                state.short = if was_short { state.short.saturating_add(1) } else { 0 };
                state.reason = Some(Arc::new(Reason::of(reason)));
            }
            was_newest
        });
        Self::dial(&shared);
    }

    /// Starts the dialing task unless it runs or there is a connection.
    fn dial(shared: &Arc<Self>) {
        let open = shared.current.load().as_ref().is_some_and(|current| current.session.is_open());
        if open || shared.dialing.swap(true, Ordering::AcqRel) {
            return;
        }
        match Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(dial(Arc::downgrade(shared)))),
            // The runtime is shutting down.
            Err(_) => shared.dialing.store(false, Ordering::Release),
        }
    }
}

/// Dials until a connection is open or the link is gone.
async fn dial(link: Weak<Shared>) {
    let mut backoff = Backoff::new(BACKOFF.0, BACKOFF.1);
    // One short connection is an accident; several have to be paid for like failures.
    let short = link.upgrade().map_or(0, |shared| shared.state.borrow().short);
    if let Some(wait) = (1..short.min(8)).map(|_| backoff.next_wait()).last() {
        tokio::time::sleep(wait).await;
    }
    loop {
        let Some((address, settings)) =
            link.upgrade().map(|shared| (shared.address.clone(), shared.settings.clone()))
        else {
            return;
        };
        let how = ConnectSettings {
            timeout: settings.connect_timeout,
            tls: settings.tls.clone(),
            ..ConnectSettings::default()
        };
        let dialed = connect(&address, &how).await;
        let Some(shared) = link.upgrade() else { return };
        match dialed {
            Ok(stream) => {
                let session_settings = settings.session(Role::Consumer);
                let (handle, inbox) = session(Arc::clone(stream.peer()), &session_settings);
                // Nobody else counts: there is one dialing task at a time.
                let number = shared.state.borrow().number + 1;
                let handler = Connection::new(link.clone(), number, settings);
                shared.read_only.store(false, Ordering::Relaxed);
                shared.failing.store(false, Ordering::Relaxed);
                shared.current.store(Some(Arc::new(Current { number, session: handle })));
                let opened = Some(Instant::now());
                shared.state.send_modify(|state| {
                    *state = State { number, open: true, reason: None, opened, ..*state };
                });
                // Cleared before the connection's task can end and want to dial again.
                shared.dialing.store(false, Ordering::Release);
                tokio::spawn(drive(stream, handler, inbox, session_settings, Shutdown::never()));
                return;
            }
            Err(error) => {
                tracing::debug!(%address, %error, "cannot connect");
                shared.failing.store(true, Ordering::Relaxed);
                shared.state.send_modify(|state| {
                    state.failures += 1;
                    state.reason = Some(Arc::new(Reason::of(&error)));
                });
            }
        }
        drop(shared);
        tokio::time::sleep(backoff.next_wait()).await;
    }
}

/// Why there is no connection: what every caller is told.
#[derive(Debug)]
struct Reason {
    message: String,
    next: Option<String>,
}

impl Reason {
    fn of(error: &Error) -> Self {
        Self { message: error.message().to_owned(), next: error.next().map(str::to_owned) }
    }
}

/// The connection broke while the call was under way.
#[cold]
pub(crate) fn broken(address: &Address, reason: &str) -> Error {
    Error::unavailable(format!("the connection to {address} broke while the call was under way: {reason}"))
        .with_origin(Origin::Network)
}

#[cfg(test)]
mod tests {
    use dubbors_core::{Instance, Url};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn connections_that_end_at_once_are_not_dialed_without_a_pause() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: Address = listener.local_addr().unwrap().to_string().parse().unwrap();
        let link = Link::new(address, Settings::default());
        let refusing = async {
            // Each pause is random, up to its bound: their sum is hardly ever less than the first bound.
            for _ in 0..8 {
                drop(listener.accept().await.unwrap());
            }
        };
        let began = Instant::now();
        let (_, ()) = tokio::join!(link.connected(None), refusing);
        assert!(began.elapsed() >= BACKOFF.0, "{:?}", began.elapsed());
    }

    #[tokio::test]
    async fn the_end_of_a_connection_is_not_that_of_its_successor() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: Address = listener.local_addr().unwrap().to_string().parse().unwrap();
        let settings = Settings::merged(&Url::default(), &Instance::new(address.clone(), "dubbo")).unwrap();
        let link = Link::new(address, settings);
        let (connected, accepted) = tokio::join!(link.connected(None), listener.accept());
        connected.unwrap();
        let _first = accepted.unwrap();
        let number = || link.shared.current.load().as_ref().map(|current| current.number);
        let is_open = || link.shared.state.borrow().open;
        let weak = Arc::downgrade(&link.shared);
        let reason = Error::unavailable("it broke");
        assert_eq!((number(), is_open()), (Some(1), true));

        // The task of the connection before this one comes last.
        Shared::on_close(&weak, 0, &reason);
        assert_eq!((number(), is_open()), (Some(1), true));

        Shared::on_close(&weak, 1, &reason);
        assert_eq!((number(), is_open()), (None, false));
        let (connected, accepted) = tokio::join!(link.connected(None), listener.accept());
        connected.unwrap();
        let _second = accepted.unwrap();
        assert_eq!((number(), is_open()), (Some(2), true));
    }
}
