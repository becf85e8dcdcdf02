use bytes::BytesMut;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::triple::begin_message;

const ALL: u8 = 0xff;

fn message(flags: u8, body: &[u8]) -> Message {
    Message { flags, body: Bytes::copy_from_slice(body) }
}

fn written(messages: &[Message]) -> Bytes {
    let mut buffer = BytesMut::new();
    for message in messages {
        let start = begin_message(&mut buffer, message.flags);
        buffer.extend_from_slice(&message.body);
        start.finish(&mut buffer, usize::MAX).unwrap();
    }
    buffer.freeze()
}

/// What the decoder finds in the chunks, and how it ends.
fn read(max: usize, chunks: impl IntoIterator<Item = Bytes>) -> (Vec<Message>, Result<(), MessageError>) {
    let (mut decoder, mut messages) = (MessageDecoder::new(max, ALL), Vec::new());
    for chunk in chunks {
        decoder.push(chunk);
        loop {
            match decoder.next() {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break,
                Err(error) => return (messages, Err(error)),
            }
        }
    }
    (messages, decoder.finish())
}

#[test]
fn messages_come_out_however_the_body_is_split() {
    let messages =
        [message(0, b"one"), message(1, b""), message(0x80, b"grpc-status: 0\r\n"), message(0, b"x")];
    let body = written(&messages);
    for size in 1..=body.len() {
        let chunks = body.chunks(size).map(Bytes::copy_from_slice);
        assert_eq!(read(16, chunks), (messages.to_vec(), Ok(())), "chunks of {size}");
    }
    for at in 0..=body.len() {
        let chunks = [body.slice(..at), Bytes::new(), body.slice(at..)];
        assert_eq!(read(16, chunks), (messages.to_vec(), Ok(())), "split at {at}");
    }
    let mut decoder = MessageDecoder::new(16, ALL);
    body.chunks(1).for_each(|chunk| decoder.push(Bytes::copy_from_slice(chunk)));
    let all: Vec<Message> = std::iter::from_fn(|| decoder.next().unwrap()).collect();
    assert_eq!(all, messages, "all chunks in line before the first is read");
    assert_eq!(decoder.finish(), Ok(()));
}

#[test]
fn a_message_of_one_chunk_is_not_copied() {
    let body = written(&[message(0, b"first"), message(0, b"second")]);
    let (messages, end) = read(16, [body.slice(..3), body.slice(3..)]);
    assert_eq!(end, Ok(()));
    assert_eq!(messages[0].body.as_ptr(), body[5..].as_ptr());
    assert_eq!(messages[1].body.as_ptr(), body[15..].as_ptr());
}

#[test]
fn a_declared_length_reserves_little() {
    let mut decoder = MessageDecoder::new(usize::MAX, 0);
    decoder.push(Bytes::from_static(b"\0\xff\xff\xff\xffx"));
    assert_eq!(decoder.next(), Ok(None));
    let State::Body { gathered, .. } = &decoder.state else { panic!("{decoder:?}") };
    assert!(gathered.capacity() <= FIRST_RESERVE);
    assert_eq!(
        decoder.finish().unwrap_err().to_string(),
        "message cut off: expected 4294967295 bytes, got 1"
    );
}

#[test]
fn a_gathered_message_takes_its_length_and_no_more() {
    let body = vec![7; 1_000_000];
    let mut decoder = MessageDecoder::new(body.len(), 0);
    let whole = written(&[message(0, &body)]);
    let mut reserved = 0;
    for chunk in whole.chunks(1000) {
        decoder.push(Bytes::copy_from_slice(chunk));
        if let Some(message) = decoder.next().unwrap() {
            assert_eq!(message.body, body);
            assert_eq!(reserved, body.len());
        } else if let State::Body { gathered, .. } = &decoder.state {
            assert!(gathered.capacity() <= (2 * gathered.len()).max(FIRST_RESERVE));
            reserved = gathered.capacity();
        }
    }
    assert_eq!(decoder.finish(), Ok(()));
    assert!(matches!(decoder.state, State::Prefix { got: 0, .. }));
}

#[test]
fn oversize_is_known_from_the_prefix_and_stays() {
    let mut decoder = MessageDecoder::new(300, 0);
    decoder.push(Bytes::from_static(b"\0\0\0\x01"));
    assert_eq!(decoder.next(), Ok(None));
    decoder.push(Bytes::from_static(b"\x2d"));
    let error = MessageError::Oversize(Oversize { length: 301, limit: 300 });
    assert_eq!(error.to_string(), "message too large: 301 bytes, the limit is 300");
    assert_eq!(decoder.next(), Err(error));
    decoder.push(written(&[message(0, b"fits")]));
    assert_eq!(decoder.next(), Err(error));
    assert_eq!(decoder.finish(), Err(error));
}

#[test]
fn flags_that_are_not_legal_are_refused() {
    for (legal, flags) in [(0, flag::COMPRESSED), (flag::COMPRESSED, flag::CONNECT_END), (3, 0x83)] {
        let mut decoder = MessageDecoder::new(300, legal);
        decoder.push(Bytes::copy_from_slice(&[flags, 0, 0, 0, 0]));
        assert_eq!(decoder.next(), Err(MessageError::Flags { flags, legal }));
    }
    let mut decoder = MessageDecoder::new(300, flag::COMPRESSED);
    decoder.push(Bytes::from_static(b"{\"a\": 1}"));
    assert_eq!(
        decoder.next().unwrap_err().to_string(),
        "message prefix: flags 0x7b, expected no bits but those of 0x01"
    );
}

#[test]
fn what_is_cut_off_is_told() {
    let body = written(&[message(0, b"abc")]);
    for at in 1..body.len() {
        let expected = if at < PREFIX_LEN {
            MessageError::PrefixCut { got: at }
        } else {
            MessageError::MessageCut { expected: 3, got: at - PREFIX_LEN }
        };
        assert_eq!(read(300, [body.slice(..at)]), (Vec::new(), Err(expected)));
    }
    assert_eq!(
        MessageError::PrefixCut { got: 2 }.to_string(),
        "message prefix cut off: expected 5 bytes, got 2"
    );
    let mut decoder = MessageDecoder::new(300, 0);
    decoder.push(written(&[message(0, b"one"), message(0, b"two")]));
    assert_eq!(decoder.next(), Ok(Some(message(0, b"one"))));
    assert_eq!(decoder.finish(), Err(MessageError::Unread(8)));
    assert_eq!(
        MessageError::Unread(8).to_string(),
        "8 bytes behind the last expected message, expected none"
    );
}

proptest! {
    #[test]
    fn any_bytes_read_the_same_however_they_are_split(
        bytes in vec(prop_oneof![3 => Just(0_u8), 2 => 0..9_u8, 1 => any::<u8>()], 0..60),
        size in 1..10_usize,
    ) {
        let whole = Bytes::from(bytes);
        let chunks = whole.chunks(size).map(Bytes::copy_from_slice);
        prop_assert_eq!(read(300, chunks), read(300, [whole.clone()]));
    }
}
