//! Counts the allocations of the cases of `cargo xtask bench hessian`. A program of its own, because counting costs time.

use std::process::ExitCode;

use dubbors_bench::allocations::Counting;
use dubbors_bench::hessian::{cases, count};

#[global_allocator]
static ALLOCATOR: &Counting = &stats_alloc::INSTRUMENTED_SYSTEM;

// What went wrong is printed.
#[allow(clippy::print_stderr)]
fn main() -> ExitCode {
    match cases::all().and_then(count::main) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
