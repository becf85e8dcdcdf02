//! Who is trusted, and what those hear who are not.

use dubbors_core::Code;
use dubbors_core::param::ClientAuth;
use rcgen::{CertificateParams, ExtendedKeyUsagePurpose};

use super::certificates::{expired, from_the_future, self_signed};
use super::*;

#[tokio::test]
async fn both_ends_agree_on_a_protocol() {
    let authority = Authority::new("ours");
    let issued = authority.server();
    let (_, port) = port(Some(TlsServer::new(server(&issued)).unwrap())).await;
    let client = TlsClient::new(trusting(&authority)).unwrap();

    let h2 = client.with_alpn(["h3", "h2"]);
    let mut stream = dial_with(port.local_address(), Some(h2)).await.unwrap();
    assert_eq!(ask(&mut stream).await.unwrap(), "true Some(\"h2\") 0");
    let peer = stream.peer();
    assert!(peer.encrypted && peer.alpn.as_deref() == Some("h2"));
    // The client knows the certificate that it verified.
    assert!(peer.identity.as_ref().is_some_and(|certificate| certificate.len() > 100));

    let mut without = dial_with(port.local_address(), Some(client.clone())).await.unwrap();
    assert_eq!(ask(&mut without).await.unwrap(), "true None 0");

    let error = dial_with(port.local_address(), Some(client.with_alpn(["h3"]))).await.unwrap_err();
    assert!(error.message().ends_with("TLS: the provider speaks none of our protocols (ALPN)"), "{error}");
}

#[tokio::test]
async fn bad_certificates_are_refused_with_the_reason_and_what_to_do() {
    let authority = Authority::new("ours");
    let names: &[&str] = &["127.0.0.1"];
    let server_only = |params: &mut CertificateParams| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth]
    };
    for (issued, expected, next) in [
        (authority.issue(names, expired), "the provider's certificate has expired", "renew it"),
        (authority.issue(names, from_the_future), "certificate is not valid yet", "clock"),
        (
            authority.issue(&["greeter.example", "*.shop.example"], |_| {}),
            "certificate is for `greeter.example`, `*.shop.example`, not for `127.0.0.1`",
            "`ssl.server-name`",
        ),
        (authority.issue(&["10.0.0.1"], |_| {}), "not for `127.0.0.1`", "`ssl.server-name`"),
        (authority.issue(&[], |_| {}), "is for no host, not for `127.0.0.1`", "`ssl.server-name`"),
        (authority.issue(names, server_only), "is not made for this side", "serverAuth"),
        (self_signed(names), "is signed by nobody we trust", "`ssl.ca`"),
        (Authority::new("theirs").server(), "is signed by nobody we trust", "`ssl.ca`"),
        (Authority::new("ours").server(), "another CA of the same name", "`ssl.ca`"),
    ] {
        let (hi, port) = port(Some(TlsServer::new(server(&issued)).unwrap())).await;
        let error = dial(&port, trusting(&authority)).await.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable);
        let start = format!("cannot connect to {}: TLS: ", port.local_address());
        assert!(error.message().starts_with(&start) && error.message().contains(expected), "{error}");
        assert!(error.next().is_some_and(|text| text.contains(next)), "{expected}: {:?}", error.next());
        assert_eq!(hi.served(), 0, "{expected}");
        // The same without any settings: the system trusts none of them either.
        if let Ok(system) = TlsClient::new(TlsClientSettings::new()) {
            dial_with(port.local_address(), Some(system)).await.unwrap_err();
        }
        let anyone = TlsClientSettings::new().dangerous_accept_any_certificate();
        let mut stream = dial(&port, anyone).await.unwrap();
        assert!(ask(&mut stream).await.is_ok());
        assert!(stream.peer().identity.is_none(), "what nobody verified is no identity");
    }
}

#[tokio::test]
async fn names_are_those_that_were_asked_for() {
    let authority = Authority::new("ours");
    let (_, port) = port(Some(TlsServer::new(server(&authority.server())).unwrap())).await;
    assert!(dial(&port, trusting(&authority).with_server_name("greeter.example")).await.is_ok());
    let error = dial(&port, trusting(&authority).with_server_name("other.example")).await.unwrap_err();
    assert!(error.message().contains("not for `other.example`"), "{error}");
    let error = dial(&port, trusting(&authority).with_server_name("no name")).await.unwrap_err();
    assert_eq!((error.code(), error.message().contains("`no name`")), (Code::Invalid, true), "{error}");
}

#[tokio::test]
async fn a_self_signed_certificate_can_be_trusted_by_itself() {
    let issued = self_signed(&["127.0.0.1"]);
    let (_, port) = port(Some(TlsServer::new(server(&issued)).unwrap())).await;
    let client = TlsClientSettings::new().with_ca(Pem::text(&issued.certificate));
    assert!(ask(&mut dial(&port, client).await.unwrap()).await.is_ok());
}

/// What a client hears from a port that asks for certificates: an answer, or the error.
async fn told(port: &Port, client: TlsClientSettings) -> String {
    match dial(port, client).await {
        // With TLS 1.3 the client learns it when it reads.
        Ok(mut stream) => ask(&mut stream).await.unwrap_or_else(|error| error.to_string()),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn clients_are_known_by_their_certificates() {
    let (authority, clients, strangers) =
        (Authority::new("ours"), Authority::new("clients"), Authority::new("strangers"));
    let settings = |auth| server(&authority.server()).with_client_auth(auth, Pem::text(clients.pem()));
    let showing = |issued: &Issued| {
        trusting(&authority).with_identity(Pem::text(&issued.certificate), Pem::text(&issued.key))
    };
    let (good, stranger) = (clients.client(), strangers.client());
    let old = clients.issue(&["till.example"], |params| {
        expired(params);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let for_servers = clients.issue(&["till.example"], |_| {});
    let size = rustls_der_length(&good.certificate);

    let (hi, required) = port(Some(TlsServer::new(settings(ClientAuth::Required)).unwrap())).await;
    let answer = told(&required, trusting(&authority)).await;
    assert!(answer.contains("asks for a certificate, and none was shown; set `ssl.cert`"), "{answer}");
    let answer = told(&required, showing(&stranger)).await;
    assert!(answer.contains("does not trust the CA of our certificate"), "{answer}");
    let answer = told(&required, showing(&old)).await;
    assert!(answer.contains("our certificate has expired"), "{answer}");
    let answer = told(&required, showing(&for_servers)).await;
    assert!(answer.contains("TLS: the provider"), "{answer}");
    assert!(told(&required, trusting(&authority).with_server_name("x.example")).await.contains("x.example"));
    assert_eq!(hi.served(), 0);
    assert_eq!(told(&required, showing(&good)).await, format!("true None {size}"));
    assert_eq!(hi.served(), 1);

    let (hi, optional) = port(Some(TlsServer::new(settings(ClientAuth::Optional)).unwrap())).await;
    assert_eq!(told(&optional, trusting(&authority)).await, "true None 0");
    assert_eq!(told(&optional, showing(&good)).await, format!("true None {size}"));
    assert_eq!(hi.served(), 2);
    assert!(told(&optional, showing(&stranger)).await.contains("does not trust"));
    assert_eq!(hi.served(), 2);
}

fn rustls_der_length(pem: &str) -> usize {
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject;
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().len()
}

#[test]
fn equal_settings_are_one_client() {
    let clients = TlsClients::default();
    let anyone = TlsClientSettings::new().dangerous_accept_any_certificate();
    let one = clients.get(anyone.clone()).unwrap();
    assert_eq!(one, clients.get(anyone).unwrap());
    assert_ne!(one, one.with_alpn(["h2"]));
    assert_eq!(clients.of(&"dubbo://h:1?ssl.ca=nowhere".parse().unwrap()).unwrap(), None);
    let url = "dubbo://h:1?ssl-enabled=true&ssl.ca=nowhere".parse().unwrap();
    let error = clients.of(&url).unwrap_err();
    assert!(error.message().starts_with("`ssl.ca`: nowhere cannot be read: "), "{error}");
}
