//! The handle of a running process.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{AnyRegistry, Extensions, Health, Instance, Registry, Result, ServiceKey};
use tokio::sync::Mutex;

use crate::refer::{Refer, Typed, Untyped};
use crate::server::Server;
use crate::{Builder, lifecycle};

/// What references and services of one process share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) ext: Extensions,
    pub(crate) application: String,
    /// Registries with what to call them in messages: their URL without user and parameters.
    pub(crate) registries: Vec<(String, AnyRegistry)>,
    /// Settings of everything that does not set them itself.
    pub(crate) settings: Vec<(String, String)>,
}

impl Shared {
    /// The registries for a message.
    pub(crate) fn places(&self) -> String {
        let places: Vec<&str> = self.registries.iter().map(|(place, _)| place.as_str()).collect();
        places.join(", ")
    }

    /// The services of all registries, sorted.
    pub(crate) async fn services(&self) -> Result<Vec<ServiceKey>> {
        let mut all = Vec::new();
        for (place, registry) in &self.registries {
            let some = registry.services().await;
            all.extend(some.map_err(|error| error.context(format_args!("cannot list {place}")))?);
        }
        all.sort();
        all.dedup();
        Ok(all)
    }
}

/// A process that provides services, or refers to those of others, or both. Cheap to clone.
///
/// When the last clone is dropped, ports close at once and announcements are taken back in the background; prefer
/// [`shutdown`](Self::shutdown), which lets calls finish. References live on.
#[derive(Clone)]
pub struct Dubbo {
    shared: Arc<Shared>,
    running: Arc<Running>,
}

struct Running {
    health: Health,
    urls: Vec<String>,
    server: Mutex<Option<Server>>,
    shutdown_timeout: Duration,
}

impl Dubbo {
    /// Begins to describe what this process provides and where it looks for others.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(shared: Arc<Shared>, server: Server, shutdown_timeout: Duration) -> Self {
        let (health, urls) = (server.health().clone(), server.urls());
        let running = Running { health, urls, server: Mutex::new(Some(server)), shutdown_timeout };
        Self { shared, running: Arc::new(running) }
    }

    /// Begins to describe a reference to a service.
    pub fn refer(&self) -> Refer<Typed> {
        Refer::typed(Arc::clone(&self.shared))
    }

    /// Begins to describe a reference to an interface whose contract is not at hand.
    pub fn generic(&self, interface: impl AsRef<str>) -> Refer<Untyped> {
        Refer::untyped(Arc::clone(&self.shared), interface.as_ref())
    }

    /// Begins to describe a reference to a service of a `.proto` file that is read at run time, which is called with JSON.
    ///
    /// ```no_run
    /// # async fn example(dubbo: dubbors::Dubbo) -> dubbors::Result<()> {
    /// let url = "grpc://127.0.0.1:50051";
    /// // What the server tells of itself; or the bytes of a file: `Schema::parse`.
    /// let schema = dubbo.reflection(url).connect().await?.schema("helloworld.Greeter").await?;
    /// let greeter = dubbo.generic_protobuf(&schema, "helloworld.Greeter").url(url).connect().await?;
    /// let reply = greeter.call("SayHello", r#"{"name": "Ada"}"#).await?;
    /// # let _ = reply;
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "json")]
    pub fn generic_protobuf(
        &self,
        schema: &dubbors_serialization::Schema,
        service: impl AsRef<str>,
    ) -> Refer<crate::Described> {
        Refer::described(Arc::clone(&self.shared), schema, service.as_ref())
    }

    /// Begins to describe a reference to what the server at `url`, such as `grpc://127.0.0.1:50051`, tells of its services:
    /// gRPC's reflection. All that is asked about one name may take 3 s, unless [`Refer::timeout`] says otherwise.
    #[cfg(all(feature = "json", feature = "protobuf", feature = "triple"))]
    pub fn reflection(&self, url: impl Into<String>) -> Refer<crate::Reflective> {
        Refer::reflective(Arc::clone(&self.shared), url.into())
    }

    /// Where this process can be called, as it announces it: `dubbo://10.0.0.1:20880`. Empty without services.
    #[must_use]
    pub fn urls(&self) -> &[String] {
        &self.running.urls
    }

    /// Whether this process and its services can take calls: what health checks over `tri://` (`grpc.health.v1.Health`) are
    /// told. All serve from the start; [`shutdown`](Self::shutdown) first says that they do not any more.
    ///
    /// ```
    /// # use dubbors::Dubbo;
    /// # fn example(dubbo: Dubbo) {
    /// // The database is away.
    /// dubbo.health().set_serving("demo.Orders", false);
    /// # }
    /// ```
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.running.health
    }

    /// The keys of all services that the registries know, sorted.
    ///
    /// # Errors
    /// `Code::Unavailable` when a registry does not answer.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn services(&self) -> Result<Vec<ServiceKey>> {
        self.shared.services().await
    }

    /// The providers of a service that the registries know now.
    ///
    /// # Errors
    /// `Code::Unavailable` when a registry does not answer.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn providers(&self, service: &ServiceKey) -> Result<Vec<Instance>> {
        let mut all: Vec<Instance> = Vec::new();
        for (_, registry) in &self.shared.registries {
            all.extend(registry.watch(service).await?.current().iter().cloned());
        }
        Ok(all)
    }

    /// Waits for ctrl-c or SIGTERM, then [shuts down](Self::shutdown). A second signal cuts what is left.
    ///
    /// Signals are caught from this call on, before the future is first polled.
    ///
    /// # Errors
    /// `Code::Internal` when the system refuses to deliver signals.
    ///
    /// # Cancel safety
    /// Dropping the future waits no more; services stay up.
    pub fn run(self) -> impl Future<Output = Result<()>> + Send {
        let signals = lifecycle::Signals::listen();
        async move {
            let mut signals = signals?;
            let signal = signals.next().await;
            tracing::info!(signal, "shutting down");
            tokio::select! {
                () = self.shutdown() => {}
                signal = signals.next() => tracing::warn!(signal, "second signal: connections are cut"),
            }
            Ok(())
        }
    }

    /// Fails health checks, takes the announcements back, tells connected consumers to go elsewhere, lets calls under way finish within
    /// the shutdown timeout, and closes ports and registries. Later calls of this do nothing.
    ///
    /// # Cancel safety
    /// Dropping the future cuts all connections.
    pub async fn shutdown(&self) {
        let server = self.running.server.lock().await.take();
        if let Some(server) = server {
            lifecycle::shutdown(server, self.running.shutdown_timeout).await;
        }
        for (_, registry) in &self.shared.registries {
            registry.close().await;
        }
    }
}

impl fmt::Debug for Dubbo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dubbo")
            .field("application", &self.shared.application)
            .field("registries", &self.shared.places())
            .field("urls", &self.running.urls)
            .finish_non_exhaustive()
    }
}
