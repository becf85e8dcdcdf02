//! `cargo xtask interop hessian`: the Hessian2 codec against three Java codecs and one of Go, by `interop/hessian`.

use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::Result;
use crate::tools::{self, GO, JDK, MAVEN};
use crate::workspace::{Workspace, cargo};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// So many random values each way with each peer.
    #[arg(long, default_value_t = 0)]
    pub(super) random: u32,
    /// Where they begin.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// This peer alone.
    #[arg(long, value_parser = ["caucho", "lite32", "lite40", "go"])]
    pub(super) only: Option<String>,
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    tools::require("interop hessian", &[JDK, MAVEN, GO])?;
    let go = build(workspace)?;
    let mut oracle = Command::new(workspace.target.join("release/dubbors-oracle"));
    oracle.current_dir(&workspace.root).arg("--go").arg(go);
    oracle.args(["--random", &options.random.to_string(), "--seed", &options.seed.to_string()]);
    if let Some(only) = &options.only {
        oracle.args(["--only", only]);
    }
    tools::run("hessian", &mut oracle)
}

/// Builds all, and returns the Go program.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let mut rust = Command::new(cargo());
    rust.args(["build", "-q", "--release", "-p", "dubbors-oracle"]).current_dir(&workspace.root);
    let mut java = Command::new("mvn");
    java.args(["-q", "-B", "-pl", "hessian", "-amd", "package"]).current_dir(workspace.path("interop/java"));
    let program = workspace.target.join("interop/go-hessian");
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&program).arg(".").current_dir(workspace.path("interop/go-hessian"));
    for (name, command) in
        [("dubbors-oracle", &mut rust), ("the Java codecs", &mut java), ("the Go codec", &mut go)]
    {
        eprintln!("interop: building {name}");
        tools::run(&format!("building {name}"), command.stdout(std::io::stderr()))?;
    }
    Ok(program)
}
