//! The server of gRPC's negative HTTP/2 cases: `--port=P --test_case=C`. It ends when the client has made the calls of the
//! case, with 0 when the client did nothing wrong.

// Whoever started it reads why it ends.
#![allow(clippy::print_stderr)]

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use dubbors::{Error, Result};
use dubbors_conformance::flags::Flags;
use dubbors_conformance::misbehaving::{Case, judge};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(faults) if faults.is_empty() => ExitCode::SUCCESS,
        Ok(faults) => {
            eprintln!("{}", faults.join("\n"));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<Vec<String>> {
    let flags = Flags::of_process()?;
    let name = flags.require("test_case")?;
    let case = Case::named(name).ok_or_else(|| Error::invalid(format!("there is no case `{name}`")))?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, flags.or("port", 0)?));
    judge(address, case).await.map_err(|error| Error::unavailable(error.to_string()).with_source(error))
}
