//! Repeats and times the cases of `cargo xtask bench hessian`, with the system's own allocator.

use std::process::ExitCode;

use dubbors_bench::hessian::{cases, measure};

// What went wrong is printed.
#[allow(clippy::print_stderr)]
fn main() -> ExitCode {
    match cases::all().and_then(measure::main) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
