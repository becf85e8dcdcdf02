//! How much memory a message takes as a tree, before it is one: a byte can mean a value of fifty, four bytes a message of
//! a thousand.

use prost::encoding::{WireType, decode_varint};
use prost_reflect::{DynamicMessage, Kind, MessageDescriptor};

use super::fault::{Fault, Result};

const VALUE: usize = 64;
/// A message with a field: a node of a map has room for several.
const MESSAGE: usize = 1024;

/// Decodes a message that takes no more than `memory`.
pub(super) fn decode(of: &MessageDescriptor, bytes: &[u8], memory: usize) -> Result<DynamicMessage> {
    if weight(of, bytes).is_some_and(|weight| weight > memory) {
        let name = of.full_name();
        return Err(Fault::new(format!(
            "a {name} of so many values that they take more than {memory} bytes"
        )));
    }
    DynamicMessage::decode(of.clone(), bytes)
        .map_err(|error| Fault::new(format!("not a {}: {error}", of.full_name())))
}

/// A message that is walked over.
struct Open<'b> {
    of: Option<MessageDescriptor>,
    rest: &'b [u8],
    /// Ends with a tag, and what follows belongs to the message around it.
    is_group: bool,
}

/// Without recursion. `None` where the bytes are no message, which the decoder has words for.
fn weight(of: &MessageDescriptor, bytes: &[u8]) -> Option<usize> {
    let mut weight = MESSAGE.saturating_add(bytes.len());
    let mut open = vec![Open { of: Some(of.clone()), rest: bytes, is_group: false }];
    while let Some(message) = open.last_mut() {
        if message.rest.is_empty() {
            // What came in a group that does not end is none of the message around it, which would walk over it again.
            if open.pop()?.is_group {
                return None;
            }
            continue;
        }
        let tag = decode_varint(&mut message.rest).ok()?;
        let number = u32::try_from(tag >> 3).ok()?;
        let field = message.of.as_ref().and_then(|of| of.get_field(number));
        let kind = field.map(|field| field.kind());
        weight = weight.saturating_add(VALUE);
        match WireType::try_from(tag & 7).ok()? {
            WireType::Varint => drop(decode_varint(&mut message.rest).ok()?),
            WireType::ThirtyTwoBit => drop(take(&mut message.rest, 4)?),
            WireType::SixtyFourBit => drop(take(&mut message.rest, 8)?),
            WireType::LengthDelimited => {
                let len = usize::try_from(decode_varint(&mut message.rest).ok()?).ok()?;
                let content = take(&mut message.rest, len)?;
                match kind {
                    Some(Kind::Message(of)) => {
                        weight = weight.saturating_add(MESSAGE);
                        open.push(Open { of: Some(of), rest: content, is_group: false });
                    }
                    Some(kind) => {
                        weight = weight.saturating_add(packed(&kind, content).saturating_mul(VALUE))
                    }
                    None => {}
                }
            }
            WireType::StartGroup => {
                weight = weight.saturating_add(MESSAGE);
                let of = kind.and_then(|kind| kind.as_message().cloned());
                let rest = message.rest;
                open.push(Open { of, rest, is_group: true });
            }
            WireType::EndGroup => {
                let ended = open.pop().filter(|ended| ended.is_group)?;
                open.last_mut()?.rest = ended.rest;
            }
        }
    }
    Some(weight)
}

/// How many values are packed into the bytes of a field.
fn packed(kind: &Kind, bytes: &[u8]) -> usize {
    match kind {
        Kind::String | Kind::Bytes | Kind::Message(_) => 0,
        Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => bytes.len() / 8,
        Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => bytes.len() / 4,
        // Each ends in a byte without the highest bit.
        _ => bytes.iter().filter(|byte| **byte < 0x80).count(),
    }
}

fn take<'b>(from: &mut &'b [u8], len: usize) -> Option<&'b [u8]> {
    let (taken, rest) = from.split_at_checked(len)?;
    *from = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::super::tests::message;
    use super::*;

    fn of(name: &str, bytes: &[u8]) -> Option<usize> {
        weight(&message(name).0, bytes).map(|weight| weight - MESSAGE - bytes.len())
    }

    #[test]
    fn values_and_messages_are_counted() {
        assert_eq!(of("v1.Lists", b""), Some(0));
        assert_eq!(of("v1.Lists", b"\x0a\x03\x01\x02\x03"), Some(4 * VALUE));
        assert_eq!(of("v1.Lists", b"\x08\x01\x08\x02"), Some(2 * VALUE));
        assert_eq!(of("v1.Lists", b"\x22\x00\x22\x02\x08\x01"), Some(2 * (VALUE + MESSAGE) + VALUE));
        assert_eq!(
            of("v1.Lists", &[0x3a, 16].iter().chain(&[0; 16]).copied().collect::<Vec<_>>()),
            Some(3 * VALUE)
        );
        assert_eq!(of("v1.Lists", b"\xf8\x07\x01\xfa\x07\x01x"), Some(2 * VALUE), "not in the schema");
        // A group in a group that nobody knows, and a field behind them.
        assert_eq!(of("legacy.Old", b"\x23\x08\x01\x0b\x0c\x24\x08\x01"), Some(6 * VALUE + 2 * MESSAGE));
        // The last: groups that do not end, each of which would be walked over twice.
        for bad in [&b"\x08"[..], b"\x0a\x05\x01", b"\x24", b"\x0f", b"\xff", &[0x23; 200]] {
            assert_eq!(of("v1.Lists", bad), None, "{bad:?}");
        }
    }

    #[test]
    fn what_weighs_too_much_is_refused() {
        let bytes: Vec<u8> = b"\x22\x00".repeat(1000);
        assert!(decode(&message("v1.Lists").0, &bytes, 2_000_000).is_ok());
        let error = decode(&message("v1.Lists").0, &bytes, 1_000_000).unwrap_err().to_string();
        assert_eq!(error, "a judge.v1.Lists of so many values that they take more than 1000000 bytes");
    }
}
