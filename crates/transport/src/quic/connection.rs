//! A connection and its streams.

use std::fmt;
use std::sync::Arc;

use dubbors_core::Peer;
use rustls::pki_types::CertificateDer;

use super::endpoint::varint;
use super::failure;
use super::{QuicRecv, QuicSend};

/// Why a stream is over before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuicError {
    /// The other side broke the stream off, with this code.
    Broken(u64),
    /// The connection is over.
    Lost {
        /// What the other side closed it with, if it did.
        code: Option<u64>,
        /// Why, for people.
        reason: String,
    },
}

impl fmt::Display for QuicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(code) => write!(f, "the other side broke it off (code {code:#x})"),
            Self::Lost { reason, .. } => f.write_str(reason),
        }
    }
}

/// A connection. Cheap to clone; it is closed when the last clone is gone.
#[derive(Clone)]
pub struct QuicConnection {
    inner: quinn::Connection,
    peer: Arc<Peer>,
}

impl QuicConnection {
    pub(super) fn new(inner: quinn::Connection, local: String, alpn: &str, verified: bool) -> Self {
        let identity = inner.peer_identity().and_then(|identity| identity.downcast::<Chain>().ok());
        let leaf = identity.and_then(|chain| chain.first().map(|leaf| Arc::from(leaf.as_ref())));
        let peer = Peer::new(inner.remote_address().to_string(), local);
        let peer = peer.encrypted(Some(alpn.into()), leaf.filter(|_| verified));
        Self { inner, peer: Arc::new(peer) }
    }

    /// The two ends.
    #[must_use]
    pub fn peer(&self) -> &Arc<Peer> {
        &self.peer
    }

    /// The next stream that the other side opens; `None` when the connection is over.
    ///
    /// # Cancel safety
    /// Cancel safe: no stream is lost.
    pub async fn accept(&self) -> Option<(QuicSend, QuicRecv)> {
        let (send, recv) = self.inner.accept_bi().await.ok()?;
        Some((QuicSend::new(send), QuicRecv::new(recv)))
    }

    /// The next stream of one direction that the other side opens; `None` when the connection is over.
    ///
    /// # Cancel safety
    /// Cancel safe: no stream is lost.
    pub async fn accept_recv(&self) -> Option<QuicRecv> {
        self.inner.accept_uni().await.ok().map(QuicRecv::new)
    }

    /// Opens a stream, as soon as the other side allows one more.
    ///
    /// # Errors
    /// [`QuicError::Lost`] when the connection is over.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn open(&self) -> Result<(QuicSend, QuicRecv), QuicError> {
        let (send, recv) = self.inner.open_bi().await.map_err(|error| failure::lost(&error))?;
        Ok((QuicSend::new(send), QuicRecv::new(recv)))
    }

    /// Opens a stream of one direction, as soon as the other side allows one more.
    ///
    /// # Errors
    /// [`QuicError::Lost`] when the connection is over.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn open_send(&self) -> Result<QuicSend, QuicError> {
        self.inner.open_uni().await.map(QuicSend::new).map_err(|error| failure::lost(&error))
    }

    /// Ends the connection now. What was not acknowledged may be lost.
    pub fn close(&self, code: u64, reason: &str) {
        self.inner.close(varint(code), reason.as_bytes());
    }

    /// Waits for the end, and says why it came.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn closed(&self) -> QuicError {
        failure::lost(&self.inner.closed().await)
    }

    /// How long a packet and its answer take, as it was measured last.
    #[must_use]
    pub fn round_trip(&self) -> std::time::Duration {
        self.inner.rtt()
    }
}

type Chain = Vec<CertificateDer<'static>>;

impl fmt::Debug for QuicConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("QuicConnection").field(&self.peer.remote).finish()
    }
}
