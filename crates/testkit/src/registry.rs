//! What every registry promises.

use std::time::Duration;

use dubbors_core::{Address, Instance, Registry, ServiceKey, Watch};

/// How long a change may take to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// Writes one test for each promise of [`dubbors_core::Registry`].
///
/// `$cluster` is an expression that makes a new, empty world: something with a method
/// `async fn connect(&self) -> impl Registry`, which gives one more client of that world, as another process would have.
/// With `optional` before it the expression gives an `Option`, and nothing is tested where it is `None`.
#[macro_export]
macro_rules! registry_suite {
    (optional $cluster:expr) => {
        $crate::registry_suite!(@ $cluster;
            announces_and_takes_back,
            sees_what_was_there_before,
            announces_twice_as_once,
            keeps_providers_apart,
            keeps_groups_and_versions_apart,
            takes_back_when_closed,
            lists_services,
            keeps_every_parameter,
            replaces_a_provider,
            watches_twice,
        );
    };
    (@ $cluster:expr; $($name:ident,)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            if let Some(cluster) = $cluster {
                $crate::registry::$name(cluster.connect().await, cluster.connect().await).await;
            }
        }
    )*};
    ($cluster:expr) => {
        $crate::registry_suite!(optional Some($cluster));
    };
}

/// A provider of `service` at `port`, as a registry is given it.
#[must_use]
pub fn provider(service: &ServiceKey, port: u16) -> Instance {
    let mut instance = Instance::new(Address::new("10.0.0.1", port), "dubbo")
        .with_param("interface", service.interface())
        .with_param("side", "provider");
    for (key, value) in [("group", service.group()), ("version", service.version())] {
        if !value.is_empty() {
            instance = instance.with_param(key, value);
        }
    }
    instance
}

/// A service that no other test uses.
fn service(name: &str) -> ServiceKey {
    ServiceKey::new(format!("org.dubbors.suite.{name}"))
}

fn ports(instances: &[Instance]) -> Vec<u16> {
    let mut ports: Vec<u16> = instances.iter().map(|instance| instance.address().port()).collect();
    ports.sort_unstable();
    ports
}

/// Waits until the watch shows exactly these ports.
pub async fn shows(watch: &mut Watch<Vec<Instance>>, expected: &[u16]) {
    let waiting = async {
        loop {
            let now = watch.current();
            if ports(&now) == expected {
                return;
            }
            assert!(
                watch.changed().await.is_some(),
                "the watch ended, showing {:?}, not {expected:?}",
                ports(&now)
            );
        }
    };
    if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
        panic!("the watch shows {:?} and not {expected:?} after {PATIENCE:?}", ports(&watch.current()));
    }
}

/// What one client announces another sees, until it is taken back.
pub async fn announces_and_takes_back(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("Announces");
    let mut watch = consumer_side.watch(&service).await.unwrap();
    shows(&mut watch, &[]).await;
    provider_side.register(&service, &provider(&service, 1)).await.unwrap();
    shows(&mut watch, &[1]).await;
    provider_side.unregister(&service, &provider(&service, 1)).await.unwrap();
    shows(&mut watch, &[]).await;
    // Nothing to take back is no error.
    provider_side.unregister(&service, &provider(&service, 1)).await.unwrap();
    // And it can come again.
    provider_side.register(&service, &provider(&service, 1)).await.unwrap();
    shows(&mut watch, &[1]).await;
}

/// The first list is complete.
pub async fn sees_what_was_there_before(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("Before");
    provider_side.register(&service, &provider(&service, 1)).await.unwrap();
    provider_side.register(&service, &provider(&service, 2)).await.unwrap();
    let mut watch = consumer_side.watch(&service).await.unwrap();
    assert_eq!(ports(&watch.current()), [1, 2]);
}

/// The same again is no error and no second provider.
pub async fn announces_twice_as_once(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("Twice");
    for _ in 0..2 {
        provider_side.register(&service, &provider(&service, 1)).await.unwrap();
    }
    let mut watch = consumer_side.watch(&service).await.unwrap();
    shows(&mut watch, &[1]).await;
    provider_side.unregister(&service, &provider(&service, 1)).await.unwrap();
    shows(&mut watch, &[]).await;
}

/// Taking one provider back leaves the others, of whatever client.
pub async fn keeps_providers_apart(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("Apart");
    let mut watch = consumer_side.watch(&service).await.unwrap();
    for port in [1, 2] {
        provider_side.register(&service, &provider(&service, port)).await.unwrap();
    }
    consumer_side.register(&service, &provider(&service, 3)).await.unwrap();
    shows(&mut watch, &[1, 2, 3]).await;
    provider_side.unregister(&service, &provider(&service, 1)).await.unwrap();
    shows(&mut watch, &[2, 3]).await;
}

/// A consumer sees its own group and version only.
pub async fn keeps_groups_and_versions_apart(provider_side: impl Registry, consumer_side: impl Registry) {
    let plain = service("Keys");
    let grouped = plain.clone().with_group("g").with_version("1.0.0");
    provider_side.register(&plain, &provider(&plain, 1)).await.unwrap();
    provider_side.register(&grouped, &provider(&grouped, 2)).await.unwrap();
    let other = service("KeysOfAnother");
    provider_side.register(&other, &provider(&other, 3)).await.unwrap();
    shows(&mut consumer_side.watch(&plain).await.unwrap(), &[1]).await;
    shows(&mut consumer_side.watch(&grouped).await.unwrap(), &[2]).await;
    shows(&mut consumer_side.watch(&plain.clone().with_group("*").with_version("*")).await.unwrap(), &[1, 2])
        .await;
}

/// Closing takes every announcement back.
pub async fn takes_back_when_closed(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("Closed");
    let mut watch = consumer_side.watch(&service).await.unwrap();
    for port in [1, 2] {
        provider_side.register(&service, &provider(&service, port)).await.unwrap();
    }
    shows(&mut watch, &[1, 2]).await;
    provider_side.close().await;
    shows(&mut watch, &[]).await;
}

/// Tools see every service that has a provider.
pub async fn lists_services(provider_side: impl Registry, consumer_side: impl Registry) {
    let (a, b) = (service("ListA"), service("ListB").with_group("g").with_version("2"));
    provider_side.register(&a, &provider(&a, 1)).await.unwrap();
    provider_side.register(&b, &provider(&b, 1)).await.unwrap();
    let listed = consumer_side.services().await.unwrap();
    assert!(listed.contains(&a) && listed.contains(&b), "{listed:?}");
    assert!(listed.is_sorted(), "{listed:?}");
}

/// What a provider says arrives as it was said.
pub async fn keeps_every_parameter(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("Parameters");
    let said = provider(&service, 1)
        .with_param("weight", "7")
        .with_param("methods", "a,b")
        // `&` parts parameters in Dubbo's URL, so no value can hold one.
        .with_param("note", "100% of 你好, more");
    provider_side.register(&service, &said).await.unwrap();
    let mut watch = consumer_side.watch(&service).await.unwrap();
    shows(&mut watch, &[1]).await;
    let seen = watch.current();
    let seen = seen.first().unwrap();
    assert_eq!(seen.weight(), 7);
    for key in ["methods", "note", "interface", "side"] {
        assert_eq!(seen.param(key), said.param(key), "{key}");
    }
}

/// A provider may change what it says of itself: the new announcement first, then the old one is taken back.
pub async fn replaces_a_provider(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("Replaced");
    let [old, new] = ["1", "2"].map(|weight| provider(&service, 1).with_param("weight", weight));
    provider_side.register(&service, &old).await.unwrap();
    let mut watch = consumer_side.watch(&service).await.unwrap();
    shows(&mut watch, &[1]).await;
    provider_side.register(&service, &new).await.unwrap();
    shows(&mut watch, &[1, 1]).await;
    provider_side.unregister(&service, &old).await.unwrap();
    shows(&mut watch, &[1]).await;
    assert_eq!(watch.current().first().map(Instance::weight), Some(2));
    // A service whose last provider is gone is no longer listed.
    provider_side.unregister(&service, &new).await.unwrap();
    assert!(!consumer_side.services().await.unwrap().contains(&service));
}

/// Watches of one service are independent of each other.
pub async fn watches_twice(provider_side: impl Registry, consumer_side: impl Registry) {
    let service = service("WatchTwice");
    let first = consumer_side.watch(&service).await.unwrap();
    let mut second = consumer_side.watch(&service).await.unwrap();
    drop(first);
    provider_side.register(&service, &provider(&service, 1)).await.unwrap();
    shows(&mut second, &[1]).await;
    let mut third = consumer_side.watch(&service).await.unwrap();
    assert_eq!(ports(&third.current()), [1]);
    drop(second);
    provider_side.register(&service, &provider(&service, 2)).await.unwrap();
    shows(&mut third, &[1, 2]).await;
}
