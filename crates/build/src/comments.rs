//! Comments become documentation, and documentation is run: `cargo test` takes indented text and blocks without a
//! language for Rust. So that a comment of somebody's `.proto` fails no test, such blocks are marked as text.

use prost_types::FileDescriptorProto;

/// Marks the blocks in all comments of `file`.
pub(crate) fn clean(file: &mut FileDescriptorProto) {
    for location in file.source_code_info.iter_mut().flat_map(|info| &mut info.location) {
        for comment in [&mut location.leading_comments, &mut location.trailing_comments].into_iter().flatten()
        {
            *comment = mark_blocks(comment);
        }
    }
}

fn mark_blocks(comment: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let margin = comment.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let mut text = String::new();
    let mut push = |line: &str| {
        text.push_str(line);
        text.push('\n');
    };
    let mut fenced = false;
    let mut indented = false;
    let mut after_blank = true;
    let mut lines = comment.lines().peekable();
    while let Some(line) = lines.next() {
        let blank = line.trim().is_empty();
        let deep = !blank && (indent(line) >= margin + 4 || line.trim_start_matches(' ').starts_with('\t'));
        if indented && !deep && !(blank && lines.peek().is_some_and(|next| indent(next) >= margin + 4)) {
            push(&format!("{}```", " ".repeat(margin)));
            indented = false;
        }
        if let Some(language) = fence(line) {
            fenced = !fenced;
            if fenced && is_rust(language) {
                push(&format!("{}```text", " ".repeat(indent(line))));
            } else {
                push(line);
            }
        } else {
            if deep && after_blank && !fenced && !indented {
                push(&format!("{}```text", " ".repeat(margin)));
                indented = true;
            }
            push(line);
        }
        after_blank = blank;
    }
    if indented || fenced {
        push(&format!("{}```", " ".repeat(margin)));
    }
    text
}

/// What stands behind the mark that opens or closes a block.
fn fence(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("```").or_else(|| line.strip_prefix("~~~"))
}

/// Whether a block with these words behind its start would be run.
fn is_rust(language: &str) -> bool {
    let language = language.trim_matches(['`', ' ']);
    language.is_empty() || language.contains("rust") || language.contains("should_panic")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_marked() {
        let cases = [
            (" Plain.\n Text.\n", " Plain.\n Text.\n"),
            (
                " See:\n\n     a = b;\n\n     c\n\n Done.\n",
                " See:\n\n ```text\n     a = b;\n\n     c\n ```\n\n Done.\n",
            ),
            (" ```\n x\n ```\n", " ```text\n x\n ```\n"),
            (" ```json\n {}\n ```\n", " ```json\n {}\n ```\n"),
            (" ```\n open\n", " ```text\n open\n ```\n"),
            (" - a list\n     that goes on\n", " - a list\n     that goes on\n"),
            ("     all of it\n", "     all of it\n"),
        ];
        for (comment, expected) in cases {
            assert_eq!(mark_blocks(comment), expected, "{comment:?}");
        }
    }
}
