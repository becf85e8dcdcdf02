// hot path
//! Attachments as the last value of a request or response body: one map.

use bytes::Bytes;
use dubbors_core::{Attachments, Error, Result, Text};
use dubbors_hessian::{Decoder, Encode, Encoder};
use std::borrow::Cow;
use std::ops::Range;

/// The most attachments that one body may carry.
pub(crate) const MAX_ATTACHMENTS: usize = 512;

/// The keys by which a request names its service. The protocol reads them; a service does not see them.
pub(crate) const ROUTING: [&str; 4] = ["path", "interface", "version", "group"];

/// Attachments of a request.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) attachments: Attachments,
    /// The place in the body of the pairs that come first and name the service: the same in every request of a caller.
    pub(crate) routing: Range<usize>,
    /// Those pairs were the known ones, and are not among the attachments.
    pub(crate) is_known: bool,
}

/// Reads the attachments at the decoder's place in `body`. Null, or nothing at all, is no attachments.
pub(crate) fn read(decoder: &mut Decoder<'_>, body: &Bytes) -> Result<Attachments> {
    read_request(decoder, body, &[]).map(|read| read.attachments)
}

/// The same, passing over `known`, the pairs that named the service in an earlier request, when they are there again.
pub(crate) fn read_request(decoder: &mut Decoder<'_>, body: &Bytes, known: &[u8]) -> Result<Read> {
    let mut read = Read::default();
    if decoder.is_at_end() {
        return Ok(read);
    }
    // dubbo-go takes an empty string for no attachments (spec dubbo-tcp, section 3).
    if decoder.peek_tag()? == 0 {
        return Ok(read);
    }
    let Some(mut map) = decoder.map_begin()? else { return Ok(read) };
    read.routing.start = decoder.position();
    if !known.is_empty() && decoder.remaining().starts_with(known) {
        decoder.advance(known.len())?;
        read.is_known = true;
    }
    read.routing.end = decoder.position();
    let mut is_routing = !read.is_known;
    let attachments = &mut read.attachments;
    while decoder.map_next(&mut map)? {
        if attachments.len() == MAX_ATTACHMENTS {
            return Err(Error::limit_exceeded(format!("more than {MAX_ATTACHMENTS} attachments")));
        }
        let key = text(decoder.string()?, body);
        is_routing &= ROUTING.contains(&key.as_str());
        match decoder.peek_tag()? {
            b'N' => decoder.skip_value()?,
            tag if is_scalar(tag) => attachments.set(key, text(decoder.string()?, body)),
            _ => {
                is_routing = false;
                attachments.set_object(key, decoder.value()?);
            }
        }
        if is_routing {
            read.routing.end = decoder.position();
        }
    }
    Ok(read)
}

/// Whether a value that begins with `tag` is a string, a number or a boolean, which all have a text.
fn is_scalar(tag: u8) -> bool {
    matches!(tag,
        0x00..=0x1f | 0x30..=0x33 | b'R' | b'S'
        | 0x38..=0x3f | b'D' | b'F' | b'I' | b'L' | b'T' | b'Y' | 0x5b..=0x5f
        | 0x80..=0xff)
}

/// A text of `body` without copying it where it lies there in one piece.
fn text(value: Cow<'_, str>, body: &Bytes) -> Text {
    match value {
        Cow::Borrowed("true") => Text::from_static("true"),
        Cow::Borrowed("false") => Text::from_static("false"),
        Cow::Borrowed("") => Text::default(),
        Cow::Borrowed(borrowed) => Text::from_utf8(body.slice_ref(borrowed.as_bytes())).unwrap_or_default(),
        Cow::Owned(owned) => Text::from(owned),
    }
}

/// Writes one pair.
pub(crate) fn write_pair(encoder: &mut Encoder, key: &str, value: &str) {
    encoder.string(key);
    encoder.string(value);
}

/// Writes the pairs whose keys `keep` accepts.
pub(crate) fn write_pairs(
    encoder: &mut Encoder,
    attachments: &Attachments,
    keep: impl Fn(&str) -> bool,
) -> Result<()> {
    for (key, value) in attachments.iter().filter(|(key, _)| keep(key)) {
        write_pair(encoder, key, value);
    }
    for (key, value) in attachments.objects().filter(|(key, _)| keep(key)) {
        encoder.string(key);
        value.encode(encoder)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_text_numbers_and_objects_without_copying_text() {
        let mut encoder = Encoder::new();
        encoder.map_begin(None);
        write_pair(&mut encoder, "a", "text");
        encoder.string("b");
        encoder.long(42);
        encoder.string("c");
        encoder.bool(true);
        encoder.string("d");
        encoder.null();
        encoder.string("e");
        encoder.list_begin(1, None);
        encoder.int(1);
        encoder.map_end();
        let body = encoder.into_inner().freeze();
        let attachments = read(&mut Decoder::new(&body), &body).unwrap();
        let pairs: Vec<_> = attachments.iter().collect();
        assert_eq!(pairs, [("a", "text"), ("b", "42"), ("c", "true")]);
        assert!(attachments.object("e").is_some_and(|value| value.items().is_some()));
    }

    #[test]
    fn null_empty_text_and_nothing_are_no_attachments() {
        for body in [&b"N"[..], b"\x00", b""] {
            let body = Bytes::copy_from_slice(body);
            assert!(read(&mut Decoder::new(&body), &body).unwrap().is_empty());
        }
    }

    #[test]
    fn too_many_are_refused() {
        let mut encoder = Encoder::new();
        encoder.map_begin(None);
        for index in 0..=MAX_ATTACHMENTS {
            write_pair(&mut encoder, &index.to_string(), "x");
        }
        encoder.map_end();
        let body = encoder.into_inner().freeze();
        assert!(read(&mut Decoder::new(&body), &body).unwrap_err().message().contains("512"));
    }
}
