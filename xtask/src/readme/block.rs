//! The blocks of a document that are typed, written or compared.

/// What is done with a block, by the words behind its fence.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `sh`: run.
    Run,
    /// `sh fails`: run, and it has to fail.
    Fail,
    /// `sh serves=PORT`: started, and left running until the end of the document once it listens at the port.
    Serve(u16),
    /// `text output`: what the block before it prints.
    Output,
    /// `rust src/lib.rs`, with any language: a file.
    File(String),
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// The line of its first line, from 1.
    pub(crate) line: usize,
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// The blocks of a document in their order; all others are for the eye alone.
pub(crate) fn read(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut foreign = false;
    for (at, line) in text.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, Some(_)) if foreign => foreign = false,
            (None, Some(words)) => match kind(words) {
                Some(kind) => open = Some(Block { line: at + 2, kind, text: String::new() }),
                None => foreign = true,
            },
            (None, None) => {}
        }
    }
    blocks
}

fn kind(words: &str) -> Option<Kind> {
    match words.split_whitespace().collect::<Vec<_>>().as_slice() {
        ["sh"] => Some(Kind::Run),
        ["sh", "fails"] => Some(Kind::Fail),
        ["sh", word] => word.strip_prefix("serves=")?.parse().ok().map(Kind::Serve),
        ["text", "output"] => Some(Kind::Output),
        [_, file] if file.contains('.') => Some(Kind::File((*file).to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_told_apart() {
        let text = "a\n```sh\ncargo x\ncargo y\n```\n```console\n$ no\n```\n```\nno\n```\n```sh serves=80\nz\n```\n\
                    ```text output\n1\n```\n```rust a/b.rs\nfn\n```\n```rust,no_run\nno\n```\n```sh fails\nx\n```\n";
        let found: Vec<_> =
            read(text).into_iter().map(|block| (block.line, block.kind, block.text)).collect();
        let expected = [
            (3, Kind::Run, "cargo x\ncargo y\n"),
            (13, Kind::Serve(80), "z\n"),
            (16, Kind::Output, "1\n"),
            (19, Kind::File("a/b.rs".to_owned()), "fn\n"),
            (25, Kind::Fail, "x\n"),
        ];
        assert_eq!(found, expected.map(|(line, kind, text)| (line, kind, text.to_owned())));
    }
}
