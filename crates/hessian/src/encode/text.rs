//! Strings and binaries. Spec section 4: lengths count UTF-16 units, characters beyond U+FFFF travel as two surrogates.

use super::Encoder;

/// The longest chunk of a string in units, and of a binary in bytes.
const CHUNK: usize = 0x8000;

impl Encoder {
    /// Writes a string.
    #[inline]
    pub fn string(&mut self, value: &str) {
        self.reserve(value.len() + 3);
        if value.is_ascii() && value.len() <= CHUNK {
            self.string_head(value.len());
            self.raw(value.as_bytes());
        } else {
            self.long_string(value);
        }
    }

    /// Writes a character, as Java's `Character`: a string of one unit (two beyond U+FFFF, where Java has no `char`).
    pub fn char(&mut self, value: char) {
        self.string(value.encode_utf8(&mut [0; 4]));
    }

    fn long_string(&mut self, value: &str) {
        let mut rest = value;
        let mut units = utf16_len(value);
        while units > CHUNK {
            let (chunk, chunk_units, tail) = split_units(rest, CHUNK);
            let [high, low] = (chunk_units as u16).to_be_bytes();
            self.raw(&[b'R', high, low]);
            self.units(chunk);
            rest = tail;
            units = units.saturating_sub(chunk_units);
        }
        self.string_head(units);
        self.units(rest);
    }

    /// The head of a final chunk of at most `CHUNK` units.
    #[inline]
    fn string_head(&mut self, units: usize) {
        let [high, low] = (units as u16).to_be_bytes();
        match units {
            0..=31 => self.byte(low),
            32..=1023 => self.raw(&[0x30 | high, low]),
            _ => self.raw(&[b'S', high, low]),
        }
    }

    /// The data of a chunk: UTF-8, but with surrogate pairs in place of four-byte groups.
    fn units(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|byte| byte >= 0xf0) {
            let (plain, tail) = rest.split_at(at);
            self.raw(plain.as_bytes());
            let mut chars = tail.chars();
            if let Some(c) = chars.next() {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let unit = *unit;
                    self.raw(&[
                        0xe0 | (unit >> 12) as u8,
                        0x80 | (unit >> 6 & 0x3f) as u8,
                        0x80 | (unit & 0x3f) as u8,
                    ]);
                }
            }
            rest = chars.as_str();
        }
        self.raw(rest.as_bytes());
    }

    /// Writes bytes, Java's `byte[]`.
    pub fn binary(&mut self, value: &[u8]) {
        let mut rest = value;
        while let Some((chunk, tail)) = rest.split_at_checked(CHUNK)
            && !tail.is_empty()
        {
            let [high, low] = (CHUNK as u16).to_be_bytes();
            self.raw(&[b'A', high, low]);
            self.raw(chunk);
            rest = tail;
        }
        let [high, low] = (rest.len() as u16).to_be_bytes();
        match rest.len() {
            0..=15 => self.byte(0x20 | low),
            16..=1023 => self.raw(&[0x34 | high, low]),
            _ => self.raw(&[b'B', high, low]),
        }
        self.raw(rest);
    }
}

/// The length in UTF-16 units: one per character, one more per four-byte character.
fn utf16_len(text: &str) -> usize {
    text.bytes().map(|byte| usize::from(byte & 0xc0 != 0x80) + usize::from(byte >= 0xf0)).sum()
}

/// The longest start of `text` of at most `max` units that cuts no character: the start, its units, and the rest.
fn split_units(text: &str, max: usize) -> (&str, usize, &str) {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        let next = units + c.len_utf16();
        if next > max {
            let (start, rest) = text.split_at(at);
            return (start, units, rest);
        }
        units = next;
    }
    (text, units, "")
}
