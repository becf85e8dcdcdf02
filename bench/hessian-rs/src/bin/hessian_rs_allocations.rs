//! Counts the allocations of the cases.

use bench_hessian_rs::count;
use bench_hessian_rs::measure::Failure;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Failure> {
    count::main(bench_hessian_rs::all().0)
}
