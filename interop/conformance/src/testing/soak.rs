//! The cases that repeat a large call: over one connection, and over a new one each time.

use std::time::{Duration, Instant};

use dubbors::Result;

use super::cases::Target;
use super::messages::failed;
use super::unary;
use crate::flags::Flags;
use crate::protos::grpc::testing::TestServiceClient;

pub(crate) async fn calls(test: &TestServiceClient, flags: &Flags) -> Result<()> {
    for _ in 0..flags.or("soak_iterations", 10)? {
        in_time(flags, unary::large(test)).await?;
    }
    Ok(())
}

pub(crate) async fn connections(target: &Target, flags: &Flags) -> Result<()> {
    for _ in 0..flags.or("soak_iterations", 10)? {
        in_time(flags, async { unary::large(&target.connect(&[]).await?.test).await }).await?;
    }
    Ok(())
}

/// A call that takes too long has failed as well.
async fn in_time(flags: &Flags, call: impl Future<Output = Result<()>>) -> Result<()> {
    let limit = flags.or("soak_per_iteration_max_acceptable_latency_ms", 1000)?;
    let start = Instant::now();
    call.await?;
    let took = start.elapsed();
    if took > Duration::from_millis(limit) { failed(format!("a call took {took:?}")) } else { Ok(()) }
}
