//! Weights of providers that just started: they grow to the configured weight while the provider warms up.

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Endpoint, Instance, Snapshot, param};

/// Below this a timestamp is in seconds, as dubbo-go writes it.
const FIRST_MILLIS: i64 = 100_000_000_000;

/// The weight of a provider that has run for `uptime` milliseconds.
///
/// The arithmetic in `f32` is Java's (`AbstractLoadBalance.calculateWarmupWeight`; spec governance, section 7.1). A
/// negative uptime, from clocks that differ, gives 1; an uptime of exactly 0 gives the full weight, as in Java.
#[must_use]
pub fn weight(weight: u32, uptime: i64, warmup: Duration) -> u32 {
    let warmup = i64::try_from(warmup.as_millis()).unwrap_or(i64::MAX);
    if weight == 0 || uptime == 0 || uptime >= warmup {
        return weight;
    }
    if uptime < 0 {
        return 1;
    }
    let share = uptime as f32 / (warmup as f32 / weight as f32);
    (share as u32).clamp(1, weight)
}

/// Sets the weight of every endpoint for the time `now_millis` and tells the balancers when one changed.
///
/// Answers whether an endpoint is still warming up, so that the caller knows whether to come back.
pub fn refresh(snapshot: &Snapshot, now_millis: i64) -> bool {
    let (mut changed, mut warming) = (false, false);
    for endpoint in &snapshot.endpoints {
        let before = endpoint.stats().weight();
        warming |= update(endpoint, now_millis);
        changed |= endpoint.stats().weight() != before;
    }
    if changed {
        for method in &snapshot.methods {
            method.load_balance.weights_changed(&snapshot.endpoints);
        }
    }
    warming
}

/// Sets the weight of one endpoint; answers whether it is warming up.
pub(crate) fn update(endpoint: &Arc<Endpoint>, now_millis: i64) -> bool {
    let instance = endpoint.instance();
    let (weight, warming) = match started(instance) {
        None => (instance.weight(), false),
        Some((started, warmup)) => {
            let uptime = now_millis.saturating_sub(started);
            let warming = uptime < i64::try_from(warmup.as_millis()).unwrap_or(i64::MAX);
            (weight(instance.weight(), uptime, warmup), warming)
        }
    };
    endpoint.stats().set_weight(weight);
    warming
}

/// When the provider started, in milliseconds since 1970, and how long it warms up. `None` when it does not say.
///
/// A provider in Go gives both in seconds.
fn started(instance: &Instance) -> Option<(i64, Duration)> {
    let timestamp: i64 = instance.param(param::TIMESTAMP.key)?.trim().parse().ok()?;
    if timestamp <= 0 {
        return None;
    }
    let seconds = timestamp < FIRST_MILLIS;
    let warmup = match instance.param(param::WARMUP.key) {
        None => param::WARMUP.default,
        Some(text) => match text.trim().parse::<u64>() {
            Ok(number) if seconds => Duration::from_secs(number),
            _ => param::parse_duration(text.trim()).unwrap_or(param::WARMUP.default),
        },
    };
    Some((if seconds { timestamp.saturating_mul(1000) } else { timestamp }, warmup))
}

#[cfg(test)]
mod tests;
