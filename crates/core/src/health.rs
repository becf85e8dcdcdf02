//! Whether services can take calls, as health checks ask it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use tokio::sync::watch;

use crate::ServiceKey;

/// Whether this process, and each of its services, can take calls. Clones share what they tell.
///
/// Names are those of health checks: empty for the process as a whole, a service's key as `group/interface:version`, or
/// the bare interface of services that all have a group or version, which serves as long as one of them does. Anything else
/// is a name of your own, say of a database that a check asks for.
#[derive(Clone)]
pub struct Health(watch::Sender<State>);

#[derive(Default)]
struct State {
    serving: BTreeMap<Box<str>, bool>,
    /// Interfaces that are not the key of a service as well.
    interfaces: BTreeSet<Box<str>>,
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
        let mut interfaces: BTreeSet<Box<str>> = BTreeSet::new();
        for key in keys {
            interfaces.insert(key.interface().into());
            serving.insert(key.to_string().into(), true);
        }
        interfaces.retain(|interface| serving.insert(interface.clone(), true).is_none());
        Self(watch::Sender::new(State { serving, interfaces, stopping: false }))
    }

    /// Says whether `name` can take calls; a bare interface means all of its groups and versions. Whoever watches is told.
    /// Calls are let through all the same.
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
        if !self.interfaces.contains(&*interface) {
            return changed;
        }
        let mut of_services = false;
        for (other, present) in &mut self.serving {
            if **other == *interface || ServiceKey::parse(other).interface() != interface {
                continue;
            }
            if *interface == *name {
                changed |= std::mem::replace(present, serving) != serving;
            }
            of_services |= *present;
        }
        changed | (self.serving.insert(interface.into(), of_services) != Some(of_services))
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
        Health::new(&["a.B", "g/a.B:1", "c.D:2", "g/c.D:1"].map(ServiceKey::parse))
    }

    #[test]
    fn an_interface_serves_while_one_of_its_services_does() {
        let health = health();
        let all = |names: [&str; 3]| names.map(|name| health.is_serving(name).unwrap());
        assert_eq!(all(["", "a.B", "c.D"]), [true; 3]);
        assert_eq!((health.is_serving("c.D:1"), health.is_serving("d.E")), (None, None));
        health.set_serving("c.D:2", false);
        assert_eq!(all(["c.D", "c.D:2", "g/c.D:1"]), [true, false, true]);
        health.set_serving("g/c.D:1", false);
        assert_eq!(all(["c.D", "c.D:2", "g/c.D:1"]), [false; 3]);
        health.set_serving("c.D", true);
        assert_eq!(all(["c.D", "c.D:2", "g/c.D:1"]), [true; 3]);
        // An interface that is a service as well means that one.
        health.set_serving("g/a.B:1", false);
        assert_eq!(all(["a.B", "g/a.B:1", ""]), [true, false, true]);
        health.set_serving("a.B", false);
        health.set_serving("g/a.B:1", true);
        assert_eq!(all(["a.B", "g/a.B:1", ""]), [false, true, true]);
        health.set_serving("", false);
        assert_eq!(all(["", "c.D", "c.D:2"]), [false, true, true]);
        health.stop();
        health.set_serving("c.D", true);
        assert_eq!(all(["", "c.D", "c.D:2"]), [false; 3]);
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
        // What is said again is not told again.
        health.set_serving("c.D", false);
        let waiting =
            tokio::spawn(async move { (other.next().await, other.next().await, known.next().await) });
        tokio::task::yield_now().await;
        health.stop();
        health.unwatched().await;
        assert_eq!(waiting.await.unwrap(), (Ok(Some(false)), Err(Stopped), Err(Stopped)));
    }
}
