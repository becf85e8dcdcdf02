//! `cargo xtask bench hessian`: what one operation costs here, in other codecs of Rust, in Java and in Go.

use std::process::Command;

use super::{figures, table};
use crate::workspace::{Workspace, cargo};
use crate::{Result, tools};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    tools::require("bench hessian", &[tools::VALGRIND])?;
    let release = workspace.target.join("release");
    build_ours(workspace)?;
    let program = release.join("dubbors-bench-hessian");
    progress("timing");
    let (mut all, notes) = figures::times("timing", Command::new(&program).arg("times"))?;
    progress("counting instructions");
    figures::count_instructions(&program, &mut all)?;
    progress("counting allocations");
    figures::count_allocations(&release.join("dubbors-bench-hessian-allocations"), &mut all)?;
    println!("\none operation; instructions by callgrind, nanoseconds of the fastest round");
    table::print(&all);
    for note in &notes {
        println!("{note}");
    }
    Ok(())
}

fn build_ours(workspace: &Workspace) -> Result<()> {
    let mut command = Command::new(cargo());
    command.args(["build", "--release", "-p", "dubbors-bench", "--bins"]).current_dir(&workspace.root);
    tools::run("building bench", &mut command)
}

fn progress(text: &str) {
    eprintln!("bench hessian: {text}");
}
