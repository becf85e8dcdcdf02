//! Numbers that begin in the last bits of a byte (RFC 7541 section 5.1).

use bytes::BufMut;

use super::SectionError;

const CUT_OFF: SectionError = SectionError::Malformed("a number is cut off");
const TOO_LARGE: SectionError = SectionError::Malformed("a number is too large");

/// Takes a number with a prefix of `bits` bits off `bytes`, and gives the first byte beside it.
pub(super) fn read_number(bytes: &mut &[u8], bits: u8) -> Result<(u8, u64), SectionError> {
    let (&first, mut rest) = bytes.split_first().ok_or(CUT_OFF)?;
    let most = u8::MAX >> (8 - bits.clamp(1, 8));
    let mut value = u64::from(first & most);
    if first & most == most {
        // As long as no length or index here can be.
        for shift in [0, 7, 14, 21, 28] {
            let (&byte, behind) = rest.split_first().ok_or(CUT_OFF)?;
            rest = behind;
            value += u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                *bytes = rest;
                return Ok((first, value));
            }
        }
        return Err(TOO_LARGE);
    }
    *bytes = rest;
    Ok((first, value))
}

/// Appends a number whose first byte begins with `prefix` and has `bits` bits for it.
pub(super) fn put_number(into: &mut impl BufMut, prefix: u8, bits: u8, value: u64) {
    let most = u8::MAX >> (8 - bits.clamp(1, 8));
    if let Some(short) = u8::try_from(value).ok().filter(|value| *value < most) {
        return into.put_u8(prefix | short);
    }
    into.put_u8(prefix | most);
    let mut left = value - u64::from(most);
    while left >= 0x80 {
        into.put_u8(u8::try_from(left & 0x7f).unwrap_or_default() | 0x80);
        left >>= 7;
    }
    into.put_u8(u8::try_from(left).unwrap_or_default());
}
