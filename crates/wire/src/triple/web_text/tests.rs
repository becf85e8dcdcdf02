use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn read<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Result<BytesMut, Base64Error> {
    let (mut decoder, mut output) = (TextDecoder::new(), BytesMut::new());
    for part in parts {
        decoder.decode(part, &mut output)?;
    }
    decoder.finish(&mut output)?;
    Ok(output)
}

fn written<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, flush: bool) -> BytesMut {
    let (mut encoder, mut output) = (TextEncoder::new(), BytesMut::new());
    for piece in pieces {
        encoder.encode(piece, &mut output);
        if flush {
            encoder.flush(&mut output);
        }
    }
    encoder.flush(&mut output);
    output
}

#[test]
fn padded_pieces_behind_each_other_are_one_body() {
    let text = b"AAAAAAU=aGVsbG8=YQ==YWJjYWJj";
    let body = b"\0\0\0\0\x05helloaabcabc";
    for size in 1..=text.len() {
        assert_eq!(read(text.chunks(size)).unwrap(), &body[..], "parts of {size}");
    }
    for at in 0..=text.len() {
        assert_eq!(read([&text[..at], &text[at..]]).unwrap(), &body[..], "split at {at}");
    }
    let pieces: [&[u8]; 4] = [b"\0\0\0\0\x05", b"hello", b"a", b"abcabc"];
    assert_eq!(written(pieces, true), &text[..]);
    assert_eq!(written(pieces, false), &b"AAAAAAVoZWxsb2FhYmNhYmM="[..]);
}

#[test]
fn the_last_group_may_lack_its_padding() {
    assert_eq!(read([&b"YWJjYQ"[..]]).unwrap(), &b"abca"[..]);
    assert_eq!(read([&b"YWJjYWI"[..]]).unwrap(), &b"abcab"[..]);
    assert_eq!(read([&b"YWJjY"[..]]), Err(Base64Error::Length));
    assert_eq!(read([]).unwrap(), &b""[..]);
}

#[test]
fn errors_tell_the_place_in_the_body() {
    for size in 1..=12 {
        let error = read(b"YWJjYQ==YW\nj".chunks(size)).unwrap_err();
        assert_eq!(error, Base64Error::Byte { byte: b'\n', at: 10 }, "parts of {size}");
    }
    for text in ["====", "Y===", "YQ=a", "=YQ=", "YWI=="] {
        for size in 1..=text.len() {
            assert!(read(text.as_bytes().chunks(size)).is_err(), "{text} in parts of {size}");
        }
    }
}

proptest! {
    #[test]
    fn bytes_come_back(bytes in vec(any::<u8>(), 0..60), piece in 1..20_usize, part in 1..20_usize, flush: bool) {
        let text = written(bytes.chunks(piece), flush);
        prop_assert_eq!(text.len() % 4, 0);
        prop_assert_eq!(read(text.chunks(part)).unwrap(), bytes);
    }

    #[test]
    fn any_text_reads_the_same_however_it_is_split(text in "[A-Za-c+/]{0,9}={0,2}[a-c=]{0,9}", part in 1..9_usize) {
        let whole = read([text.as_bytes()]);
        prop_assert_eq!(read(text.as_bytes().chunks(part)).is_ok(), whole.is_ok());
        if let Ok(whole) = whole {
            prop_assert_eq!(read(text.as_bytes().chunks(part)).unwrap(), whole);
        }
    }
}
