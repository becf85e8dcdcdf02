//! Asking for a service: which one, from where, with which settings.

#[cfg(feature = "json")]
mod described;
#[cfg(all(feature = "json", feature = "protobuf", feature = "triple"))]
mod reflective;

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Error, Method, Result, ServiceDescriptor, ServiceKey, Url};

use crate::Tls;
use crate::codegen::Client;
use crate::discovery;
use crate::dubbo::Shared;
use crate::generic::Generic;

#[cfg(feature = "json")]
pub use described::Described;
#[cfg(all(feature = "json", feature = "protobuf", feature = "triple"))]
pub use reflective::Reflective;

/// A reference to a contract that is known at build time; see [`crate::Dubbo::refer`].
#[derive(Debug)]
pub struct Typed(());

/// A reference to an interface whose contract is not at hand; see [`crate::Dubbo::generic`].
#[derive(Debug)]
pub struct Untyped {
    interface: Arc<str>,
}

/// Collects what a consumer wants; `connect` then finds the providers.
#[derive(Debug)]
#[must_use = "nothing happens before `connect`"]
pub struct Refer<K> {
    kind: K,
    shared: Arc<Shared>,
    urls: Vec<String>,
    group: Option<String>,
    version: Option<String>,
    settings: Vec<(String, String)>,
}

impl<K> Refer<K> {
    fn new(kind: K, shared: Arc<Shared>) -> Self {
        Self { kind, shared, urls: Vec::new(), group: None, version: None, settings: Vec::new() }
    }

    /// Calls the provider at `url`, such as `dubbo://10.0.0.1:20880`, and asks no registry. Several are several
    /// providers; one text may hold a list separated by `;`.
    pub fn url(mut self, url: impl Into<String>) -> Self {
        self.urls.push(url.into());
        self
    }

    /// Asks for this group instead of the contract's own.
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Asks for this version instead of the contract's own.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// How long a call may take, retries included; 1 s unless set.
    ///
    /// Methods that take or answer with a stream have no such limit, as a stream may be meant to last. Each gets one by its
    /// name alone: `setting("watch.timeout", "1h")`. In any case a call ends with the deadline of the served call that it
    /// is made within.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.setting("timeout", timeout.as_millis().to_string())
    }

    /// Calls may take as long as they want, as those with streams do anyway.
    pub fn without_timeout(self) -> Self {
        self.setting("timeout", "none")
    }

    /// How many attempts may follow the first; 2 unless set.
    pub fn retries(self, retries: u32) -> Self {
        self.setting("retries", retries.to_string())
    }

    /// What to do when an attempt fails: `failover` (the default) or `failfast`.
    pub fn cluster(self, name: impl Into<String>) -> Self {
        self.setting("cluster", name)
    }

    /// How to choose a provider: `random` (the default), `roundrobin` or `leastactive`.
    pub fn load_balance(self, name: impl Into<String>) -> Self {
        self.setting("loadbalance", name)
    }

    /// Filters besides the default ones: names separated by commas, `-name` takes one away.
    pub fn filter(self, names: impl Into<String>) -> Self {
        self.setting(discovery::FILTERS, names)
    }

    /// Whether `connect` fails when there is no provider or registry now; true unless set. Without the check they
    /// are looked for in the background.
    pub fn check(self, check: bool) -> Self {
        self.setting("check", check.to_string())
    }

    /// TLS to the providers, and nothing else: a provider without it is not called. Without this or
    /// [`Builder::tls`](crate::Builder::tls) a reference does as the provider announces. Needs the feature `tls`.
    pub fn tls(mut self, tls: Tls) -> Self {
        self.settings.extend(tls.settings());
        self
    }

    /// Any parameter of [`crate::param`], also for one method: `setting("sayHello.timeout", "500")`.
    pub fn setting(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }

    fn key(&self, contract: &ServiceKey) -> ServiceKey {
        let mut key = contract.clone();
        if let Some(group) = &self.group {
            key = key.with_group(group.as_str());
        }
        if let Some(version) = &self.version {
            key = key.with_version(version.as_str());
        }
        key
    }

    async fn reference(&self, descriptor: Arc<ServiceDescriptor>) -> Result<crate::codegen::Reference> {
        let mut settings = Url::default();
        for (key, value) in self.shared.settings.iter().chain(&self.settings) {
            settings.set_param(key.as_str(), value.as_str());
        }
        discovery::connect(&self.shared, descriptor, &self.urls, settings).await
    }
}

impl Refer<Typed> {
    pub(crate) fn typed(shared: Arc<Shared>) -> Self {
        Self::new(Typed(()), shared)
    }

    /// Finds providers of `C`'s contract and gives a client of them.
    ///
    /// # Errors
    /// `Code::Invalid` when a setting is wrong; with `check`, `Code::NoProvider` when there is no provider now,
    /// and `Code::Unavailable` when the registry does not answer.
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing behind.
    pub async fn connect<C: Client>(self) -> Result<C> {
        let contract = C::descriptor();
        let key = self.key(contract.key());
        let descriptor = if key == *contract.key() { Arc::clone(contract) } else { contract.with_key(key) };
        Ok(C::from_reference(self.reference(descriptor).await?))
    }
}

impl Refer<Untyped> {
    pub(crate) fn untyped(shared: Arc<Shared>, interface: &str) -> Self {
        Self::new(Untyped { interface: Arc::from(interface) }, shared)
    }

    /// Finds providers of the interface.
    ///
    /// # Errors
    /// As [`Refer::connect`] of a typed reference; `Code::Invalid` when the interface's name is empty.
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing behind.
    pub async fn connect(self) -> Result<Generic> {
        if self.kind.interface.trim().is_empty() {
            return Err(Error::invalid("the interface to call has no name")
                .with_next("name it like a Java interface, com.example.Greeter"));
        }
        let key = self.key(&ServiceKey::new(Arc::clone(&self.kind.interface)));
        let methods = vec![Method::invoke().clone()];
        Ok(Generic::new(self.reference(ServiceDescriptor::new(key, methods)).await?))
    }
}
