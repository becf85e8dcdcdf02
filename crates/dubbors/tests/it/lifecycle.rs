use std::time::Duration;

use dubbors::{Code, Dubbo};

use crate::contract::{DemoServer, Service, connect, start};

#[tokio::test]
async fn calls_under_way_finish_before_the_end() {
    let service = Service::default();
    let (provider, url) = start(service.clone()).await;
    let demo = connect(&url).await;
    let call = tokio::spawn(async move { demo.hang().await });
    service.hanging.notified().await;
    let shutdown = tokio::spawn(async move { provider.shutdown().await });
    tokio::task::yield_now().await;
    assert!(!shutdown.is_finished());
    service.release.notify_one();
    call.await.unwrap().unwrap();
    shutdown.await.unwrap();
}

#[tokio::test]
async fn the_limit_cuts_calls_that_do_not_end() {
    let service = Service::default();
    let provider = Dubbo::builder()
        .without_registry()
        .protocol("dubbo://127.0.0.1:0")
        .shutdown_timeout(Duration::from_millis(300))
        .serve(DemoServer::new(service.clone()))
        .build()
        .await
        .unwrap();
    let demo = connect(&provider.urls()[0]).await;
    let call = tokio::spawn(async move { demo.hang().await });
    service.hanging.notified().await;
    provider.shutdown().await;
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.code(), Code::Unavailable, "{error}");
}

#[tokio::test]
async fn ports_are_free_after_the_end() {
    let (provider, url) = start(Service::default()).await;
    provider.shutdown().await;
    provider.shutdown().await;
    let address = url.strip_prefix("dubbo://").unwrap();
    std::net::TcpListener::bind(address).unwrap();
}

#[tokio::test]
async fn dropping_everything_withdraws_the_announcement() {
    let registry = "memory://dropped";
    let watcher = Dubbo::builder().registry(registry).build().await.unwrap();
    let provider = Dubbo::builder()
        .registry(registry)
        .protocol("dubbo://127.0.0.1:0")
        .serve(DemoServer::new(Service::default()))
        .build()
        .await
        .unwrap();
    assert_eq!(watcher.services().await.unwrap().len(), 1);
    drop(provider);
    let gone = async {
        while !watcher.services().await.unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();
}
