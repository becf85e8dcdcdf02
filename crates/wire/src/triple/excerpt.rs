//! What an error shows of a value that somebody else wrote.

/// Bytes of the value that are shown; each takes up to four characters.
const SHOWN: usize = 60;

/// The start of `value` in plain ASCII: it neither fills a log nor steers a terminal.
pub(super) fn excerpt(value: &[u8]) -> String {
    let shown = value.get(..SHOWN).unwrap_or(value);
    let mut text = shown.escape_ascii().to_string();
    if shown.len() < value.len() {
        text.push_str("...");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_wild_values_are_shown_tamely() {
        assert_eq!(excerpt(b"3S"), "3S");
        assert_eq!(excerpt(b"\x1b[2J\xff"), "\\x1b[2J\\xff");
        assert_eq!(excerpt(&[b'7'; 61]), format!("{}...", "7".repeat(60)));
    }
}
