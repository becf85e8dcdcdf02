//! TLS of a consumer.

mod anyone;

use std::fmt;
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use dubbors_core::{Address, BoxStream, Error, Peer, Result};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, CommonState};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use super::TlsClientSettings;
use super::failure::{self, Side};
use super::material::{Material, Sources, provider};
use super::reload::{Reloading, unexpected};

/// The files are looked at when a connection is made, and no more often than this.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Whom a consumer trusts and what it shows, ready for handshakes. Cheap to clone.
///
/// Files are read again when they changed before a connection is made. Files that cannot be used change nothing, and
/// the log says why.
#[derive(Clone)]
pub struct TlsClient {
    inner: Arc<Inner>,
    alpn: Arc<[Vec<u8>]>,
}

struct Inner {
    settings: TlsClientSettings,
    config: Arc<Reloading<ClientConfig>>,
    looked: Mutex<Option<Instant>>,
}

impl TlsClient {
    /// Reads CAs, certificate and key.
    ///
    /// Without own CAs, certificates are judged as the system judges them: by its verifier on macOS and Windows, so that
    /// what an administrator trusts or revokes counts, and by its bundle of CAs elsewhere (`SSL_CERT_FILE` names another).
    ///
    /// # Errors
    /// `Code::Invalid` with the file and what is wrong with it, or when the system trusts nobody.
    pub fn new(settings: TlsClientSettings) -> Result<Self> {
        if settings.accepts_any_certificate() {
            tracing::warn!(
                "certificates of providers are NOT verified: whoever is on the way to them can read and change every call"
            );
        }
        let (certificate, key) = settings.identity.clone().unzip();
        let sources = Sources { certificate, key, ca: settings.ca.clone() };
        let wanted = settings.clone();
        let config = Reloading::new(sources, move |material| client_config(&wanted, material))?;
        let inner = Inner { settings, config: Arc::new(config), looked: Mutex::default() };
        Ok(Self { inner: Arc::new(inner), alpn: Arc::default() })
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &TlsClientSettings {
        &self.inner.settings
    }

    /// The same trust, asking for one of these protocols, the best first. [`Peer::alpn`] says which one it became.
    #[must_use]
    pub fn with_alpn<S: AsRef<str>>(&self, alpn: impl IntoIterator<Item = S>) -> Self {
        let alpn = alpn.into_iter().map(|name| name.as_ref().as_bytes().to_vec()).collect();
        Self { inner: Arc::clone(&self.inner), alpn }
    }

    /// Reads the files now. Gives whether something changed. Blocks for as long as reading small files takes.
    ///
    /// # Errors
    /// `Code::Invalid` with the file and what is wrong with it; what was in use stays in use.
    pub fn reload(&self) -> Result<bool> {
        self.inner.config.reload()
    }

    /// The handshake with `address`. The caller sets the time limit.
    pub(crate) async fn secure(&self, address: &Address, stream: BoxStream) -> Result<BoxStream> {
        self.look().await;
        let name = self.server_name(address)?;
        let peer = stream.peer().clone();
        let connector = TlsConnector::from(self.inner.config.current());
        let alpn = connector.with_alpn(self.alpn.to_vec());
        let connected = alpn.connect(name, stream).await;
        let stream = connected.map_err(|error| failure::refused(address, error))?;
        let (_, session) = stream.get_ref();
        let verified = !self.inner.settings.accepts_any_certificate();
        let peer = secured(&peer, session, verified);
        Ok(BoxStream::new(Readable(stream), Arc::new(peer)))
    }

    /// Trust and certificate of today, and the name that the other end has to have, for QUIC.
    #[cfg(feature = "quic")]
    pub(crate) async fn for_quic(&self, address: &Address) -> Result<(Arc<ClientConfig>, String)> {
        self.look().await;
        let name = self.server_name(address)?.to_str().into_owned();
        Ok((self.inner.config.current(), name))
    }

    async fn look(&self) {
        if !self.inner.config.can_change() {
            return;
        }
        let due = {
            let mut looked = self.inner.looked.lock().unwrap_or_else(PoisonError::into_inner);
            let due = looked.is_none_or(|at| at.elapsed() >= LOOK_EVERY);
            if due {
                *looked = Some(Instant::now());
            }
            due
        };
        if due {
            let config = Arc::clone(&self.inner.config);
            let _ = tokio::task::spawn_blocking(move || config.refresh()).await;
        }
    }

    fn server_name(&self, address: &Address) -> Result<ServerName<'static>> {
        let name = self.inner.settings.server_name.clone().unwrap_or_else(|| address.host());
        ServerName::try_from(name.clone()).map_err(|error| {
            Error::invalid(format!("no certificate can be for `{name}`, the host of {address}: {error}"))
                .with_next("set `ssl.server-name` to a name of the provider's certificate")
        })
    }
}

/// `peer` with what the handshake found out.
pub(super) fn secured(peer: &Peer, session: &CommonState, verified: bool) -> Peer {
    let alpn = session.alpn_protocol().map(|name| String::from_utf8_lossy(name).into());
    let leaf = session.peer_certificates().and_then(<[_]>::first).filter(|_| verified);
    peer.clone().encrypted(alpn, leaf.map(|leaf| Arc::from(leaf.as_ref())))
}

fn client_config(settings: &TlsClientSettings, material: &Material) -> Result<ClientConfig> {
    let provider = provider();
    let verifier: Arc<dyn ServerCertVerifier> = if settings.accepts_any_certificate() {
        Arc::new(anyone::Anyone::new(provider.clone()))
    } else if let Some(roots) = material.roots()? {
        WebPkiServerVerifier::builder_with_provider(roots, provider.clone()).build().map_err(unexpected)?
    } else {
        let system = rustls_platform_verifier::Verifier::new(provider.clone()).map_err(|error| {
            Error::invalid(format!("the system names nobody to trust: {error}"))
                .with_next("install its CA certificates, or set `ssl.ca` to a PEM file with those to trust")
        })?;
        Arc::new(system)
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unexpected)?
        .dangerous()
        .with_custom_certificate_verifier(verifier);
    match material.identity()? {
        None => Ok(builder.with_no_client_auth()),
        Some((chain, key)) => {
            builder.with_client_auth_cert(chain, key).map_err(|error| material.mismatch(&error))
        }
    }
}

/// A stream whose errors say what to do: in TLS 1.3 a server refuses a client's certificate after the handshake.
struct Readable(tokio_rustls::client::TlsStream<BoxStream>);

impl AsyncRead for Readable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into).map_err(|error| failure::readable(error, Side::Client))
    }
}

impl AsyncWrite for Readable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(cx, from)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }
}

/// Clients are equal when they want the same.
impl PartialEq for TlsClient {
    fn eq(&self, other: &Self) -> bool {
        self.inner.settings == other.inner.settings && self.alpn == other.alpn
    }
}

impl Eq for TlsClient {}

impl Hash for TlsClient {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.settings.hash(state);
        self.alpn.hash(state);
    }
}

impl fmt::Debug for TlsClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsClient").field(&self.inner.settings).finish()
    }
}
