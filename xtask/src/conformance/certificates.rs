//! A certificate authority and a server's certificate, made for one run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::install;
use super::place::Place;
use crate::Result;

/// Files with PEM.
#[derive(Clone, Debug)]
pub(crate) struct Certificates {
    /// Who signs: what clients are to trust.
    pub(crate) authority: PathBuf,
    /// The server's, good for `localhost` and 127.0.0.1.
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// The file that says what a certificate is for.
const EXTENSIONS: &str = "\
[authority]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
subjectKeyIdentifier=hash
[server]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth,clientAuth
subjectAltName=DNS:localhost,IP:127.0.0.1
";

impl Certificates {
    pub(crate) fn make(place: &Place<'_>) -> Result<Self> {
        let folder = &place.logs;
        let file = |name: &str| folder.join(name);
        std::fs::write(file("extensions.cnf"), EXTENSIONS)
            .map_err(|error| format!("extensions.cnf: {error}"))?;
        request(place, folder, "authority", "dubbors test authority")?;
        request(place, folder, "server", "localhost")?;
        sign(place, folder, "authority", &["-signkey", "authority.key"])?;
        sign(
            place,
            folder,
            "server",
            &["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial"],
        )?;
        Ok(Self {
            authority: file("authority.pem"),
            certificate: file("server.pem"),
            key: file("server.key"),
        })
    }
}

fn request(place: &Place<'_>, folder: &Path, name: &str, subject: &str) -> Result<()> {
    let mut command = install::openssl()?;
    command.current_dir(folder);
    command.args(["req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    command.args(["-subj", &format!("/CN={subject}"), "-keyout", &format!("{name}.key")]);
    command.args(["-out", &format!("{name}.csr")]);
    place.output(&format!("openssl-{name}"), command, Duration::from_secs(30))?.good()
}

fn sign(place: &Place<'_>, folder: &Path, name: &str, signer: &[&str]) -> Result<()> {
    let mut command = install::openssl()?;
    command.current_dir(folder);
    command.args(["x509", "-req", "-sha256", "-days", "30", "-in", &format!("{name}.csr")]);
    command.args(["-out", &format!("{name}.pem"), "-extfile", "extensions.cnf", "-extensions", name]);
    command.args(signer);
    place.output(&format!("openssl-sign-{name}"), command, Duration::from_secs(30))?.good()
}
