//! Cluster strategies: what to do when an attempt fails.

mod failfast;
mod failover;
mod tried;

use std::sync::Arc;

use dubbors_core::{AnyInvoker, Clustered, Extensions};

pub use failfast::Failfast;
pub use failover::Failover;

/// Adds every strategy.
pub(crate) fn register(ext: &mut Extensions) {
    ext.clusters.add("failover", Arc::new(|directory| AnyInvoker::new(Clustered::new(Failover, directory))));
    ext.clusters.add("failfast", Arc::new(|directory| AnyInvoker::new(Clustered::new(Failfast, directory))));
}
