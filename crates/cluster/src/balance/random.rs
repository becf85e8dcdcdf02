// hot path
//! Weighted random choice.

use std::sync::Arc;

use dubbors_core::{Candidates, Endpoint, Invocation, LoadBalance};

use super::weights::Weights;

/// Chooses at random, in proportion to the weights.
///
/// Equal weights cost one random number, all endpoints of different weights a binary search, a part of them two walks.
#[derive(Debug)]
pub struct Random {
    weights: Weights,
}

impl Random {
    /// A balancer for `endpoints`.
    #[must_use]
    pub fn new(endpoints: &[Arc<Endpoint>]) -> Self {
        Self { weights: Weights::new(endpoints) }
    }
}

impl LoadBalance for Random {
    fn pick(
        &self,
        _: &Invocation<'_>,
        endpoints: &[Arc<Endpoint>],
        candidates: &Candidates,
    ) -> Option<usize> {
        let count = candidates.len();
        if count <= 1 || self.weights.are_equal() {
            return any(candidates, count);
        }
        if count < candidates.count() {
            return weighted(endpoints, candidates, count);
        }
        match self.weights.total() {
            0 => any(candidates, count),
            total => Some(self.weights.at(fastrand::u64(..total))),
        }
    }

    fn weights_changed(&self, endpoints: &[Arc<Endpoint>]) {
        self.weights.update(endpoints);
    }
}

/// Any of `count` candidates.
fn any(candidates: &Candidates, count: usize) -> Option<usize> {
    match count {
        0 => None,
        1 => candidates.nth(0),
        _ => candidates.nth(fastrand::usize(..count)),
    }
}

/// One of the candidates in proportion to its weight.
fn weighted(endpoints: &[Arc<Endpoint>], candidates: &Candidates, count: usize) -> Option<usize> {
    let weight =
        |index: usize| endpoints.get(index).map_or(0, |endpoint| u64::from(endpoint.stats().weight()));
    let total: u64 = candidates.iter().map(weight).sum();
    if total == 0 {
        return any(candidates, count);
    }
    let mut offset = fastrand::u64(..total);
    for index in candidates.iter() {
        let weight = weight(index);
        if offset < weight {
            return Some(index);
        }
        offset -= weight;
    }
    // Weights shrank during the walk.
    any(candidates, count)
}
