//! `cargo xtask readme`: what the documents tell a reader to type is typed here. A block marked `sh` is run, one marked
//! `console` or `text` shows something and is not.

use std::process::Command;

use crate::Result;
use crate::workspace::Workspace;

const DOCUMENTS: [&str; 2] = ["README.md", "examples/README.md"];

/// A runnable block of a document.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    /// The line of its first command, from 1.
    line: usize,
    script: String,
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    let (mut passed, mut failed) = (0, 0);
    for document in DOCUMENTS {
        if !workspace.path(document).is_file() {
            continue;
        }
        for block in blocks(&workspace.read(document)?) {
            println!("== {document}:{}\n{}", block.line, block.script.trim_end());
            let status = Command::new("bash")
                .args(["-euo", "pipefail", "-c", &block.script])
                .current_dir(&workspace.root)
                .status()
                .map_err(|error| format!("bash: {error}"))?;
            if status.success() {
                passed += 1;
            } else {
                failed += 1;
                println!("== {document}:{} failed ({status})", block.line);
            }
        }
    }
    println!("readme: {passed} passed, {failed} failed");
    if failed > 0 {
        return Err(String::new());
    }
    if passed == 0 { Err("README.md has no runnable block".to_owned()) } else { Ok(()) }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut foreign = false;
    for (at, line) in text.lines().enumerate() {
        let fence = line.trim_start().starts_with("```");
        match (&mut open, fence) {
            (Some(_), true) => blocks.extend(open.take()),
            (Some(block), false) => {
                block.script.push_str(line);
                block.script.push('\n');
            }
            (None, true) if foreign => foreign = false,
            (None, true) if line.trim() == "```sh" => {
                open = Some(Block { line: at + 2, script: String::new() });
            }
            (None, true) => foreign = true,
            (None, false) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sh_blocks_are_run() {
        let text = "a\n```sh\ncargo x\ncargo y\n```\n```console\n$ no\n```\n```\nno\n```\n```sh\nz\n```\n";
        let expected = [(3, "cargo x\ncargo y\n"), (13, "z\n")];
        let found = blocks(text);
        assert_eq!(found.len(), expected.len());
        for (block, (line, script)) in found.iter().zip(expected) {
            assert_eq!((block.line, block.script.as_str()), (line, script));
        }
    }
}
