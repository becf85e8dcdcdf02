use std::sync::atomic::Ordering;
use std::time::Duration;

use dubbors_core::{Attachments, Code, HessianArgs, Method, Origin, ServiceDescriptor, ServiceKey};

use crate::service::{Consumer, Provider, descriptor};

const NO_ARGS: HessianArgs<()> = HessianArgs(());

#[tokio::test]
async fn values_of_every_size_come_back() {
    let provider = Provider::start("").await;
    let consumer = Consumer::of(&provider, "");
    for text in ["", "hello", "你好", "a😀é", &"x".repeat(100 * 1024), &"你".repeat(1024 * 1024)] {
        assert_eq!(consumer.echo(text).await.unwrap(), text);
    }
}

#[tokio::test]
async fn null_is_none() {
    let provider = Provider::start("").await;
    let answer = Consumer::of(&provider, "").call("null", &NO_ARGS).await.unwrap();
    assert_eq!(answer.decode::<Option<String>>().unwrap(), None);
}

#[tokio::test]
async fn a_business_exception_crosses_with_class_and_message() {
    let provider = Provider::start("").await;
    let error =
        Consumer::of(&provider, "").call("fail", &HessianArgs((&"no".to_owned(),))).await.unwrap_err();
    let exception = error.as_exception().unwrap();
    assert_eq!((&*exception.class, exception.message.as_deref()), ("demo.Oops", Some("no")));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn attachments_travel_both_ways_and_reserved_ones_are_ours() {
    let provider = Provider::start("").await;
    let mut attachments = Attachments::new();
    attachments.set("k", "v");
    attachments.set("group", "forged");
    let answer = Consumer::of(&provider, "")
        .call_with("attachments", &NO_ARGS, attachments, Duration::from_secs(10))
        .await
        .unwrap();
    let seen: String = answer.decode().unwrap();
    assert!(seen.contains("k=v") && !seen.contains("interface") && !seen.contains("group"), "{seen}");
    assert_eq!(answer.attachments().get("re"), Some("plied"));
}

#[tokio::test]
async fn a_one_way_call_waits_for_nothing_and_arrives() {
    let provider = Provider::start("").await;
    Consumer::of(&provider, "").call("note", &HessianArgs((&"x".to_owned(),))).await.unwrap();
    provider.memory.noted.notified().await;
    assert_eq!(provider.memory.notes.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_timeout_is_an_error_and_the_connection_goes_on() {
    let provider = Provider::start("").await;
    let consumer = Consumer::of(&provider, "");
    let error = consumer
        .call_with("hang", &NO_ARGS, Attachments::new(), Duration::from_millis(50))
        .await
        .unwrap_err();
    assert_eq!((error.code(), error.origin()), (Code::DeadlineExceeded, Origin::Network));
    provider.memory.release.notify_one();
    assert_eq!(consumer.echo("on").await.unwrap(), "on");
}

#[tokio::test]
async fn a_panic_is_an_error_of_its_caller_only() {
    let provider = Provider::start("").await;
    let consumer = Consumer::of(&provider, "");
    let error = consumer.call("panic", &NO_ARGS).await.unwrap_err();
    assert!(error.message().contains("on purpose"), "{error}");
    assert_eq!(consumer.echo("on").await.unwrap(), "on");
}

#[tokio::test]
async fn payload_limits_on_both_sides_are_errors_that_name_the_setting() {
    let provider = Provider::start("payload=1000").await;
    let text = "x".repeat(2000);
    // Our own limit: nothing is sent.
    let small = Consumer::of(&provider, "payload=1000");
    let error = small.echo(&text).await.unwrap_err();
    assert_eq!(error.origin(), Origin::Local);
    assert!(error.to_string().contains("`payload`"), "{error}");
    // The provider's limit on what it reads, and on what it writes.
    let large = Consumer::of(&provider, "");
    let error = large.echo(&text).await.unwrap_err();
    assert!(error.message().contains("max payload: 1000"), "{error}");
    let error = large.call("size", &HessianArgs((&2000i32,))).await.unwrap_err();
    assert!(error.to_string().contains("Data length too large") && error.next().is_some(), "{error}");
    // An answer over the consumer's limit.
    let generous = Provider::start("").await;
    let error =
        Consumer::of(&generous, "payload=1000").call("size", &HessianArgs((&2000i32,))).await.unwrap_err();
    assert!(error.message().contains("too large"), "{error}");
    assert_eq!(large.echo("on").await.unwrap(), "on");
    assert_eq!(small.echo("on").await.unwrap(), "on");
}

#[tokio::test]
async fn what_does_not_exist_is_named_with_what_does() {
    let provider = Provider::start("").await;
    let refused = async |key: ServiceKey, method: Method| {
        let descriptor = ServiceDescriptor::new(key, vec![method.clone()]);
        let consumer = Consumer::with_descriptor(provider.address(), "", descriptor);
        let error = consumer.call(&method.name, &NO_ARGS).await.unwrap_err();
        assert_eq!(error.code(), Code::Unimplemented, "{error}");
        error.to_string()
    };
    let echo = || Method::new("null", "", "V", 0);
    let text = refused(ServiceKey::new("demo.Other"), echo()).await;
    assert!(text.contains("demo.Other") && text.contains("offers: demo.Test"), "{text}");
    let text = refused(ServiceKey::parse("demo.Test:2.0.0"), echo()).await;
    assert!(text.contains("demo.Test:2.0.0 in [demo.Test]"), "{text}");
    let text = refused(ServiceKey::parse("g/demo.Test"), echo()).await;
    assert!(text.contains("g/demo.Test in [demo.Test]"), "{text}");
    let text = refused(ServiceKey::new("demo.Test"), Method::new("nope", "", "V", 0)).await;
    assert!(text.contains("nope") && text.contains("echo"), "{text}");
}

#[tokio::test]
async fn an_argument_that_does_not_fit_is_named() {
    let provider = Provider::start("").await;
    let echo = Method::new("echo", "I", "V", 1);
    let descriptor = ServiceDescriptor::new(descriptor().key().clone(), vec![echo]);
    let consumer = Consumer::with_descriptor(provider.address(), "", descriptor);
    let error = consumer.call("echo", &HessianArgs((&vec![1i32],))).await.unwrap_err();
    assert_eq!(error.code(), Code::Serialization);
    assert!(error.message().contains("argument 1 `text`"), "{error}");
}

#[tokio::test]
async fn a_thousand_calls_at_once_each_get_their_own_answer() {
    let provider = Provider::start("").await;
    let consumer = std::sync::Arc::new(Consumer::of(&provider, ""));
    let calls: Vec<_> = (0..1000)
        .map(|index| {
            let consumer = std::sync::Arc::clone(&consumer);
            tokio::spawn(async move { consumer.echo(&index.to_string()).await.unwrap() == index.to_string() })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap());
    }
}
