// hot path
//! The endpoint with the fewest calls under way.

use std::sync::Arc;

use dubbors_core::{Candidates, Endpoint, Invocation, LoadBalance};

/// Chooses the endpoint with the fewest calls under way; among equals at random, in proportion to the weights.
///
/// Java counts only where the `actives` filter runs, and for each method; here every call of the endpoint counts.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeastActive;

impl LoadBalance for LeastActive {
    fn pick(
        &self,
        _: &Invocation<'_>,
        endpoints: &[Arc<Endpoint>],
        candidates: &Candidates,
    ) -> Option<usize> {
        // One walk, since the counts may change before a second: among equals each one replaces the choice with the
        // probability of its share of the weight so far, which leaves every one its share in the end.
        let mut choice = None;
        let (mut least, mut total, mut weightless) = (u32::MAX, 0, 0);
        for index in candidates.iter() {
            let Some(endpoint) = endpoints.get(index) else { continue };
            let (active, weight) = (endpoint.stats().active(), u64::from(endpoint.stats().weight()));
            if choice.is_none() || active < least {
                choice = Some(index);
                (least, total, weightless) = (active, weight, u64::from(weight == 0));
            } else if active == least {
                let take = if weight > 0 {
                    total += weight;
                    // Also true when only weightless ones came before.
                    fastrand::u64(..total) < weight
                } else if total == 0 {
                    weightless += 1;
                    fastrand::u64(..weightless) == 0
                } else {
                    false
                };
                if take {
                    choice = Some(index);
                }
            }
        }
        choice
    }
}
