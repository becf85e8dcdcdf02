//! Lengths in UTF-16 units, as Hessian counts them, of text in UTF-8 or with surrogates of three bytes each.

/// How many bytes are looked at together.
const BLOCK: usize = 32;

/// Units of the characters that begin in `bytes`: one each, two for those of four bytes.
#[inline]
pub(crate) fn units(bytes: &[u8]) -> usize {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let mut units = 0_usize;
    for block in blocks {
        units = units.saturating_add(usize::from(units_of_block(block)));
    }
    for byte in rest {
        units = units.saturating_add(usize::from(units_of_byte(*byte)));
    }
    units
}

/// At most one per byte. On its own and of a fixed length, so that the compiler makes a few wide instructions of it.
#[inline(never)]
fn units_of_block(block: &[u8; BLOCK]) -> u8 {
    block.iter().fold(0, |units, byte| units.wrapping_add(units_of_byte(*byte)))
}

#[inline]
fn units_of_byte(byte: u8) -> u8 {
    // As signed numbers, those that continue a character are the least ones.
    u8::from(byte.cast_signed() >= -0x40).wrapping_add(u8::from(byte >= 0xf0))
}

/// How many bytes the first `units` units take; `None` if there are fewer, or a character of two would be cut.
///
/// Only first bytes are looked at; whether the text is well formed shows when it is made a `str`.
pub(crate) fn bytes_of_units(bytes: &[u8], units: usize) -> Option<usize> {
    if units == 0 {
        return Some(0);
    }
    let (mut at, mut left) = (0_usize, units);
    for block in bytes.as_chunks::<BLOCK>().0 {
        // One has to be left: where its character ends is found below.
        if left <= BLOCK {
            break;
        }
        left = left.saturating_sub(usize::from(units_of_block(block)));
        at = at.saturating_add(BLOCK);
    }
    loop {
        let first = *bytes.get(at)?;
        let (size, units) = match first {
            0x00..=0x7f => (1, 1),
            0x80..=0xbf => (1, 0),
            0xc0..=0xdf => (2, 1),
            0xe0..=0xef => (3, 1),
            0xf0.. => (4, 2),
        };
        at = at.saturating_add(size);
        left = left.checked_sub(units)?;
        if left == 0 {
            return Some(at);
        }
    }
}

/// The longest start of `text` of at most `max` units that cuts no character: the start, its units, and the rest.
pub(crate) fn split_units(text: &str, max: usize) -> (&str, usize, &str) {
    let (mut end, mut left) = (0_usize, max);
    for (at, c) in text.char_indices() {
        match left.checked_sub(c.len_utf16()) {
            Some(after) => left = after,
            None => break,
        }
        end = at.saturating_add(c.len_utf8());
    }
    let (start, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (start, max.saturating_sub(left), rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn units_are_those_of_utf_16(text in "[a-zé中😀]{0,200}") {
            let count = text.encode_utf16().count();
            prop_assert_eq!(units(text.as_bytes()), count);
            prop_assert_eq!(bytes_of_units(text.as_bytes(), count), Some(text.len()));
            // Whatever follows, even what could be part of a character.
            let mut more = text.clone().into_bytes();
            more.extend([0x90; 70]);
            prop_assert_eq!(bytes_of_units(&more, count), Some(text.len()));
            prop_assert_eq!(bytes_of_units(text.as_bytes(), count + 1), None);
        }

        #[test]
        fn texts_are_cut_between_characters(text in "[a-zé中😀]{0,60}", max in 0..80_usize) {
            let (start, count, rest) = split_units(&text, max);
            prop_assert_eq!([start, rest].concat(), text.as_str());
            prop_assert_eq!(start.encode_utf16().count(), count);
            prop_assert!(count <= max);
            prop_assert!(rest.is_empty() || count + 2 > max);
        }

        #[test]
        fn nothing_is_too_odd(bytes: Vec<u8>, count in 0..300_usize) {
            if let Some(end) = bytes_of_units(&bytes, count) {
                prop_assert!(count == 0 || end > 0);
            }
        }
    }
}
