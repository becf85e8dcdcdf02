//! The client's side of gRPC's interop cases: `--test_case=C --server_port=P [--use_tls=true --ca_file=F]
//! [--http_version=3]`. It ends with 0 when the case has passed.

// What the runner reads is printed.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use dubbors::Result;
use dubbors_conformance::flags::Flags;
use dubbors_conformance::testing::cases::{self, Target, Verdict};

#[tokio::main]
async fn main() -> ExitCode {
    dubbors_conformance::log();
    match judge().await {
        Ok(Verdict::Passed) => ExitCode::SUCCESS,
        Ok(Verdict::Skipped(why)) => {
            println!("SKIP {why}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn judge() -> Result<Verdict> {
    let flags = Flags::of_process()?;
    cases::run(flags.require("test_case")?, &Target::of(&flags)?, &flags).await
}
