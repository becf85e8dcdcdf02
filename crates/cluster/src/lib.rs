//! Choosing a provider: from what registries and settings say to the endpoint of one attempt.
//!
//! [`derive()`] makes a [`dubbors_core::Snapshot`] of registry data and settings: pure, synchronous, and the only way in
//! which a snapshot comes into being. A cluster strategy then asks `Directory::select` for endpoints until one answers.
//!
//! | concept | file |
//! |---|---|
//! | inputs to snapshot | `derive.rs` |
//! | endpoints that survive from snapshot to snapshot | `endpoints.rs` |
//! | consumer's settings over provider's | `merge.rs`, `methods.rs` |
//! | weights of providers that just started | `warmup.rs` |
//! | what to do when an attempt fails | `strategy/` |
//! | which endpoint is next | `balance/` |

pub mod balance;
mod derive;
mod endpoints;
mod merge;
mod methods;
pub mod strategy;
#[cfg(test)]
mod testing;
pub mod warmup;

use dubbors_core::Extensions;

pub use derive::{Inputs, derive};

/// Adds the cluster strategies and load balancers of this crate.
///
/// Clusters: `failover` (Dubbo's default), `failfast`. Load balancers: `random` (Dubbo's default), `roundrobin`,
/// `leastactive`.
pub fn register(ext: &mut Extensions) {
    strategy::register(ext);
    balance::register(ext);
}
