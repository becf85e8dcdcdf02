//! Surrogates in pairs become characters.

/// Builds a string from pieces that may hold surrogates, and may be cut between the two of a pair.
#[derive(Default)]
pub(super) struct Joiner {
    text: String,
    /// A high surrogate that waits for its other half.
    high: Option<u16>,
}

impl Joiner {
    /// False for bytes that are not UTF-8 apart from surrogates.
    pub(super) fn push(&mut self, bytes: &[u8]) -> bool {
        self.text.reserve(bytes.len());
        let mut rest = bytes;
        while !rest.is_empty() {
            let (plain, from_surrogate) = rest.split_at_checked(surrogate(rest)).unwrap_or((rest, &[]));
            if !plain.is_empty() {
                let Ok(text) = simdutf8::basic::from_utf8(plain) else { return false };
                self.flush();
                self.text.push_str(text);
            }
            rest = match from_surrogate {
                [] => return true,
                [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, rest @ ..] => {
                    self.surrogate(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                    rest
                }
                _ => return false,
            };
        }
        true
    }

    fn surrogate(&mut self, unit: u16) {
        match (self.high, unit) {
            (Some(high), 0xdc00..) => {
                self.high = None;
                let pair = char::decode_utf16([high, unit]);
                self.text.extend(pair.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
            (None, 0xdc00..) => self.text.push(char::REPLACEMENT_CHARACTER),
            _ => {
                self.flush();
                self.high = Some(unit);
            }
        }
    }

    /// A high surrogate that stays alone.
    fn flush(&mut self) {
        if self.high.take().is_some() {
            self.text.push(char::REPLACEMENT_CHARACTER);
        }
    }

    pub(super) fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}

/// Where the first surrogate begins; the length if there is none.
fn surrogate(bytes: &[u8]) -> usize {
    let begins = |at: &usize| matches!(bytes.get(at.saturating_add(1)), Some(0xa0..));
    memchr::memchr_iter(0xed, bytes).find(begins).unwrap_or(bytes.len())
}
