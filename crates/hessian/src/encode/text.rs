//! Strings and binaries. Spec section 4: lengths count UTF-16 units, characters beyond U+FFFF travel as two surrogates.

use super::Encoder;
use crate::utf16;

/// The longest chunk of a string in units, and of a binary in bytes.
const CHUNK: usize = 0x8000;
/// The bits of eight bytes that no ASCII character has.
const NOT_ASCII: u64 = u64::from_ne_bytes([0x80; 8]);
/// The longest string whose head is its length alone.
const SHORT: usize = 31;

impl Encoder {
    /// Writes a string.
    #[inline]
    pub fn string(&mut self, value: &str) {
        // A block of a fixed length is looked at and copied in a few wide instructions, and cut afterwards.
        let mut block = [0; SHORT.saturating_add(1)];
        let [head, text @ ..] = &mut block;
        match text.get_mut(..value.len()) {
            Some(text) => text.copy_from_slice(value.as_bytes()),
            None => return self.other_string(value),
        }
        *head = value.len() as u8;
        let words = block.as_chunks::<8>().0.iter().map(|word| u64::from_ne_bytes(*word));
        if words.fold(0, |all, word| all | word) & NOT_ASCII != 0 {
            return self.other_string(value);
        }
        // Both are lengths of what is in memory.
        let end = self.buffer.len().wrapping_add(value.len()).wrapping_add(1);
        self.buffer.extend_from_slice(&block);
        self.buffer.truncate(end);
    }

    fn other_string(&mut self, value: &str) {
        if value.len() <= CHUNK && is_ascii(value.as_bytes()) {
            self.reserve(value.len().saturating_add(3));
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
        let mut units = utf16::units(value.as_bytes());
        while units > CHUNK {
            let (chunk, chunk_units, tail) = utf16::split_units(rest, CHUNK);
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
        if has_four_byte_groups(text.as_bytes()) {
            while let Some(at) = rest.bytes().position(|byte| byte >= 0xf0) {
                let (plain, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
                self.raw(plain.as_bytes());
                let mut chars = tail.chars();
                self.raw(&surrogates(chars.next().unwrap_or_default()));
                rest = chars.as_str();
            }
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

/// Whether all bytes are ASCII. Without an end in the middle, so that the compiler can take many bytes at once.
fn is_ascii(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<128>();
    let mut all = [0; 128];
    for block in blocks {
        for (all, byte) in all.iter_mut().zip(block) {
            *all |= *byte;
        }
    }
    all.is_ascii() && rest.is_ascii()
}

/// Whether any character takes four bytes. By blocks: most text has none.
fn has_four_byte_groups(bytes: &[u8]) -> bool {
    let any = |block: &[u8]| block.iter().fold(false, |found, byte| found | (*byte >= 0xf0));
    let (blocks, rest) = bytes.as_chunks::<32>();
    blocks.iter().any(|block| any(block)) || any(rest)
}

/// A character beyond U+FFFF as two units of three bytes each.
fn surrogates(c: char) -> [u8; 6] {
    let mut units = [0; 2];
    c.encode_utf16(&mut units);
    let [high, low] = units;
    let [[a, b, c], [d, e, f]] = [high, low]
        .map(|unit| [0xe0 | (unit >> 12) as u8, 0x80 | (unit >> 6 & 0x3f) as u8, 0x80 | (unit & 0x3f) as u8]);
    [a, b, c, d, e, f]
}
