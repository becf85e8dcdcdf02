//! Packed texts (RFC 7541 appendix B).

use bytes::Bytes;

use super::SectionError;

/// How many bits each byte has. The code is canonical: these give all of it.
const LENGTHS: [u8; 256] = [
    13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28, 28, 28,
    28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5, 6, 6, 6, 6, 6,
    6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8, 7,
    8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7,
    15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23, 24, 24, 22, 23, 24,
    23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23,
    23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26,
    26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20,
    21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27,
    27, 27, 26,
];
/// The longest code. The last of these is the end of a text, which must not be in it.
const LONGEST: usize = 30;

/// The code, ordered by length and byte.
struct Code {
    symbols: [u8; 256],
    /// For each length: the first code that is longer, in the upper bits of 32.
    limit: [u64; LONGEST + 1],
    /// For each length: its first code in the upper bits of 32, and where its bytes stand.
    first: [(u64, usize); LONGEST + 1],
}

const CODE: Code = code();

#[allow(clippy::indexing_slicing)] // Done by the compiler, which checks it.
const fn code() -> Code {
    let mut code = Code { symbols: [0; 256], limit: [0; LONGEST + 1], first: [(0, 0); LONGEST + 1] };
    let mut length = 1;
    let mut next = 0_u64;
    let mut place = 0;
    while length <= LONGEST {
        code.first[length] = (next << (32 - length), place);
        let mut symbol = 0_u8;
        loop {
            if LENGTHS[symbol as usize] as usize == length {
                code.symbols[place] = symbol;
                place += 1;
                next += 1;
            }
            if symbol == u8::MAX {
                break;
            }
            symbol += 1;
        }
        code.limit[length] = next << (32 - length);
        next <<= 1;
        length += 1;
    }
    code
}

/// Unpacks `bytes`, to at most `max`.
pub(super) fn decode(bytes: &[u8], max: usize) -> Result<Bytes, SectionError> {
    let mut text = Vec::with_capacity((bytes.len() * 8 / 5).min(max));
    let mut rest = bytes.iter();
    // What is read ahead, in the upper of `bits` bits.
    let mut window = 0_u64;
    let mut bits = 0;
    loop {
        while bits <= 56
            && let Some(byte) = rest.next()
        {
            window |= u64::from(*byte) << (56 - bits);
            bits += 8;
        }
        // Behind the end stand ones.
        let filled = if bits < 64 { window | (u64::MAX >> bits) } else { window };
        let code = filled >> 32;
        let found =
            (5..=LONGEST).zip(CODE.limit.get(5..).unwrap_or_default()).find(|(_, limit)| code < **limit);
        let Some((length, _)) = found.filter(|(length, _)| *length <= bits) else {
            let is_padding = bits < 8 && filled == u64::MAX;
            return if is_padding {
                Ok(text.into())
            } else {
                Err(SectionError::Malformed(
                    "a packed text ends in the middle of a byte, or has its own end in it",
                ))
            };
        };
        let (first, place) = CODE.first.get(length).copied().unwrap_or_default();
        let at = usize::try_from((code - first) >> (32 - length)).unwrap_or(usize::MAX);
        text.push(CODE.symbols.get(place + at).copied().unwrap_or_default());
        if text.len() > max {
            return Err(SectionError::TooLarge);
        }
        window <<= length;
        bits -= length;
    }
}
