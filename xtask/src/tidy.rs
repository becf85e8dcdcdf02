//! `cargo xtask tidy`: the rules of ARCHITECTURE.md that a program can check.

mod documents;
mod files;
mod floors;
mod words;

use crate::Result;
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let files = workspace.files()?;
    let checks = [
        ("floors", floors::check(workspace)),
        ("file law", files::check(workspace, &files)?),
        ("words", words::check(workspace, &files)?),
        ("documents", documents::check(workspace)?),
    ];
    let mut breaches = 0;
    for (name, found) in &checks {
        println!("tidy: {name}: {}", if found.is_empty() { "ok" } else { "broken" });
        for breach in found {
            println!("  {breach}");
        }
        breaches += found.len();
    }
    if breaches == 0 { Ok(()) } else { Err(format!("tidy: {breaches} breaches")) }
}
