use std::sync::atomic::Ordering;
use std::time::Duration;

use dubbors_core::{Attachments, Code, HessianArgs, Origin};

use crate::service::{Consumer, Provider};

const NO_ARGS: HessianArgs<()> = HessianArgs(());

#[tokio::test]
async fn nothing_listens_is_an_error_with_the_address() {
    let provider = Provider::start("").await;
    let address = provider.address();
    provider.port.shutdown(Duration::ZERO).await;
    let consumer = Consumer::at(address.clone(), "");
    assert!(consumer.is_ready(), "nothing is known before the first call");
    let error = consumer.echo("x").await.unwrap_err();
    assert_eq!((error.code(), error.origin()), (Code::Unavailable, Origin::Local));
    assert!(error.message().contains(&address.to_string()), "{error}");
    assert!(!consumer.is_ready());
}

#[tokio::test]
async fn a_provider_that_dies_fails_the_calls_under_way_and_is_found_again() {
    let provider = Provider::start("").await;
    let address = provider.address();
    let consumer = std::sync::Arc::new(Consumer::of(&provider, ""));
    let hanging = {
        let consumer = std::sync::Arc::clone(&consumer);
        tokio::spawn(async move { consumer.call("hang", &NO_ARGS).await.map(drop) })
    };
    provider.memory.hung.notified().await;
    provider.port.shutdown(Duration::ZERO).await;
    let error = hanging.await.unwrap().unwrap_err();
    assert_eq!((error.code(), error.origin()), (Code::Unavailable, Origin::Network));
    let _back = Provider::start_at(&address.to_string(), "").await;
    // One call may still meet a failed attempt that began before the provider was back.
    let answer = match consumer.echo("back").await {
        Ok(answer) => answer,
        Err(_) => consumer.echo("back").await.unwrap(),
    };
    assert_eq!(answer, "back");
    assert!(consumer.is_ready());
}

#[tokio::test]
async fn draining_says_so_and_lets_the_call_under_way_finish() {
    let provider = Provider::start("").await;
    let consumer = std::sync::Arc::new(Consumer::of(&provider, ""));
    let hanging = {
        let consumer = std::sync::Arc::clone(&consumer);
        tokio::spawn(async move { consumer.call("hang", &NO_ARGS).await.map(drop) })
    };
    provider.memory.hung.notified().await;
    let memory = std::sync::Arc::clone(&provider.memory);
    let shutdown = tokio::spawn(provider.port.shutdown(Duration::from_secs(10)));
    while consumer.is_ready() {
        tokio::task::yield_now().await;
    }
    assert_eq!(consumer.echo("still served").await.unwrap(), "still served");
    memory.release.notify_one();
    hanging.await.unwrap().unwrap();
    assert_eq!(shutdown.await.unwrap(), 0, "nothing had to be cut");
}

#[tokio::test]
async fn heartbeats_keep_a_quiet_connection() {
    let provider = Provider::start("heartbeat=50").await;
    let consumer = Consumer::of(&provider, "heartbeat=20");
    assert_eq!(consumer.echo("a").await.unwrap(), "a");
    // The call takes longer than three of the provider's intervals; only heartbeats pass meanwhile.
    let error = consumer
        .call_with("hang", &NO_ARGS, Attachments::new(), Duration::from_millis(400))
        .await
        .unwrap_err();
    assert_eq!(error.code(), Code::DeadlineExceeded, "the connection held: {error}");
    assert_eq!(consumer.echo("b").await.unwrap(), "b");
}

#[tokio::test]
async fn a_cancelled_call_disturbs_nobody() {
    let provider = Provider::start("").await;
    let consumer = std::sync::Arc::new(Consumer::of(&provider, ""));
    let cancelled = {
        let consumer = std::sync::Arc::clone(&consumer);
        tokio::spawn(async move { consumer.call("hang", &NO_ARGS).await.map(drop) })
    };
    provider.memory.hung.notified().await;
    cancelled.abort();
    let _ = cancelled.await;
    provider.memory.release.notify_one();
    for index in 0..10 {
        assert_eq!(consumer.echo(&index.to_string()).await.unwrap(), index.to_string());
    }
    assert_eq!(provider.memory.hanging.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn references_with_their_own_connections_use_all_of_them() {
    let provider = Provider::start("").await;
    let consumer = Consumer::of(&provider, "connections=3");
    for index in 0..9 {
        assert_eq!(consumer.echo(&index.to_string()).await.unwrap(), index.to_string());
    }
}
