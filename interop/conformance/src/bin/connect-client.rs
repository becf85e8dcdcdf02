//! The client that connectconformance judges. It is told on standard input what to call, and tells on standard output
//! what came of it.

use std::process::ExitCode;

use dubbors_conformance::connect::client;

#[tokio::main]
async fn main() -> ExitCode {
    dubbors_conformance::program(client::run(tokio::io::stdin(), tokio::io::stdout())).await
}
