//! `tri://`: the same contracts over HTTP/2, and streams.

mod compression;
#[cfg(feature = "json")]
mod described;
mod formats;
mod health;
mod reflection;
mod web;

use std::sync::Arc;
use std::time::Duration;

use dubbors::{Code, Dubbo, Error, Result, Status, StatusCode, Streaming, context};
use tokio::sync::Notify;

#[dubbors::service("it.Numbers")]
trait Numbers {
    async fn add(&self, a: i32, b: i64) -> Result<i64>;
    async fn maybe(&self, text: Option<String>) -> Result<Option<String>>;
    async fn fail(&self, how: String) -> Result<()>;
    async fn told(&self) -> Result<Vec<String>>;
    async fn up_to(&self, end: i32) -> Result<Streaming<i32>>;
    async fn sum(&self, numbers: Streaming<i32>) -> Result<i64>;
    async fn double(&self, numbers: Streaming<i32>) -> Result<Streaming<i32>>;
    async fn forever(&self) -> Result<Streaming<String>>;
}

#[derive(Default)]
struct Service {
    /// Somebody gave a stream up.
    dropped: Arc<Notify>,
}

impl Numbers for Service {
    async fn add(&self, a: i32, b: i64) -> Result<i64> {
        context::reply("took", "no time")?;
        Ok(i64::from(a) + b)
    }

    async fn maybe(&self, text: Option<String>) -> Result<Option<String>> {
        Ok(text)
    }

    async fn fail(&self, how: String) -> Result<()> {
        match how.as_str() {
            "exception" => Err(Error::exception("java.lang.IllegalStateException", "no")),
            "status" => Err(Error::status(StatusCode::Aborted, "lost").with_detail("x/a.B", &b"\x01"[..])),
            "panic" => panic!("oh"),
            _ => {
                tokio::time::sleep(Duration::from_secs(3600)).await;
                Ok(())
            }
        }
    }

    async fn told(&self) -> Result<Vec<String>> {
        let attachments = context::attachments();
        let mut told: Vec<String> = attachments.iter().map(|(key, value)| format!("{key}={value}")).collect();
        told.sort();
        Ok(told)
    }

    async fn up_to(&self, end: i32) -> Result<Streaming<i32>> {
        if end < 0 {
            return Err(Error::status(StatusCode::OutOfRange, "below 0"));
        }
        Ok(Streaming::from_values(0..end))
    }

    async fn sum(&self, mut numbers: Streaming<i32>) -> Result<i64> {
        let mut sum = 0;
        while let Some(number) = numbers.next().await {
            sum += i64::from(number?);
        }
        Ok(sum)
    }

    async fn double(&self, mut numbers: Streaming<i32>) -> Result<Streaming<i32>> {
        let (sender, doubled) = Streaming::channel(1);
        tokio::spawn(async move {
            while let Some(number) = numbers.next().await {
                let sent = match number {
                    Ok(13) => return sender.fail(Error::status(StatusCode::Internal, "13")).await,
                    Ok(number) => sender.send(number * 2).await,
                    Err(error) => return sender.fail(error).await,
                };
                sent?;
            }
            Ok(())
        });
        Ok(doubled)
    }

    async fn forever(&self) -> Result<Streaming<String>> {
        let (sender, stream) = Streaming::channel(1);
        let dropped = Arc::clone(&self.dropped);
        tokio::spawn(async move {
            while sender.send("x".repeat(1000)).await.is_ok() {}
            dropped.notify_one();
        });
        Ok(stream)
    }
}

async fn pair(service: Service) -> (Dubbo, NumbersClient) {
    let provider = Dubbo::builder()
        .without_registry()
        .protocol("tri://127.0.0.1:0")
        .serve(NumbersServer::new(service))
        .build()
        .await
        .unwrap();
    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    let client = consumer.refer().url(&provider.urls()[0]).connect().await.unwrap();
    (provider, client)
}

#[tokio::test]
async fn arguments_nulls_and_attachments_travel_in_the_wrapper() {
    let (provider, client) = pair(Service::default()).await;
    context::scope(async {
        assert_eq!(client.add(1, 1 << 40).await.unwrap(), (1 << 40) + 1);
        assert_eq!(context::reply_attachment("took").as_deref(), Some("no time"));
        context::attach("user-id", "u 1").unwrap();
        context::attach("city", "Zürich").unwrap();
        assert_eq!(client.told().await.unwrap(), ["city=Zürich", "user-id=u 1"]);
    })
    .await;
    context::scope(async {
        client.add(1, 1).await.unwrap();
        assert_eq!(context::reply_attachment("took").as_deref(), Some("no time"));
        let _stream = client.double(Streaming::from_values([1])).await.unwrap();
        assert!(context::reply_attachments().is_empty(), "that of the call before is not that of the stream");
    })
    .await;
    assert_eq!(client.maybe(None).await.unwrap(), None);
    assert_eq!(client.maybe(Some("é".into())).await.unwrap().as_deref(), Some("é"));
    provider.shutdown().await;
}

#[tokio::test]
async fn failures_keep_what_they_are() {
    let (provider, client) = pair(Service::default()).await;
    let error = client.fail("exception".into()).await.unwrap_err();
    let exception = error.as_exception().unwrap();
    assert_eq!(
        (exception.class.as_str(), exception.message.as_deref()),
        ("java.lang.IllegalStateException", Some("no"))
    );

    let error = client.fail("status".into()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Application, "lost"));
    let Some(Status { code: StatusCode::Aborted, details, .. }) = error.as_status() else {
        panic!("{error:?}")
    };
    assert_eq!(details[0].type_url, "x/a.B");

    let error = client.fail("panic".into()).await.unwrap_err();
    assert_eq!((error.code(), error.message()), (Code::Internal, "panicked: oh"));
    // The connection goes on.
    assert_eq!(client.add(1, 2).await.unwrap(), 3);
    provider.shutdown().await;
}

#[tokio::test]
async fn streams_in_all_directions() {
    let (provider, client) = pair(Service::default()).await;
    let mut stream = client.up_to(3).await.unwrap();
    for expected in 0..3 {
        assert_eq!(stream.next().await.unwrap().unwrap(), expected);
    }
    assert!(stream.next().await.is_none());
    let error = client.up_to(-1).await.unwrap_err();
    assert_eq!((error.status_code(), error.message()), (StatusCode::OutOfRange, "below 0"));

    assert_eq!(client.sum(Streaming::from_values(0..10_000)).await.unwrap(), 49_995_000);
    assert_eq!(client.sum(Streaming::from_values([])).await.unwrap(), 0);

    // One at a time: each answer comes before the next question.
    let (sender, numbers) = Streaming::channel(1);
    let mut doubled = client.double(numbers).await.unwrap();
    for number in 0..10 {
        sender.send(number).await.unwrap();
        assert_eq!(doubled.next().await.unwrap().unwrap(), number * 2);
    }
    sender.send(13).await.unwrap();
    let error = doubled.next().await.unwrap().unwrap_err();
    assert_eq!((error.status_code(), error.message()), (StatusCode::Internal, "13"));
    assert!(doubled.next().await.is_none());
    provider.shutdown().await;
}

#[tokio::test]
async fn a_callers_own_failure_ends_its_stream() {
    let (provider, client) = pair(Service::default()).await;
    let (sender, numbers) = Streaming::channel(1);
    let sum = tokio::spawn(async move { client.sum(numbers).await });
    sender.send(1).await.unwrap();
    sender.fail(Error::invalid("changed my mind")).await.unwrap();
    let error = sum.await.unwrap().unwrap_err();
    assert!(error.message().ends_with(": changed my mind"), "{error}");
    provider.shutdown().await;
}

#[tokio::test]
async fn a_stream_that_is_not_read_waits_and_its_end_is_heard() {
    let service = Service::default();
    let dropped = Arc::clone(&service.dropped);
    let (provider, client) = pair(service).await;
    let mut stream = client.forever().await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().len(), 1000);
    drop(stream);
    dropped.notified().await;
    provider.shutdown().await;
}

#[tokio::test]
async fn a_deadline_ends_the_call() {
    let (provider, client) = pair(Service::default()).await;
    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    drop(client);
    let client: NumbersClient =
        consumer.refer().url(&provider.urls()[0]).timeout(Duration::from_millis(50)).connect().await.unwrap();
    let error = client.fail("sleep".into()).await.unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded, "{error}");
    provider.shutdown().await;
}

/// What a plain HTTP/1.1 request is answered with: the head, and the body.
async fn plain(provider: &Dubbo, request: &str) -> (String, String) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let address = provider.urls()[0].strip_prefix("tri://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn whoever_speaks_http_can_call_with_json() {
    let (provider, _client) = pair(Service::default()).await;
    let post = |path: &str, body: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nuser-id: u\r\n\
             connection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    for (path, body, status, answer) in [
        ("/it.Numbers/add", "[1, 2]", "200", "3"),
        ("/it.Numbers/Add", r#"{"a": 1, "b": "4000000000"}"#, "200", "4000000001"),
        ("/it.Numbers/maybe", "null", "200", "null"),
        ("/it.Numbers/maybe", r#""x""#, "200", r#""x""#),
        ("/it.Numbers/told", "", "200", r#"["user-id=u"]"#),
        ("/it.Numbers/fail", r#""status""#, "409", r#"{"code":"aborted","message":"lost""#),
        ("/it.Numbers/add", "[1, \"x\"]", "400", r#"{"code":"invalid_argument","message":"#),
        (
            "/it.Numbers/nothing",
            "[]",
            "404",
            r#"{"code":"unimplemented","message":"service it.Numbers has no method"#,
        ),
        ("/it.Nobody/add", "[]", "404", r#"{"code":"unimplemented","message":"service it.Nobody is not"#),
    ] {
        let (head, got) = plain(&provider, &post(path, body)).await;
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{path} {body}: {head} {got}");
        assert!(got.starts_with(answer), "{path} {body}: {got}");
    }
    let (head, _) = plain(
        &provider,
        "GET /it.Numbers/add?encoding=json&message=[] HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert!(head.starts_with("HTTP/1.1 405 "), "{head}");
    provider.shutdown().await;
}
