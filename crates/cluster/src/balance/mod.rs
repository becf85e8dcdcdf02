//! Load balancers: which endpoint is next.
//!
//! All of them read `Stats::weight`, which is the configured weight with warm-up included. An endpoint of weight 0 is
//! chosen only when no candidate has more.

mod least_active;
mod random;
mod round_robin;
mod weights;

use std::sync::Arc;

use dubbors_core::Extensions;

pub use least_active::LeastActive;
pub use random::Random;
pub use round_robin::RoundRobin;

/// Adds every balancer.
pub(crate) fn register(ext: &mut Extensions) {
    ext.load_balances.add("random", Arc::new(|endpoints| Arc::new(Random::new(endpoints))));
    ext.load_balances.add(round_robin::NAME, Arc::new(|endpoints| Arc::new(RoundRobin::new(endpoints))));
    ext.load_balances.add("leastactive", Arc::new(|_| Arc::new(LeastActive)));
}

#[cfg(test)]
mod tests;
