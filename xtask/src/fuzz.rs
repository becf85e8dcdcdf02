//! `cargo xtask fuzz`: every target of `fuzz/`, each for the same time.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::Result;
use crate::tools::{self, CARGO_FUZZ, NIGHTLY};
use crate::workspace::{Workspace, cargo};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How long each target runs, in seconds.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// How long all targets run together, in seconds, each for the same time.
    #[arg(long, conflicts_with = "seconds")]
    in_all: Option<u32>,
    /// The longest input, in bytes.
    #[arg(long, default_value_t = 4096)]
    max_len: u32,
    /// Sees whether all targets compile, with any toolchain, and runs none.
    #[arg(long, conflicts_with_all = ["seconds", "in_all", "names"])]
    check: bool,
    /// Targets whose name holds one of these; all without any.
    names: Vec<String>,
}

impl Options {
    /// All targets, one hour in all.
    pub(crate) fn for_an_hour() -> Self {
        Self { seconds: 0, in_all: Some(3600), max_len: 4096, check: false, names: Vec::new() }
    }

    /// How long one of so many targets runs.
    fn seconds(&self, targets: usize) -> u32 {
        let share = |all: u32| all / u32::try_from(targets.max(1)).unwrap_or(u32::MAX);
        // libFuzzer takes 0 for no end at all.
        self.in_all.map_or(self.seconds, share).max(1)
    }

    fn wants(&self, target: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| target.contains(name.as_str()))
    }
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if !workspace.path("fuzz/Cargo.toml").is_file() {
        return Err("there is no fuzz/Cargo.toml: nothing to fuzz".to_owned());
    }
    if options.check {
        return check(workspace);
    }
    tools::require("fuzz", &[NIGHTLY, CARGO_FUZZ])?;
    let mut targets = targets(workspace)?;
    targets.retain(|target| options.wants(target));
    let vectors = vectors(workspace)?;
    let mut failed = Vec::new();
    let seconds = options.seconds(targets.len());
    for target in &targets {
        println!("== {target}, {seconds} s");
        let mut command = cargo_fuzz(workspace);
        command.args(["run", target]).args(corpora(workspace, target)?);
        let is_hessian = target.starts_with("hessian_");
        if is_hessian {
            command.arg(&vectors);
        }
        command.arg("--").arg(format!("-max_total_time={seconds}"));
        command.arg(format!("-max_len={}", options.max_len)).args(["-rss_limit_mb=2048", "-timeout=60"]);
        if is_hessian {
            command.arg(format!("-dict={}", workspace.path("fuzz/hessian.dict").display()));
        }
        if let Err(problem) = tools::run(target, &mut command) {
            eprintln!("{problem}");
            failed.push(target.as_str());
        }
    }
    println!("{} passed, {} failed", targets.len() - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("findings in: {}", failed.join(", "))) }
}

/// Nobody else compiles the targets: they have a workspace of their own.
fn check(workspace: &Workspace) -> Result<()> {
    let mut command = Command::new(cargo());
    command.args(["check", "-q", "--locked", "--manifest-path"]).arg(workspace.path("fuzz/Cargo.toml"));
    command.arg("--target-dir").arg(workspace.target.join("fuzz-check")).env("RUSTFLAGS", "--cfg fuzzing");
    tools::run("fuzz --check", &mut command)
}

/// Where inputs are read from; what is found goes to the first. The second holds the seeds that the repository keeps.
fn corpora(workspace: &Workspace, target: &str) -> Result<Vec<PathBuf>> {
    let found = workspace.path("fuzz/corpus").join(target);
    make(&found)?;
    let seeds = workspace.path("fuzz/seeds").join(target);
    Ok(if seeds.is_dir() { vec![found, seeds] } else { vec![found] })
}

/// The bytes of real peers in `testdata/hessian`, a file for each, as seeds for all that reads Hessian.
fn vectors(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.path("fuzz/corpus/vectors");
    make(&folder)?;
    let mut number = 0_usize;
    for path in workspace.files()? {
        if !path.starts_with("testdata/hessian/")
            || Path::new(&path).extension().is_none_or(|end| end != "tsv")
        {
            continue;
        }
        for bytes in workspace.read(&path)?.lines().flat_map(|line| line.split('\t').filter_map(bytes)) {
            let file = folder.join(format!("{number:04}"));
            std::fs::write(&file, bytes).map_err(|error| format!("{}: {error}", file.display()))?;
            number += 1;
        }
    }
    Ok(folder)
}

/// What hexadecimal digits say; other columns are names and texts, and long runs are not worth a seed.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || !text.is_ascii() || !text.len().is_multiple_of(2) || text.len() > 8192 {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

fn make(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_shared() {
        assert_eq!([20, 7200].map(|targets| Options::for_an_hour().seconds(targets)), [180, 1]);
    }

    #[test]
    fn columns_of_digits_are_bytes() {
        assert_eq!(bytes("4e05"), Some(vec![0x4e, 5]));
        assert_eq!(["null", "", "4", "=4e", "[41*1000]"].map(bytes), [const { None::<Vec<u8>> }; 5]);
    }
}
