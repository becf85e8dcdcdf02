//! Allocations of an operation.
//!
//! The program in `bench/hessian-rs/` includes this file, so it needs nothing but `measure.rs` and `stats_alloc`.

use stats_alloc::{INSTRUMENTED_SYSTEM, Region};

use super::measure::{Case, Failure};

/// Repetitions before the count, and those that are counted.
const WARM_UP: u64 = 10;
const TIMES: u64 = 100;

/// How often one operation of `case` allocates on average; growing what is there counts as well.
///
/// Counts nothing unless the program's global allocator is `stats_alloc::INSTRUMENTED_SYSTEM`.
///
/// # Errors
/// Those of the case.
pub fn allocations(case: &mut Case) -> Result<f64, Failure> {
    (case.run)(WARM_UP)?;
    let region = Region::new(&INSTRUMENTED_SYSTEM);
    (case.run)(TIMES)?;
    let change = region.change();
    Ok((change.allocations + change.reallocations) as f64 / TIMES as f64)
}

/// The program: prints the allocations of every case, in lines of payload, codec, operation, allocations with tabs
/// between.
///
/// # Errors
/// Those of the cases.
// The lines are what the program is for.
#[allow(clippy::print_stdout)]
pub fn main(mut cases: Vec<Case>) -> Result<(), Failure> {
    for case in &mut cases {
        let count = allocations(case)?;
        println!("{}\t{}\t{}\t{count:.2}", case.payload, case.codec, case.operation);
    }
    Ok(())
}
