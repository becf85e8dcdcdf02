//! `tri://` with TLS and everybody who should not be believed: providers with certificates that are not good (S33), and
//! consumers without one on a port that asks for it (S34).

use std::net::IpAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use dubbors::{Code, Dubbo, Result, Tls};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, CustomExtension, DnType,
    ExtendedKeyUsagePurpose as Usage, GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints,
    SanType, date_time_ymd,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::contract::{DemoClient, DemoServer, Service};

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str, change: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.distinguished_name.push(DnType::CommonName, name);
    change(&mut params);
    params
}

fn root(name: &str) -> Issuer {
    CertifiedIssuer::self_signed(authority(name, |_| {}), KeyPair::generate().unwrap()).unwrap()
}

/// A CA below `above`.
fn below(above: &Issuer, change: impl FnOnce(&mut CertificateParams)) -> Issuer {
    let params = authority("between", change);
    CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), above).unwrap()
}

/// The certificate of a provider at 127.0.0.1.
fn leaf(change: impl FnOnce(&mut CertificateParams)) -> (CertificateParams, KeyPair) {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    params.extended_key_usages = vec![Usage::ServerAuth];
    change(&mut params);
    (params, KeyPair::generate().unwrap())
}

fn names(params: &mut CertificateParams, names: impl IntoIterator<Item = SanType>) {
    params.subject_alt_names = names.into_iter().collect();
}

fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}

fn ip(text: &str) -> SanType {
    SanType::IpAddress(text.parse::<IpAddr>().unwrap())
}

/// What is wrong with a certificate, and what makes it so.
type Change = (&'static str, Box<dyn FnOnce(&mut CertificateParams)>);

/// A name, where to call, and with which settings.
type Way<'a> = (&'static str, &'a str, &'a [(&'a str, &'a str)]);

/// What a provider shows, and what the consumer asks for.
struct Case {
    name: String,
    chain: String,
    key: String,
    /// `ssl.server-name`.
    wanted: Option<&'static str>,
}

/// All certificates that are to be refused by who trusts `ours`.
fn bad(ours: &Issuer) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |name: &str, chain: &[String], key: &KeyPair, wanted| {
        cases.push(Case { name: name.to_owned(), chain: chain.concat(), key: key.serialize_pem(), wanted });
    };
    // One thing is wrong with the certificate itself.
    let changes: Vec<Change> = vec![
        ("expired", Box::new(|p| p.not_after = date_time_ymd(2021, 1, 1))),
        ("not yet valid", Box::new(|p| p.not_before = date_time_ymd(3000, 1, 1))),
        (
            "never valid",
            Box::new(|p| {
                p.not_before = date_time_ymd(2030, 1, 1);
                p.not_after = date_time_ymd(2020, 1, 1);
            }),
        ),
        ("for clients", Box::new(|p| p.extended_key_usages = vec![Usage::ClientAuth])),
        ("for code", Box::new(|p| p.extended_key_usages = vec![Usage::CodeSigning])),
        ("for mail", Box::new(|p| p.extended_key_usages = vec![Usage::EmailProtection])),
        ("for time stamps", Box::new(|p| p.extended_key_usages = vec![Usage::TimeStamping])),
        ("for OCSP", Box::new(|p| p.extended_key_usages = vec![Usage::OcspSigning])),
        ("for anything", Box::new(|p| p.extended_key_usages = vec![Usage::Any])),
        (
            "for something unknown",
            Box::new(|p| p.extended_key_usages = vec![Usage::Other(vec![1, 3, 6, 1, 4, 1, 5])]),
        ),
        ("a name", Box::new(|p| names(p, [dns("greeter.example")]))),
        ("any name", Box::new(|p| names(p, [dns("*")]))),
        ("any name of a top", Box::new(|p| names(p, [dns("*.example")]))),
        ("the address as a name", Box::new(|p| names(p, [dns("127.0.0.1")]))),
        ("the address with a star", Box::new(|p| names(p, [dns("*.0.0.1")]))),
        ("localhost", Box::new(|p| names(p, [dns("localhost")]))),
        ("another address", Box::new(|p| names(p, [ip("127.0.0.2")]))),
        ("any address", Box::new(|p| names(p, [ip("0.0.0.0")]))),
        ("the address as one of IPv6", Box::new(|p| names(p, [ip("::ffff:127.0.0.1")]))),
        ("the loopback of IPv6", Box::new(|p| names(p, [ip("::1")]))),
        (
            "a mail address",
            Box::new(|p| {
                names(p, [SanType::Rfc822Name("127.0.0.1".try_into().unwrap())]);
            }),
        ),
        ("a URI", Box::new(|p| names(p, [SanType::URI("https://127.0.0.1/".try_into().unwrap())]))),
        ("no name", Box::new(|p| names(p, []))),
        (
            "its name in the subject",
            Box::new(|p| {
                names(p, []);
                p.distinguished_name.push(DnType::CommonName, "127.0.0.1");
            }),
        ),
        (
            "what nobody knows and has to",
            Box::new(|p| {
                let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99], vec![5, 0]);
                extension.set_criticality(true);
                p.custom_extensions.push(extension);
            }),
        ),
        ("a CA", Box::new(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained))),
    ];
    for (name, change) in changes {
        let (params, key) = leaf(change);
        add(name, &[params.signed_by(&key, ours).unwrap().pem()], &key, None);
    }
    // Names that look alike.
    for (name, has, wanted) in [
        ("a star for two labels", "*.shop.example", "a.b.shop.example"),
        ("a star for none", "*.shop.example", "shop.example"),
        ("a star in a label", "gre*.shop.example", "greeter.shop.example"),
        ("a star further in", "a.*.example", "a.shop.example"),
        ("what it begins with", "greeter.example.evil.example", "greeter.example"),
        ("what it ends with", "evilgreeter.example", "greeter.example"),
        ("the name above", "example", "greeter.example"),
        ("the name below", "www.greeter.example", "greeter.example"),
    ] {
        let (params, key) = leaf(|p| names(p, [dns(has)]));
        add(name, &[params.signed_by(&key, ours).unwrap().pem()], &key, Some(wanted));
    }
    // Signed by whom nobody trusts.
    let (params, key) = leaf(|_| {});
    add("signed by itself", &[params.self_signed(&key).unwrap().pem()], &key, None);
    let (params, key) = leaf(|p| p.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    add("its own CA", &[params.self_signed(&key).unwrap().pem()], &key, None);
    let theirs = root("theirs");
    let (params, key) = leaf(|_| {});
    let signed = params.signed_by(&key, &theirs).unwrap().pem();
    add("another CA", std::slice::from_ref(&signed), &key, None);
    add("another CA that is shown", &[signed.clone(), theirs.pem()], &key, None);
    add("another CA beside ours", &[signed, ours.pem()], &key, None);
    let (params, key) = leaf(|_| {});
    add("another CA of our name", &[params.signed_by(&key, &root("ours")).unwrap().pem()], &key, None);
    // A CA between that may not sign this.
    let betweens: Vec<Change> = vec![
        ("a CA between that is none", Box::new(|p| p.is_ca = IsCa::ExplicitNoCa)),
        ("a CA between that does not say so", Box::new(|p| p.is_ca = IsCa::NoCa)),
        ("a CA between that has expired", Box::new(|p| p.not_after = date_time_ymd(2021, 1, 1))),
        ("a CA between for clients", Box::new(|p| p.extended_key_usages = vec![Usage::ClientAuth])),
        (
            "a CA between for other addresses",
            Box::new(|p| {
                let subnet = GeneralSubtree::IpAddress(CidrSubnet::V4([10, 0, 0, 0], [255, 0, 0, 0]));
                p.name_constraints =
                    Some(NameConstraints { permitted_subtrees: vec![subnet], excluded_subtrees: Vec::new() });
            }),
        ),
        (
            "a CA between for all but this address",
            Box::new(|p| {
                let subnet = GeneralSubtree::IpAddress(CidrSubnet::V4([127, 0, 0, 0], [255, 0, 0, 0]));
                p.name_constraints =
                    Some(NameConstraints { permitted_subtrees: Vec::new(), excluded_subtrees: vec![subnet] });
            }),
        ),
    ];
    for (name, change) in betweens {
        let between = below(ours, change);
        let (params, key) = leaf(|_| {});
        add(name, &[params.signed_by(&key, &between).unwrap().pem(), between.pem()], &key, None);
    }
    for (name, excluded, has) in [
        ("a CA between for other names", false, "greeter.example"),
        ("a CA between for all but this name", true, "greeter.other.example"),
        ("a CA between for all but this name, and a star", true, "*.other.example"),
    ] {
        let between = below(ours, |p| {
            let subtree = vec![GeneralSubtree::DnsName("other.example".to_owned())];
            let (permitted_subtrees, excluded_subtrees) =
                if excluded { (Vec::new(), subtree) } else { (subtree, Vec::new()) };
            p.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees });
        });
        let (params, key) = leaf(|p| names(p, [dns(has)]));
        let wanted = if excluded { "greeter.other.example" } else { "greeter.example" };
        add(name, &[params.signed_by(&key, &between).unwrap().pem(), between.pem()], &key, Some(wanted));
    }
    let above = below(ours, |p| p.is_ca = IsCa::Ca(BasicConstraints::Constrained(0)));
    let between = below(&above, |_| {});
    let (params, key) = leaf(|_| {});
    let signed = params.signed_by(&key, &between).unwrap().pem();
    add("a CA too far down", &[signed, between.pem(), above.pem()], &key, None);
    let (params, key) = leaf(|_| {});
    let between = below(ours, |_| {});
    add("the CA between is not shown", &[params.signed_by(&key, &between).unwrap().pem()], &key, None);
    cases
}

/// A certificate that was changed after it was signed.
fn tampered(pem: &str, at_the_end: bool) -> String {
    const LINE: &str = "-----END CERTIFICATE-----";
    let (body, _) = pem.split_once(LINE).unwrap();
    let mut lines: Vec<String> = body.lines().map(str::to_owned).collect();
    // In its serial number, or in its signature.
    let line = if at_the_end { lines.len() - 2 } else { 1 };
    let (head, tail) = lines[line].split_at(20);
    let (first, rest) = tail.split_at(1);
    let other = if first == "A" { "B" } else { "A" };
    lines[line] = format!("{head}{other}{rest}");
    format!("{}\n{LINE}\n", lines.join("\n"))
}

struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

async fn provider(tls: Tls, service: &Service, protocols: &[&str]) -> Result<Dubbo> {
    let mut builder = Dubbo::builder().without_registry().tls(tls);
    for protocol in protocols {
        builder = builder.protocol(*protocol);
    }
    builder.serve(DemoServer::new(service.clone())).build().await
}

async fn note(dubbo: &Dubbo, url: &str, settings: &[(&str, &str)]) -> Result<i32> {
    let mut refer = dubbo.refer().url(url).retries(0).timeout(Duration::from_secs(20));
    for (key, value) in settings {
        refer = refer.setting(*key, *value);
    }
    let demo: DemoClient = refer.connect().await?;
    demo.note("from outside".into()).await?;
    demo.notes().await
}

/// HTTP/3 at the same port, where this is built with it.
const OVER_QUIC: bool = cfg!(feature = "http3");

/// Not one certificate is believed that should not be, by a consumer of HTTP/2, HTTP/1.1 or HTTP/3, and by one without any
/// settings of its own.
#[tokio::test]
async fn s33_bad_certificates_are_refused() {
    let (files, ours) = (Files::new(), root("ours"));
    let ca = files.write("ca.pem", &ours.pem());
    let weak = |name: &str| format!("{}/tests/it/weak/{name}.pem", env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(weak(name)).unwrap();
    let mut cases = bad(&ours);
    let (params, key) = leaf(|_| {});
    let good = params.signed_by(&key, &ours).unwrap().pem();
    for (name, at_the_end) in [("changed behind its signature", false), ("its signature changed", true)] {
        let chain = tampered(&good, at_the_end);
        cases.push(Case { name: name.to_owned(), chain, key: key.serialize_pem(), wanted: None });
    }
    for name in ["sha1", "rsa-1024"] {
        cases.push(Case { name: name.to_owned(), chain: read(name), key: read("leaf-key"), wanted: None });
    }
    let key_file = files.write("good-key.pem", &key.serialize_pem());
    let consumer = crate::contract::consumer().await;
    let port = format!("tri://127.0.0.1:0?http3.enabled={OVER_QUIC}");
    let (mut refused, mut not_started) = (0, 0);
    for case in &cases {
        let service = Service::default();
        let tls =
            Tls::new().certificate(files.write("chain.pem", &case.chain), files.write("key.pem", &case.key));
        let Ok(provider) = provider(tls, &service, &[&port]).await else {
            // The provider itself finds it too bad to be shown.
            println!("{}: not even served", case.name);
            not_started += 1;
            continue;
        };
        let url = &provider.urls()[0];
        let trusted = if case.name == "sha1" || case.name == "rsa-1024" { weak("ca") } else { ca.clone() };
        let mut settings = vec![("ssl-enabled", "true"), ("ssl.ca", &*trusted)];
        settings.extend(case.wanted.map(|wanted| ("ssl.server-name", wanted)));
        let http1 = [&settings[..], &[("http-version", "1.1"), ("flavor", "connect")]].concat();
        let http3 = [&settings[..], &[("http-version", "3")]].concat();
        for (settings, by) in [(&settings, " TLS: "), (&http1, " TLS: "), (&http3, " over QUIC: TLS: ")] {
            if settings == &http3 && !OVER_QUIC {
                continue;
            }
            let error = note(&consumer, url, settings).await.expect_err(&case.name);
            assert_eq!(error.code(), Code::Unavailable, "{}: {error}", case.name);
            assert!(error.message().contains(by), "{}: {error}", case.name);
        }
        // Without any settings those of the system are trusted, where it has some.
        for version in ["2", "3"] {
            let settings = [("ssl-enabled", "true"), ("http-version", version)];
            note(&consumer, url, &settings).await.expect_err(&case.name);
        }
        assert_eq!(service.notes.load(Ordering::SeqCst), 0, "{}: a request was handled", case.name);
        refused += 1;
        provider.shutdown().await;
    }
    println!("{refused} certificates were refused, {not_started} more could not even be served");
    assert!(refused >= 50, "{refused}");
    // What the others differ from is good.
    for (chain, key, trusted) in
        [(files.write("good.pem", &good), key_file, ca), (weak("good"), weak("leaf-key"), weak("ca"))]
    {
        let service = Service::default();
        let provider = provider(Tls::new().certificate(chain, key), &service, &[&port]).await.unwrap();
        for (version, notes) in [("2", 1), ("3", 2)].into_iter().take(1 + usize::from(OVER_QUIC)) {
            let settings = [("ssl-enabled", "true"), ("ssl.ca", &*trusted), ("http-version", version)];
            assert_eq!(note(&consumer, &provider.urls()[0], &settings).await.unwrap(), notes);
        }
    }
}

/// A port of both protocols that asks for certificates handles nothing of who has none, in whatever way it is asked.
#[tokio::test]
async fn s34_a_port_that_asks_for_certificates_serves_nobody_else() {
    let (files, ours, clients) = (Files::new(), root("ours"), root("clients"));
    let issue = |name: &str, by: &Issuer, usage: Usage| {
        let (params, key) = leaf(|p| p.extended_key_usages = vec![usage]);
        let certificate = files.write(&format!("{name}.pem"), &params.signed_by(&key, by).unwrap().pem());
        (certificate, files.write(&format!("{name}-key.pem"), &key.serialize_pem()))
    };
    let (ca, clients_ca) = (files.write("ca.pem", &ours.pem()), files.write("clients.pem", &clients.pem()));
    let server = issue("server", &ours, Usage::ServerAuth);
    let client = issue("client", &clients, Usage::ClientAuth);
    let stranger = issue("stranger", &root("strangers"), Usage::ClientAuth);
    let namesake = issue("namesake", &root("clients"), Usage::ClientAuth);
    // Signed by the CA of servers, which is not that of clients.
    let wrong_side = issue("wrong-side", &ours, Usage::ClientAuth);
    let for_servers = issue("for-servers", &clients, Usage::ServerAuth);

    let service = Service::default();
    let tls = Tls::new().certificate(server.0, server.1).ca(clients_ca).require_client_certificates();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let both = [format!("tri://{address}?http3.enabled={OVER_QUIC}"), format!("dubbo://{address}")];
    let _provider = provider(tls, &service, &[&both[0], &both[1]]).await.unwrap();
    let consumer = crate::contract::consumer().await;
    let tri = both[0].as_str();
    let ways: [Way<'_>; 6] = [
        ("HTTP/3", tri, &[("http-version", "3")]),
        ("gRPC", tri, &[]),
        ("gRPC-Web", tri, &[("flavor", "grpc-web")]),
        ("Connect", tri, &[("flavor", "connect")]),
        ("HTTP/1.1", tri, &[("flavor", "connect"), ("http-version", "1.1")]),
        ("dubbo", &both[1], &[]),
    ];
    for (way, url, settings) in ways.into_iter().skip(usize::from(!OVER_QUIC)) {
        let plain = note(&consumer, url, settings).await.unwrap_err();
        // There is no HTTP/3 without: nobody is even asked.
        let expected = if way == "HTTP/3" { Code::NoProvider } else { Code::Unavailable };
        assert_eq!(plain.code(), expected, "{way} without TLS: {plain}");
        let trusting = [settings, &[("ssl-enabled", "true"), ("ssl.ca", ca.as_str())]].concat();
        let nobody = note(&consumer, url, &trusting).await.unwrap_err();
        assert!(nobody.message().contains("certificate"), "{way} without a certificate: {nobody}");
        for (name, (certificate, key)) in [
            ("a stranger", &stranger),
            ("a namesake", &namesake),
            ("the CA of servers", &wrong_side),
            ("a certificate for servers", &for_servers),
        ] {
            let showing =
                [&trusting[..], &[("ssl.cert", certificate.as_str()), ("ssl.key", key.as_str())]].concat();
            let error = note(&consumer, url, &showing).await.unwrap_err();
            assert_eq!(error.code(), Code::Unavailable, "{way}, {name}: {error}");
        }
    }
    // Bytes that nobody's client would send.
    let json = "POST /demo.Demo/note HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n[\"x\"]";
    let mut dubbo = vec![0xda, 0xbb, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 5];
    dubbo.extend_from_slice(b"\x052.0.2");
    for bytes in [json.as_bytes(), b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", &dubbo] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert_eq!(answer, b"");
    }
    assert_eq!(service.notes.load(Ordering::SeqCst), 0, "a request was handled");
    let identity = [("ssl.cert", client.0.as_str()), ("ssl.key", client.1.as_str())];
    let good = [&[("ssl-enabled", "true"), ("ssl.ca", ca.as_str())], &identity[..]].concat();
    assert_eq!(note(&consumer, tri, &good).await.unwrap(), 1);
    assert_eq!(note(&consumer, &both[1], &good).await.unwrap(), 2);
}
