// hot path
//! One after the other, in proportion to the weights.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use dubbors_core::{Candidates, Endpoint, Invocation, LoadBalance};

use super::weights::are_equal;

/// The name in settings.
pub(crate) const NAME: &str = "roundrobin";

/// Smooth weighted round robin (spec governance, section 7.3): every pick gives each candidate credit for its weight,
/// takes the one with the most credit, the first of equals, and lets it pay the sum. Weights 5, 1, 1 give
/// `a a b a c a a`. One balancer serves one method, as in Java.
///
/// Credit is kept in atomics. Picks at the same moment may both see the same endpoint in front; the credit stays right,
/// so the shares are exact over time. When all endpoints are candidates and weigh the same, a counter is enough.
#[derive(Debug)]
pub struct RoundRobin {
    turn: AtomicUsize,
    equal: AtomicBool,
    slots: Box<[Slot]>,
}

#[derive(Debug)]
struct Slot {
    endpoint: Arc<Endpoint>,
    credit: AtomicI64,
}

impl RoundRobin {
    /// A balancer for `endpoints` that begins with the first.
    #[must_use]
    pub fn new(endpoints: &[Arc<Endpoint>]) -> Self {
        Self::with_credit(endpoints, 0, |_| 0)
    }

    fn with_credit(endpoints: &[Arc<Endpoint>], turn: usize, credit: impl Fn(&Arc<Endpoint>) -> i64) -> Self {
        let slot =
            |endpoint| Slot { endpoint: Arc::clone(endpoint), credit: AtomicI64::new(credit(endpoint)) };
        Self {
            turn: AtomicUsize::new(turn),
            equal: AtomicBool::new(are_equal(endpoints)),
            slots: endpoints.iter().map(slot).collect(),
        }
    }

    fn next_turn(&self, count: usize) -> usize {
        self.turn.fetch_add(1, Ordering::Relaxed) % count.max(1)
    }

    fn most_credit(&self, candidates: &Candidates) -> Option<usize> {
        let mut total = 0;
        let mut best: Option<(usize, i64, &Slot)> = None;
        for index in candidates.iter() {
            let Some(slot) = self.slots.get(index) else { continue };
            let weight = i64::from(slot.endpoint.stats().weight());
            if weight == 0 {
                continue;
            }
            let credit = slot.credit.fetch_add(weight, Ordering::Relaxed) + weight;
            total += weight;
            if best.is_none_or(|(_, most, _)| credit > most) {
                best = Some((index, credit, slot));
            }
        }
        let (index, _, slot) = best?;
        slot.credit.fetch_sub(total, Ordering::Relaxed);
        Some(index)
    }
}

impl LoadBalance for RoundRobin {
    fn pick(&self, _: &Invocation<'_>, _: &[Arc<Endpoint>], candidates: &Candidates) -> Option<usize> {
        let count = candidates.len();
        if count == self.slots.len() && self.equal.load(Ordering::Relaxed) {
            return candidates.nth(self.next_turn(count));
        }
        // No candidate has a weight: they are equals.
        self.most_credit(candidates).or_else(|| candidates.nth(self.next_turn(count)))
    }

    fn weights_changed(&self, endpoints: &[Arc<Endpoint>]) {
        self.equal.store(are_equal(endpoints), Ordering::Relaxed);
    }

    fn carry_over(&self, name: &str, endpoints: &[Arc<Endpoint>]) -> Option<Arc<dyn LoadBalance>> {
        if name != NAME {
            return None;
        }
        let credits: std::collections::HashMap<*const Endpoint, i64> = self
            .slots
            .iter()
            .map(|slot| (Arc::as_ptr(&slot.endpoint), slot.credit.load(Ordering::Relaxed)))
            .collect();
        let credit = |endpoint: &Arc<Endpoint>| credits.get(&Arc::as_ptr(endpoint)).copied().unwrap_or(0);
        Some(Arc::new(Self::with_credit(endpoints, self.turn.load(Ordering::Relaxed), credit)))
    }
}
