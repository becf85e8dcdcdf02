//! The client that connectconformance judges. It is told on standard input what to call, and tells on standard output
//! what came of it.

// Whoever started it reads why it ends.
#![allow(clippy::print_stderr)]

use std::process::ExitCode;

use dubbors_conformance::connect::client;

#[tokio::main]
async fn main() -> ExitCode {
    dubbors_conformance::log();
    match client::run(tokio::io::stdin(), tokio::io::stdout()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
