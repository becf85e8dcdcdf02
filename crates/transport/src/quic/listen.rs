//! Accepting connections of QUIC beside a listener of TCP.

use std::fmt;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Address, Error, Result};
use tokio::sync::Semaphore;

use super::endpoint;
use super::{QuicConnection, QuicSettings};
use crate::TlsServer;

/// Handshakes under way beyond which a further one is not answered.
const HANDSHAKES: usize = 1024;

/// A UDP port whose packets are QUIC.
pub(crate) struct QuicListener {
    endpoint: quinn::Endpoint,
    tls: TlsServer,
    alpn: &'static str,
    settings: QuicSettings,
    local: SocketAddr,
    /// quinn's settings, and the certificate that they were made of.
    made: (Arc<rustls::ServerConfig>, Arc<quinn::ServerConfig>),
    handshakes: Arc<Semaphore>,
}

/// A connection whose handshake has begun.
pub(crate) struct Handshake {
    connecting: quinn::Connecting,
    local: SocketAddr,
    alpn: &'static str,
    _room: tokio::sync::OwnedSemaphorePermit,
}

impl QuicListener {
    /// Listens for packets at `address`.
    ///
    /// # Errors
    /// `Code::Unavailable` when the address is taken; `Code::Invalid` when it is none for UDP.
    pub(crate) fn bind(
        address: &Address,
        tls: TlsServer,
        alpn: &'static str,
        settings: QuicSettings,
    ) -> Result<Self> {
        let Address::Ip(local) = address else {
            return Err(Error::invalid(format!("`{address}` cannot serve HTTP/3, which needs a port"))
                .with_next("take `http3.enabled` away, or listen at a host and a port"));
        };
        let failed = |error: std::io::Error| {
            Error::unavailable(format!("cannot listen at {address} for UDP: {error}"))
                .with_next("choose another port, or take `http3.enabled` away")
                .with_source(error)
        };
        let certificate = tls.current();
        let config = endpoint::server(&certificate, alpn, &settings)?;
        let socket = UdpSocket::bind(local).map_err(failed)?;
        let runtime = Arc::new(quinn::TokioRuntime);
        let endpoint = quinn::Endpoint::new(Default::default(), Some(config.clone()), socket, runtime);
        Ok(Self {
            endpoint: endpoint.map_err(failed)?,
            tls,
            alpn,
            settings,
            local: *local,
            made: (certificate, Arc::new(config)),
            handshakes: Arc::new(Semaphore::new(HANDSHAKES)),
        })
    }

    /// The next connection.
    ///
    /// # Cancel safety
    /// Cancel safe: no connection is lost.
    pub(crate) async fn accept(&mut self) -> Option<Handshake> {
        loop {
            let incoming = self.endpoint.accept().await?;
            // A stranger's address would get the certificate, which is longer than what was sent, and quinn goes a packet
            // beyond the three times that are allowed. To ask back costs a round trip, and nothing is kept for it.
            if !incoming.remote_address_validated() {
                let _ = incoming.retry();
                continue;
            }
            let Ok(room) = Arc::clone(&self.handshakes).try_acquire_owned() else {
                incoming.refuse();
                continue;
            };
            let config = self.config();
            match incoming.accept_with(config) {
                Ok(connecting) => {
                    return Some(Handshake { connecting, local: self.local, alpn: self.alpn, _room: room });
                }
                Err(error) => tracing::debug!(%error, "no connection of QUIC"),
            }
        }
    }

    /// quinn's settings with the certificate of today.
    fn config(&mut self) -> Arc<quinn::ServerConfig> {
        let certificate = self.tls.current();
        if !Arc::ptr_eq(&certificate, &self.made.0) {
            match endpoint::server(&certificate, self.alpn, &self.settings) {
                Ok(config) => self.made = (certificate, Arc::new(config)),
                Err(error) => tracing::error!(%error, "QUIC goes on with the certificate from before"),
            }
        }
        Arc::clone(&self.made.1)
    }
}

/// Connections that were accepted go on; new ones are refused.
impl Drop for QuicListener {
    fn drop(&mut self) {
        self.endpoint.set_server_config(None);
    }
}

impl Handshake {
    /// Where it comes from, for people.
    pub(crate) fn remote(&self) -> SocketAddr {
        self.connecting.remote_address()
    }

    /// Refuses it.
    pub(crate) fn refuse(self) {
        drop(self.connecting);
    }

    /// The connection, when the handshake succeeds within `timeout`.
    pub(crate) async fn finish(self, timeout: Duration) -> Result<QuicConnection, String> {
        let connected = tokio::time::timeout(timeout, self.connecting).await;
        let connection =
            connected.map_err(|_| "it took too long".to_owned())?.map_err(|error| error.to_string())?;
        Ok(QuicConnection::new(connection, self.local.to_string(), self.alpn, true))
    }
}

impl fmt::Debug for QuicListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("QuicListener").field(&self.local).finish()
    }
}
