//! Runs calls in a closed loop and keeps their times.

use std::time::{Duration, Instant};

/// Counts of times, by power of two and 64ths of it: exact to about 1.5 %.
#[derive(Debug, Clone)]
pub struct Histogram(Vec<u64>);

const STEPS: u64 = 1 << STEP_BITS;
const STEP_BITS: u64 = 6;

impl Default for Histogram {
    fn default() -> Self {
        Self(vec![0; 64 * 64])
    }
}

impl Histogram {
    fn add(&mut self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).max(STEPS);
        let power = u64::from(nanos.ilog2());
        let step = (nanos >> (power - STEP_BITS)) - STEPS;
        if let Some(count) = self.0.get_mut(usize::try_from(power * STEPS + step).unwrap_or(usize::MAX)) {
            *count += 1;
        }
    }

    fn merge(&mut self, other: &Self) {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count += more;
        }
    }

    /// The time that this share of all calls did not exceed.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        let total: u64 = self.0.iter().sum();
        let wanted = (total as f64 * share) as u64;
        let mut seen = 0;
        for (index, count) in (0u64..).zip(&self.0) {
            seen += count;
            if seen > wanted {
                let (power, step) = (index / STEPS, index % STEPS);
                // The middle of the step.
                let low = (STEPS + step) << power.saturating_sub(STEP_BITS);
                return Duration::from_nanos(low + (1 << power.saturating_sub(STEP_BITS)) / 2);
            }
        }
        Duration::ZERO
    }
}

/// What came of one run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Calls per second, without those that warmed up.
    pub rate: f64,
    /// All calls, with those that warmed up.
    pub calls: u64,
    /// The times of those that count.
    pub times: Histogram,
}

/// Keeps `in_flight` calls under way for `time`, after a tenth of it to warm up. `call` must succeed.
///
/// # Errors
/// The first failure of a call, as text.
pub async fn run<C, F, E>(in_flight: usize, time: Duration, call: C) -> Result<Outcome, String>
where
    C: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = Result<(), E>> + Send,
    E: std::fmt::Display,
{
    let begin = Instant::now() + time / 10;
    let end = begin + time;
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let call = call.clone();
            tokio::spawn(async move {
                let (mut times, mut count, mut all) = (Histogram::default(), 0u64, 0u64);
                let mut start = Instant::now();
                while start < end {
                    call().await.map_err(|error| error.to_string())?;
                    let now = Instant::now();
                    if start >= begin {
                        times.add(now - start);
                        count += 1;
                    }
                    all += 1;
                    start = now;
                }
                Ok::<_, String>((times, count, all))
            })
        })
        .collect();
    let (mut times, mut counted, mut calls) = (Histogram::default(), 0, 0);
    for task in tasks {
        let (own, count, all) = task.await.map_err(|error| error.to_string())??;
        times.merge(&own);
        counted += count;
        calls += all;
    }
    Ok(Outcome { rate: counted as f64 / time.as_secs_f64(), calls, times })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_close() {
        let mut times = Histogram::default();
        (1..=1000u64).for_each(|micros| times.add(Duration::from_micros(micros)));
        for (share, micros) in [(0.5, 500.0), (0.99, 990.0), (0.0, 1.0)] {
            let found = times.quantile(share).as_nanos() as f64 / 1000.0;
            assert!((found / micros - 1.0).abs() < 0.02, "{share}: {found}");
        }
    }
}
