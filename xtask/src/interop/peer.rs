//! The peers: how each is built and started. All share one command line, see interop/README.md.

use std::process::Command;

use clap::ValueEnum;

use super::cell::Scheme;
use crate::workspace::{Workspace, cargo};
use crate::{Result, tools};

/// One implementation of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Peer {
    /// Ours.
    #[value(skip)]
    Rust,
    /// Dubbo 3.3 for Java.
    Java33,
    /// Dubbo 2.7 for Java.
    Java27,
    /// dubbo-go v3.
    Go,
}

/// The packages Dubbo 2.7 looks into by reflection, which JDK 17 keeps closed.
const OPENED: [&str; 9] =
    ["lang", "math", "util", "util.concurrent", "util.concurrent.atomic", "net", "time", "text", "io"];

impl Peer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Java33 => "java33",
            Self::Java27 => "java27",
            Self::Go => "go",
        }
    }

    pub(crate) fn speaks(self, scheme: Scheme) -> bool {
        // 2.7 has an older protocol of that name.
        self != Self::Java27 || scheme != Scheme::Tri
    }

    pub(crate) fn build(self, workspace: &Workspace) -> Result<()> {
        let mut command = match self {
            Self::Rust => {
                let mut command = Command::new(cargo());
                command.args(["build", "-q", "-p", "dubbors-interop"]).current_dir(&workspace.root);
                command
            }
            Self::Java33 | Self::Java27 => {
                let module = if self == Self::Java33 { "peer33" } else { "peer27" };
                let mut command = Command::new("mvn");
                command.args(["-q", "-B", "-pl", module, "package"]);
                command.current_dir(workspace.path("interop/java"));
                command
            }
            Self::Go => {
                let mut command = Command::new("go");
                command.args(["build", "-o"]).arg(workspace.target.join("interop/go-peer")).arg(".");
                command.current_dir(workspace.path("interop/go"));
                command
            }
        };
        // Standard output belongs to the matrix.
        command.stdout(std::io::stderr());
        tools::run(&format!("building {}", self.name()), &mut command)
    }

    /// The peer's program, to which a role and its options are added.
    pub(crate) fn command(self, workspace: &Workspace) -> Command {
        match self {
            Self::Rust => Command::new(workspace.target.join("debug/dubbors-peer")),
            Self::Java33 => java(workspace, "peer33", &[]),
            Self::Java27 => java(workspace, "peer27", &OPENED),
            Self::Go => Command::new(workspace.target.join("interop/go-peer")),
        }
    }
}

fn java(workspace: &Workspace, module: &str, opened: &[&str]) -> Command {
    let mut command = Command::new("java");
    // Short-lived processes: the quick compiler alone, and no heap sized for the whole machine.
    command.args(["-Xmx512m", "-XX:TieredStopAtLevel=1"]);
    for package in opened {
        command.arg("--add-opens").arg(format!("java.base/java.{package}=ALL-UNNAMED"));
    }
    command.arg("-jar").arg(workspace.path(&format!("interop/java/{module}/target/{module}.jar")));
    command
}
