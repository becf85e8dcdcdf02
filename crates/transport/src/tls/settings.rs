//! What is wanted of TLS.

use dubbors_core::param::{self, ClientAuth, Param};
use dubbors_core::{Error, Result, Url};

use super::Pem;

/// The protocols that a server offers unless told otherwise: what Java's ports offer.
const ALPN: [&str; 2] = ["h2", "http/1.1"];

/// How a port speaks TLS.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct TlsServerSettings {
    /// The certificate with the chain up to a root, the certificate first (`ssl.cert`).
    pub certificate: Pem,
    /// The private key of the certificate (`ssl.key`).
    pub key: Pem,
    /// Who may sign the certificates of clients (`ssl.ca`).
    pub client_ca: Option<Pem>,
    /// Whether clients are asked for a certificate (`ssl.client-auth`).
    pub client_auth: ClientAuth,
    /// The protocols to agree on, the best first. A client that asks for none of these is refused; one that names no
    /// protocol at all, as those of `dubbo://` do, is served.
    pub alpn: Vec<String>,
    /// Serves clients without TLS on the same port too (`ssl.plaintext`): a way to move them one by one.
    pub allow_plaintext: bool,
}

impl TlsServerSettings {
    /// TLS with this certificate and key, and no question to clients.
    #[must_use]
    pub fn new(certificate: Pem, key: Pem) -> Self {
        Self {
            certificate,
            key,
            client_ca: None,
            client_auth: ClientAuth::None,
            alpn: ALPN.map(str::to_owned).into(),
            allow_plaintext: false,
        }
    }

    /// Asks clients for certificates that `ca` signed.
    #[must_use]
    pub fn with_client_auth(mut self, client_auth: ClientAuth, ca: Pem) -> Self {
        self.client_auth = client_auth;
        self.client_ca = Some(ca);
        self
    }

    /// Agrees on one of these protocols.
    #[must_use]
    pub fn with_alpn<S: Into<String>>(mut self, alpn: impl IntoIterator<Item = S>) -> Self {
        self.alpn = alpn.into_iter().map(Into::into).collect();
        self
    }

    /// Serves clients without TLS too.
    #[must_use]
    pub fn allow_plaintext(mut self) -> Self {
        self.allow_plaintext = true;
        self
    }

    /// What the parameters of `url` say; `None` unless `ssl-enabled` is true.
    ///
    /// # Errors
    /// `Code::Invalid` with the parameter that is wrong or missing.
    pub fn from_url(url: &Url) -> Result<Option<Self>> {
        if !param::SSL_ENABLED.of(url)? {
            return Ok(None);
        }
        let (Some(certificate), Some(key)) = own(url)? else {
            return Err(Error::invalid("`ssl-enabled` is true, but the port has no certificate")
                .with_next("set `ssl.cert` and `ssl.key` to PEM files"));
        };
        let settings = Self {
            client_ca: file(&param::SSL_CA, url)?,
            client_auth: param::SSL_CLIENT_AUTH.of(url)?,
            allow_plaintext: param::SSL_PLAINTEXT.of(url)?,
            ..Self::new(certificate, key)
        };
        if settings.client_auth != ClientAuth::None && settings.client_ca.is_none() {
            return Err(Error::invalid("`ssl.client-auth` is set, but nobody is trusted to sign clients")
                .with_next("set `ssl.ca` to a PEM file with the CA of the clients"));
        }
        Ok(Some(settings))
    }
}

/// How a consumer speaks TLS. The default verifies everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub struct TlsClientSettings {
    /// Who may sign the certificates of servers (`ssl.ca`). `None`: whom the system trusts.
    pub ca: Option<Pem>,
    /// The own certificate and its private key (`ssl.cert`, `ssl.key`), for servers that ask.
    pub identity: Option<(Pem, Pem)>,
    /// The name that the certificate has to have (`ssl.server-name`). `None`: the host that is dialled.
    pub server_name: Option<String>,
    dangerous_accept_any_certificate: bool,
}

impl TlsClientSettings {
    /// Trusts whom the system trusts, shows no certificate.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Trusts what `ca` signed, and nothing else.
    #[must_use]
    pub fn with_ca(mut self, ca: Pem) -> Self {
        self.ca = Some(ca);
        self
    }

    /// Shows `certificate` to servers that ask.
    #[must_use]
    pub fn with_identity(mut self, certificate: Pem, key: Pem) -> Self {
        self.identity = Some((certificate, key));
        self
    }

    /// Expects this name, whatever host is dialled.
    #[must_use]
    pub fn with_server_name(mut self, name: impl Into<String>) -> Self {
        self.server_name = Some(name.into());
        self
    }

    /// Takes any certificate, even none that is valid for anything: whoever sits between the two ends can read and
    /// change everything. For experiments; a warning is logged.
    #[must_use]
    pub fn dangerous_accept_any_certificate(mut self) -> Self {
        self.dangerous_accept_any_certificate = true;
        self
    }

    /// Whether [`dangerous_accept_any_certificate`](Self::dangerous_accept_any_certificate) was asked for.
    #[must_use]
    pub fn accepts_any_certificate(&self) -> bool {
        self.dangerous_accept_any_certificate
    }

    /// What the parameters of `url` say; `None` unless `ssl-enabled` is true.
    ///
    /// The `ssl.` parameters must be the consumer's own. What a provider announces may turn TLS on, never say whom to
    /// trust.
    ///
    /// # Errors
    /// `Code::Invalid` with the parameter that is wrong or missing.
    pub fn from_url(url: &Url) -> Result<Option<Self>> {
        if !param::SSL_ENABLED.of(url)? {
            return Ok(None);
        }
        let (certificate, key) = own(url)?;
        Ok(Some(Self {
            ca: file(&param::SSL_CA, url)?,
            identity: certificate.zip(key),
            server_name: param::SSL_SERVER_NAME.of(url)?.map(Into::into),
            dangerous_accept_any_certificate: param::SSL_DANGEROUS.of(url)?,
        }))
    }
}

type Text = Option<std::borrow::Cow<'static, str>>;

fn file(param: &Param<Text>, url: &Url) -> Result<Option<Pem>> {
    Ok(param.of(url)?.map(|path| Pem::file(path.into_owned())))
}

/// Certificate and key: both or none.
fn own(url: &Url) -> Result<(Option<Pem>, Option<Pem>)> {
    let own = (file(&param::SSL_CERT, url)?, file(&param::SSL_KEY, url)?);
    let missing = match own {
        (Some(_), None) => param::SSL_KEY.key,
        (None, Some(_)) => param::SSL_CERT.key,
        _ => return Ok(own),
    };
    Err(Error::invalid(format!("`ssl.cert` and `ssl.key` belong together, and `{missing}` is missing"))
        .with_next(format!("set `{missing}` to a PEM file")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(params: &str) -> Url {
        format!("dubbo://h:1?{params}").parse().unwrap()
    }

    #[test]
    fn nothing_is_on_that_was_not_asked_for() {
        let both = |params| {
            let url = url(params);
            (TlsServerSettings::from_url(&url).unwrap(), TlsClientSettings::from_url(&url).unwrap())
        };
        assert_eq!(both("ssl.ca=a&ssl.cert=c&ssl.key=k"), (None, None));
        let (server, client) = both("ssl-enabled=true&ssl.ca=a&ssl.cert=c&ssl.key=k");
        assert_eq!(
            server.unwrap(),
            TlsServerSettings::new(Pem::file("c"), Pem::file("k"))
                .with_client_auth(ClientAuth::None, Pem::file("a"))
        );
        let plain =
            TlsClientSettings::new().with_ca(Pem::file("a")).with_identity(Pem::file("c"), Pem::file("k"));
        assert_eq!(client.unwrap(), plain);
        assert_eq!(
            TlsClientSettings::from_url(&url("ssl-enabled=true")).unwrap(),
            Some(TlsClientSettings::new())
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        for (params, expected) in [
            ("ssl-enabled=yes", "parameter `ssl-enabled` is `yes`, expected true or false"),
            ("ssl-enabled=true", "the port has no certificate"),
            ("ssl-enabled=true&ssl.cert=c", "`ssl.key` is missing"),
            ("ssl-enabled=true&ssl.key=k", "`ssl.cert` is missing"),
            ("ssl-enabled=true&ssl.cert=c&ssl.key=k&ssl.client-auth=required", "nobody is trusted"),
            ("ssl-enabled=true&ssl.cert=c&ssl.key=k&ssl.client-auth=on", "expected none, optional or"),
            ("ssl-enabled=true&ssl.cert=c&ssl.key=k&ssl.plaintext=true", "expected allowed or refused"),
        ] {
            let error = TlsServerSettings::from_url(&url(params)).unwrap_err();
            assert!(error.message().contains(expected), "{params}: {error}");
        }
    }

    #[test]
    fn a_key_is_not_shown() {
        let settings = TlsServerSettings::new(Pem::text("one"), Pem::text("secret"));
        assert!(!format!("{settings:?}").contains("secret"));
    }
}
