// hot path
//! Field sections: names and values, with the static table alone (RFC 9204).

mod huffman;
mod instructions;
mod number;
mod table;

use bytes::{BufMut, Bytes, BytesMut};

pub use instructions::InstructionReader;
use number::{put_number, read_number};
use table::STATIC;

/// What a field costs beside its name and value.
const OVERHEAD: usize = 32;

/// A name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name, as it was sent: nobody checked it.
    pub name: Bytes,
    /// The value.
    pub value: Bytes,
}

/// Why a section gives no fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SectionError {
    /// It is larger than may be.
    #[error("the fields are too large together")]
    TooLarge,
    /// It cannot be read; the connection has to be closed.
    #[error("the fields cannot be read: {0}")]
    Malformed(&'static str),
}

/// Reads the fields of `section`, whose size may be `max` as RFC 9114 section 4.2.2 counts it.
///
/// # Errors
/// [`SectionError::TooLarge`] as soon as it is known; [`SectionError::Malformed`] for what is no section, or one that
/// needs a dynamic table.
pub fn read_section(section: &Bytes, max: usize) -> Result<Vec<Field>, SectionError> {
    let mut rest = &**section;
    let (_, inserts) = read_number(&mut rest, 8)?;
    let (_, _base) = read_number(&mut rest, 7)?;
    if inserts != 0 {
        return Err(DYNAMIC);
    }
    let mut fields = Vec::new();
    let mut size = 0_usize;
    while let Some(&first) = rest.first() {
        let field = match first {
            // Indexed: 1 T index(6+)
            0x80.. => {
                let (prefix, index) = read_number(&mut rest, 6)?;
                let (name, value) = entry(prefix & 0x40 != 0, index)?;
                Field { name: Bytes::from_static(name), value: Bytes::from_static(value) }
            }
            // Literal with the name of an entry: 0 1 N T index(4+)
            0x40..=0x7f => {
                let (prefix, index) = read_number(&mut rest, 4)?;
                let (name, _) = entry(prefix & 0x10 != 0, index)?;
                Field { name: Bytes::from_static(name), value: text(section, &mut rest, 7, max)? }
            }
            // Literal: 0 0 1 N H length(3+)
            0x20..=0x3f => {
                Field { name: text(section, &mut rest, 3, max)?, value: text(section, &mut rest, 7, max)? }
            }
            _ => return Err(DYNAMIC),
        };
        size = size.saturating_add(field.name.len() + field.value.len() + OVERHEAD);
        if size > max {
            return Err(SectionError::TooLarge);
        }
        fields.push(field);
    }
    Ok(fields)
}

const DYNAMIC: SectionError = SectionError::Malformed("they need a dynamic table, which was not offered");

fn entry(is_static: bool, index: u64) -> Result<(&'static [u8], &'static [u8]), SectionError> {
    if !is_static {
        return Err(DYNAMIC);
    }
    let entry = usize::try_from(index).ok().and_then(|index| STATIC.get(index));
    entry
        .map(|(name, value)| (name.as_bytes(), value.as_bytes()))
        .ok_or(SectionError::Malformed("no such entry"))
}

/// A text whose length has `bits` bits in the first byte, behind the bit that says whether it is packed.
fn text(section: &Bytes, rest: &mut &[u8], bits: u8, max: usize) -> Result<Bytes, SectionError> {
    let (prefix, length) = read_number(rest, bits)?;
    let whole = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length));
    let (bytes, behind) = whole.ok_or(SectionError::Malformed("a text is cut off"))?;
    *rest = behind;
    if prefix & (1 << bits) != 0 {
        return huffman::decode(bytes, max);
    }
    Ok(section.slice_ref(bytes))
}

/// Writes a section.
#[derive(Debug)]
pub struct SectionWriter(BytesMut);

impl SectionWriter {
    /// A section without fields.
    #[must_use]
    pub fn new() -> Self {
        let mut bytes = BytesMut::with_capacity(256);
        bytes.put_slice(&[0, 0]);
        Self(bytes)
    }

    /// Appends a field. One that `is_secret` must not be kept by whoever passes it on.
    pub fn field(&mut self, name: &str, value: &[u8], is_secret: bool) {
        let mut of_name = None;
        for (index, (known, text)) in (0_u64..).zip(&STATIC) {
            if *known == name {
                if text.as_bytes() == value && !is_secret {
                    return put_number(&mut self.0, 0xc0, 6, index);
                }
                of_name = of_name.or(Some(index));
            }
        }
        match of_name {
            Some(index) => put_number(&mut self.0, if is_secret { 0x70 } else { 0x50 }, 4, index),
            None => {
                put_number(&mut self.0, if is_secret { 0x30 } else { 0x20 }, 3, length_of(name.as_bytes()));
                self.0.put_slice(name.as_bytes());
            }
        }
        put_number(&mut self.0, 0, 7, length_of(value));
        self.0.put_slice(value);
    }

    /// The section.
    #[must_use]
    pub fn finish(self) -> Bytes {
        self.0.freeze()
    }
}

impl Default for SectionWriter {
    fn default() -> Self {
        Self::new()
    }
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
