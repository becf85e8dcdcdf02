//! A CA, and what it signed, as files.

use std::path::Path;

use dubbors::Tls;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};

/// A CA with the files of a provider and of a consumer.
pub struct Files {
    directory: tempfile::TempDir,
}

impl Files {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = format!("the CA of {}", directory.path().display());
        params.distinguished_name.push(DnType::CommonName, name);
        let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let write = |name: &str, text: String| std::fs::write(directory.path().join(name), text).unwrap();
        write("ca.pem", ca.pem());
        for (who, usage) in
            [("server", ExtendedKeyUsagePurpose::ServerAuth), ("client", ExtendedKeyUsagePurpose::ClientAuth)]
        {
            let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
            params.extended_key_usages = vec![usage];
            let key = KeyPair::generate().unwrap();
            write(&format!("{who}.pem"), params.signed_by(&key, &ca).unwrap().pem());
            write(&format!("{who}-key.pem"), key.serialize_pem());
        }
        Self { directory }
    }

    pub fn path(&self, name: &str) -> String {
        let path: &Path = self.directory.path();
        path.join(name).display().to_string()
    }

    /// The certificate of `who`, and trust in the CA.
    pub fn tls(&self, who: &str) -> Tls {
        let (certificate, key) = (self.path(&format!("{who}.pem")), self.path(&format!("{who}-key.pem")));
        Tls::new().certificate(certificate, key).ca(self.path("ca.pem"))
    }
}
