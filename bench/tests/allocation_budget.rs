//! Whoever makes a call allocate more changes this number on purpose.

use dubbors_bench::allocations::{Counting, per_call};

#[global_allocator]
static ALLOCATOR: &Counting = &stats_alloc::INSTRUMENTED_SYSTEM;

/// Allocations of one call, client and server together, with default filters.
const BUDGET: f64 = 16.0;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_stays_within_its_budget() {
    let (count, _) = per_call().await.unwrap();
    assert!(count > 1.0, "nothing was counted: {count}");
    assert!(count <= BUDGET, "{count} allocations per call, the budget is {BUDGET}");
}
