//! The time limits of many calls, kept by one timer.

use std::time::Duration;

use tokio::time::Instant;

/// Marks a key without a deadline.
const NONE: u64 = u64::MAX;

/// Deadlines by slot number, such as the slots of a table of pending calls.
///
/// A flat table of ticks and the earliest of them: setting and removing are one store, and the memory is that of the
/// largest key. The table is scanned only when the earliest deadline comes, at most once per tick. Deadlines are
/// rounded up to the tick, so none fires early.
#[derive(Debug)]
pub struct Deadlines {
    start: Instant,
    tick: Duration,
    /// The tick at which a key expires, by key.
    at: Vec<u64>,
    /// No deadline is earlier than this. Removing leaves it, so it may be too early, never too late.
    earliest: u64,
}

impl Deadlines {
    /// No deadlines; `tick` is the coarseness. A tick of zero is one millisecond.
    pub fn new(start: Instant, tick: Duration) -> Self {
        let tick = if tick.is_zero() { Duration::from_millis(1) } else { tick };
        Self { start, tick, at: Vec::new(), earliest: NONE }
    }

    /// Sets the deadline of `key`, in place of any earlier one.
    pub fn set(&mut self, key: u32, deadline: Instant) {
        let tick = self.tick_after(deadline);
        let index = key as usize;
        if index >= self.at.len() {
            self.at.resize(index + 1, NONE);
        }
        if let Some(at) = self.at.get_mut(index) {
            *at = tick;
        }
        self.earliest = self.earliest.min(tick);
    }

    /// Forgets the deadline of `key`, if it has one.
    pub fn remove(&mut self, key: u32) {
        if let Some(at) = self.at.get_mut(key as usize) {
            *at = NONE;
        }
    }

    /// When [`expire`](Self::expire) should be called next; `None` when there is no deadline.
    ///
    /// May be earlier than the earliest deadline, after a removal.
    pub fn next(&self) -> Option<Instant> {
        if self.earliest == NONE {
            return None;
        }
        let nanos = self.earliest.saturating_mul(self.tick_nanos());
        self.start.checked_add(Duration::from_nanos(nanos))
    }

    /// Removes every deadline that has passed at `now` and calls `expired` with its key.
    pub fn expire(&mut self, now: Instant, mut expired: impl FnMut(u32)) {
        let passed = now.saturating_duration_since(self.start).as_nanos() / u128::from(self.tick_nanos());
        let passed = u64::try_from(passed).unwrap_or(NONE - 1);
        if self.earliest > passed {
            return;
        }
        let mut earliest = NONE;
        for (key, at) in (0u32..).zip(&mut self.at) {
            if *at <= passed {
                *at = NONE;
                expired(key);
            } else {
                earliest = earliest.min(*at);
            }
        }
        self.earliest = earliest;
        if earliest == NONE {
            // Nothing is left: give a table back that a burst has made large.
            self.at = Vec::new();
        }
    }

    fn tick_after(&self, deadline: Instant) -> u64 {
        let nanos = deadline.saturating_duration_since(self.start).as_nanos();
        let tick = nanos.div_ceil(u128::from(self.tick_nanos()));
        u64::try_from(tick).unwrap_or(NONE).min(NONE - 1)
    }

    fn tick_nanos(&self) -> u64 {
        u64::try_from(self.tick.as_nanos()).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(n: u64) -> Duration {
        Duration::from_millis(n)
    }

    fn expired(deadlines: &mut Deadlines, now: Instant) -> Vec<u32> {
        let mut keys = Vec::new();
        deadlines.expire(now, |key| keys.push(key));
        keys
    }

    #[test]
    fn deadlines_fire_once_and_never_early() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start, ms(5));
        assert_eq!(deadlines.next(), None);
        deadlines.set(3, start + ms(11));
        deadlines.set(0, start + ms(20));
        deadlines.set(7, start + Duration::from_secs(3600));
        assert_eq!(deadlines.next(), Some(start + ms(15)));
        assert!(expired(&mut deadlines, start + ms(14)).is_empty());
        assert_eq!(expired(&mut deadlines, start + ms(15)), [3]);
        assert!(expired(&mut deadlines, start + ms(15)).is_empty());
        assert_eq!(deadlines.next(), Some(start + ms(20)));
        assert_eq!(expired(&mut deadlines, start + ms(500)), [0]);
        assert_eq!(deadlines.next(), Some(start + Duration::from_secs(3600)));
    }

    #[test]
    fn removed_and_replaced_deadlines() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start, ms(1));
        deadlines.set(1, start + ms(10));
        deadlines.set(2, start + ms(10));
        deadlines.remove(1);
        deadlines.remove(99);
        deadlines.set(2, start + ms(30));
        assert!(expired(&mut deadlines, start + ms(29)).is_empty());
        assert_eq!(deadlines.next(), Some(start + ms(30)));
        assert_eq!(expired(&mut deadlines, start + ms(30)), [2]);
        assert_eq!(deadlines.next(), None);
    }

    #[test]
    fn a_deadline_in_the_past_fires_at_once_and_an_endless_one_is_kept() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start + ms(10), ms(1));
        deadlines.set(0, start);
        deadlines.set(1, start + Duration::from_secs(60 * 60 * 24 * 365));
        assert_eq!(expired(&mut deadlines, start + ms(10)), [0]);
        assert!(deadlines.next().is_some());
    }

    #[test]
    fn memory_is_that_of_the_largest_key() {
        let start = Instant::now();
        let mut deadlines = Deadlines::new(start, ms(1));
        for round in 0..100_000u64 {
            let key = (round % 64) as u32;
            deadlines.remove(key);
            deadlines.set(key, start + ms(1_000 + round));
        }
        assert!(deadlines.at.capacity() <= 128);
        assert_eq!(expired(&mut deadlines, start + ms(200_000)).len(), 64);
        assert_eq!(deadlines.at.capacity(), 0);
    }
}
