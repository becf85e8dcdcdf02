//! An instance that we hold an invoker for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::{AnyFilter, AnyInvoker, Instance, Invocation, Next, Response, Result};

/// One provider of a service as a consumer sees it. Survives every rebuild of the snapshot while its instance does.
#[derive(Debug)]
pub struct Endpoint {
    instance: Instance,
    invoker: AnyInvoker,
    filters: Box<[AnyFilter]>,
    stats: Stats,
}

impl Endpoint {
    /// An endpoint that reaches `instance` through `filters` and `invoker`.
    #[must_use]
    pub fn new(instance: Instance, invoker: AnyInvoker, filters: Box<[AnyFilter]>) -> Self {
        let stats = Stats::default();
        stats.weight.store(instance.weight(), Ordering::Relaxed);
        Self { instance, invoker, filters, stats }
    }

    /// What the registry says about it.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Its counters.
    #[must_use]
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Whether a call would go out at once; see [`crate::Invoker::is_ready`].
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.invoker.is_ready()
    }

    /// Makes one attempt through the attempt filters.
    ///
    /// # Errors
    /// What the provider or a filter answered.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the attempt; the counters are right afterwards.
    pub async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let active = self.stats.begin();
        let result = Next::new(&self.filters, &self.invoker).run(call).await;
        active.finish(result.is_ok());
        result
    }
}

/// Counters of one endpoint: atomics only, shared by every task that calls it.
#[derive(Debug, Default)]
pub struct Stats {
    weight: AtomicU32,
    active: AtomicU32,
    succeeded: AtomicU64,
    failed: AtomicU64,
    consecutive_failures: AtomicU32,
    /// Sum of answer times in microseconds.
    elapsed: AtomicU64,
}

impl Stats {
    /// The weight that balancers use now, warm-up included.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.weight.load(Ordering::Relaxed)
    }

    /// Sets the weight that balancers use.
    pub fn set_weight(&self, weight: u32) {
        self.weight.store(weight, Ordering::Relaxed);
    }

    /// How many calls are under way.
    #[must_use]
    pub fn active(&self) -> u32 {
        self.active.load(Ordering::Relaxed)
    }

    /// How many attempts succeeded.
    #[must_use]
    pub fn succeeded(&self) -> u64 {
        self.succeeded.load(Ordering::Relaxed)
    }

    /// How many attempts failed, business exceptions included.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// How many attempts failed since the last that succeeded.
    #[must_use]
    pub fn consecutive_failures(&self) -> u32 {
        self.consecutive_failures.load(Ordering::Relaxed)
    }

    /// The sum of all answer times reported by [`Stats::record`].
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Duration::from_micros(self.elapsed.load(Ordering::Relaxed))
    }

    /// Counts a call as under way until the guard ends.
    #[must_use]
    pub fn begin(&self) -> ActiveCall<'_> {
        self.active.fetch_add(1, Ordering::Relaxed);
        ActiveCall { stats: self }
    }

    /// Adds the time of one answer that began at `begin` and ended at `end`.
    pub fn record(&self, begin: Instant, end: Instant) {
        let micros = end.saturating_duration_since(begin).as_micros();
        self.elapsed.fetch_add(u64::try_from(micros).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}

/// A call under way. Its drop lowers the count, also when the call is cancelled.
#[derive(Debug)]
pub struct ActiveCall<'a> {
    stats: &'a Stats,
}

impl ActiveCall<'_> {
    /// Ends the call and counts its result.
    pub fn finish(self, success: bool) {
        if success {
            self.stats.succeeded.fetch_add(1, Ordering::Relaxed);
            self.stats.consecutive_failures.store(0, Ordering::Relaxed);
        } else {
            self.stats.failed.fetch_add(1, Ordering::Relaxed);
            self.stats.consecutive_failures.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for ActiveCall<'_> {
    fn drop(&mut self) {
        self.stats.active.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Shared endpoints are the same when they are the same object.
pub(crate) fn same(a: &Arc<Endpoint>, b: &Arc<Endpoint>) -> bool {
    Arc::ptr_eq(a, b)
}
