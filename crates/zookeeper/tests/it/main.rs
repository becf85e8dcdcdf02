//! The ZooKeeper registry against a real server, named by `DUBBORS_TEST_ZOOKEEPER=host:port`. Without it the tests say
//! that they were skipped; `cargo xtask interop` starts a server and runs them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::time::Duration;

use dubbors_core::{AnyRegistry, Code, Registry, ServiceKey, url};
use dubbors_testkit::registry::{provider, shows};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use zookeeper_client as zk;

/// A part of a real server that no other test uses.
struct World {
    server: String,
    root: String,
}

impl World {
    fn new() -> Option<Self> {
        let Ok(server) = std::env::var("DUBBORS_TEST_ZOOKEEPER") else {
            eprintln!("SKIP: no real ZooKeeper; set DUBBORS_TEST_ZOOKEEPER=host:port");
            return None;
        };
        Some(Self { server, root: format!("dubbors-test-{:016x}", fastrand::u64(..)) })
    }

    fn url(&self) -> String {
        format!(
            "zookeeper://{}?group={}&timeout=20000&session=2000&application=suite",
            self.server, self.root
        )
    }

    async fn connect(&self) -> AnyRegistry {
        dubbors_zookeeper::registry(&self.url().parse().unwrap()).unwrap()
    }

    /// A client of the server that knows nothing of Dubbo.
    async fn raw(&self) -> zk::Client {
        zk::Client::connect(&self.server).await.unwrap()
    }
}

dubbors_testkit::registry_suite!(optional World::new());

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nodes_are_where_java_looks_for_them() {
    let Some(world) = World::new() else { return };
    let (registry, raw) = (world.connect().await, world.raw().await);
    let service = ServiceKey::new("a.B").with_group("g").with_version("1.0.0");
    registry.register(&service, &provider(&service, 1)).await.unwrap();
    let _watch = registry.watch(&service).await.unwrap();
    let providers = raw.list_children(&format!("/{}/a.B/providers", world.root)).await.unwrap();
    let text = url::decode(&providers[0]).unwrap();
    assert_eq!(text, "dubbo://10.0.0.1:1/a.B?group=g&interface=a.B&side=provider&version=1.0.0");
    let consumers = raw.list_children(&format!("/{}/a.B/consumers", world.root)).await.unwrap();
    let text = url::decode(&consumers[0]).unwrap();
    assert!(
        text.starts_with("consumer://") && text.contains("/a.B?application=suite&category=consumers"),
        "{text}"
    );
    for path in [format!("/{}/a.B/providers/{}", world.root, providers[0])] {
        let (_, stat) = raw.get_data(&path).await.unwrap();
        assert_ne!(stat.ephemeral_owner, 0, "the node ends with its session");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_does_not_register_leaves_no_node_and_hears_all_the_same() {
    let Some(world) = World::new() else { return };
    let url = format!("{}&register=false", world.url());
    let reader = dubbors_zookeeper::registry(&url.parse().unwrap()).unwrap();
    let service = ServiceKey::new("a.B");
    let mut watch = reader.watch(&service).await.unwrap();
    assert_eq!(watch.current().len(), 0);
    let raw = world.raw().await;
    assert_eq!(raw.check_stat(&format!("/{}", world.root)).await.unwrap(), None);
    let writer = world.connect().await;
    writer.register(&service, &provider(&service, 3)).await.unwrap();
    shows(&mut watch, &[3]).await;
    let nodes = raw.list_children(&format!("/{}/a.B", world.root)).await.unwrap();
    assert_eq!(nodes, ["providers"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_of_an_ended_session_is_replaced() {
    let Some(world) = World::new() else { return };
    let raw = world.raw().await;
    let service = ServiceKey::new("a.B");
    let folder = format!("/{}/a.B/providers", world.root);
    raw.mkdir(&folder, &zk::CreateMode::Persistent.with_acls(zk::Acls::anyone_all())).await.unwrap();
    let node = format!("{folder}/{}", dubbors_registry::interface::provider_node(&provider(&service, 1)));
    let options = zk::CreateMode::Ephemeral.with_acls(zk::Acls::anyone_all());
    raw.create(&node, b"", &options).await.unwrap();
    let registry = world.connect().await;
    registry.register(&service, &provider(&service, 1)).await.unwrap();
    let (_, stat) = raw.get_data(&node).await.unwrap();
    assert_ne!(stat.ephemeral_owner, raw.session_id().0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_nodes_do_not_hide_the_others() {
    let Some(world) = World::new() else { return };
    let raw = world.raw().await;
    let service = ServiceKey::new("a.B");
    let folder = format!("/{}/a.B/providers", world.root);
    let options = zk::CreateMode::Persistent.with_acls(zk::Acls::anyone_all());
    raw.mkdir(&folder, &options).await.unwrap();
    for node in ["%zz", "hello", "dubbo%3A%2F%2Fh%2Fa.B", "dubbo%3A%2F%2Fh%3A1%2Fa.B%3Fweight%3Dabc"] {
        raw.create(&format!("{folder}/{node}"), b"", &options).await.unwrap();
    }
    let registry = world.connect().await;
    registry.register(&service, &provider(&service, 7)).await.unwrap();
    let mut watch = registry.watch(&service).await.unwrap();
    shows(&mut watch, &[7]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_expired_session_everything_is_there_again() {
    let Some(world) = World::new() else { return };
    let raw = world.raw().await;
    let wire = Wire::to(&world.server).await;
    let through = World { server: wire.address.clone(), root: world.root.clone() };
    let registry = through.connect().await;
    let service = ServiceKey::new("a.B");
    registry.register(&service, &provider(&service, 1)).await.unwrap();
    let mut watch = registry.watch(&service).await.unwrap();
    shows(&mut watch, &[1]).await;

    wire.cut(true);
    let folder = format!("/{}/a.B/providers", world.root);
    let count = async || raw.list_children(&folder).await.unwrap().len();
    eventually("the server forgets the session", async || count().await == 0).await;
    assert_eq!(watch.current().len(), 1, "while the registry is away, the list stays");

    wire.cut(false);
    eventually("the provider is announced again", async || count().await == 1).await;
    let other = world.connect().await;
    other.register(&service, &provider(&service, 2)).await.unwrap();
    shows(&mut watch, &[1, 2]).await;
}

async fn eventually(what: &str, done: impl AsyncFn() -> bool) {
    let waiting = async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waiting).await.unwrap_or_else(|_| panic!("{what}"));
}

/// A wire to the server that can be cut.
struct Wire {
    address: String,
    cut: watch::Sender<bool>,
}

impl Wire {
    async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (cut, is_cut) = watch::channel(false);
        let server = server.to_owned();
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (mut is_cut, server) = (is_cut.clone(), server.clone());
                tokio::spawn(async move {
                    let Ok(mut far) = TcpStream::connect(server).await else { return };
                    tokio::select! {
                        _ = is_cut.wait_for(|cut| *cut) => {}
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                    }
                });
            }
        });
        Self { address, cut }
    }

    fn cut(&self, cut: bool) {
        self.cut.send_replace(cut);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_absent_server_is_an_error_in_time() {
    // A port that nobody listens at.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("zookeeper://127.0.0.1:{port}?timeout=1500");
    let registry = dubbors_zookeeper::registry(&url.parse().unwrap()).unwrap();
    let service = ServiceKey::new("a.B");
    let error = registry.register(&service, &provider(&service, 1)).await.unwrap_err();
    assert_eq!(error.code(), Code::Unavailable);
    for part in [&format!("zookeeper://127.0.0.1:{port}"), "did not answer within 1.5s", "start it"] {
        assert!(error.to_string().contains(part), "`{part}` is not in: {error}");
    }
}
