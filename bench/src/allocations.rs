//! Allocations of one call, provider and consumer together.

use std::alloc::System;
use std::hint::black_box;

use dubbors::{Error, Result};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

use crate::{PAYLOAD, stack};

/// What a program that counts names as its global allocator.
pub type Counting = StatsAlloc<System>;

/// The calls that the count is taken over.
const CALLS: usize = 10_000;

/// The average number of allocations and of bytes of one call, both sides together: default filters, failover, random,
/// a text of [`PAYLOAD`] bytes. The caller's own text is not counted.
///
/// Counts nothing unless the program's global allocator is `stats_alloc::INSTRUMENTED_SYSTEM`.
///
/// # Errors
/// When a call fails.
pub async fn per_call() -> Result<(f64, f64)> {
    let provider = stack::serve().await?;
    let url = provider.urls().first().cloned().ok_or_else(|| Error::internal("the provider has no URL"))?;
    let client = stack::connect(&url).await?;
    let texts = || -> Vec<String> { (0..CALLS).map(|_| "x".repeat(PAYLOAD)).collect() };
    for text in texts() {
        client.echo(text).await?;
    }
    let texts = texts();
    let counted = Region::new(&INSTRUMENTED_SYSTEM);
    for text in texts {
        black_box(client.echo(text).await?);
    }
    let change = counted.change();
    provider.shutdown().await;
    let calls = CALLS as f64;
    Ok(((change.allocations + change.reallocations) as f64 / calls, change.bytes_allocated as f64 / calls))
}
