//! A byte stream with its peer.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Bytes in both directions.
pub trait ByteStream: AsyncRead + AsyncWrite + Send {}

impl<T: AsyncRead + AsyncWrite + Send> ByteStream for T {}

/// The two ends of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Peer {
    /// The other end, as `ip:port`, `unix:path` or `memory`.
    pub remote: Box<str>,
    /// This end.
    pub local: Box<str>,
    /// Whether the bytes between them are encrypted (TLS).
    pub encrypted: bool,
    /// The protocol that both ends agreed on during the TLS handshake, such as `h2`.
    pub alpn: Option<Box<str>>,
    /// The certificate that the other end proved to have, in DER. `None` without TLS, from a client that showed none,
    /// and where nobody verified it.
    pub identity: Option<Arc<[u8]>>,
}

impl Peer {
    /// Two ends with nothing between them but bytes.
    pub fn new(remote: impl Into<Box<str>>, local: impl Into<Box<str>>) -> Self {
        Self { remote: remote.into(), local: local.into(), encrypted: false, alpn: None, identity: None }
    }

    /// The same ends with TLS between them.
    #[must_use]
    pub fn encrypted(mut self, alpn: Option<Box<str>>, identity: Option<Arc<[u8]>>) -> Self {
        self.encrypted = true;
        self.alpn = alpn;
        self.identity = identity;
        self
    }
}

/// A connected byte stream of any kind: TCP, TLS, Unix, memory.
pub struct BoxStream {
    io: Pin<Box<dyn ByteStream>>,
    peer: Arc<Peer>,
}

impl BoxStream {
    /// Boxes `io`.
    pub fn new(io: impl AsyncRead + AsyncWrite + Send + 'static, peer: Arc<Peer>) -> Self {
        Self { io: Box::pin(io), peer }
    }

    /// The two ends.
    #[must_use]
    pub fn peer(&self) -> &Arc<Peer> {
        &self.peer
    }
}

impl AsyncRead for BoxStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        self.io.as_mut().poll_read(cx, into)
    }
}

impl AsyncWrite for BoxStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        self.io.as_mut().poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.io.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        self.io.as_mut().poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        self.io.as_mut().poll_write_vectored(cx, from)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }
}

impl fmt::Debug for BoxStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxStream").field("peer", &self.peer).finish_non_exhaustive()
    }
}
