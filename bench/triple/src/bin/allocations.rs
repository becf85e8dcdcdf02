//! Prints what one call of 1 KiB allocates, client and server together: lines of peer, allocations and bytes, with tabs
//! between.

use std::alloc::System;

use dubbors_bench_load::{Failure, Peer, run_count};
use dubbors_bench_triple::{Bare, Ours, Theirs};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const CALLS: u64 = 10_000;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    count::<Ours>("dubbors").await?;
    count::<Theirs>("tonic").await?;
    count::<Bare>("h2").await
}

async fn count<P: Peer>(name: &str) -> Result<(), Failure> {
    let (address, _server) = P::serve().await?;
    let peer = P::connect(&address).await?;
    run_count(&peer, CALLS, 1).await?;
    let region = Region::new(&INSTRUMENTED_SYSTEM);
    run_count(&peer, CALLS, 1).await?;
    let change = region.change();
    let per_call = |count: usize| count as f64 / CALLS as f64;
    println!(
        "{name}\t{:.2}\t{:.0}",
        per_call(change.allocations + change.reallocations),
        per_call(change.bytes_allocated)
    );
    Ok(())
}
