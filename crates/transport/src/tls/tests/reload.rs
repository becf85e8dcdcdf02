//! Certificates that change under way.

use std::path::Path;
use std::time::Duration;

use super::*;

struct Files {
    directory: tempfile::TempDir,
}

impl Files {
    fn new(issued: &Issued) -> Self {
        let files = Self { directory: tempfile::tempdir().unwrap() };
        files.write(issued);
        files
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    fn write(&self, issued: &Issued) {
        std::fs::write(self.path("cert.pem"), &issued.certificate).unwrap();
        std::fs::write(self.path("key.pem"), &issued.key).unwrap();
    }

    fn server(&self) -> TlsServer {
        TlsServer::new(TlsServerSettings::new(
            Pem::file(self.path("cert.pem")),
            Pem::file(self.path("key.pem")),
        ))
        .unwrap()
    }
}

/// The certificate that a new connection sees.
async fn seen(port: &Port, authority: &Authority) -> Arc<[u8]> {
    dial(port, trusting(authority)).await.unwrap().peer().identity.clone().unwrap()
}

#[tokio::test]
async fn new_connections_see_the_new_certificate_and_old_ones_live_on() {
    let authority = Authority::new("ours");
    let files = Files::new(&authority.server());
    let tls = files.server();
    let (_, port) = port(Some(tls.clone())).await;
    let mut old = dial(&port, trusting(&authority)).await.unwrap();
    let before = old.peer().identity.clone().unwrap();
    assert!(!tls.reload().unwrap(), "nothing changed");

    files.write(&authority.server());
    assert_eq!(seen(&port, &authority).await, before, "not read yet");
    assert!(tls.reload().unwrap());
    let after = seen(&port, &authority).await;
    assert_ne!(after, before);
    assert_eq!(ask(&mut old).await.unwrap(), "true None 0");

    // A key without its certificate, rubbish, and no file: the last good ones stay.
    std::fs::write(files.path("key.pem"), authority.server().key).unwrap();
    let error = tls.reload().unwrap_err();
    assert!(error.message().contains("cannot be used with the key"), "{error}");
    assert!(tls.reload().is_err(), "what could not be used is not taken for what is in use");
    std::fs::write(files.path("cert.pem"), "rubbish").unwrap();
    let error = tls.reload().unwrap_err();
    assert!(error.message().contains("cert.pem has no certificate"), "{error}");
    std::fs::remove_file(files.path("cert.pem")).unwrap();
    let error = tls.reload().unwrap_err();
    assert!(error.message().starts_with("`ssl.cert`: ") && error.message().contains("cannot be read"));
    assert_eq!(seen(&port, &authority).await, after);
    assert_eq!(ask(&mut old).await.unwrap(), "true None 0");

    files.write(&authority.server());
    assert!(tls.reload().unwrap());
    assert_ne!(seen(&port, &authority).await, after);
}

#[tokio::test(start_paused = true)]
async fn files_are_looked_at_while_a_port_uses_them() {
    let authority = Authority::new("ours");
    let files = Files::new(&authority.server());
    let tls = files.server();
    let (connector, listener) = crate::memory(64 * 1024);
    let settings = PortSettings { tls: Some(tls.clone()), ..PortSettings::default() };
    let protocols = vec![AnyProtocol::new(Hi::default())];
    let _port = Port::serve(listener, protocols, Services::new([]), settings).unwrap();
    let client = TlsClient::new(trusting(&authority).with_server_name("greeter.example")).unwrap();
    let address = Address::new("memory", 1);
    let seen = async || {
        let stream = client.secure(&address, connector.connect().await.unwrap()).await.unwrap();
        stream.peer().identity.clone().unwrap()
    };
    let before = seen().await;
    files.write(&authority.server());
    // Rather more than a look; the reading itself is on another thread.
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if seen().await != before {
            return;
        }
    }
    panic!("the files were not read again");
}

#[tokio::test]
async fn a_consumer_shows_its_newest_certificate() {
    let (authority, clients) = (Authority::new("ours"), Authority::new("clients"));
    let settings = server(&authority.server())
        .with_client_auth(dubbors_core::param::ClientAuth::Required, Pem::text(clients.pem()));
    let (_, port) = port(Some(TlsServer::new(settings).unwrap())).await;
    let files = Files::new(&Authority::new("strangers").client());
    let client = trusting(&authority)
        .with_identity(Pem::file(files.path("cert.pem")), Pem::file(files.path("key.pem")));
    let client = TlsClient::new(client).unwrap();
    let refused = match dial_with(port.local_address(), Some(client.clone())).await {
        Ok(mut stream) => ask(&mut stream).await.is_err(),
        Err(_) => true,
    };
    assert!(refused);
    files.write(&clients.client());
    assert!(client.reload().unwrap());
    let mut stream = dial_with(port.local_address(), Some(client)).await.unwrap();
    assert!(ask(&mut stream).await.unwrap().starts_with("true None "));
}

#[test]
fn files_that_cannot_be_used_are_named_with_what_is_wrong() {
    let issued = Authority::new("ours").server();
    let files = Files::new(&issued);
    let name = |path: &Path| Pem::file(path.to_owned());
    let (cert, key) = (name(&files.path("cert.pem")), name(&files.path("key.pem")));
    let error = |cert: &Pem, key: &Pem| {
        TlsServer::new(TlsServerSettings::new(cert.clone(), key.clone())).unwrap_err().to_string()
    };
    assert!(
        error(&cert, &cert).contains("`ssl.key`: ") && error(&cert, &cert).contains("has no private key")
    );
    assert!(error(&key, &key).contains("key.pem has no certificate"));
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let text = error(&cert, &Pem::text(encrypted));
    assert!(text.contains("is encrypted"), "{text}");
    let cut = Pem::text("-----BEGIN CERTIFICATE-----\nAAAA\n");
    assert!(error(&cut, &key).contains("is no PEM"));
    let broken = Pem::text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assert!(error(&broken, &key).contains("cannot be used"), "{}", error(&broken, &key));
}
