//! Choosing one endpoint among those left.

use std::sync::Arc;

use crate::{Candidates, Endpoint, Invocation};

/// Chooses one of the candidates. Must be cheap: it runs on every attempt.
pub trait LoadBalance: Send + Sync + 'static {
    /// The index of the chosen endpoint, `None` only when `candidates` is empty.
    fn pick(
        &self,
        call: &Invocation<'_>,
        endpoints: &[Arc<Endpoint>],
        candidates: &Candidates,
    ) -> Option<usize>;

    /// Told that `Stats::weight` changed for some of `endpoints`, those it was made for. What depends on weights is
    /// worked out here, so that `pick` need not look at every endpoint.
    fn weights_changed(&self, endpoints: &[Arc<Endpoint>]) {
        let _ = endpoints;
    }

    /// A successor for the next snapshot's `endpoints`, when this balancer is the one called `name` and remembers
    /// something between calls, such as whose turn it is. `None`: the factory of `name` makes a new one.
    fn carry_over(&self, name: &str, endpoints: &[Arc<Endpoint>]) -> Option<Arc<dyn LoadBalance>> {
        let _ = (name, endpoints);
        None
    }
}

/// Makes a balancer for the endpoints of one snapshot.
pub type LoadBalanceFactory = dyn Fn(&[Arc<Endpoint>]) -> Arc<dyn LoadBalance> + Send + Sync;
