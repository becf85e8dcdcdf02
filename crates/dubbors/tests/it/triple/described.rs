//! Contracts that are asked of the server, and called with JSON.

use std::time::Duration;

use dubbors::json::{ProtoJson, Schema};
use dubbors::{Code, Dubbo, StatusCode, Streaming, context};

use super::{NumbersServer, Service};

const HEALTH: &str = "grpc.health.v1.Health";
const REFLECTION: &str = "grpc.reflection.v1.ServerReflection";

async fn provider(settings: &str) -> Dubbo {
    let builder = Dubbo::builder().without_registry().protocol(format!("tri://127.0.0.1:0{settings}"));
    builder.serve(NumbersServer::new(Service::default())).build().await.unwrap()
}

fn url(provider: &Dubbo) -> String {
    provider.urls()[0].replace("tri:", "grpc:")
}

#[tokio::test]
async fn a_server_tells_its_contracts_and_is_called_by_them() {
    let provider = provider("?reflection=true").await;
    let (url, dubbo) = (url(&provider), Dubbo::builder().without_registry().build().await.unwrap());
    let reflection = dubbo.reflection(&url).timeout(Duration::from_secs(20)).connect().await.unwrap();
    let services = reflection.services().await.unwrap();
    assert!(services.iter().any(|name| name == HEALTH) && services.is_sorted(), "{services:?}");

    let schema = reflection.schema(HEALTH).await.unwrap();
    let health = dubbo.generic_protobuf(&schema, HEALTH).url(&url).connect().await.unwrap();
    assert_eq!(health.call("Check", "{}").await.unwrap(), r#"{"status":"SERVING"}"#);
    assert_eq!(health.call("check", r#"{"service":"it.Numbers"}"#).await.unwrap(), r#"{"status":"SERVING"}"#);
    let mut watch = health.server_streaming("Watch", b"{}").await.unwrap();
    assert_eq!(watch.next().await.unwrap().unwrap(), r#"{"status":"SERVING"}"#);
    drop(watch);

    let schema = reflection.schema(&format!("{REFLECTION}.ServerReflectionInfo")).await.unwrap();
    let asking = dubbo.generic_protobuf(&schema, REFLECTION).url(&url).connect().await.unwrap();
    let question = || Streaming::from_values([r#"{"host":"h","listServices":"*"}"#.to_owned()]);
    let mut answers = asking.bidi_streaming("ServerReflectionInfo", question()).await.unwrap();
    let answer = answers.next().await.unwrap().unwrap();
    assert!(answer.starts_with(r#"{"validHost":"h","#), "{answer}");
    assert!(answers.next().await.is_none());
    let plain = asking.clone().with_json(ProtoJson::new().with_proto_names());
    let mut answers = plain.stream("serverReflectionInfo", question()).await.unwrap();
    assert!(answers.next().await.unwrap().unwrap().contains(r#""valid_host":"h""#));

    // One message for one, as a stream too, with what comes before and behind it.
    let one = Streaming::from_values(["{}".to_owned()]);
    let mut answers = context::scope(health.stream("Check", one)).await.unwrap();
    assert!(answers.next().await.unwrap().is_ok() && answers.next().await.is_none());
}

#[tokio::test]
async fn mistakes_are_named() {
    let provider = provider("?reflection=true").await;
    let (url, dubbo) = (url(&provider), Dubbo::builder().without_registry().build().await.unwrap());
    let reflection = dubbo.reflection(&url).connect().await.unwrap();
    for (name, text) in [("no.Body", "no.Body is not known here"), ("it.Numbers", "contract of Java types")] {
        let error = reflection.schema(name).await.unwrap_err();
        assert_eq!(error.status_code(), StatusCode::NotFound);
        assert!(error.message().contains(text), "{error}");
    }
    let schema = reflection.schema(HEALTH).await.unwrap();
    let error = dubbo.generic_protobuf(&schema, "no.Body").url(&url).connect().await.unwrap_err();
    assert!(error.message().contains("no service no.Body; it has: grpc.health.v1.Health"), "{error}");

    let health = dubbo.generic_protobuf(&schema, HEALTH).url(&url).connect().await.unwrap();
    for (method, json, text) in [
        ("Check", r#"{"servce":"x"}"#, "HealthCheckRequest has no field servce; it has: service"),
        ("Check", "[]", "expected grpc.health.v1.HealthCheckRequest, got"),
        ("Chek", "{}", "has no method Chek; its methods: Check, "),
        ("Watch", "{}", "Watch answers with a stream"),
    ] {
        let error = health.call(method, json).await.unwrap_err();
        assert_eq!(error.code(), Code::Invalid);
        assert!(error.message().contains(text), "{error}");
    }
    for (messages, text) in [(0, "there is none"), (2, "there are more")] {
        let messages = Streaming::from_values(vec!["{}".to_owned(); messages]);
        let error = health.stream("Check", messages).await.unwrap_err();
        assert!(error.message().contains(text), "{error}");
    }
    let error = health.call("Check", r#"{"service":"no.Body"}"#).await.unwrap_err();
    assert_eq!(error.status_code(), StatusCode::NotFound);
    assert!(Schema::parse(b"nonsense").is_err());
}

#[tokio::test]
async fn a_server_without_reflection_is_told_apart() {
    let provider = provider("").await;
    let dubbo = Dubbo::builder().without_registry().build().await.unwrap();
    let error = dubbo.reflection(url(&provider)).connect().await.unwrap().schema(HEALTH).await.unwrap_err();
    assert_eq!(error.code(), Code::Unimplemented);
    assert!(error.message().contains("it has no reflection"), "{error}");
}
