//! Header blocks: written as plain literals, read as far as a provider without a dynamic table writes them.

pub type Header = (String, String);

/// An integer behind a prefix of `bits` bits, whose other bits are `first`.
pub fn integer(into: &mut Vec<u8>, first: u8, bits: u32, value: usize) {
    let most = (1usize << bits) - 1;
    if value < most {
        into.push(first | u8::try_from(value).unwrap());
        return;
    }
    into.push(first | u8::try_from(most).unwrap());
    let mut rest = value - most;
    while rest >= 128 {
        into.push(u8::try_from(rest % 128).unwrap() | 128);
        rest /= 128;
    }
    into.push(u8::try_from(rest).unwrap());
}

fn string(into: &mut Vec<u8>, text: &[u8]) {
    integer(into, 0, 7, text.len());
    into.extend_from_slice(text);
}

/// A field that the reader does not remember.
pub fn literal(into: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    into.push(0);
    string(into, name);
    string(into, value);
}

/// A field that the reader puts into its table.
pub fn indexed_literal(into: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    into.push(0x40);
    string(into, name);
    string(into, value);
}

/// A field of the reader's table.
pub fn reference(into: &mut Vec<u8>, index: usize) {
    integer(into, 0x80, 7, index);
}

pub fn block(headers: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    headers.iter().for_each(|(name, value)| literal(&mut bytes, name.as_bytes(), value.as_bytes()));
    bytes
}

/// Reads a block.
pub fn read(mut from: &[u8]) -> Vec<Header> {
    let mut headers = Vec::new();
    while let Some(&first) = from.first() {
        if first & 0x80 != 0 {
            let index = read_integer(&mut from, 7);
            headers.push((STATIC[index].0.to_owned(), STATIC[index].1.to_owned()));
        } else if first & 0xe0 == 0x20 {
            read_integer(&mut from, 5);
        } else {
            let index = read_integer(&mut from, if first & 0x40 != 0 { 6 } else { 4 });
            let name = if index == 0 { read_string(&mut from) } else { STATIC[index].0.to_owned() };
            let value = read_string(&mut from);
            headers.push((name, value));
        }
    }
    headers
}

pub fn read_integer(from: &mut &[u8], bits: u32) -> usize {
    let most = (1usize << bits) - 1;
    let mut value = usize::from(from[0]) & most;
    *from = &from[1..];
    if value == most {
        let mut shift = 0;
        loop {
            let byte = from[0];
            *from = &from[1..];
            value += usize::from(byte & 127) << shift;
            shift += 7;
            if byte & 128 == 0 {
                break;
            }
        }
    }
    value
}

fn read_string(from: &mut &[u8]) -> String {
    let is_huffman = from[0] & 0x80 != 0;
    let length = read_integer(from, 7);
    let (text, rest) = from.split_at(length);
    *from = rest;
    if is_huffman { unhuff(text) } else { String::from_utf8_lossy(text).into_owned() }
}

/// Plain text only: letters whose code is longer than 15 bits do not occur.
pub fn unhuff(bytes: &[u8]) -> String {
    let mut text = String::new();
    let (mut code, mut length) = (0u32, 0u32);
    for bit in bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1)) {
        code = code << 1 | u32::from(bit);
        length += 1;
        if let Some(letter) = letter_of(code, length) {
            text.push(letter);
            (code, length) = (0, 0);
        }
    }
    text
}

/// The code is canonical: the letters of each length, in order, count on from where the shorter ones ended.
fn letter_of(code: u32, length: u32) -> Option<char> {
    let mut next = 0u32;
    for (bits, letters) in LETTERS {
        next <<=
            bits - LETTERS.iter().map(|(bits, _)| *bits).take_while(|known| known < bits).last().unwrap_or(0);
        let count = u32::try_from(letters.chars().count()).unwrap();
        if *bits == length && (next..next + count).contains(&code) {
            return letters.chars().nth((code - next) as usize);
        }
        next += count;
    }
    None
}

const LETTERS: &[(u32, &str)] = &[
    (5, "012aceiost"),
    (6, " %-./3456789=A_bdfghlmnpru"),
    (7, ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz"),
    (8, "&*,;XZ"),
    (10, "!\"()?"),
    (11, "'+|"),
    (12, "#>"),
    (13, "\0$@[]~"),
    (14, "^}"),
    (15, "<`{"),
];

const STATIC: [(&str, &str); 62] = [
    ("", ""),
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];
