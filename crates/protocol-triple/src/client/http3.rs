//! A connection of HTTP/3 to a provider. One is enough for an address: its streams do not wait for each other.

mod request;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dubbors_core::{Address, Error, Result};
use dubbors_transport::{QuicConnection, QuicSettings, connect_quic};
use dubbors_wire::http3::{Code, ControlReader};

use crate::http3;
use crate::settings::Settings;

pub(crate) use request::{Answering, Lease, Open};

/// An open connection. It is closed when nobody holds it: neither the pool, once it is over, nor a call.
pub(crate) struct Connection {
    quic: QuicConnection,
    /// It is over, or takes no further calls.
    closed: AtomicBool,
    /// Requests from this stream on are not looked at.
    goaway: AtomicU64,
}

impl Connection {
    /// Connects to `address`.
    ///
    /// # Errors
    /// `Code::Unavailable` when the provider cannot be reached, with the reason.
    pub(crate) async fn open(address: &Address, settings: &Settings) -> Result<Arc<Self>> {
        let Some(tls) = &settings.tls else { return Err(Error::internal("HTTP/3 without TLS")) };
        let mut bounds = QuicSettings::default();
        if settings.heartbeat < HEARTBEATS {
            bounds.keep_alive = settings.heartbeat;
        }
        let quic = connect_quic(address, tls, http3::ALPN, &bounds, settings.connect_timeout).await?;
        let control = http3::begin(&quic).await.map_err(|reason| {
            Error::unavailable(format!("{address} does not speak HTTP/3: {reason}"))
                .with_next("check that the provider has a tri:// port with `http3.enabled` there")
        })?;
        let connection = Arc::new(Self {
            quic: quic.clone(),
            closed: AtomicBool::new(false),
            goaway: AtomicU64::new(u64::MAX),
        });
        let (state, place) = (Arc::downgrade(&connection), address.clone());
        tokio::spawn(async move {
            let told = |first| {
                if let Some(connection) = state.upgrade() {
                    connection.goaway.store(first, Ordering::Release);
                    connection.closed.store(true, Ordering::Release);
                }
            };
            let fault = http3::listen(&quic, ControlReader::client(), told).await;
            if let Some(fault) = fault {
                quic.close(fault.code.0, fault.text);
            }
            // Ours must not end before the connection does.
            let reason = quic.closed().await;
            drop(control);
            if let Some(connection) = state.upgrade() {
                connection.closed.store(true, Ordering::Release);
            }
            tracing::debug!(address = %place, %reason, "a connection ended");
        });
        Ok(connection)
    }

    /// Whether new calls may be sent.
    pub(crate) fn is_open(&self) -> bool {
        !self.closed.load(Ordering::Acquire)
    }
}

/// Longer heartbeats are none, and QUIC needs one.
const HEARTBEATS: std::time::Duration = std::time::Duration::from_secs(60 * 60 * 24);

impl Drop for Connection {
    fn drop(&mut self) {
        self.quic.close(Code::NO_ERROR.0, "");
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.quic).finish()
    }
}
