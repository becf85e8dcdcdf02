//! What stands in for TLS where it was not compiled in.

use std::convert::Infallible;
use std::io;

use dubbors_core::{Address, BoxStream, Error, Result, Url};

use super::{TlsClientSettings, TlsServerSettings};

/// TLS of a port. This build has none: no value of this type exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TlsServer(Infallible);

/// TLS of a consumer. This build has none: no value of this type exists.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TlsClient(Infallible);

fn absent() -> Error {
    Error::unimplemented("TLS is asked for (`ssl-enabled`), and this program was built without it")
        .with_next("build with the feature `tls` of `dubbors`")
}

impl TlsServer {
    /// Fails.
    ///
    /// # Errors
    /// `Code::Unimplemented`, always.
    pub fn new(_: TlsServerSettings) -> Result<Self> {
        Err(absent())
    }

    /// Fails where TLS is asked for; see [`TlsServerSettings::from_url`].
    ///
    /// # Errors
    /// `Code::Unimplemented` when `ssl-enabled` is true; `Code::Invalid` when a parameter is wrong.
    pub fn from_url(url: &Url) -> Result<Option<Self>> {
        TlsServerSettings::from_url(url)?.map(Self::new).transpose()
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &TlsServerSettings {
        match self.0 {}
    }

    pub(crate) fn watch(&self) {
        match self.0 {}
    }

    pub(crate) async fn accept(&self, _: BoxStream) -> io::Result<BoxStream> {
        match self.0 {}
    }
}

impl TlsClient {
    /// Fails.
    ///
    /// # Errors
    /// `Code::Unimplemented`, always.
    pub fn new(_: TlsClientSettings) -> Result<Self> {
        Err(absent())
    }

    /// The settings.
    #[must_use]
    pub fn settings(&self) -> &TlsClientSettings {
        match self.0 {}
    }

    /// The same trust, asking for one of these protocols.
    #[must_use]
    pub fn with_alpn<S: AsRef<str>>(&self, _: impl IntoIterator<Item = S>) -> Self {
        match self.0 {}
    }

    pub(crate) async fn secure(&self, _: &Address, _: BoxStream) -> Result<BoxStream> {
        match self.0 {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tls_is_never_left_out_in_silence() {
        let url: Url = "dubbo://h:1?ssl-enabled=true&ssl.cert=c&ssl.key=k".parse().unwrap();
        for error in
            [TlsServer::from_url(&url).unwrap_err(), crate::TlsClients::default().of(&url).unwrap_err()]
        {
            assert!(error.to_string().contains("feature `tls`"), "{error}");
        }
    }
}
