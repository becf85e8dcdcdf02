//! Who is judged.

use std::path::PathBuf;
use std::process::Command;

use clap::ValueEnum;

use crate::workspace::{Workspace, cargo};
use crate::{Result, tools};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Subject {
    /// Our server and our client.
    #[default]
    Ours,
    /// Those of the suite's own authors: most cases pass, and which do not is known.
    Reference,
    /// A server that answers nothing and a client that does nothing: every case fails.
    Broken,
}

/// Builds the programs of ours, when they are needed.
pub(crate) fn build(workspace: &Workspace, subject: Subject) -> Result<()> {
    if subject != Subject::Ours {
        return Ok(());
    }
    eprintln!("conformance: building our server and our client");
    let mut command = Command::new(cargo());
    command.args(["build", "-q", "--bins", "-p", "dubbors-conformance"]).current_dir(&workspace.root);
    // Standard output belongs to the results.
    tools::run("building dubbors-conformance", command.stdout(std::io::stderr()))
}

/// One of our programs.
pub(crate) fn ours(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.target.join("debug").join(name)
}

/// A program that ends at once and does not say why.
pub(crate) fn broken() -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "exit 1"]);
    command
}
