//! TLS on both sides, by rustls and aws-lc-rs. None of their types is visible outside.
//!
//! [`TlsServerSettings`] and [`TlsClientSettings`] say what is wanted and can be read from URL parameters. [`TlsServer`]
//! and [`TlsClient`] are what these settings and the files of today give; they read the files again when these change.
//!
//! Without the feature `tls` the types are there and cannot be made: whoever asks for TLS gets an error, never plaintext.

#[cfg(not(feature = "tls"))]
mod absent;
#[cfg(feature = "quic")]
pub(crate) mod alert;
#[cfg(feature = "tls")]
mod client;
mod clients;
#[cfg(feature = "tls")]
mod failure;
#[cfg(feature = "tls")]
mod material;
mod pem;
#[cfg(feature = "tls")]
mod reload;
#[cfg(feature = "tls")]
mod server;
mod settings;
#[cfg(feature = "tls")]
#[cfg(test)]
mod tests;

#[cfg(not(feature = "tls"))]
pub use absent::{TlsClient, TlsServer};
#[cfg(feature = "tls")]
pub use client::TlsClient;
pub use clients::TlsClients;
pub use pem::Pem;
#[cfg(feature = "tls")]
pub use server::TlsServer;
pub use settings::{TlsClientSettings, TlsServerSettings};
