use std::collections::HashMap;
use std::time::Duration;

use dubbors::{Code, context};

use crate::contract::{Demo, DemoClient, Service, User, connect, consumer, start};

#[tokio::test]
async fn every_kind_of_method_is_called() {
    let (_provider, url) = start(Service::default()).await;
    let demo = connect(&url).await;
    assert_eq!(demo.say_hello("world".into()).await.unwrap(), "Hello, world!");
    assert_eq!(demo.echo_user(User::ferris()).await.unwrap(), User::ferris());
    assert_eq!(demo.find(1).await.unwrap(), Some(User::ferris()));
    assert_eq!(demo.find(2).await.unwrap(), None);
    assert_eq!(demo.overload_text("a".into()).await.unwrap(), "text a");
    assert_eq!(demo.overload_number(7).await.unwrap(), "number 7");
    let by_name = HashMap::from([("a".to_owned(), 10), ("b".to_owned(), 20)]);
    assert_eq!(demo.sum(vec![1, 2, 3], by_name).await.unwrap(), 36);
    demo.fail("no".into()).await.unwrap();
}

#[tokio::test]
async fn a_client_is_an_implementation_too() {
    async fn greet(demo: &impl Demo) -> String {
        demo.say_hello("trait".into()).await.unwrap()
    }
    let (_provider, url) = start(Service::default()).await;
    assert_eq!(greet(&connect(&url).await).await, "Hello, trait!");
    assert_eq!(greet(&Service::default()).await, "Hello, trait!");
}

#[tokio::test]
async fn failures_keep_their_kind() {
    let (_provider, url) = start(Service::default()).await;
    let demo = connect(&url).await;
    let error = demo.fail("exception".into()).await.unwrap_err();
    let exception = error.as_exception().unwrap();
    assert_eq!((exception.class.as_str(), exception.message.as_deref()), ("demo.Oops", Some("on purpose")));
    let error = demo.fail("error".into()).await.unwrap_err();
    assert_eq!(error.code(), Code::Internal);
    assert!(error.message().contains("a bug"), "{error}");
    let error = demo.fail("panic".into()).await.unwrap_err();
    assert!(error.message().contains("at the disco"), "{error}");
    assert_eq!(demo.say_hello("x".into()).await.unwrap(), "Hello, x!", "the connection lives");
}

#[tokio::test]
async fn a_one_way_call_does_not_wait_and_arrives() {
    let service = Service::default();
    let (_provider, url) = start(service.clone()).await;
    let demo = connect(&url).await;
    demo.note("x".into()).await.unwrap();
    service.noted.notified().await;
    assert_eq!(demo.notes().await.unwrap(), 1);
}

#[tokio::test]
async fn attachments_travel_both_ways() {
    let (_provider, url) = start(Service::default()).await;
    let demo = connect(&url).await;
    assert_eq!(demo.caller().await.unwrap(), "tests ");
    context::scope(async {
        context::attach("user-id", "u-1").unwrap();
        assert_eq!(demo.caller().await.unwrap(), "tests u-1");
        assert_eq!(context::reply_attachment("took").as_deref(), Some("long"));
        context::detach("user-id").unwrap();
        assert_eq!(demo.caller().await.unwrap(), "tests ");
    })
    .await;
}

#[tokio::test]
async fn a_call_ends_with_its_timeout_and_says_where() {
    let (_provider, url) = start(Service::default()).await;
    let dubbo = consumer().await;
    let demo: DemoClient = dubbo
        .refer()
        .url(&url)
        .setting("hang.timeout", "50")
        .setting("hang.retries", "0")
        .connect()
        .await
        .unwrap();
    let error = demo.hang().await.unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    assert!(error.to_string().contains("demo.Demo") && error.to_string().contains("127.0.0.1"), "{error}");
    assert_eq!(demo.say_hello("x".into()).await.unwrap(), "Hello, x!");
}

#[tokio::test]
async fn a_call_that_is_dropped_is_forgotten() {
    let service = Service::default();
    let (_provider, url) = start(service.clone()).await;
    let demo = connect(&url).await;
    tokio::select! {
        biased;
        _ = demo.hang() => unreachable!(),
        () = service.hanging.notified() => {}
    }
    service.release.notify_one();
    assert_eq!(demo.say_hello("x".into()).await.unwrap(), "Hello, x!");
}

#[tokio::test]
async fn limits_and_filters_are_settings_of_a_service() {
    use dubbors::{Dubbo, Served};
    let service = Service::default();
    let served = Served::new(crate::contract::DemoServer::new(service.clone())).setting("hang.executes", "1");
    let provider = Dubbo::builder()
        .without_registry()
        .protocol("dubbo://127.0.0.1:0")
        .serve(served)
        .build()
        .await
        .unwrap();
    let demo: DemoClient = consumer()
        .await
        .refer()
        .url(&provider.urls()[0])
        .retries(0)
        .timeout(Duration::from_secs(10))
        .connect()
        .await
        .unwrap();
    let first = tokio::spawn({
        let demo = demo.clone();
        async move { demo.hang().await }
    });
    service.hanging.notified().await;
    let error = demo.hang().await.unwrap_err();
    assert_eq!(error.code(), Code::LimitExceeded);
    service.release.notify_one();
    first.await.unwrap().unwrap();
}
