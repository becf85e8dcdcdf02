//! The command `dubbors`.
//!
//! | concept | file |
//! |---|---|
//! | what can be typed | `args.rs` |
//! | one file for each command | `command/` |
//! | JSON to Hessian values and back | `json.rs` |
//! | what is printed, and the exit code of an error | `output.rs` |

mod args;
mod command;
mod greeter;
mod json;
mod output;

use std::process::ExitCode;

use clap::Parser;

use args::Args;

fn main() -> ExitCode {
    let args = Args::parse();
    output::init_log(args.verbose);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            output::problem(&format!("cannot start: {error}"), None);
            return ExitCode::from(output::TRANSPORT);
        }
    };
    let verbose = args.verbose > 0;
    let result = runtime.block_on(command::run(args));
    // What still waits for a server shall not hold the process.
    runtime.shutdown_background();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(verbose),
    }
}
