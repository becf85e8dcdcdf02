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
}

/// Makes a balancer for the endpoints of one snapshot.
pub type LoadBalanceFactory = dyn Fn(&[Arc<Endpoint>]) -> Arc<dyn LoadBalance> + Send + Sync;
