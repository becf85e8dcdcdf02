//! Byte streams and sessions: the only code of dubbors that opens sockets.
//!
//! - [`connect`](connect()) dials, [`Listener`] accepts, [`Port`] shares one listener among protocols.
//! - [`TlsServer`] and [`TlsClient`] put TLS between the two (feature `tls`).
//! - `connect_quic` dials over QUIC, and a port accepts it beside TCP (feature `quic`).
//! - [`drive`] runs one connection: its task owns a [`Handler`], and nothing in it is shared. Other tasks reach it
//!   through a [`Session`].
//! - [`agreed`] is what a consumer and a provider agree on for a connection.
//! - [`Dispatch`] says how a provider runs what a connection asks for.
//! - [`Deadlines`] keeps the time limits of many calls with one timer.
//!
//! ```text
//! callers ── Session ──> [ inbox ]          ┌─────────── the connection's task ───────────┐
//!                            └───────────>  │ drain inbox -> Handler -> Outbox            │
//!                                 socket -> │ read -> Handler -> Outbox                   │
//!                                           │ output? yield once, drain again, one write  │ -> socket
//!                                           └─────────────────────────────────────────────┘
//! ```

mod agreed;
mod catch_panic;
mod connect;
mod deadlines;
mod dispatch;
mod listen;
mod local_ip;
mod port;
#[cfg(feature = "quic")]
mod quic;
#[cfg(not(feature = "quic"))]
#[path = "quic_absent.rs"]
mod quic;
mod rewind;
mod session;
mod tls;

pub use agreed::agreed;
pub use catch_panic::{Panicked, catch_panic};
pub use connect::{ConnectSettings, connect};
pub use deadlines::Deadlines;
pub use dispatch::{Dispatch, Dispatcher, Executor, Full, Permit, Places, PlacesOf};
pub use listen::{ListenSettings, Listener, MemoryConnector, memory};
pub use local_ip::local_ip;
pub use port::{Port, PortSettings};
#[cfg(feature = "quic")]
pub use quic::{QuicConnection, QuicError, QuicRecv, QuicSend, QuicSettings, connect_quic};
pub use session::{Handler, Inbox, Outbox, Session, SessionSettings, drive, session};
pub use tls::{Pem, TlsClient, TlsClientSettings, TlsClients, TlsServer, TlsServerSettings};
