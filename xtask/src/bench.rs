//! `cargo xtask bench`: the benchmarks of `bench/`, built for release.

use std::process::Command;

use crate::workspace::{Workspace, cargo};
use crate::{Result, tools};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let manifest = workspace.path("bench/Cargo.toml");
    if !manifest.is_file() {
        return Err("there is no bench/Cargo.toml: nothing to measure".to_owned());
    }
    let mut command = Command::new(cargo());
    command.args(["run", "--release", "--manifest-path"]).arg(manifest).current_dir(&workspace.root);
    tools::run("bench", &mut command)
}
