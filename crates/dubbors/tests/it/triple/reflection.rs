//! Reflection, as grpcurl asks for it.

use dubbors::Dubbo;

use super::web::exchange;
use super::{NumbersServer, Service};

async fn provider(settings: &str) -> Dubbo {
    let builder = Dubbo::builder().without_registry().protocol(format!("tri://127.0.0.1:0{settings}"));
    builder.serve(NumbersServer::new(Service::default())).build().await.unwrap()
}

/// One request over gRPC-Web, whose messages are JSON.
async fn ask(provider: &Dubbo, version: &str, request: &str) -> String {
    let mut body = vec![0];
    body.extend(u32::try_from(request.len()).unwrap().to_be_bytes());
    body.extend(request.as_bytes());
    let path = format!("/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
    let head = format!("POST {path} HTTP/1.1\r\ncontent-type: application/grpc-web+json");
    exchange(provider, &head, &body).await
}

#[tokio::test]
async fn services_are_listed_and_described_where_the_port_says_so() {
    let off = provider("").await;
    let answer = ask(&off, "v1", r#"{"listServices":""}"#).await;
    assert!(answer.contains("is not provided here"), "{answer}");

    let on = provider("?reflection=true").await;
    for version in ["v1", "v1alpha"] {
        let answer = ask(&on, version, r#"{"host":"h","listServices":"*"}"#).await;
        assert!(answer.contains(r#""validHost":"h""#) && answer.contains("grpc-status: 0"), "{answer}");
        for name in ["it.Numbers", "grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"] {
            assert!(answer.contains(&format!(r#"{{"name":"{name}"}}"#)), "{answer}");
        }
        let answer = ask(&on, version, r#"{"fileContainingSymbol":"grpc.health.v1.Health.Check"}"#).await;
        assert!(answer.contains("fileDescriptorProto"), "{answer}");
        for request in [
            r#"{"fileContainingSymbol":"it.Numbers"}"#,
            r#"{"fileContainingSymbol":"no.Body"}"#,
            r#"{"fileByFilename":"no/body.proto"}"#,
            r#"{"fileContainingExtension":{"containingType":"no.Body","extensionNumber":-1}}"#,
            r#"{"allExtensionNumbersOfType":"no.Body"}"#,
        ] {
            let answer = ask(&on, version, request).await;
            assert!(answer.contains(r#""errorCode":5"#), "{request}: {answer}");
        }
    }
    let answer = ask(&on, "v1", r#"{"fileContainingSymbol":"it.Numbers.add"}"#).await;
    assert!(answer.contains("it.Numbers is a contract of Java types"), "{answer}");
    let answer = ask(&on, "v1", "{}").await;
    assert!(answer.contains(r#""errorCode":3"#), "{answer}");
}

#[tokio::test]
async fn the_builder_speaks_for_all_ports() {
    let provider = Dubbo::builder()
        .without_registry()
        .setting("reflection", "true")
        .protocol("tri://127.0.0.1:0")
        .serve(NumbersServer::new(Service::default()))
        .build()
        .await
        .unwrap();
    let answer = ask(&provider, "v1", r#"{"listServices":""}"#).await;
    assert!(answer.contains("it.Numbers"), "{answer}");
}
