//! The text of a status in `grpc-message`, percent-encoded.

use std::borrow::Cow;

/// Writes a value of `grpc-message` of at most `limit` bytes. What does not fit is cut off, never inside a character.
///
/// Escaped are `%`, what is no printable ASCII, blanks at both ends, which no header value may have, and `+`, which
/// Java's client reads as a blank.
pub fn write_message_text(text: &str, limit: usize) -> Cow<'_, str> {
    let last = text.len().saturating_sub(1);
    let is_plain = |at: usize, byte: u8| match byte {
        b'%' | b'+' => false,
        b' ' => at != 0 && at != last,
        0x21..=0x7e => true,
        _ => false,
    };
    if text.len() <= limit && text.bytes().enumerate().all(|(at, byte)| is_plain(at, byte)) {
        return Cow::Borrowed(text);
    }
    let mut written = String::with_capacity(text.len().saturating_mul(2).min(limit));
    for (at, character) in text.char_indices() {
        let mut bytes = [0; 4];
        let bytes = character.encode_utf8(&mut bytes).as_bytes();
        let plain = bytes.first().is_some_and(|&byte| is_plain(at, byte));
        let length = if plain { 1 } else { 3 * bytes.len() };
        if limit - written.len() < length {
            // the cut may have left blanks at the end
            written.truncate(written.trim_end_matches(' ').len());
            break;
        }
        if plain {
            written.push(character);
        } else {
            for byte in bytes {
                written.push('%');
                written.extend([byte >> 4, byte & 15].map(digit));
            }
        }
    }
    Cow::Owned(written)
}

/// Reads a value of `grpc-message`, whatever it is: the text of an error is worth more than its spelling.
///
/// Java's server does not encode at all. So a bad escape stands for itself, `+` is a plus, and what is no UTF-8 is
/// replaced.
pub fn read_message_text(value: &[u8]) -> Cow<'_, str> {
    if !value.contains(&b'%') {
        return String::from_utf8_lossy(value);
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((&first, behind)) = rest.split_first() {
        let escaped = match (first, behind) {
            (b'%', [high, low, behind @ ..]) => nibble(*high).zip(nibble(*low)).map(|it| (it, behind)),
            _ => None,
        };
        match escaped {
            Some(((high, low), behind)) => {
                bytes.push(high << 4 | low);
                rest = behind;
            }
            None => {
                bytes.push(first);
                rest = behind;
            }
        }
    }
    Cow::Owned(match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// An upper-case hexadecimal digit, as gRPC writes them.
fn digit(nibble: u8) -> char {
    char::from(if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 })
}

/// The value of a hexadecimal digit.
pub(super) const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
