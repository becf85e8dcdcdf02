//! What HTTP/3 has of its own: who asks for certificates, the end of calls and of connections, windows. That it carries every kind of
//! call in every flavour is a part of `triple_flavours.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dubbors::{Code, Dubbo, Result, Streaming, Tls};
use tokio::sync::Notify;

use crate::certificates::Files;

#[dubbors::service("it.Work")]
trait Work {
    async fn echo(&self, text: String) -> Result<String>;
    async fn wait(&self) -> Result<String>;
    async fn endless(&self) -> Result<Streaming<String>>;
    async fn swallow(&self, texts: Streaming<String>) -> Result<i64>;
}

#[derive(Clone, Default)]
struct Service(Arc<Seen>);

#[derive(Default)]
struct Seen {
    calls: AtomicUsize,
    begun: Notify,
    go_on: Notify,
    dropped: Notify,
    made: AtomicUsize,
}

/// Tells that the future it is a part of has ended.
struct Guard(Arc<Seen>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.dropped.notify_one();
    }
}

impl Work for Service {
    async fn echo(&self, text: String) -> Result<String> {
        self.0.calls.fetch_add(1, Ordering::SeqCst);
        Ok(text)
    }

    async fn wait(&self) -> Result<String> {
        let _guard = Guard(Arc::clone(&self.0));
        self.0.begun.notify_one();
        self.0.go_on.notified().await;
        Ok("done".to_owned())
    }

    async fn endless(&self) -> Result<Streaming<String>> {
        let (seen, guard) = (Arc::clone(&self.0), Guard(Arc::clone(&self.0)));
        let texts = (0_usize..).map(move |_| {
            let _guard = &guard;
            seen.made.fetch_add(1, Ordering::SeqCst);
            Ok("x".repeat(10_000))
        });
        Ok(Streaming::new(futures_util::stream::iter(texts)))
    }

    async fn swallow(&self, mut texts: Streaming<String>) -> Result<i64> {
        self.0.begun.notify_one();
        self.0.go_on.notified().await;
        let mut length = 0;
        while let Some(text) = texts.next().await {
            length += i64::try_from(text?.len()).unwrap();
        }
        Ok(length)
    }
}

async fn provider(tls: Tls, service: Service) -> Dubbo {
    let builder = Dubbo::builder().without_registry().protocol("tri://127.0.0.1:0?http3.enabled=true");
    builder.tls(tls).serve(WorkServer::new(service)).build().await.unwrap()
}

async fn client(url: &str, tls: Tls) -> WorkClient {
    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    let refer = consumer.refer().url(url).tls(tls).setting("http-version", "3").retries(0).check(false);
    refer.timeout(Duration::from_secs(60)).connect().await.unwrap()
}

/// A provider and a consumer who trusts it.
async fn both() -> (Service, Dubbo, WorkClient) {
    let (files, service) = (Files::new(), Service::default());
    let provider = provider(files.tls("server"), service.clone()).await;
    let client = client(&provider.urls()[0], Tls::new().ca(files.path("ca.pem"))).await;
    assert_eq!(client.echo("a".into()).await.unwrap(), "a");
    (service, provider, client)
}

#[tokio::test]
async fn what_it_needs_is_told() {
    let server = |url: &str| {
        Dubbo::builder().without_registry().protocol(url).serve(WorkServer::new(Service::default()))
    };
    let error = server("tri://127.0.0.1:0?http3.enabled=true").build().await.unwrap_err();
    assert!(error.message().contains("`http3.enabled` is true, but the port 127.0.0.1:"), "{error}");
    assert!(error.next().unwrap().contains("`ssl.cert`"), "{error}");
    let tls = Files::new();
    let error =
        server("dubbo://127.0.0.1:0?http3.enabled=true").tls(tls.tls("server")).build().await.unwrap_err();
    assert!(error.message().contains("no protocol of the port 127.0.0.1:"), "{error}");

    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    let refer = consumer.refer().url("tri://127.0.0.1:1").setting("http-version", "3").check(false);
    let error = match refer.connect::<WorkClient>().await {
        Ok(client) => client.echo(String::new()).await.unwrap_err(),
        Err(error) => error,
    };
    assert!(
        error.message().contains("`http-version` is 3, and 127.0.0.1:1 is called without TLS"),
        "{error}"
    );
}

#[tokio::test]
async fn a_provider_asks_who_calls() {
    let (files, strangers, service) = (Files::new(), Files::new(), Service::default());
    let provider = provider(files.tls("server").require_client_certificates(), service.clone()).await;
    let url = &provider.urls()[0];
    let trust = || Tls::new().ca(files.path("ca.pem"));
    let stranger = trust().certificate(strangers.path("client.pem"), strangers.path("client-key.pem"));
    for (tls, text) in [
        (trust(), "asks for a certificate, and none was shown"),
        (stranger, "does not trust the CA of our certificate"),
    ] {
        let error = client(url, tls).await.echo("a".into()).await.unwrap_err();
        assert_eq!(error.code(), Code::Unavailable);
        assert!(error.message().contains(text), "{error}");
    }
    assert_eq!(service.0.calls.load(Ordering::SeqCst), 0);
    assert_eq!(client(url, files.tls("client")).await.echo("a".into()).await.unwrap(), "a");
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_ends_at_the_provider() {
    let (service, _provider, client) = both().await;
    let seen = &service.0;
    let waiting = client.clone();
    let call = tokio::spawn(async move { waiting.wait().await });
    seen.begun.notified().await;
    call.abort();
    seen.dropped.notified().await;

    let mut endless = client.endless().await.unwrap();
    assert_eq!(endless.next().await.unwrap().unwrap().len(), 10_000);
    drop(endless);
    seen.dropped.notified().await;
    assert_eq!(client.echo("a".into()).await.unwrap(), "a");
}

#[tokio::test]
async fn a_provider_makes_no_more_than_is_read() {
    let (service, _provider, client) = both().await;
    let mut endless = client.endless().await.unwrap();
    endless.next().await.unwrap().unwrap();
    // The stream's window and what may be on the way hold less than a thousand texts.
    let mut made = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = service.0.made.load(Ordering::SeqCst);
        if now == made {
            break;
        }
        made = now;
    }
    assert!(made < 1000, "{made} texts were made, one was read");
    // Others are not held up, and reading makes it go on.
    assert_eq!(client.echo("a".into()).await.unwrap(), "a");
    for _ in 0..made {
        endless.next().await.unwrap().unwrap();
    }
    assert!(service.0.made.load(Ordering::SeqCst) > made);
}

#[tokio::test]
async fn a_consumer_sends_no_more_than_is_read() {
    let (service, _provider, client) = both().await;
    let made = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&made);
    let texts = (0..3000).map(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        "x".repeat(10_000)
    });
    let call = tokio::spawn(async move { client.swallow(Streaming::from_values(texts)).await });
    service.0.begun.notified().await;
    let mut before = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let now = made.load(Ordering::SeqCst);
        if now > 0 && now == before {
            break;
        }
        before = now;
    }
    assert!(before < 1000, "{before} texts were made, none was read");
    service.0.go_on.notify_one();
    assert_eq!(call.await.unwrap().unwrap(), 30_000_000);
}

#[tokio::test]
async fn large_messages_go_both_ways() {
    let (_service, _provider, client) = both().await;
    let text = "0123456789".repeat(700_000);
    let calls = (0..4).map(|_| client.echo(text.clone()));
    for echoed in futures_util::future::join_all(calls).await {
        assert!(echoed.unwrap() == text);
    }
}

#[tokio::test]
async fn a_provider_that_stops_finishes_what_it_has_begun() {
    let (service, provider, client) = both().await;
    let waiting = client.clone();
    let call = tokio::spawn(async move { waiting.wait().await });
    service.0.begun.notified().await;
    let stopping = tokio::spawn(async move { provider.shutdown().await });
    // New calls find nobody as soon as the consumer has heard of it, and are never lost in between.
    while client.echo("b".into()).await.is_ok() {}
    service.0.go_on.notify_one();
    assert_eq!(call.await.unwrap().unwrap(), "done");
    stopping.await.unwrap();
    let error = client.echo("c".into()).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
}

#[tokio::test]
async fn a_consumer_finds_a_provider_that_is_back() {
    let (files, service) = (Files::new(), Service::default());
    let first = provider(files.tls("server"), service.clone()).await;
    let url = first.urls()[0].clone();
    let client = client(&url, Tls::new().ca(files.path("ca.pem"))).await;
    assert_eq!(client.echo("a".into()).await.unwrap(), "a");
    first.shutdown().await;
    assert!(client.echo("b".into()).await.is_err());
    let again = format!("{url}?http3.enabled=true");
    let builder = Dubbo::builder().without_registry().protocol(&again).tls(files.tls("server"));
    let _second = builder.serve(WorkServer::new(service)).build().await.unwrap();
    assert_eq!(client.echo("c".into()).await.unwrap(), "c");
}
