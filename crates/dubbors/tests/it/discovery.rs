use std::collections::HashSet;
use std::time::Duration;

use dubbors::{Code, Dubbo, Served, ServiceKey};

use crate::contract::{DemoClient, DemoServer, Service};

/// A registry for one test.
fn registry() -> String {
    format!("memory://{:016x}", fastrand())
}

fn fastrand() -> u64 {
    use std::hash::{BuildHasher, Hasher};
    std::collections::hash_map::RandomState::new().build_hasher().finish()
}

async fn provider(registry: &str, name: &'static str) -> Dubbo {
    Dubbo::builder()
        .application("shop")
        .registry(registry)
        .protocol("dubbo://127.0.0.1:0")
        .serve(DemoServer::new(Service { name, ..Service::default() }))
        .build()
        .await
        .unwrap()
}

async fn consumer(registry: &str) -> Dubbo {
    Dubbo::builder().registry(registry).build().await.unwrap()
}

async fn who(demo: &DemoClient) -> String {
    demo.say_hello("who".into()).await.unwrap()
}

/// Calls until every one of `names` has answered and nobody else.
async fn until_answered_by(demo: &DemoClient, names: &[&str]) {
    let names: HashSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let calling = async {
        loop {
            let mut answered = HashSet::new();
            for _ in 0..20 {
                answered.insert(who(demo).await);
            }
            if answered == names {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), calling).await.expect("the right providers answer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn providers_come_and_go_without_a_failed_call() {
    let registry = registry();
    let one = provider(&registry, "one").await;
    let demo: DemoClient = consumer(&registry).await.refer().connect().await.unwrap();
    assert_eq!(who(&demo).await, "one");
    let two = provider(&registry, "two").await;
    until_answered_by(&demo, &["one", "two"]).await;
    one.shutdown().await;
    until_answered_by(&demo, &["two"]).await;
    drop(two);
}

#[tokio::test]
async fn groups_and_versions_are_found_apart() {
    let registry = registry();
    let build = |name, group, version| {
        let served = Served::new(DemoServer::new(Service { name, ..Service::default() }));
        let served = served.group(group).version(version);
        Dubbo::builder().registry(&registry).protocol("dubbo://127.0.0.1:0").serve(served).build()
    };
    let _a = build("a", "g", "1.0.0").await.unwrap();
    let _b = build("b", "", "2.0.0").await.unwrap();
    let dubbo = consumer(&registry).await;
    let a: DemoClient = dubbo.refer().group("g").version("1.0.0").connect().await.unwrap();
    assert_eq!(who(&a).await, "a");
    let b: DemoClient = dubbo.refer().version("2.0.0").connect().await.unwrap();
    assert_eq!(who(&b).await, "b");
    let error = dubbo.refer().connect::<DemoClient>().await.unwrap_err();
    assert_eq!(error.code(), Code::NoProvider);
    for part in ["no provider of demo.Demo", &registry, "demo.Demo:2.0.0", "g/demo.Demo:1.0.0"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    let keys = dubbo.services().await.unwrap();
    assert_eq!(keys, [ServiceKey::parse("demo.Demo:2.0.0"), ServiceKey::parse("g/demo.Demo:1.0.0")]);
}

#[tokio::test]
async fn without_a_check_a_consumer_waits_for_its_provider() {
    let registry = registry();
    let dubbo = consumer(&registry).await;
    let demo: DemoClient = dubbo.refer().check(false).retries(0).connect().await.unwrap();
    let error = demo.say_hello("x".into()).await.unwrap_err();
    assert_eq!(error.code(), Code::NoProvider);
    assert!(error.to_string().contains(&registry), "{error}");
    let _one = provider(&registry, "one").await;
    let calling = async {
        while demo.say_hello("who".into()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), calling).await.expect("the provider is found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_find_each_other_through_files() {
    let folder = tempfile::tempdir().unwrap();
    let registry = format!("file://{}", folder.path().join("registry").display());
    let one = provider(&registry, "one").await;
    let dubbo = consumer(&registry).await;
    let demo: DemoClient = dubbo.refer().connect().await.unwrap();
    assert_eq!(who(&demo).await, "one");
    let found = dubbo.providers(&ServiceKey::new("demo.Demo")).await.unwrap();
    assert_eq!(found[0].param("application"), Some("shop"));
    one.shutdown().await;
    assert!(dubbo.services().await.unwrap().is_empty());
}

#[tokio::test]
async fn several_urls_are_several_providers() {
    let (one, two) = (registry(), registry());
    let one = provider(&one, "one").await;
    let two = provider(&two, "two").await;
    let dubbo = Dubbo::builder().without_registry().build().await.unwrap();
    let both = format!("{};{}", one.urls()[0], two.urls()[0]);
    let demo: DemoClient = dubbo.refer().url(both).load_balance("roundrobin").connect().await.unwrap();
    until_answered_by(&demo, &["one", "two"]).await;
}
