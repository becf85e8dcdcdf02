//! Discovery inside of one process: `memory://name`.
//!
//! All registries of a process with one name see each other. What a registry announced ends with it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError, Weak};

use dubbors_core::{Instance, Registry, Result, ServiceKey, Url, Watch, WatchSender};

use crate::interface::matches;

static HUBS: LazyLock<Mutex<HashMap<String, Weak<Hub>>>> = LazyLock::new(Mutex::default);

/// What all registries of one name share.
#[derive(Debug, Default)]
struct Hub(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    next_owner: u64,
    announced: Vec<Announced>,
    watchers: Vec<(ServiceKey, WatchSender<Vec<Instance>>)>,
}

#[derive(Debug, PartialEq)]
struct Announced {
    owner: u64,
    service: ServiceKey,
    instance: Instance,
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn find(&self, wanted: &ServiceKey) -> Vec<Instance> {
        let mut found: Vec<Instance> = Vec::new();
        for announced in self.announced.iter().filter(|announced| matches(wanted, &announced.service)) {
            if !found.contains(&announced.instance) {
                found.push(announced.instance.clone());
            }
        }
        found
    }

    fn publish(&self) {
        for (wanted, sender) in &self.watchers {
            sender.send_if_changed(self.find(wanted));
        }
    }
}

/// A registry that lives in this process.
#[derive(Debug)]
pub struct MemoryRegistry {
    hub: Arc<Hub>,
    owner: u64,
}

impl MemoryRegistry {
    /// The registry called `name`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut hubs = HUBS.lock().unwrap_or_else(PoisonError::into_inner);
        hubs.retain(|_, hub| hub.strong_count() > 0);
        let hub = hubs.get(name).and_then(Weak::upgrade).unwrap_or_default();
        hubs.insert(name.to_owned(), Arc::downgrade(&hub));
        drop(hubs);
        let owner = {
            let mut state = hub.state();
            state.next_owner += 1;
            state.next_owner
        };
        Self { hub, owner }
    }

    /// The registry that a URL names by its host.
    pub(crate) fn from_url(url: &Url) -> Self {
        Self::new(url.host())
    }

    fn withdraw_all(&self) {
        let mut state = self.hub.state();
        state.announced.retain(|announced| announced.owner != self.owner);
        state.publish();
    }
}

impl Registry for MemoryRegistry {
    async fn register(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let mut state = self.hub.state();
        let announced = Announced { owner: self.owner, service: service.clone(), instance: instance.clone() };
        if !state.announced.contains(&announced) {
            state.announced.push(announced);
            state.publish();
        }
        Ok(())
    }

    async fn unregister(&self, service: &ServiceKey, instance: &Instance) -> Result<()> {
        let mut state = self.hub.state();
        let gone = Announced { owner: self.owner, service: service.clone(), instance: instance.clone() };
        state.announced.retain(|announced| *announced != gone);
        state.publish();
        Ok(())
    }

    async fn watch(&self, service: &ServiceKey) -> Result<Watch<Vec<Instance>>> {
        let mut state = self.hub.state();
        state.watchers.retain(|(_, sender)| sender.is_watched());
        if let Some((_, sender)) = state.watchers.iter().find(|(known, _)| known == service) {
            return Ok(sender.subscribe());
        }
        let (sender, watch) = Watch::channel(state.find(service));
        state.watchers.push((service.clone(), sender));
        Ok(watch)
    }

    async fn services(&self) -> Result<Vec<ServiceKey>> {
        let mut keys: Vec<ServiceKey> =
            self.hub.state().announced.iter().map(|announced| announced.service.clone()).collect();
        keys.sort();
        keys.dedup();
        Ok(keys)
    }

    async fn close(&self) {
        self.withdraw_all();
    }
}

impl Drop for MemoryRegistry {
    fn drop(&mut self) {
        self.withdraw_all();
    }
}
