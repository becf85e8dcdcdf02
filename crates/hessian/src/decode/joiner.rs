//! Surrogates in pairs become characters.

/// Builds a string from pieces that may hold surrogates, and may be cut between the two of a pair.
#[derive(Default)]
pub(super) struct Joiner {
    /// UTF-8, if the pieces are apart from surrogates.
    bytes: Vec<u8>,
    /// A high surrogate that waits for its other half.
    high: Option<u16>,
}

impl Joiner {
    /// Takes in a piece, which must end where a character does.
    pub(super) fn push(&mut self, piece: &[u8]) {
        // Nothing becomes longer: six bytes of a pair become four, three of half a pair three.
        self.bytes.reserve(piece.len());
        let mut rest = piece;
        while let Some(at) = memchr::memchr(0xed, rest) {
            let Some((plain, from)) = rest.split_at_checked(at) else { break };
            self.plain(plain);
            rest = match from {
                [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf, rest @ ..] => {
                    self.surrogate(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f));
                    rest
                }
                [first, rest @ ..] => {
                    self.plain(&[*first]);
                    rest
                }
                [] => break,
            };
        }
        self.plain(rest);
    }

    fn plain(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.flush();
            self.bytes.extend_from_slice(bytes);
        }
    }

    fn surrogate(&mut self, unit: u16) {
        match (self.high.take(), unit) {
            (Some(high), 0xdc00..) => {
                let bits = u32::from(high & 0x3ff) << 10 | u32::from(unit & 0x3ff);
                let c = char::from_u32(0x1_0000_u32.saturating_add(bits));
                self.char(c.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            (None, 0xdc00..) => self.char(char::REPLACEMENT_CHARACTER),
            (before, _) => {
                self.high = before;
                self.flush();
                self.high = Some(unit);
            }
        }
    }

    /// A high surrogate that stays alone.
    fn flush(&mut self) {
        if self.high.take().is_some() {
            self.char(char::REPLACEMENT_CHARACTER);
        }
    }

    fn char(&mut self, c: char) {
        self.bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    /// The string; `None` if the pieces are not UTF-8 apart from surrogates.
    pub(super) fn finish(mut self) -> Option<String> {
        self.flush();
        // A copy of what was looked at is faster than having it looked at a second time.
        simdutf8::basic::from_utf8(&self.bytes).ok().map(str::to_owned)
    }
}
