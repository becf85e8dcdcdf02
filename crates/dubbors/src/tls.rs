//! TLS as a value: what the `ssl` parameters say, without spelling them.

use dubbors_core::param;

/// TLS of a process: who it is, whom it trusts, and whom it asks. Give it to [`Builder::tls`](crate::Builder::tls) for
/// everything, or to [`Refer::tls`](crate::Refer::tls) for one reference. It needs the feature `tls`.
///
/// ```
/// use dubbors::Tls;
///
/// // A provider that takes calls only from those whom its CA signed, and calls others in the same way.
/// let mesh = Tls::new().certificate("tls/cert.pem", "tls/key.pem").ca("tls/ca.pem").require_client_certificates();
/// // A consumer of a service with a public certificate.
/// let public = Tls::new();
/// ```
///
/// Each method sets a parameter of [`param`](crate::param), which can stand in a protocol's URL as well:
/// `dubbo://0.0.0.0:20880?ssl-enabled=true&ssl.cert=tls/cert.pem&ssl.key=tls/key.pem`. Files are PEM. They are read
/// again when they change: new connections use them, open ones live on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "TLS is on where it is given to a builder or a reference"]
pub struct Tls {
    params: Vec<(&'static str, String)>,
}

impl Tls {
    /// TLS that verifies every provider by whom the system trusts, and shows no certificate.
    pub fn new() -> Self {
        Self { params: vec![(param::SSL_ENABLED.key, "true".to_owned())] }
    }

    /// The own certificate with its chain, and its private key. Providers need it; consumers show it where it is asked
    /// for.
    pub fn certificate(self, certificate: impl Into<String>, key: impl Into<String>) -> Self {
        self.with(param::SSL_CERT.key, certificate).with(param::SSL_KEY.key, key)
    }

    /// The CAs to trust, in place of those of the system: for providers that are called, and for consumers that are
    /// asked for a certificate.
    pub fn ca(self, file: impl Into<String>) -> Self {
        self.with(param::SSL_CA.key, file)
    }

    /// Takes only consumers with a certificate that [`ca`](Self::ca) signed.
    pub fn require_client_certificates(self) -> Self {
        self.with(param::SSL_CLIENT_AUTH.key, "required")
    }

    /// Asks consumers for a certificate. They need not have one, but what they show has to be good.
    pub fn ask_client_certificates(self) -> Self {
        self.with(param::SSL_CLIENT_AUTH.key, "optional")
    }

    /// Expects this name in the certificates of providers, whatever host is dialled. Registries give IP addresses, which
    /// few certificates name.
    pub fn server_name(self, name: impl Into<String>) -> Self {
        self.with(param::SSL_SERVER_NAME.key, name)
    }

    /// Serves consumers without TLS too, on the same port, until all have moved.
    pub fn allow_plaintext(self) -> Self {
        self.with(param::SSL_PLAINTEXT.key, "allowed")
    }

    /// Takes any provider for the real one: whoever sits between can read and change every call. For experiments; a
    /// warning is logged.
    pub fn dangerous_accept_any_certificate(self) -> Self {
        self.with(param::SSL_DANGEROUS.key, "true")
    }

    fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.params.push((key, value.into()));
        self
    }

    /// The parameters, for a list of settings.
    pub(crate) fn settings(self) -> impl Iterator<Item = (String, String)> {
        self.params.into_iter().map(|(key, value)| (key.to_owned(), value))
    }
}

impl Default for Tls {
    fn default() -> Self {
        Self::new()
    }
}
