//! The Rust peer of the interop matrix: provider and consumer of one contract, with the command line that all peers
//! share (see interop/README.md).

// What the runner reads is printed.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod cases;
mod check;
mod consumer;
mod contract;
mod exchange;
mod known;
mod provider;
mod samples;
mod triple;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use tokio::io::AsyncReadExt;

#[derive(Debug, Parser)]
struct Line {
    #[command(subcommand)]
    role: Role,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// Provides the contract until standard input closes.
    Provider(Provider),
    /// Runs cases, or calls in a loop until standard input closes.
    Consumer(Consumer),
}

#[derive(Debug, Args)]
struct Provider {
    /// The port.
    #[arg(long)]
    port: u16,
    /// `dubbo` or `tri`.
    #[arg(long, default_value = "dubbo")]
    protocol: String,
    /// Where to announce it.
    #[arg(long)]
    registry: Option<String>,
    /// The largest message in bytes.
    #[arg(long)]
    payload: Option<u32>,
    /// How long shutting down may take, in milliseconds.
    #[arg(long, default_value_t = 3000)]
    shutdown_wait: u64,
    /// Taken and ignored: interface-level discovery is all there is.
    #[arg(long)]
    interface_only: bool,
}

#[derive(Debug, Args)]
struct Consumer {
    /// The provider's URL.
    #[arg(long, conflicts_with = "registry")]
    direct: Option<String>,
    /// Where to find it.
    #[arg(long)]
    registry: Option<String>,
    /// With a registry: `dubbo` or `tri`. It says which cases there are; a provider is called by the protocol it is
    /// registered with.
    #[arg(long, default_value = "dubbo")]
    protocol: String,
    /// `all`, or names separated by commas.
    #[arg(long, default_value = "all", value_delimiter = ',')]
    cases: Vec<String>,
    /// Call again and again and print what came of it.
    #[arg(long = "loop")]
    looping: bool,
    /// How long a call may take, in milliseconds.
    #[arg(long, default_value_t = 5000)]
    timeout: u64,
    /// Taken and ignored: interface-level discovery is all there is.
    #[arg(long)]
    interface_only: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let result = match Line::parse().role {
        Role::Provider(provider) => provider::run(provider).await.map(|()| true),
        Role::Consumer(consumer) => consumer::run(consumer).await,
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Waits until the process that started this one closes our standard input.
async fn stdin_closed() {
    let mut input = tokio::io::stdin();
    let mut sink = [0; 256];
    while input.read(&mut sink).await.is_ok_and(|read| read > 0) {}
}
