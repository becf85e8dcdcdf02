//! The chores of the repository: `cargo xtask tidy | readme | interop | conformance | fuzz | bench | full`.

// A chore talks to whoever started it.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bench;
mod conformance;
mod full;
mod fuzz;
mod http2_frames;
mod interop;
mod process;
mod readme;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// What a chore returns: the text of an error is what the user reads.
type Result<T> = std::result::Result<T, String>;

#[derive(Debug, Parser)]
#[command(name = "xtask", about = "The chores of the repository")]
struct Line {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Checks the floors, the file law, the words and the documents.
    Tidy,
    /// Types what README.md, examples/README.md and docs/first-steps.md tell a reader to type.
    Readme(readme::Options),
    /// Calls and is called by real Java and Go peers, direct and through a real ZooKeeper.
    Interop(interop::Options),
    /// Has our server and our client judged by the suites of others: gRPC, Connect, HTTP/2, browsers.
    Conformance(conformance::Options),
    /// Runs every fuzz target.
    Fuzz(fuzz::Options),
    /// Runs the benchmarks and prints their table: calls, `hessian` or `triple`.
    Bench(bench::Options),
    /// Everything, the long chores too.
    Full,
}

fn main() -> ExitCode {
    let result = Workspace::load().and_then(|workspace| match Line::parse().chore {
        Chore::Tidy => tidy::run(&workspace),
        Chore::Readme(options) => readme::run(&workspace, &options),
        Chore::Interop(options) => interop::run(&workspace, &options),
        Chore::Conformance(options) => conformance::run(&workspace, &options),
        Chore::Fuzz(options) => fuzz::run(&workspace, &options),
        Chore::Bench(options) => bench::run(&workspace, &options),
        Chore::Full => full::run(&workspace),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // An empty text: what there was to say is printed already.
            if !problem.is_empty() {
                eprintln!("{problem}");
            }
            ExitCode::FAILURE
        }
    }
}
