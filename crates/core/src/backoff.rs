//! How long to wait before trying again.

use std::time::Duration;

/// Waiting times that double up to a limit, each drawn at random from zero to its bound ("full jitter").
///
/// The randomness spreads consumers that lost the same provider at the same instant.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    most: Duration,
    attempt: u32,
    random: fastrand::Rng,
}

impl Backoff {
    /// Waits of up to `first`, doubling up to `most`.
    pub fn new(first: Duration, most: Duration) -> Self {
        Self { first, most, attempt: 0, random: fastrand::Rng::new() }
    }

    /// The same with a fixed seed: the same waits every time.
    #[must_use]
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.random.seed(seed);
        self
    }

    /// The longest wait that [`next_wait`](Self::next_wait) may give now.
    pub fn bound(&self) -> Duration {
        let factor = 1u32.checked_shl(self.attempt).unwrap_or(u32::MAX);
        self.first.saturating_mul(factor).min(self.most)
    }

    /// The next wait.
    pub fn next_wait(&mut self) -> Duration {
        let nanos = u64::try_from(self.bound().as_nanos()).unwrap_or(u64::MAX);
        self.attempt = self.attempt.saturating_add(1);
        Duration::from_nanos(self.random.u64(0..=nanos))
    }

    /// How often [`next_wait`](Self::next_wait) was asked since the last success.
    pub fn attempts(&self) -> u32 {
        self.attempt
    }

    /// Notes a success: the next wait is a short one again.
    pub fn reset(&mut self) {
        self.attempt = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_double_up_to_the_limit() {
        let mut backoff = Backoff::new(Duration::from_millis(100), Duration::from_secs(1)).with_seed(1);
        let bounds: Vec<u128> = (0..6)
            .map(|_| {
                let bound = backoff.bound();
                assert!(backoff.next_wait() <= bound);
                bound.as_millis()
            })
            .collect();
        assert_eq!(bounds, [100, 200, 400, 800, 1000, 1000]);
        assert_eq!(backoff.attempts(), 6);
        backoff.reset();
        assert_eq!(backoff.bound(), Duration::from_millis(100));
    }

    #[test]
    fn waits_are_spread_over_the_whole_range_and_repeat_with_the_seed() {
        let draw = |seed| {
            let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(1)).with_seed(seed);
            (0..200).map(|_| backoff.next_wait().as_millis()).collect::<Vec<_>>()
        };
        let waits = draw(7);
        assert_eq!(waits, draw(7));
        assert_ne!(waits, draw(8));
        for tenth in 0..10 {
            assert!(waits.iter().any(|wait| wait / 100 == tenth), "none in tenth {tenth}");
        }
    }

    #[test]
    fn endless_attempts_do_not_overflow() {
        let mut backoff = Backoff::new(Duration::MAX, Duration::MAX).with_seed(1);
        backoff.attempt = u32::MAX;
        backoff.next_wait();
        assert_eq!(backoff.bound(), Duration::MAX);
    }
}
