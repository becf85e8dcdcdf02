//! A server that does what a test says, in stopped time.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use dubbors_core::{Address, Code};
use tokio::sync::Notify;

use super::*;
use crate::interface::provider_node;

#[derive(Default)]
struct Server {
    /// Refuses everything while false.
    away: AtomicBool,
    /// Ends every session at once while true.
    flapping: AtomicBool,
    sessions: AtomicUsize,
    nodes: Mutex<BTreeSet<String>>,
    changed: Notify,
    expired: Notify,
    lists: AtomicUsize,
}

#[derive(Clone)]
struct Fake(Arc<Server>);

struct FakeSession(Arc<Server>);

impl Server {
    fn check(&self) -> Result<()> {
        if self.away.load(Ordering::SeqCst) { Err(Error::unavailable("connection refused")) } else { Ok(()) }
    }

    fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    fn expire(&self) {
        lock(&self.nodes).clear();
        self.expired.notify_waiters();
        self.changed.notify_waiters();
    }

    fn nodes(&self) -> usize {
        lock(&self.nodes).len()
    }
}

impl Backend for Fake {
    type Session = FakeSession;

    async fn connect(&self) -> Result<FakeSession> {
        self.0.check()?;
        if self.0.sessions.fetch_add(1, Ordering::SeqCst) > 1000 {
            // A loop without a pause would never let the stopped time go on.
            std::future::pending::<()>().await;
        }
        Ok(FakeSession(Arc::clone(&self.0)))
    }

    fn place(&self) -> &str {
        "fake://h:1"
    }
}

impl Session for FakeSession {
    async fn announce(&self, _: &ServiceKey, instance: &Instance) -> Result<()> {
        self.0.check()?;
        lock(&self.0.nodes).insert(provider_node(instance));
        self.0.changed.notify_waiters();
        Ok(())
    }

    async fn withdraw(&self, _: &ServiceKey, instance: &Instance) -> Result<()> {
        self.0.check()?;
        lock(&self.0.nodes).remove(&provider_node(instance));
        self.0.changed.notify_waiters();
        Ok(())
    }

    async fn list(&self, _: &ServiceKey, reader: &mut NodeReader) -> Result<(Vec<Instance>, Changed)> {
        self.0.check()?;
        self.0.lists.fetch_add(1, Ordering::SeqCst);
        let server = Arc::clone(&self.0);
        let changed = async move { server.changed.notified().await };
        let nodes: Vec<String> = lock(&self.0.nodes).iter().cloned().collect();
        Ok((reader.read(nodes.iter().map(String::as_str)), Box::pin(changed)))
    }

    async fn services(&self) -> Result<Vec<ServiceKey>> {
        self.0.check().map(|()| Vec::new())
    }

    async fn ended(&self) {
        if self.0.flapping.load(Ordering::SeqCst) {
            return;
        }
        self.0.expired.notified().await;
    }

    async fn close(&self) {
        lock(&self.0.nodes).clear();
    }
}

fn setup() -> (Arc<Server>, Supervisor<Fake>, ServiceKey, Instance) {
    let server = Arc::new(Server::default());
    let supervisor = Supervisor::new(Fake(Arc::clone(&server)), Duration::from_secs(5));
    let instance = Instance::new(Address::new("10.0.0.1", 1), "dubbo").with_param("interface", "a.B");
    (server, supervisor, ServiceKey::new("a.B"), instance)
}

/// Lets every task run until it waits for something.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(30)).await;
}

#[tokio::test(start_paused = true)]
async fn a_new_session_gets_everything_again() {
    let (server, supervisor, service, instance) = setup();
    supervisor.register(&service, &instance).await.unwrap();
    let mut watch = supervisor.watch(&service).await.unwrap();
    assert_eq!(watch.current().len(), 1);
    server.expire();
    assert_eq!(server.nodes(), 0);
    settle().await;
    assert_eq!((server.nodes(), server.sessions.load(Ordering::SeqCst)), (1, 2));
    assert_eq!(watch.current().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn while_the_server_is_away_the_list_stays() {
    let (server, supervisor, service, instance) = setup();
    supervisor.register(&service, &instance).await.unwrap();
    let mut watch = supervisor.watch(&service).await.unwrap();
    server.set_away(true);
    server.expire();
    settle().await;
    assert_eq!(watch.current().len(), 1, "nothing is known, so nothing changes");
    server.set_away(false);
    settle().await;
    assert_eq!((server.nodes(), watch.current().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_absent_server_is_an_error_in_time_and_waited_for() {
    let (server, supervisor, service, instance) = setup();
    server.set_away(true);
    for error in [
        supervisor.register(&service, &instance).await.unwrap_err(),
        supervisor.watch(&service).await.map(drop).unwrap_err(),
        supervisor.services().await.map(drop).unwrap_err(),
    ] {
        assert_eq!(error.code(), Code::Unavailable);
        for part in ["fake://h:1 did not answer within 5s", "connection refused", "check"] {
            assert!(error.to_string().contains(part), "{error}");
        }
    }
    server.set_away(false);
    settle().await;
    assert_eq!(server.nodes(), 1, "the announcement was still wanted");
}

#[tokio::test(start_paused = true)]
async fn what_was_taken_back_while_the_server_was_away_does_not_come_again() {
    let (server, supervisor, service, instance) = setup();
    supervisor.register(&service, &instance).await.unwrap();
    server.set_away(true);
    assert!(supervisor.unregister(&service, &instance).await.is_err());
    server.set_away(false);
    settle().await;
    assert_eq!(server.nodes(), 0, "the session lived on, so the node had to be removed");
    server.expire();
    settle().await;
    assert_eq!(server.nodes(), 0);
    supervisor.unregister(&service, &instance).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_announced_again_is_not_taken_back_by_an_older_wish() {
    let (server, supervisor, service, instance) = setup();
    let instances: Vec<Instance> = (0..20).map(|n| instance.clone().with_param("n", n.to_string())).collect();
    for instance in &instances {
        supervisor.register(&service, instance).await.unwrap();
    }
    server.set_away(true);
    for instance in &instances {
        supervisor.unregister(&service, instance).await.unwrap_err();
        supervisor.register(&service, instance).await.unwrap_err();
    }
    server.set_away(false);
    settle().await;
    assert_eq!(server.nodes(), 20);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ends_every_session_is_asked_with_pauses() {
    let (server, supervisor, service, instance) = setup();
    server.flapping.store(true, Ordering::SeqCst);
    let _ = supervisor.register(&service, &instance).await;
    settle().await;
    let sessions = server.sessions.load(Ordering::SeqCst);
    assert!((2..60).contains(&sessions), "{sessions}");
    server.flapping.store(false, Ordering::SeqCst);
    settle().await;
    assert_eq!(server.nodes(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_watch_does_not_hold_the_session_of_a_registry_that_is_gone() {
    let (server, supervisor, service, instance) = setup();
    supervisor.register(&service, &instance).await.unwrap();
    let _watch = supervisor.watch(&service).await.unwrap();
    drop(supervisor);
    settle().await;
    assert_eq!(Arc::strong_count(&server), 1, "session and backend are gone");
}

#[tokio::test(start_paused = true)]
async fn many_changes_are_read_together_and_an_unused_watch_ends() {
    let (server, supervisor, service, instance) = setup();
    let mut watch = supervisor.watch(&service).await.unwrap();
    let before = server.lists.load(Ordering::SeqCst);
    for n in 0..100 {
        supervisor.register(&service, &instance.clone().with_param("n", n.to_string())).await.unwrap();
    }
    settle().await;
    assert_eq!(watch.current().len(), 100);
    assert!(server.lists.load(Ordering::SeqCst) - before < 10);
    drop(watch);
    settle().await;
    let before = server.lists.load(Ordering::SeqCst);
    server.changed.notify_waiters();
    settle().await;
    assert_eq!(server.lists.load(Ordering::SeqCst), before);
}

#[tokio::test(start_paused = true)]
async fn closing_takes_everything_back() {
    let (server, supervisor, service, instance) = setup();
    supervisor.register(&service, &instance).await.unwrap();
    supervisor.close().await;
    settle().await;
    assert_eq!(server.nodes(), 0);
}
