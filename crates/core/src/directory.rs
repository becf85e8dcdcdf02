// hot path
//! Everything a call needs to choose a provider.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;

use crate::endpoint::same;
use crate::{Candidates, Code, Endpoint, Error, Invocation, LoadBalance, Result, Router};

/// The resolved settings of one method of a reference.
#[derive(Clone)]
pub struct MethodConfig {
    /// How long one call may take, retries included. `None`: as long as it wants, for streams.
    pub timeout: Option<Duration>,
    /// How many attempts may follow the first.
    pub retries: u32,
    /// Chooses among the routed endpoints.
    pub load_balance: Arc<dyn LoadBalance>,
}

impl fmt::Debug for MethodConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MethodConfig")
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

/// What was derived from one state of registries, rules and settings. Immutable.
pub struct Snapshot {
    /// The providers.
    pub endpoints: Box<[Arc<Endpoint>]>,
    /// The rules, in the order in which they apply.
    pub routers: Box<[Arc<dyn Router>]>,
    /// One entry for each method index, and a last one for generic calls.
    pub methods: Box<[MethodConfig]>,
    /// Why there may be no endpoints: a sentence for the error of a call.
    pub explanation: Box<str>,
}

impl Snapshot {
    /// The settings of the method with `index`; unknown indexes have the service's own.
    #[must_use]
    pub fn method(&self, index: usize) -> Option<&MethodConfig> {
        self.methods.get(index).or_else(|| self.methods.last())
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot")
            .field("endpoints", &self.endpoints)
            .field("routers", &self.routers.len())
            .field("methods", &self.methods)
            .finish_non_exhaustive()
    }
}

/// The newest snapshot of one reference. Reading it takes no lock.
#[derive(Debug)]
pub struct Directory {
    snapshot: ArcSwap<Snapshot>,
}

impl Directory {
    /// A directory that begins with `snapshot`.
    #[must_use]
    pub fn new(snapshot: Snapshot) -> Self {
        Self { snapshot: ArcSwap::from_pointee(snapshot) }
    }

    /// The newest snapshot.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Replaces the snapshot; calls that run keep the endpoint they chose.
    pub fn replace(&self, snapshot: Snapshot) {
        self.snapshot.store(Arc::new(snapshot));
    }

    /// The settings of `call`'s method.
    ///
    /// # Errors
    /// `Code::Internal` when the snapshot has no settings at all.
    pub fn method(&self, index: usize) -> Result<MethodConfig> {
        let snapshot = self.snapshot.load();
        snapshot.method(index).cloned().ok_or_else(|| Error::internal("the reference has no method settings"))
    }

    /// How many attempts may follow the first for the method with `index`.
    #[must_use]
    pub fn retries(&self, index: usize) -> u32 {
        self.snapshot.load().method(index).map_or(0, |method| method.retries)
    }

    /// How long a call of the method with `index` may take; `None` for as long as it wants.
    #[must_use]
    pub fn timeout(&self, index: usize) -> Option<Duration> {
        self.snapshot.load().method(index).map_or(Some(Duration::from_secs(1)), |method| method.timeout)
    }

    /// Routes, balances, answers. Never waits. Endpoints in `tried` are avoided while others are left.
    ///
    /// # Errors
    /// `Code::NoProvider` with the reason when no endpoint is left.
    pub fn select(&self, call: &Invocation<'_>, tried: &[Arc<Endpoint>]) -> Result<Arc<Endpoint>> {
        let snapshot = self.snapshot.load();
        let endpoints = &snapshot.endpoints;
        let mut candidates = Candidates::all(endpoints.len());
        for router in &snapshot.routers {
            router.route(call, &mut candidates);
        }
        if candidates.is_empty() {
            return Err(no_provider(call, &snapshot));
        }
        if !tried.is_empty() {
            keep_untried(endpoints, &mut candidates, tried);
        }
        let balance = snapshot
            .method(call.method().index)
            .map(|method| &*method.load_balance)
            .ok_or_else(|| Error::internal("the reference has no method settings"))?;
        let mut choice = pick(balance, call, endpoints, &candidates)?;
        // Readiness is asked of the chosen one only: asking all would cost every call for the sake of few.
        let first = choice;
        while !endpoints.get(choice).is_some_and(|endpoint| endpoint.is_ready()) {
            candidates.remove(choice);
            if candidates.is_empty() {
                choice = first;
                break;
            }
            choice = pick(balance, call, endpoints, &candidates)?;
        }
        endpoints.get(choice).cloned().ok_or_else(bad_choice)
    }
}

/// Removes the endpoints that were tried, unless none would be left.
fn keep_untried(endpoints: &[Arc<Endpoint>], candidates: &mut Candidates, tried: &[Arc<Endpoint>]) {
    let mut untried = candidates.clone();
    for (index, endpoint) in endpoints.iter().enumerate() {
        if tried.iter().any(|tried| same(tried, endpoint)) {
            untried.remove(index);
        }
    }
    if !untried.is_empty() {
        *candidates = untried;
    }
}

fn pick(
    balance: &dyn LoadBalance,
    call: &Invocation<'_>,
    endpoints: &[Arc<Endpoint>],
    candidates: &Candidates,
) -> Result<usize> {
    balance
        .pick(call, endpoints, candidates)
        .filter(|choice| candidates.contains(*choice))
        .ok_or_else(bad_choice)
}

#[cold]
fn bad_choice() -> Error {
    Error::internal("the load balance chose an endpoint that is not among the candidates")
}

#[cold]
fn no_provider(call: &Invocation<'_>, snapshot: &Snapshot) -> Error {
    let service = call.service();
    if snapshot.endpoints.is_empty() {
        return Error::new(Code::NoProvider, format!("no provider for {service}: {}", snapshot.explanation));
    }
    Error::new(
        Code::NoProvider,
        format!(
            "no provider for {service}.{}: the routing rules removed all {} providers",
            call.method().name,
            snapshot.endpoints.len()
        ),
    )
}
