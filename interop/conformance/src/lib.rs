//! The programs that the suites of gRPC and Connect judge: `cargo xtask conformance` starts them.
//!
//! | program | what it is |
//! |---|---|
//! | `grpc-interop-server`, `grpc-interop-client` | the two sides of gRPC's interop cases, with the options of grpc-go's |
//! | `http2-misbehaving-server` | the server of gRPC's negative HTTP/2 cases, which judges its client |
//! | `connect-server`, `connect-client` | the two sides of connectconformance, told on standard input what to do |

// Whoever started a program reads why it ends.
#![allow(clippy::print_stderr)]

use std::process::ExitCode;

pub mod connect;
pub mod flags;
pub mod misbehaving;
pub mod testing;

/// What `interop/proto` describes.
#[allow(missing_docs, clippy::doc_markdown, reason = "the files are those of others")]
pub mod protos {
    dubbors::include_proto!("protos");
}

/// Runs one of the programs to its end. Whoever started it reads on standard error why it failed.
pub async fn program<E: std::fmt::Display>(work: impl Future<Output = Result<(), E>>) -> ExitCode {
    log();
    match work.await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Logs go to standard error: standard output belongs to the suites.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
