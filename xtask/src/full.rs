//! `cargo xtask full`: every chore, one after the other; all run, and all failures are named at the end.

use crate::workspace::Workspace;
use crate::{Result, bench, conformance, fuzz, interop, readme, tidy};

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let results = [
        ("tidy", tidy::run(workspace)),
        ("readme", readme::run(workspace, &readme::Options::default())),
        ("interop", interop::run(workspace, &interop::Options::default())),
        ("interop hessian", interop::hessian(workspace, 100_000)),
        ("conformance", conformance::run(workspace, &conformance::Options::default())),
        ("fuzz", fuzz::run(workspace, &fuzz::Options::for_an_hour())),
        ("bench", bench::calls(workspace)),
        ("bench triple", bench::triple::run(workspace, &bench::triple::Options::default())),
        ("bench hessian", bench::hessian::run(workspace)),
    ];
    let mut failed = 0;
    for (chore, result) in &results {
        match result {
            Ok(()) => println!("{chore}: ok"),
            Err(problem) => {
                failed += 1;
                println!("{chore}: FAILED {problem}");
            }
        }
    }
    println!("{} passed, {failed} failed", results.len() - failed);
    if failed == 0 { Ok(()) } else { Err(String::new()) }
}
