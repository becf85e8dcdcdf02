//! What the PEM files hold.

use std::fs::File;
use std::io::Read;
use std::sync::Arc;

use dubbors_core::{Error, Result, param};
use rustls::RootCertStore;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::Pem;

/// More than any bundle of CAs has, in bytes. What is longer is no PEM file of ours.
const LONGEST: u64 = 8 * 1024 * 1024;

/// The cryptography of all TLS here, passed on explicitly: the process may hold another default, or two.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// A certificate with its chain, and its key.
pub(super) type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// Where everything comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Sources {
    pub(super) certificate: Option<Pem>,
    pub(super) key: Option<Pem>,
    pub(super) ca: Option<Pem>,
}

impl Sources {
    /// Reads everything, in one go: a certificate and the key of another one do not get along.
    pub(super) fn read(&self) -> Result<Material> {
        let read = |pem: &Option<Pem>, name| pem.as_ref().map(|pem| Part::read(pem, name)).transpose();
        Ok(Material {
            certificate: read(&self.certificate, param::SSL_CERT.key)?,
            key: read(&self.key, param::SSL_KEY.key)?,
            ca: read(&self.ca, param::SSL_CA.key)?,
        })
    }

    /// Whether any of it can change.
    pub(super) fn has_files(&self) -> bool {
        [&self.certificate, &self.key, &self.ca].iter().any(|pem| matches!(pem, Some(Pem::File(_))))
    }
}

/// The texts as they were at one time.
#[derive(PartialEq, Eq, Default)]
pub(super) struct Material {
    certificate: Option<Part>,
    key: Option<Part>,
    ca: Option<Part>,
}

impl Material {
    pub(super) fn identity(&self) -> Result<Option<Identity>> {
        let (Some(certificate), Some(key)) = (&self.certificate, &self.key) else { return Ok(None) };
        Ok(Some((certificate.certificates()?, key.private_key()?)))
    }

    pub(super) fn roots(&self) -> Result<Option<Arc<RootCertStore>>> {
        let Some(ca) = &self.ca else { return Ok(None) };
        let mut roots = RootCertStore::empty();
        for certificate in ca.certificates()? {
            roots
                .add(certificate)
                .map_err(|error| ca.wrong(format_args!("has a bad certificate: {error}")))?;
        }
        Ok(Some(Arc::new(roots)))
    }

    /// The certificate and the key do not fit.
    pub(super) fn mismatch(&self, error: &rustls::Error) -> Error {
        let name = |part: &Option<Part>| part.as_ref().map(|part| part.from.to_string()).unwrap_or_default();
        let (certificate, key) = (name(&self.certificate), name(&self.key));
        Error::invalid(format!("the certificate {certificate} cannot be used with the key {key}: {error}"))
            .with_next("check that `ssl.key` is the key of the first certificate in `ssl.cert`")
    }
}

/// One text.
#[derive(PartialEq, Eq)]
struct Part {
    /// The parameter that names it.
    name: &'static str,
    from: Pem,
    text: Arc<[u8]>,
}

impl Part {
    fn read(from: &Pem, name: &'static str) -> Result<Self> {
        let text = match from {
            Pem::Text(text) => Arc::clone(text),
            Pem::File(path) => {
                let mut text = Vec::new();
                let read = File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut text));
                read.map_err(|error| {
                    Error::invalid(format!("`{name}`: {} cannot be read: {error}", path.display()))
                        .with_next("check the path, and that this process may read the file")
                        .with_source(error)
                })?;
                text.into()
            }
        };
        Ok(Self { name, from: from.clone(), text })
    }

    fn certificates(&self) -> Result<Vec<CertificateDer<'static>>> {
        let found = CertificateDer::pem_slice_iter(&self.text).collect::<Result<Vec<_>, _>>();
        let found = found.map_err(|error| self.wrong(format_args!("is no PEM: {error}")))?;
        if found.is_empty() {
            return Err(self.wrong(format_args!("has no certificate")));
        }
        Ok(found)
    }

    fn private_key(&self) -> Result<PrivateKeyDer<'static>> {
        PrivateKeyDer::from_pem_slice(&self.text).map_err(|error| {
            let encrypted = memory_contains(&self.text, b"ENCRYPTED");
            match error {
                _ if encrypted => self
                    .wrong(format_args!("is encrypted"))
                    .with_next("take the password off: openssl pkey -in encrypted.pem -out key.pem"),
                rustls::pki_types::pem::Error::NoItemsFound => self.wrong(format_args!("has no private key")),
                error => self.wrong(format_args!("is no PEM: {error}")),
            }
        })
    }

    fn wrong(&self, why: std::fmt::Arguments<'_>) -> Error {
        Error::invalid(format!("`{}`: {} {why}", self.name, self.from))
            .with_next("give a file that begins with -----BEGIN and holds what its parameter asks for")
    }
}

fn memory_contains(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}
