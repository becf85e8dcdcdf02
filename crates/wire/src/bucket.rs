//! A count that time wears down.

use std::time::Duration;

/// Counts up with what happens, down with time and with what makes up for it.
#[derive(Debug)]
pub(crate) struct Bucket {
    level: i64,
    /// The highest level that is no abuse.
    most: i64,
    /// What may be saved up.
    least: i64,
    /// What a second takes off, never below 0.
    rate: u32,
    counted: Duration,
}

impl Bucket {
    pub(crate) const fn new(most: i64, least: i64, rate: u32) -> Self {
        Self { level: 0, most, least, rate, counted: Duration::ZERO }
    }

    pub(crate) fn pass(&mut self, now: Duration) {
        let millis = now.saturating_sub(self.counted).as_millis();
        let off = i64::try_from(millis.saturating_mul(u128::from(self.rate)) / 1000).unwrap_or(i64::MAX);
        if off > 0 {
            self.counted = now;
            if self.level > 0 {
                self.level = self.level.saturating_sub(off).max(0);
            }
        }
    }

    /// `false` when it is too much.
    pub(crate) fn add(&mut self) -> bool {
        self.level = self.level.saturating_add(1);
        self.level <= self.most
    }

    pub(crate) fn take(&mut self, credit: i64) {
        self.level = self.level.saturating_sub(credit).max(self.least);
    }
}
