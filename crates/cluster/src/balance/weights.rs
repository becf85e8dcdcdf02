// hot path
//! The weights of a snapshot's endpoints, summed up ahead of the calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use dubbors_core::Endpoint;

/// Sums of weights. A pick that runs while they are updated may see a mixture of both states, and still gets an
/// endpoint that exists.
#[derive(Debug)]
pub(crate) struct Weights {
    /// At each index the sum of the weights up to it and with it.
    sums: Box<[AtomicU64]>,
    equal: AtomicBool,
}

impl Weights {
    pub(crate) fn new(endpoints: &[Arc<Endpoint>]) -> Self {
        let weights = Self {
            sums: endpoints.iter().map(|_| AtomicU64::new(0)).collect(),
            equal: AtomicBool::new(true),
        };
        weights.update(endpoints);
        weights
    }

    /// Reads the weights again.
    pub(crate) fn update(&self, endpoints: &[Arc<Endpoint>]) {
        self.equal.store(are_equal(endpoints), Ordering::Relaxed);
        let mut sum = 0;
        for (slot, endpoint) in self.sums.iter().zip(endpoints) {
            sum += u64::from(endpoint.stats().weight());
            slot.store(sum, Ordering::Relaxed);
        }
    }

    /// Whether all endpoints weigh the same.
    pub(crate) fn are_equal(&self) -> bool {
        self.equal.load(Ordering::Relaxed)
    }

    /// The sum of all weights.
    pub(crate) fn total(&self) -> u64 {
        self.sums.last().map_or(0, |sum| sum.load(Ordering::Relaxed))
    }

    /// The endpoint in whose share `offset` lies, for an offset below the total.
    pub(crate) fn at(&self, offset: u64) -> usize {
        let index = self.sums.partition_point(|sum| sum.load(Ordering::Relaxed) <= offset);
        index.min(self.sums.len().saturating_sub(1))
    }
}

/// Whether all endpoints weigh the same now.
pub(crate) fn are_equal(endpoints: &[Arc<Endpoint>]) -> bool {
    let mut weights = endpoints.iter().map(|endpoint| endpoint.stats().weight());
    let first = weights.next();
    weights.all(|weight| Some(weight) == first)
}
