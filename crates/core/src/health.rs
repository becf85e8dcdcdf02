//! Whether services can take calls, as health checks ask it.

use std::collections::BTreeMap;
use std::fmt;

use tokio::sync::watch;

use crate::ServiceKey;

/// Whether this process, and each of its services, can take calls. Clones share what they tell.
///
/// Names are those of health checks: empty for the process as a whole, a service's key as `group/interface:version`, or
/// the bare interface, which serves as long as one of its services does. Anything else is a name of your own, say of a
/// database that a check asks for.
#[derive(Clone)]
pub struct Health(watch::Sender<State>);

#[derive(Default)]
struct State {
    serving: BTreeMap<Box<str>, bool>,
    stopping: bool,
}

/// A name whose health is watched.
#[derive(Debug)]
pub struct HealthWatch {
    name: Box<str>,
    state: watch::Receiver<State>,
    told: Option<Option<bool>>,
}

impl Health {
    /// The process as a whole and the services of `keys`, all of them serving.
    #[must_use]
    pub fn new<'k>(keys: impl IntoIterator<Item = &'k ServiceKey>) -> Self {
        let mut serving = BTreeMap::from([("".into(), true)]);
        for key in keys {
            serving.insert(key.interface().into(), true);
            serving.insert(key.to_string().into(), true);
        }
        Self(watch::Sender::new(State { serving, stopping: false }))
    }

    /// Says whether `name` can take calls. The bare interface means all of its groups and versions. Whoever watches is
    /// told; calls are let through all the same.
    pub fn set_serving(&self, name: &str, serving: bool) {
        self.0.send_if_modified(|state| state.set(name, serving));
    }

    /// Whether `name` can take calls; `None` for a name that nobody has set.
    #[must_use]
    pub fn is_serving(&self, name: &str) -> Option<bool> {
        self.0.borrow().of(name)
    }

    /// Says of everything, and for good, that it takes no calls any more: the first step of the end.
    pub fn stop(&self) {
        self.0.send_if_modified(|state| !std::mem::replace(&mut state.stopping, true));
    }

    /// Whether [`stop`](Self::stop) was called.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.0.borrow().stopping
    }

    /// Watches `name`, which need not be known yet.
    #[must_use]
    pub fn watch(&self, name: &str) -> HealthWatch {
        HealthWatch { name: name.into(), state: self.0.subscribe(), told: None }
    }

    /// Waits until nobody watches any more.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn unwatched(&self) {
        self.0.closed().await;
    }
}

impl Default for Health {
    fn default() -> Self {
        Self::new([])
    }
}

impl fmt::Debug for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.borrow().fmt(f)
    }
}

impl HealthWatch {
    /// The health at first, then each change of it: whether the name can take calls, `None` while nobody has set it. The
    /// last that is told before [`Health::stop`] ends the watch is that it cannot; `Err` from then on.
    ///
    /// # Errors
    /// [`Stopped`]: nothing will change any more.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn next(&mut self) -> Result<Option<bool>, Stopped> {
        loop {
            let stopping = {
                let state = self.state.borrow_and_update();
                let present = state.of(&self.name);
                if self.told != Some(present) {
                    self.told = Some(present);
                    return Ok(present);
                }
                state.stopping
            };
            if stopping || self.state.changed().await.is_err() {
                return Err(Stopped);
            }
        }
    }
}

/// The process ends, so that its health will not change any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

impl State {
    fn of(&self, name: &str) -> Option<bool> {
        self.serving.get(name).map(|serving| *serving && !self.stopping)
    }

    fn set(&mut self, name: &str, serving: bool) -> bool {
        let mut changed = self.serving.insert(name.into(), serving) != Some(serving);
        let interface = ServiceKey::parse(name).interface().to_owned();
        let mut of_interface = false;
        for (other, present) in &mut self.serving {
            if name.is_empty() || **other == *interface || ServiceKey::parse(other).interface() != interface {
                continue;
            }
            if *interface == *name {
                changed |= std::mem::replace(present, serving) != serving;
            }
            of_interface |= *present;
        }
        if let Some(present) = self.serving.get_mut(&*interface)
            && *interface != *name
        {
            changed |= std::mem::replace(present, of_interface) != of_interface;
        }
        changed
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.serving.keys().map(|name| (name, self.of(name)))).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn health() -> Health {
        Health::new(&["a.B", "g/a.B:1", "c.D:2"].map(ServiceKey::parse))
    }

    #[test]
    fn an_interface_serves_while_one_of_its_services_does() {
        let health = health();
        assert_eq!(["", "a.B", "g/a.B:1", "c.D", "c.D:2"].map(|name| health.is_serving(name)), [Some(true); 5]);
        assert_eq!(health.is_serving("c.D:1"), None);
        health.set_serving("c.D:2", false);
        assert_eq!(["c.D", "c.D:2", ""].map(|name| health.is_serving(name).unwrap()), [false, false, true]);
        health.set_serving("c.D:2", true);
        assert_eq!(health.is_serving("c.D"), Some(true));
        health.set_serving("a.B", false);
        assert_eq!(["a.B", "g/a.B:1", "c.D"].map(|name| health.is_serving(name).unwrap()), [false, false, true]);
        health.set_serving("g/a.B:1", true);
        assert_eq!(health.is_serving("a.B"), Some(true));
        health.set_serving("", false);
        assert_eq!(["", "c.D"].map(|name| health.is_serving(name).unwrap()), [false, true]);
        health.stop();
        assert_eq!(["a.B", "g/a.B:1", "c.D"].map(|name| health.is_serving(name)), [Some(false); 3]);
        health.set_serving("c.D", true);
        assert_eq!(health.is_serving("c.D"), Some(false));
    }

    #[tokio::test]
    async fn whoever_watches_hears_of_changes_and_of_the_end() {
        let health = health();
        let (mut known, mut other) = (health.watch("c.D:2"), health.watch("mine"));
        assert_eq!((known.next().await, other.next().await), (Ok(Some(true)), Ok(None)));
        health.set_serving("a.B", false);
        health.set_serving("mine", true);
        assert_eq!(other.next().await, Ok(Some(true)));
        health.set_serving("c.D", false);
        assert_eq!(known.next().await, Ok(Some(false)));
        let waiting = tokio::spawn(async move { (other.next().await, other.next().await, known.next().await) });
        tokio::task::yield_now().await;
        health.stop();
        health.unwatched().await;
        assert_eq!(waiting.await.unwrap(), (Ok(Some(false)), Err(Stopped), Err(Stopped)));
    }
}
