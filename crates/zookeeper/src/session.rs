//! One ZooKeeper session, and what the registry does in it.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use dubbors_core::{Error, Instance, Origin, Result, ServiceKey};
use dubbors_registry::interface::{NodeReader, provided_by};
use dubbors_registry::supervisor::{Backend, Changed, Session};
use futures_util::StreamExt;
use futures_util::stream;
use zookeeper_client as zk;

use crate::path::Paths;
use crate::settings::Settings;

/// How many interfaces are listed at a time.
const LISTED_AT_ONCE: usize = 32;

/// How to reach one ZooKeeper.
pub(crate) struct ZooKeeper {
    settings: Settings,
}

impl ZooKeeper {
    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings }
    }
}

impl Backend for ZooKeeper {
    type Session = ZooKeeperSession;

    async fn connect(&self) -> Result<ZooKeeperSession> {
        let settings = &self.settings;
        let mut connector =
            zk::Client::connector().with_session_timeout(settings.session).with_fail_eagerly();
        if let Some(digest) = &settings.digest {
            connector = connector.with_auth("digest", digest.as_bytes());
        }
        let connecting = connector.connect(&settings.servers);
        let client = match tokio::time::timeout(settings.timeout, connecting).await {
            Ok(connected) => connected.map_err(|error| refused("connecting failed", error))?,
            Err(_) => {
                return Err(Error::unavailable(format!("no session within {:?}", settings.timeout)));
            }
        };
        let acls = if settings.digest.is_some() { zk::Acls::creator_all() } else { zk::Acls::anyone_all() };
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Ok(ZooKeeperSession {
            client,
            acls,
            paths: Paths::new(&settings.root),
            application: settings.application.clone(),
            consumer: settings.register_consumer.then(|| Consumer {
                host: dubbors_transport::local_ip().to_string(),
                timestamp: i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            }),
            shown: Mutex::default(),
        })
    }

    fn place(&self) -> &str {
        &self.settings.place
    }
}

/// What a consumer's node says besides the service.
struct Consumer {
    host: String,
    timestamp: i64,
}

/// An open session.
pub(crate) struct ZooKeeperSession {
    client: zk::Client,
    acls: zk::Acls<'static>,
    paths: Paths,
    application: String,
    /// `None` when consumers leave no node.
    consumer: Option<Consumer>,
    /// Services whose consumers have their node in this session.
    shown: Mutex<HashSet<ServiceKey>>,
}

impl ZooKeeperSession {
    /// Makes a folder and those above it; that it is there already is fine.
    async fn make(&self, path: &str) -> Result<()> {
        let options = zk::CreateMode::Persistent.with_acls(self.acls);
        match self.client.mkdir(path, &options).await {
            Ok(()) | Err(zk::Error::NodeExists) => Ok(()),
            Err(error) => Err(refused(&format!("making {path} failed"), error)),
        }
    }

    /// Makes a node of this session. One that is there may belong to a session that is about to end, and would
    /// vanish with it: it is replaced, as in Java.
    async fn put(&self, folder: &str, path: &str) -> Result<()> {
        let options = zk::CreateMode::Ephemeral.with_acls(self.acls);
        let mut created = self.client.create(path, b"", &options).await;
        if let Err(zk::Error::NoNode) = created {
            self.make(folder).await?;
            created = self.client.create(path, b"", &options).await;
        }
        if let Err(zk::Error::NodeExists) = created {
            self.delete(path).await?;
            created = self.client.create(path, b"", &options).await;
        }
        created.map(drop).map_err(|error| refused(&format!("making a node in {folder} failed"), error))
    }

    async fn delete(&self, path: &str) -> Result<()> {
        match self.client.delete(path, None).await {
            Ok(()) | Err(zk::Error::NoNode) => Ok(()),
            Err(error) => Err(refused("removing a node failed", error)),
        }
    }

    /// The nodes in a folder, and what tells of the next change. A folder that is not there is made, as in Java; but
    /// who leaves no trace waits for it.
    async fn children(&self, path: &str) -> Result<(Vec<String>, zk::OneshotWatcher), zk::Error> {
        loop {
            match self.client.list_and_watch_children(path).await {
                Err(zk::Error::NoNode) if self.consumer.is_some() => {
                    match self.client.mkdir(path, &zk::CreateMode::Persistent.with_acls(self.acls)).await {
                        Ok(()) | Err(zk::Error::NodeExists) => {}
                        Err(error) => return Err(error),
                    }
                }
                Err(zk::Error::NoNode) => {
                    let (stat, watcher) = self.client.check_and_watch_stat(path).await?;
                    if stat.is_none() {
                        return Ok((Vec::new(), watcher));
                    }
                }
                listed => return listed,
            }
        }
    }

    /// Shows that a consumer is there. Only people read it, so a failure is no reason to do without providers.
    async fn show_consumer(&self, service: &ServiceKey) {
        let Some(Consumer { host, timestamp }) = &self.consumer else { return };
        let path = self.paths.consumer(service, &self.application, host, std::process::id(), *timestamp);
        if let Err(error) = self.put(&self.paths.consumers(service), &path).await {
            tracing::debug!(%service, %error, "the consumer's node was not made");
        }
    }

    /// The keys of the services that have providers below one interface's node.
    async fn keys(&self, interface_node: String) -> Result<Vec<ServiceKey>> {
        let nodes = match self.client.list_children(&self.paths.providers_of(&interface_node)).await {
            Ok(nodes) => nodes,
            Err(zk::Error::NoNode) => return Ok(Vec::new()),
            Err(error) => return Err(refused("listing providers failed", error)),
        };
        Ok(nodes.iter().filter_map(|node| provided_by(node)).collect())
    }
}

impl Session for ZooKeeperSession {
    async fn announce(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        self.put(&self.paths.providers(service), &self.paths.provider(service, instance)).await
    }

    async fn withdraw(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        self.delete(&self.paths.provider(service, instance)).await
    }

    async fn list(&self, service: &ServiceKey, reader: &mut NodeReader) -> Result<(Vec<Instance>, Changed)> {
        let path = self.paths.providers(service);
        let (mut nodes, watcher) =
            self.children(&path).await.map_err(|error| refused(&format!("listing {path} failed"), error))?;
        let is_new = self.shown.lock().unwrap_or_else(PoisonError::into_inner).insert(service.clone());
        if is_new {
            self.show_consumer(service).await;
        }
        // The server's order changes from one list to the next.
        nodes.sort_unstable();
        let instances = reader.read(nodes.iter().map(String::as_str));
        Ok((instances, Box::pin(async move { drop(watcher.changed().await) })))
    }

    async fn services(&self) -> Result<Vec<ServiceKey>> {
        let interfaces = match self.client.list_children(self.paths.root()).await {
            Ok(interfaces) => interfaces,
            Err(zk::Error::NoNode) => return Ok(Vec::new()),
            Err(error) => return Err(refused("listing services failed", error)),
        };
        let lists: Vec<Result<Vec<ServiceKey>>> = stream::iter(interfaces)
            .map(|interface| self.keys(interface))
            .buffer_unordered(LISTED_AT_ONCE)
            .collect()
            .await;
        let mut keys = lists.into_iter().collect::<Result<Vec<_>>>()?.concat();
        keys.sort();
        keys.dedup();
        Ok(keys)
    }

    async fn ended(&self) {
        let mut states = self.client.state_watcher();
        let mut state = states.state();
        while !state.is_terminated() {
            state = states.changed().await;
            tracing::debug!(%state, "the state of the ZooKeeper session changed");
        }
    }

    async fn close(&self) {
        // The session ends when its last client is dropped, which is when the last watch has let go of it; its nodes
        // shall be gone now.
        let id = self.client.session_id();
        let Ok(nodes) = self.client.list_ephemerals(self.paths.root()).await else { return };
        for node in nodes {
            if let Err(error) = self.delete(&node).await {
                tracing::debug!(session = ?id, %error, "a node was not removed");
            }
        }
    }
}

fn refused(what: &str, error: zk::Error) -> Error {
    let denied = matches!(error, zk::Error::NoAuth | zk::Error::AuthFailed);
    let message = format!("{what}: {error}");
    let refusal = if denied {
        Error::denied(message).with_next("check user and password: zookeeper://user:password@host:2181")
    } else {
        Error::unavailable(message)
    };
    refusal.with_origin(Origin::Network).with_source(error)
}
