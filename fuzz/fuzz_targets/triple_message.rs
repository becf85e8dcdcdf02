//! Any bytes as a body of messages, and as its text form: the same however they are split, and they can be written.
#![no_main]

use bytes::{Bytes, BytesMut};
use dubbors_wire::triple::{
    Message, MessageDecoder, MessageError, TextDecoder, TextEncoder, begin_message, flag,
};
use libfuzzer_sys::fuzz_target;

const MAX: usize = 1024;
const LEGAL: u8 = flag::COMPRESSED | flag::CONNECT_END | flag::WEB_TRAILERS;

/// The messages, and how the body ends.
fn messages(chunks: impl Iterator<Item = Bytes>, at_once: bool) -> (Vec<Message>, Result<(), MessageError>) {
    let (mut decoder, mut messages) = (MessageDecoder::new(MAX, LEGAL), Vec::new());
    let mut drain = |decoder: &mut MessageDecoder| {
        while let Some(message) = decoder.next()? {
            assert!(message.body.len() <= MAX && message.flags & !LEGAL == 0);
            messages.push(message);
        }
        Ok(())
    };
    let mut end = Ok(());
    for chunk in chunks {
        decoder.push(chunk);
        if !at_once {
            end = end.and_then(|()| drain(&mut decoder));
        }
    }
    let end = end.and_then(|()| drain(&mut decoder)).and_then(|()| decoder.finish());
    (messages, end)
}

/// What the text says, or that it is none.
fn text<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Option<BytesMut> {
    let (mut decoder, mut output) = (TextDecoder::new(), BytesMut::new());
    for part in parts {
        decoder.decode(part, &mut output).ok()?;
    }
    decoder.finish(&mut output).ok()?;
    Some(output)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((size, bytes)) = bytes.split_first() else { return };
    let (size, at_once) = (usize::from(size & 0x7f).max(1), size & 0x80 != 0);
    let whole = messages(std::iter::once(Bytes::copy_from_slice(bytes)), false);
    assert_eq!(messages(bytes.chunks(size).map(Bytes::copy_from_slice), at_once), whole);
    let mut written = BytesMut::new();
    for message in &whole.0 {
        let start = begin_message(&mut written, message.flags);
        written.extend_from_slice(&message.body);
        start.finish(&mut written, MAX).expect("it was read under the same limit");
    }
    assert!(bytes.starts_with(&written));
    assert!(whole.1.is_err() || written == bytes);

    let read = text(std::iter::once(bytes));
    assert_eq!(text(bytes.chunks(size)), read);
    let body = read.as_deref().unwrap_or(bytes);
    let (mut encoder, mut written) = (TextEncoder::new(), BytesMut::new());
    for piece in body.chunks(size) {
        encoder.encode(piece, &mut written);
        if at_once {
            encoder.flush(&mut written);
        }
    }
    encoder.flush(&mut written);
    assert_eq!(text(written.chunks(7)).as_deref(), Some(body));
});
