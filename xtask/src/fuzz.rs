//! `cargo xtask fuzz`: every target of `fuzz/`, each for the same time.

use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::Result;
use crate::tools::{self, CARGO_FUZZ, NIGHTLY};
use crate::workspace::Workspace;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How long each target runs, in seconds.
    #[arg(long, default_value_t = 60)]
    pub(crate) seconds: u32,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if !workspace.path("fuzz/Cargo.toml").is_file() {
        return Err("there is no fuzz/Cargo.toml: nothing to fuzz".to_owned());
    }
    tools::require("fuzz", &[NIGHTLY, CARGO_FUZZ])?;
    let targets = targets(workspace)?;
    let mut failed = Vec::new();
    for target in &targets {
        println!("== {target}, {} s", options.seconds);
        let mut command = cargo_fuzz(workspace);
        command.args(["run", target]);
        command.args(corpora(workspace, target)?).arg("--");
        command.arg(format!("-max_total_time={}", options.seconds)).arg("-rss_limit_mb=2048");
        if let Err(problem) = tools::run(target, &mut command) {
            eprintln!("{problem}");
            failed.push(target.as_str());
        }
    }
    println!("{} passed, {} failed", targets.len() - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("findings in: {}", failed.join(", "))) }
}

/// Where inputs are read from; what is found goes to the first. The second holds the seeds that the repository keeps.
fn corpora(workspace: &Workspace, target: &str) -> Result<Vec<PathBuf>> {
    let found = workspace.path("fuzz/corpus").join(target);
    std::fs::create_dir_all(&found).map_err(|error| format!("{}: {error}", found.display()))?;
    let seeds = workspace.path("fuzz/seeds").join(target);
    Ok(if seeds.is_dir() { vec![found, seeds] } else { vec![found] })
}

fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let output =
        cargo_fuzz(workspace).arg("list").output().map_err(|error| format!("cargo fuzz list: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo fuzz list: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let targets: Vec<String> =
        String::from_utf8_lossy(&output.stdout).split_whitespace().map(str::to_owned).collect();
    if targets.is_empty() { Err("fuzz/ has no targets".to_owned()) } else { Ok(targets) }
}

fn cargo_fuzz(workspace: &Workspace) -> Command {
    let mut command = Command::new("cargo");
    command.args(["+nightly", "fuzz"]).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    command.current_dir(&workspace.root);
    command
}
