//! Who provides what.

use std::fmt;
use std::sync::Arc;

use crate::{BoxFuture, Instance, Result, ServiceKey, Url, Watch};

/// A place where providers announce themselves and consumers find them.
///
/// An implementation keeps what was registered alive by itself: after a lost connection or an expired lease it
/// registers and watches again until told otherwise.
pub trait Registry: Send + Sync + 'static {
    /// Announces that `instance` provides `service`. Registering the same again is no error.
    ///
    /// # Errors
    /// `Code::Unavailable` when the registry did not confirm in time; the announcement is still retried in the
    /// background until `unregister`.
    fn register(&self, service: &ServiceKey, instance: &Instance) -> impl Future<Output = Result<()>> + Send;

    /// Takes the announcement back. Unknown announcements are no error.
    ///
    /// # Errors
    /// `Code::Unavailable` when the registry did not confirm in time.
    fn unregister(
        &self,
        service: &ServiceKey,
        instance: &Instance,
    ) -> impl Future<Output = Result<()>> + Send;

    /// The instances that provide `service` (interface, group and version match), now and later.
    ///
    /// # Errors
    /// `Code::Unavailable` when no first list came in time.
    fn watch(&self, service: &ServiceKey) -> impl Future<Output = Result<Watch<Vec<Instance>>>> + Send;

    /// The keys of all services that have a provider, sorted; for tools.
    ///
    /// # Errors
    /// `Code::Unavailable` when the registry did not answer in time.
    fn services(&self) -> impl Future<Output = Result<Vec<ServiceKey>>> + Send;

    /// Takes back every announcement and ends the connection.
    fn close(&self) -> impl Future<Output = ()> + Send;
}

trait DynRegistry: Send + Sync {
    fn register<'a>(&'a self, service: &'a ServiceKey, instance: &'a Instance) -> BoxFuture<'a, Result<()>>;
    fn unregister<'a>(&'a self, service: &'a ServiceKey, instance: &'a Instance)
    -> BoxFuture<'a, Result<()>>;
    fn watch<'a>(&'a self, service: &'a ServiceKey) -> BoxFuture<'a, Result<Watch<Vec<Instance>>>>;
    fn services(&self) -> BoxFuture<'_, Result<Vec<ServiceKey>>>;
    fn close(&self) -> BoxFuture<'_, ()>;
}

impl<T: Registry> DynRegistry for T {
    fn register<'a>(&'a self, service: &'a ServiceKey, instance: &'a Instance) -> BoxFuture<'a, Result<()>> {
        Box::pin(Registry::register(self, service, instance))
    }

    fn unregister<'a>(
        &'a self,
        service: &'a ServiceKey,
        instance: &'a Instance,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(Registry::unregister(self, service, instance))
    }

    fn watch<'a>(&'a self, service: &'a ServiceKey) -> BoxFuture<'a, Result<Watch<Vec<Instance>>>> {
        Box::pin(Registry::watch(self, service))
    }

    fn services(&self) -> BoxFuture<'_, Result<Vec<ServiceKey>>> {
        Box::pin(Registry::services(self))
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        Box::pin(Registry::close(self))
    }
}

/// Any registry, shared.
#[derive(Clone)]
pub struct AnyRegistry(Arc<dyn DynRegistry>);

impl AnyRegistry {
    /// Shares `registry`.
    pub fn new(registry: impl Registry) -> Self {
        Self(Arc::new(registry))
    }
}

impl Registry for AnyRegistry {
    async fn register(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        self.0.register(service, instance).await
    }

    async fn unregister(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        self.0.unregister(service, instance).await
    }

    async fn watch(&self, service: &ServiceKey) -> Result<Watch<Vec<Instance>>> {
        self.0.watch(service).await
    }

    async fn services(&self) -> Result<Vec<ServiceKey>> {
        self.0.services().await
    }

    async fn close(&self) {
        self.0.close().await;
    }
}

impl fmt::Debug for AnyRegistry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyRegistry")
    }
}

/// Makes the registry that a URL such as `zookeeper://127.0.0.1:2181` names.
pub type RegistryFactory = dyn Fn(&Url) -> Result<AnyRegistry> + Send + Sync;
