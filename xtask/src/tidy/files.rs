//! The file law: files stay small, and every crate takes the lints of the workspace.

use crate::Result;
use crate::workspace::Workspace;

/// Lines that are not tests: the middle file, nine files of ten, every file.
const MEDIAN: usize = 150;
const P90: usize = 350;
const MOST: usize = 600;

pub(crate) fn check(workspace: &Workspace, files: &[String]) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    let mut sizes = Vec::new();
    for file in files.iter().filter(|file| is_source(file)) {
        let size = without_tests(&workspace.read(file)?);
        if size > MOST {
            breaches.push(format!("{file}: {size} lines without its tests, more than {MOST}"));
        }
        if file.starts_with("crates/") {
            sizes.push(size);
        }
    }
    sizes.sort_unstable();
    for (what, per_cent, limit) in [("the middle file", 50, MEDIAN), ("one file of ten", 90, P90)] {
        let size = percentile(&sizes, per_cent);
        if size > limit {
            breaches.push(format!("{what} of crates/ has {size} lines or more; the law is {limit}"));
        }
    }
    for package in &workspace.packages {
        let manifest = format!("{}/Cargo.toml", package.folder);
        if !workspace.read(&manifest)?.contains("[lints]\nworkspace = true") {
            breaches.push(format!("{manifest}: no `[lints] workspace = true`"));
        }
    }
    Ok(breaches)
}

fn is_source(file: &str) -> bool {
    let test = file.ends_with("/tests.rs") || file.contains("/tests/");
    file.ends_with(".rs") && file.contains("/src/") && !test
}

/// The lines before the tests at the bottom.
fn without_tests(text: &str) -> usize {
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        let tests = line == "#[cfg(test)]" && lines.peek().is_some_and(|(_, next)| next.starts_with("mod "));
        if tests {
            return at;
        }
    }
    text.lines().count()
}

fn percentile(sorted: &[usize], per_cent: usize) -> usize {
    sorted.get(sorted.len().saturating_sub(1) * per_cent / 100).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_at_the_bottom_do_not_count() {
        assert_eq!(without_tests("a\nb\n\n#[cfg(test)]\nmod tests {\n}\n"), 3);
        assert_eq!(without_tests("a\n#[cfg(test)]\nuse x;\nb\n"), 4);
    }

    #[test]
    fn percentiles() {
        let sizes: Vec<usize> = (1..=11).collect();
        assert_eq!((percentile(&sizes, 50), percentile(&sizes, 90), percentile(&[], 50)), (6, 10, 0));
    }

    #[test]
    fn tests_in_files_of_their_own_are_no_sources() {
        assert!(is_source("crates/core/src/url.rs"));
        assert!(!is_source("crates/core/src/url/tests.rs"));
        assert!(!is_source("crates/core/tests/it/main.rs"));
    }
}
