//! TLS of a port.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use dubbors_core::param::ClientAuth;
use dubbors_core::{BoxStream, Result, Url};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::task::AbortHandle;
use tokio_rustls::TlsAcceptor;

use super::failure::{self, Side};
use super::material::{Material, Sources, provider};
use super::reload::{Reloading, unexpected};
use super::{TlsServerSettings, client};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The certificate of a port, ready for handshakes. Cheap to clone; all clones share the certificate.
///
/// While a port uses it, the files are looked at every 10 s; new connections get the new certificate, open ones go on
/// with theirs. Files that cannot be used change nothing, and the log says why.
#[derive(Clone)]
pub struct TlsServer {
    inner: Arc<Inner>,
}

struct Inner {
    settings: TlsServerSettings,
    config: Reloading<ServerConfig>,
    watcher: Mutex<Option<AbortHandle>>,
}

impl TlsServer {
    /// Reads certificate, key and CAs.
    ///
    /// # Errors
    /// `Code::Invalid` with the file and what is wrong with it.
    pub fn new(settings: TlsServerSettings) -> Result<Self> {
        let sources = Sources {
            certificate: Some(settings.certificate.clone()),
            key: Some(settings.key.clone()),
            ca: settings.client_ca.clone().filter(|_| settings.client_auth != ClientAuth::None),
        };
        let wanted = settings.clone();
        let config = Reloading::new(sources, move |material| server_config(&wanted, material))?;
        Ok(Self { inner: Arc::new(Inner { settings, config, watcher: Mutex::default() }) })
    }

    /// TLS as the parameters of `url` say; `None` unless `ssl-enabled` is true. See [`TlsServerSettings::from_url`].
    ///
    /// # Errors
    /// `Code::Invalid` with the parameter or file that is wrong.
    pub fn from_url(url: &Url) -> Result<Option<Self>> {
        TlsServerSettings::from_url(url)?.map(Self::new).transpose()
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &TlsServerSettings {
        &self.inner.settings
    }

    /// Reads the files now. Gives whether something changed. Blocks for as long as reading small files takes.
    ///
    /// # Errors
    /// `Code::Invalid` with the file and what is wrong with it; what was in use stays in use.
    pub fn reload(&self) -> Result<bool> {
        self.inner.config.reload()
    }

    /// Looks at the files from now on, until the last clone is gone. Needs a tokio runtime around it.
    pub(crate) fn watch(&self) {
        if !self.inner.config.can_change() {
            return;
        }
        let mut watcher = self.inner.watcher.lock().unwrap_or_else(PoisonError::into_inner);
        if watcher.as_ref().is_none_or(AbortHandle::is_finished) {
            *watcher = Some(tokio::spawn(follow(Arc::downgrade(&self.inner))).abort_handle());
        }
    }

    /// The certificate of today, for QUIC.
    #[cfg(feature = "quic")]
    pub(crate) fn current(&self) -> Arc<ServerConfig> {
        self.inner.config.current()
    }

    /// The handshake. The caller sets the time limit.
    pub(crate) async fn accept(&self, stream: BoxStream) -> io::Result<BoxStream> {
        let peer = stream.peer().clone();
        let config = self.inner.config.current();
        let accepted = TlsAcceptor::from(config).accept(stream).await;
        let stream = accepted.map_err(|error| failure::readable(error, Side::Server))?;
        let (_, session) = stream.get_ref();
        let peer = client::secured(&peer, session, true);
        Ok(BoxStream::new(stream, Arc::new(peer)))
    }
}

async fn follow(server: Weak<Inner>) {
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        let Some(inner) = server.upgrade() else { return };
        let _ = tokio::task::spawn_blocking(move || inner.config.refresh()).await;
    }
}

fn server_config(settings: &TlsServerSettings, material: &Material) -> Result<ServerConfig> {
    let provider = provider();
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(unexpected)?;
    let roots = material.roots()?.unwrap_or_else(|| Arc::new(RootCertStore::empty()));
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider);
    let builder = match settings.client_auth {
        ClientAuth::None => builder.with_no_client_auth(),
        ClientAuth::Optional => {
            builder.with_client_cert_verifier(verifier.allow_unauthenticated().build().map_err(unexpected)?)
        }
        ClientAuth::Required => builder.with_client_cert_verifier(verifier.build().map_err(unexpected)?),
    };
    let (chain, key) =
        material.identity()?.ok_or_else(|| unexpected("the certificate or its key is missing"))?;
    let mut config = builder.with_single_cert(chain, key).map_err(|error| material.mismatch(&error))?;
    config.alpn_protocols = settings.alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    Ok(config)
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(watcher) = self.watcher.get_mut().unwrap_or_else(PoisonError::into_inner) {
            watcher.abort();
        }
    }
}

/// Servers are equal when their settings are.
impl PartialEq for TlsServer {
    fn eq(&self, other: &Self) -> bool {
        self.inner.settings == other.inner.settings
    }
}

impl Eq for TlsServer {}

impl Hash for TlsServer {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.settings.hash(state);
    }
}

impl fmt::Debug for TlsServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsServer").field(&self.inner.settings).finish()
    }
}
