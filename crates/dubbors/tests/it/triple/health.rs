//! Health checks, as dubbo-go's client and probes make them.

use dubbors::protobuf::prost;
use dubbors::{Dubbo, Result, Served, StatusCode, Streaming};

use super::{NumbersServer, Service};

#[derive(Clone, PartialEq, prost::Message)]
#[prost(prost_path = "::dubbors::protobuf::prost")]
pub struct Request {
    #[prost(string, tag = "1")]
    service: String,
}

#[derive(Clone, PartialEq, prost::Message)]
#[prost(prost_path = "::dubbors::protobuf::prost")]
pub struct Reply {
    #[prost(int32, tag = "1")]
    status: i32,
}

const SERVING: i32 = 1;
const NOT_SERVING: i32 = 2;
const SERVICE_UNKNOWN: i32 = 3;

#[dubbors::service("grpc.health.v1.Health", protobuf = b"")]
pub trait Health {
    #[dubbors(name = "Check")]
    async fn check(&self, request: Request) -> Result<Reply>;
    #[dubbors(name = "Watch")]
    async fn watch(&self, request: Request) -> Result<Streaming<Reply>>;
}

fn of(service: &str) -> Request {
    Request { service: service.to_owned() }
}

async fn pair() -> (Dubbo, HealthClient) {
    let provider = Dubbo::builder()
        .without_registry()
        .protocol("tri://127.0.0.1:0")
        .serve(NumbersServer::new(Service::default()))
        .serve(Served::new(NumbersServer::new(Service::default())).group("g").version("2.0.0"))
        .build()
        .await
        .unwrap();
    let consumer = Dubbo::builder().without_registry().build().await.unwrap();
    let client = consumer.refer().url(&provider.urls()[0]).connect().await.unwrap();
    (provider, client)
}

async fn next(stream: &mut Streaming<Reply>) -> i32 {
    stream.next().await.unwrap().unwrap().status
}

#[tokio::test]
async fn services_are_checked_by_key_and_by_interface() {
    let (provider, client) = pair().await;
    for name in ["", "it.Numbers", "g/it.Numbers:2.0.0"] {
        assert_eq!(client.check(of(name)).await.unwrap().status, SERVING, "{name}");
    }
    let error = client.check(of("it.Nobody")).await.unwrap_err();
    assert_eq!((error.status_code(), error.message()), (StatusCode::NotFound, "unknown service it.Nobody"));
    provider.health().set_serving("g/it.Numbers:2.0.0", false);
    assert_eq!(client.check(of("g/it.Numbers:2.0.0")).await.unwrap().status, NOT_SERVING);
    assert_eq!(client.check(of("it.Numbers")).await.unwrap().status, SERVING);
    assert_eq!(client.check(of("")).await.unwrap().status, SERVING);
    provider.shutdown().await;
}

#[tokio::test]
async fn whoever_watches_hears_of_every_change_and_of_the_end_first() {
    let (provider, client) = pair().await;
    let mut service = client.watch(of("g/it.Numbers:2.0.0")).await.unwrap();
    let mut mine = client.watch(of("database")).await.unwrap();
    assert_eq!((next(&mut service).await, next(&mut mine).await), (SERVING, SERVICE_UNKNOWN));
    provider.health().set_serving("database", true);
    provider.health().set_serving("g/it.Numbers:2.0.0", false);
    assert_eq!((next(&mut service).await, next(&mut mine).await), (NOT_SERVING, SERVING));
    provider.health().set_serving("g/it.Numbers:2.0.0", true);
    assert_eq!(next(&mut service).await, SERVING);

    // Open watches do not keep the process from its end.
    let limit = std::time::Duration::from_secs(5);
    tokio::time::timeout(limit, provider.shutdown()).await.unwrap();
    assert_eq!((next(&mut service).await, next(&mut mine).await), (NOT_SERVING, NOT_SERVING));
    let error = service.next().await.unwrap().unwrap_err();
    assert_eq!(error.status_code(), StatusCode::Unavailable, "{error}");
}
