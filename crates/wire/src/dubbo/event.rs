//! The bodies of event frames.

use super::serialization::FASTJSON2;

/// What the body of an event says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Null: a heartbeat.
    Null,
    /// "R": send no further calls on this connection.
    ReadOnly,
    /// "W": the connection takes calls again.
    Writable,
}

const HESSIAN_NULL: u8 = 0x4e;

/// The body that carries `word`. Formats we do not write ourselves get Hessian's bytes; only Hessian and fastjson2
/// events are ever recognised by [`word_of`], so only those are answered.
pub(super) const fn event_body(serialization: u8, word: Word) -> &'static [u8] {
    if serialization == FASTJSON2 {
        // a length of four bytes, then JSONB
        match word {
            Word::Null => b"\0\0\0\x01\xaf",
            Word::ReadOnly => b"\0\0\0\x02\x4aR",
            Word::Writable => b"\0\0\0\x02\x4aW",
        }
    } else {
        match word {
            Word::Null => b"\x4e",
            Word::ReadOnly => b"\x01R",
            Word::Writable => b"\x01W",
        }
    }
}

/// Reads the body of an event without decoding it: the bytes are compared, as Java's `CodecSupport` does.
///
/// dubbo-go writes one or more extra nulls behind a body (spec section "Go quirk: trailing null").
pub(super) fn word_of(serialization: u8, body: &[u8]) -> Option<Word> {
    use super::serialization::HESSIAN2;
    if serialization != HESSIAN2 && serialization != FASTJSON2 {
        return None;
    }
    [Word::Null, Word::ReadOnly, Word::Writable].into_iter().find(|word| {
        body.strip_prefix(event_body(serialization, *word))
            .is_some_and(|tail| tail.iter().all(|&byte| byte == HESSIAN_NULL))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_recognised_with_their_tails() {
        for (body, expected) in [
            (&b"\x4e"[..], Some(Word::Null)),
            (b"\x4e\x4e", Some(Word::Null)),
            (b"\x4e\x4e\x4e\x4e", Some(Word::Null)),
            (b"\x01R", Some(Word::ReadOnly)),
            (b"\x01R\x4e", Some(Word::ReadOnly)),
            (b"\x01W", Some(Word::Writable)),
            (b"", None),
            (b"\x01H", None),
            (b"\x4e\x01", None),
            (b"\x02RR", None),
        ] {
            assert_eq!(word_of(2, body), expected, "{body:02x?}");
        }
        for word in [Word::Null, Word::ReadOnly, Word::Writable] {
            assert_eq!(word_of(23, event_body(23, word)), Some(word));
        }
        assert_eq!(word_of(23, b"\x4e"), None);
        assert_eq!(word_of(3, b"\x4e"), None);
    }
}
