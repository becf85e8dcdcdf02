//! The client's side of gRPC's interop cases: `--test_case=C --server_port=P [--use_tls=true --ca_file=F]
//! [--http_version=3]`. It ends with 0 when the case has passed.

// What the runner reads is printed.
#![allow(clippy::print_stdout)]

use std::process::ExitCode;

use dubbors::Result;
use dubbors_conformance::flags::Flags;
use dubbors_conformance::testing::cases::{self, Target, Verdict};

#[tokio::main]
async fn main() -> ExitCode {
    dubbors_conformance::program(judge()).await
}

async fn judge() -> Result<()> {
    let flags = Flags::of_process()?;
    let target = Target::of(&flags)?;
    if let Verdict::Skipped(why) = cases::run(flags.require("test_case")?, &target, &flags).await? {
        println!("SKIP {why}");
    }
    Ok(())
}
