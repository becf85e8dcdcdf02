//! Compares the Hessian2 codec with real ones: the vectors of `testdata/hessian`, and random values both ways.
//! `cargo xtask interop hessian` builds the peers and runs this.

// What the runner shows is printed.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod exceptions;
mod exchange;
mod graph;
mod known;
mod peer;
mod sets;
#[path = "../../../crates/hessian/tests/vectors/text.rs"]
#[allow(clippy::indexing_slicing)]
mod text;
#[path = "../../../crates/hessian/tests/vectors/tsv.rs"]
mod tsv;
mod typed;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;

use crate::graph::Profile;
use crate::peer::Peer;

/// The text of an error is what the user reads.
type Result<T> = std::result::Result<T, String>;

#[derive(Debug, Parser)]
struct Line {
    /// The folder with the Java modules.
    #[arg(long, default_value = "interop/java/hessian")]
    java: PathBuf,
    /// The Go program.
    #[arg(long)]
    go: Option<PathBuf>,
    /// The folder with the vectors.
    #[arg(long, default_value = "testdata/hessian")]
    vectors: PathBuf,
    /// So many random values each way with each peer.
    #[arg(long, default_value_t = 0)]
    random: u32,
    /// Where they begin.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// This peer alone.
    #[arg(long, value_parser = ["caucho", "lite32", "lite40", "go"])]
    only: Option<String>,
}

/// The Java codecs and the vectors each has written; both releases of hessian-lite read those of dubbo-go.
const JAVA: [(&str, &[&str]); 3] =
    [("caucho", &["caucho"]), ("lite32", &["custom", "values32"]), ("lite40", &["values40", "custom"])];

fn main() -> ExitCode {
    match run(&Line::parse()) {
        Ok(misses) => {
            println!("hessian: {misses} unexplained differences");
            if misses == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(problem) => {
            eprintln!("hessian: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn run(line: &Line) -> Result<usize> {
    let wanted = |name: &str| line.only.as_deref().is_none_or(|only| only == name);
    let mut misses = 0;
    for (name, sets) in JAVA.iter().filter(|(name, _)| wanted(name)) {
        let mut peer = Peer::start(name, java(&line.java, name))?;
        for set in *sets {
            misses += sets::run(&mut peer, set, &line.vectors.join(format!("{set}.tsv")))?;
        }
        if *name != "caucho" {
            misses += exceptions::run(&mut peer)?;
        }
        let profile = if *name == "caucho" { Profile::Caucho } else { Profile::Lite };
        misses += exchange::run(&mut peer, profile, line.seed, line.random)?;
    }
    if let Some(go) = line.go.as_ref().filter(|_| wanted("go")) {
        let mut peer = Peer::start("go", Command::new(go))?;
        misses += exchange::run(&mut peer, Profile::Go, line.seed, line.random)?;
    }
    Ok(misses)
}

fn java(folder: &Path, module: &str) -> Command {
    let mut command = Command::new("java");
    command.args(["-Xmx512m", "-Xss16m", "-jar"]);
    command.arg(folder.join(module).join("target").join(format!("{module}.jar"))).arg("serve");
    command
}
