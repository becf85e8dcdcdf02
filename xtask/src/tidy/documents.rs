//! The documents speak of what is there: every crate has its line, every path they name exists.

use crate::Result;
use crate::workspace::Workspace;

const DOCUMENTS: [&str; 4] = ["ARCHITECTURE.md", "README.md", "CONTRIBUTING.md", "SECURITY.md"];

pub(crate) fn check(workspace: &Workspace) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    let architecture = workspace.read("ARCHITECTURE.md")?;
    for package in &workspace.packages {
        let name = package.folder.strip_prefix("crates/").unwrap_or(&package.folder);
        if !architecture.lines().any(|line| line.starts_with('|') && line.contains(&format!("`{name}`"))) {
            breaches.push(format!("ARCHITECTURE.md: no table has a line for `{name}`"));
        }
    }
    for document in DOCUMENTS {
        for (at, line) in workspace.read(document)?.lines().enumerate() {
            for path in paths(line).filter(|path| !workspace.path(path).exists()) {
                breaches.push(format!("{document}:{}: `{path}` does not exist", at + 1));
            }
        }
    }
    if !workspace.read("CHANGELOG.md")?.contains("## [Unreleased]") {
        breaches.push("CHANGELOG.md: no `## [Unreleased]`".to_owned());
    }
    Ok(breaches)
}

/// The paths of the repository in a line: what stands in backticks and starts with one of its folders.
fn paths(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2).filter(|word| {
        let ours = ["crates/", "interop/", "xtask/", ".ci/", "examples/", "bench/", "fuzz/", "docs/"];
        let plain = !word.contains(['*', '{', '<', ' ', ':']);
        plain && ours.iter().any(|folder| word.starts_with(folder))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found() {
        let line = "see `crates/core/src/url.rs`, `a/b`, `crates/*/src` and `xtask/`; crates/no";
        assert_eq!(paths(line).collect::<Vec<_>>(), ["crates/core/src/url.rs", "xtask/"]);
    }
}
