//! Words that have no place in the repository, and unsafe code.

use crate::Result;
use crate::workspace::Workspace;

/// A word, and why it may not appear. Split in two, so that this file does not contain what it looks for.
const WORDS: [(&str, &str, &str); 6] = [
    ("/wo", "rk/", "a path of one machine"),
    ("/ro", "ot/", "a path of one machine"),
    ("TO", "DO", "do it, or open an issue"),
    ("FIX", "ME", "fix it, or open an issue"),
    ("#[ig", "nore", "a test that does not run is no test"),
    ("Apache Dubbo in", " Rust by Apache", "this is not a project of the Apache foundation"),
];

/// Files that may hold unsafe code, each with its reason in ARCHITECTURE.md.
const UNSAFE: [&str; 0] = [];

/// What is text of ours. Captured bytes and lock files are not.
const TEXT: [&str; 9] = [".rs", ".toml", ".md", ".java", ".go", ".sh", ".xml", ".yml", ".properties"];

pub(crate) fn check(workspace: &Workspace, files: &[String]) -> Result<Vec<String>> {
    let mut breaches = Vec::new();
    for file in files.iter().filter(|file| TEXT.iter().any(|end| file.ends_with(end)) || *file == ".ci/run") {
        let text = workspace.read(file)?;
        for (at, line) in text.lines().enumerate() {
            let place = format!("{file}:{}", at + 1);
            for (head, tail, why) in WORDS {
                if line.contains(&format!("{head}{tail}")) {
                    breaches.push(format!("{place}: `{head}{tail}`: {why}"));
                }
            }
            // What is written down there must not compile.
            let is_ours = file.ends_with(".rs") && !file.contains("/tests/ui/");
            if is_ours && has_unsafe_code(line) && !UNSAFE.contains(&file.as_str()) {
                breaches.push(format!("{place}: unsafe code; xtask/src/tidy/words.rs names the exceptions"));
            }
        }
    }
    Ok(breaches)
}

fn has_unsafe_code(line: &str) -> bool {
    let allowed = ["allow(", "unsafe_code)"].concat();
    let code = line.split("//").next().unwrap_or_default();
    let mut words = code.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        if word == "unsafe" && ["{", "impl", "fn", "extern"].iter().any(|start| next.starts_with(start)) {
            return true;
        }
    }
    code.contains(&allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_code_is_seen() {
        let word = "unsafe";
        assert!(has_unsafe_code(&format!("    {word} {{ x() }}")));
        assert!(has_unsafe_code(&format!("let a = {word} {{ x() }};")));
        assert!(has_unsafe_code(&format!("pub {word} fn f()")));
        assert!(!has_unsafe_code("unsafe_code = forbid"));
        assert!(!has_unsafe_code("// nothing unsafe { here"));
    }
}
