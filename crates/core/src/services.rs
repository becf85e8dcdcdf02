//! What this process provides.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use smallvec::SmallVec;

use crate::{AnyFilter, AnyInvoker, Health, ServiceDescriptor, Url};

/// One provided service, with its filters resolved.
#[derive(Debug)]
pub struct Service {
    /// The contract.
    pub descriptor: Arc<ServiceDescriptor>,
    /// The implementation.
    pub invoker: AnyInvoker,
    /// The filters in the order in which they run.
    pub filters: Box<[AnyFilter]>,
    /// The resolved settings, such as `payload`, `executes` or `token`.
    pub settings: Url,
}

/// All provided services: immutable, swapped as a unit.
#[derive(Debug, Default)]
pub struct Services {
    settings: Url,
    health: Health,
    by_interface: HashMap<Arc<str>, SmallVec<[Arc<Service>; 1]>>,
}

/// The result of looking a service up.
#[derive(Debug)]
pub enum Lookup<'a> {
    /// Interface, group and version are provided.
    Found(&'a Arc<Service>),
    /// The interface is provided, but under other groups or versions.
    OtherVersion(&'a [Arc<Service>]),
    /// The interface is not provided.
    Unknown,
}

impl Services {
    /// The given services. A later one replaces an earlier one of the same key.
    pub fn new(services: impl IntoIterator<Item = Service>) -> Arc<Self> {
        let mut by_interface: HashMap<Arc<str>, SmallVec<[Arc<Service>; 1]>> = HashMap::new();
        for service in services {
            let key = service.descriptor.key();
            let same_interface = by_interface.entry(Arc::from(key.interface())).or_default();
            same_interface.retain(|other| other.descriptor.key() != key);
            same_interface.push(Arc::new(service));
        }
        let health = Health::new(by_interface.values().flatten().map(|service| service.descriptor.key()));
        Arc::new(Self { settings: Url::default(), health, by_interface })
    }

    /// The same services behind a port with the given settings, such as `payload` or `heartbeat`.
    #[must_use]
    pub fn with_settings(&self, settings: Url) -> Arc<Self> {
        Arc::new(Self { settings, health: self.health.clone(), by_interface: self.by_interface.clone() })
    }

    /// Whether they can take calls. All ports share it.
    #[must_use]
    pub fn health(&self) -> &Health {
        &self.health
    }

    /// The settings of the port.
    #[must_use]
    pub fn settings(&self) -> &Url {
        &self.settings
    }

    /// Looks a service up. Version `0.0.0` means none.
    #[must_use]
    pub fn find(&self, interface: &str, group: &str, version: &str) -> Lookup<'_> {
        let Some(same_interface) = self.by_interface.get(interface) else { return Lookup::Unknown };
        match same_interface
            .iter()
            .find(|service| service.descriptor.key().matches(interface, group, version))
        {
            Some(service) => Lookup::Found(service),
            None => Lookup::OtherVersion(same_interface),
        }
    }

    /// All services, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Service>> {
        self.by_interface.values().flatten()
    }

    /// The keys of what is provided, sorted and joined by `, `, for messages; at most `limit` keys.
    #[must_use]
    pub fn names(&self, limit: usize) -> String {
        let mut keys: Vec<_> = self.iter().map(|service| service.descriptor.key()).collect();
        keys.sort();
        let mut text = String::new();
        for (index, key) in keys.iter().take(limit).enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{}{key}", if index == 0 { "" } else { ", " });
        }
        if keys.len() > limit {
            let _ = write!(text, " and {} more", keys.len() - limit);
        }
        text
    }
}
