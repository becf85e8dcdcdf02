//! Numbers of one to eight bytes (RFC 9000 section 16).

use bytes::BufMut;

/// Takes a number off `bytes`; `None` when there is not all of it.
#[must_use]
pub fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let (&first, _) = bytes.split_first()?;
    let length = 1_usize << (first >> 6);
    let (number, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    let value = number.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
    Some(value & (u64::MAX >> (66 - 8 * length.min(8))).max(0x3f))
}

/// Appends `value` in as few bytes as it needs. What is too large for any number becomes the largest.
pub fn put_varint(into: &mut impl BufMut, value: u64) {
    let short = |value: u64| u8::try_from(value).unwrap_or(u8::MAX);
    match value {
        0..=0x3f => into.put_u8(short(value)),
        0x40..=0x3fff => into.put_u16(u16::try_from(value).unwrap_or_default() | 0x4000),
        0x4000..=0x3fff_ffff => into.put_u32(u32::try_from(value).unwrap_or_default() | 0x8000_0000),
        _ => into.put_u64(value.min((1 << 62) - 1) | 0xc000_0000_0000_0000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_standard() {
        for (bytes, value) in [
            (&[0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c][..], 151_288_809_941_952_652),
            (&[0x9d, 0x7f, 0x3e, 0x7d], 494_878_333),
            (&[0x7b, 0xbd], 15293),
            (&[0x25], 37),
            (&[0x3f], 63),
        ] {
            let mut written = Vec::new();
            put_varint(&mut written, value);
            assert_eq!(written, bytes);
            for end in 0..bytes.len() {
                assert_eq!(read_varint(&mut &bytes[..end]), None);
            }
            let mut rest = bytes;
            assert_eq!((read_varint(&mut rest), rest.len()), (Some(value), 0));
        }
        // More bytes than are needed are allowed.
        assert_eq!(read_varint(&mut &[0x40, 0x25][..]), Some(37));
        assert_eq!(read_varint(&mut &[0xff; 8][..]), Some((1 << 62) - 1));
    }
}
