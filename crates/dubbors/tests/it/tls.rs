//! `dubbo://` over TLS. Without the feature, asking for it is an error.

use dubbors::{Dubbo, Tls};

use crate::contract::{DemoServer, Service};

fn builder() -> dubbors::Builder {
    Dubbo::builder()
        .without_registry()
        .protocol("dubbo://127.0.0.1:0")
        .serve(DemoServer::new(Service::default()))
}

#[cfg(not(feature = "tls"))]
#[tokio::test]
async fn tls_is_never_left_out_in_silence() {
    let tls = Tls::new().certificate("cert.pem", "key.pem");
    let error = builder().tls(tls).build().await.unwrap_err();
    assert!(error.to_string().contains("feature `tls`"), "{error}");
    let (_provider, url) = crate::contract::start(Service::default()).await;
    let dubbo = crate::contract::consumer().await;
    let client = dubbo.refer().url(&url).tls(Tls::new()).connect::<crate::contract::DemoClient>().await;
    let error = client.unwrap_err().to_string();
    assert!(error.contains("feature `tls`"), "{error}");
}

#[cfg(feature = "tls")]
mod on {
    use dubbors::{Code, Error, Result, ServiceKey};

    use super::*;
    use crate::certificates::Files;
    use crate::contract::{DemoClient, connect};

    async fn greet(dubbo: &Dubbo, url: &str, tls: Option<Tls>) -> Result<String> {
        let mut refer = dubbo.refer().url(url).retries(0).timeout(std::time::Duration::from_secs(10));
        if let Some(tls) = tls {
            refer = refer.tls(tls);
        }
        let demo: DemoClient = refer.connect().await?;
        demo.say_hello("Ada".into()).await
    }

    fn url(provider: &Dubbo) -> String {
        provider.urls().first().unwrap().clone()
    }

    #[tokio::test]
    async fn calls_go_over_tls_and_no_other_way() {
        let files = Files::new();
        let provider = builder().tls(files.tls("server")).build().await.unwrap();
        let url = url(&provider);
        let dubbo = crate::contract::consumer().await;
        let ours = Tls::new().ca(files.path("ca.pem"));
        assert_eq!(greet(&dubbo, &url, Some(ours)).await.unwrap(), "Hello, Ada!");

        let theirs = Tls::new().ca(Files::new().path("ca.pem"));
        let gone = greet(&dubbo, &url, Some(theirs)).await.unwrap_err();
        assert!(gone.message().contains("`ssl.ca`: ") && gone.message().contains("cannot be read"), "{gone}");
        let others = Files::new();
        let error = greet(&dubbo, &url, Some(Tls::new().ca(others.path("ca.pem")))).await.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable);
        assert!(error.message().contains("certificate is signed by nobody we trust"), "{error}");
        assert!(error.next().unwrap_or_default().contains("`ssl.ca`"), "{error}");

        let plain = greet(&dubbo, &url, None).await.unwrap_err();
        assert_eq!(plain.code(), Code::Unavailable, "{plain}");
        // A whole process that consumes over TLS.
        let dubbo = Dubbo::builder().without_registry().tls(files.tls("client")).build().await.unwrap();
        assert_eq!(greet(&dubbo, &url, None).await.unwrap(), "Hello, Ada!");
        let plain = crate::contract::start(Service::default()).await;
        let error = greet(&dubbo, &plain.1, None).await.unwrap_err();
        assert!(error.next().unwrap_or_default().contains("`ssl-enabled`"), "{error}");
    }

    #[tokio::test]
    async fn a_provider_asks_who_calls() {
        let files = Files::new();
        let tls = files.tls("server").require_client_certificates();
        let provider = builder().tls(tls).build().await.unwrap();
        let url = url(&provider);
        let dubbo = crate::contract::consumer().await;
        assert_eq!(greet(&dubbo, &url, Some(files.tls("client"))).await.unwrap(), "Hello, Ada!");
        let nobody = greet(&dubbo, &url, Some(Tls::new().ca(files.path("ca.pem")))).await.unwrap_err();
        assert!(nobody.message().contains("asks for a certificate, and none was shown"), "{nobody}");
        let strangers = Files::new();
        let stranger = Tls::new()
            .certificate(strangers.path("client.pem"), strangers.path("client-key.pem"))
            .ca(files.path("ca.pem"));
        let error: Error = greet(&dubbo, &url, Some(stranger)).await.unwrap_err();
        assert!(error.message().contains("does not trust the CA of our certificate"), "{error}");
    }

    #[tokio::test]
    async fn consumers_do_as_a_provider_announces() {
        let files = Files::new();
        let registry = format!("memory://{}", files.path("registry").replace('/', "-"));
        let provider = |plaintext| {
            let tls = files.tls("server");
            let tls = if plaintext { tls.allow_plaintext() } else { tls };
            Dubbo::builder()
                .registry(&registry)
                .protocol("dubbo://127.0.0.1:0")
                .serve(DemoServer::new(Service::default()))
                .tls(tls)
                .build()
        };
        let consumer = Dubbo::builder().registry(&registry).build().await.unwrap();
        let announced = async || {
            let key = ServiceKey::new("demo.Demo");
            consumer.providers(&key).await.unwrap().first().unwrap().to_url().to_string()
        };
        let tls_only = provider(false).await.unwrap();
        let url = announced().await;
        assert!(url.contains("ssl-enabled=true") && !url.contains("ssl.") && !url.contains(".pem"), "{url}");
        // The consumer says whom it trusts, not that there is TLS.
        let refer = consumer.refer().setting("ssl.ca", files.path("ca.pem"));
        let demo: DemoClient = refer.connect().await.unwrap();
        assert_eq!(demo.say_hello("Ada".into()).await.unwrap(), "Hello, Ada!");
        tls_only.shutdown().await;

        let _both = provider(true).await.unwrap();
        let url = announced().await;
        assert!(!url.contains("ssl"), "{url}");
        let demo: DemoClient = consumer.refer().connect().await.unwrap();
        assert_eq!(demo.say_hello("Ada".into()).await.unwrap(), "Hello, Ada!");
        let ours = Tls::new().ca(files.path("ca.pem"));
        let demo: DemoClient = consumer.refer().tls(ours).connect().await.unwrap();
        assert_eq!(demo.say_hello("Ada".into()).await.unwrap(), "Hello, Ada!");
    }

    #[tokio::test]
    async fn parameters_of_a_protocol_say_the_same() {
        let files = Files::new();
        let url = |cert: &str| {
            format!(
                "dubbo://127.0.0.1:0?ssl-enabled=true&ssl.cert={}&ssl.key={}",
                files.path(cert),
                files.path("server-key.pem")
            )
        };
        let start = |url: String| {
            Dubbo::builder()
                .without_registry()
                .protocol(url)
                .serve(DemoServer::new(Service::default()))
                .build()
        };
        let provider = start(url("server.pem")).await.unwrap();
        let tls = Tls::new().ca(files.path("ca.pem"));
        let dubbo = crate::contract::consumer().await;
        assert!(greet(&dubbo, &super::on::url(&provider), Some(tls)).await.is_ok());
        for (cert, expected) in
            [("nowhere.pem", "cannot be read"), ("client.pem", "cannot be used with the key")]
        {
            let error = start(url(cert)).await.unwrap_err();
            assert!(error.message().contains(expected) && error.message().contains(cert), "{error}");
            assert!(error.message().starts_with("dubbo://127.0.0.1:0: "), "{error}");
        }
        // A plain consumer of the usual kind still calls a plain provider.
        let (_plain, url) = crate::contract::start(Service::default()).await;
        assert_eq!(connect(&url).await.say_hello("x".into()).await.unwrap(), "Hello, x!");
    }
}
