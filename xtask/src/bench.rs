//! `cargo xtask bench`: the benchmarks of `bench/`, built for release.

mod figures;
pub(crate) mod hessian;
mod table;
pub(crate) mod triple;

use std::process::Command;

use crate::workspace::{Workspace, cargo};
use crate::{Result, tools};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Hessian beside other codecs: instructions, allocations and time of an operation.
    Hessian,
    /// Triple beside other frameworks that speak gRPC: calls, streams, and what they cost.
    Triple(triple::Options),
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    match &options.what {
        None => calls(workspace),
        Some(What::Hessian) => hessian::run(workspace),
        Some(What::Triple(options)) => triple::run(workspace, options),
    }
}

/// What a call costs; needs no other programs.
pub(crate) fn calls(workspace: &Workspace) -> Result<()> {
    let manifest = workspace.path("bench/Cargo.toml");
    if !manifest.is_file() {
        return Err("there is no bench/Cargo.toml: nothing to measure".to_owned());
    }
    let mut command = Command::new(cargo());
    command.args(["run", "--release", "--manifest-path"]).arg(manifest).current_dir(&workspace.root);
    tools::run("bench", &mut command)
}
