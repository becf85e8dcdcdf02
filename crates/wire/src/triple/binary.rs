//! Base64 in headers and in URLs.

use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use base64::{DecodeError, Engine};
use bytes::Bytes;

/// Written without padding, as gRPC wants it; read with or without. Bits behind the end, which strict readers want to
/// be zero, are not looked at, as in dubbo-go.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

pub(super) const HEADER: GeneralPurpose = GeneralPurpose::new(&STANDARD, LENIENT);
const URL: GeneralPurpose = GeneralPurpose::new(&URL_SAFE, LENIENT);

/// A text is not Base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Base64Error {
    /// A byte that is not in the alphabet, or padding that is not at the end.
    #[error("Base64: byte 0x{byte:02x} at {at}, expected one of the alphabet")]
    Byte {
        /// The byte.
        byte: u8,
        /// Where it stands.
        at: u64,
    },
    /// One character is left behind the groups of four.
    #[error("Base64: the last group has a single character, expected 2 to 4")]
    Length,
    /// The padding does not complete a group.
    #[error("Base64: wrong padding, expected as much as completes a group of four, or none")]
    Padding,
}

impl Base64Error {
    /// `from` is where the text begins in what the caller knows as the whole.
    pub(super) fn new(error: &DecodeError, from: u64) -> Base64Error {
        match *error {
            DecodeError::InvalidByte(at, byte) | DecodeError::InvalidLastSymbol(at, byte) => {
                let at = u64::try_from(at).unwrap_or(u64::MAX).saturating_add(from);
                Base64Error::Byte { byte, at }
            }
            DecodeError::InvalidLength(_) => Base64Error::Length,
            DecodeError::InvalidPadding => Base64Error::Padding,
        }
    }
}

/// Writes the value of a `-bin` header, unpadded.
pub fn write_binary(value: &[u8]) -> String {
    HEADER.encode(value)
}

/// Reads one value of a `-bin` header, padded or not.
///
/// # Errors
/// [`Base64Error`] when it is anything else.
pub fn read_binary(value: &[u8]) -> Result<Bytes, Base64Error> {
    read(&HEADER, value)
}

/// Reads all values of a `-bin` header: gRPC lets a proxy join the values of several headers with `,`.
pub fn binary_values(value: &[u8]) -> impl Iterator<Item = Result<Bytes, Base64Error>> {
    value.split(|byte| *byte == b',').map(|value| read_binary(value.trim_ascii()))
}

/// Writes a part of a URL in the alphabet for URLs, unpadded, as Connect does with messages of GET requests.
pub fn write_url_binary(value: &[u8]) -> String {
    URL.encode(value)
}

/// Reads a part of a URL in the alphabet for URLs, padded or not; percent escapes have to be gone.
///
/// # Errors
/// [`Base64Error`] when it is anything else.
pub fn read_url_binary(value: &[u8]) -> Result<Bytes, Base64Error> {
    read(&URL, value)
}

fn read(engine: &GeneralPurpose, value: &[u8]) -> Result<Bytes, Base64Error> {
    engine.decode(value).map(Bytes::from).map_err(|error| Base64Error::new(&error, 0))
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_are_written_unpadded_and_read_either_way() {
        for (bytes, unpadded, padded) in [
            (&b""[..], "", ""),
            (b"a", "YQ", "YQ=="),
            (b"ab", "YWI", "YWI="),
            (b"abc", "YWJj", "YWJj"),
            (b"\xfb\xff", "+/8", "+/8="),
        ] {
            assert_eq!(write_binary(bytes), unpadded);
            assert_eq!(read_binary(unpadded.as_bytes()).unwrap(), bytes);
            assert_eq!(read_binary(padded.as_bytes()).unwrap(), bytes);
        }
        assert_eq!(write_url_binary(b"\xfb\xff"), "-_8");
        assert_eq!(read_url_binary(b"-_8=").unwrap(), &b"\xfb\xff"[..]);
        assert_eq!(read_binary(b"YR").unwrap(), &b"a"[..], "bits behind the end");
    }

    #[test]
    fn joined_values_are_taken_apart() {
        let values: Result<Vec<Bytes>, _> = binary_values(b"YQ==, YWI,,YWJj").collect();
        assert_eq!(values.unwrap(), [&b"a"[..], b"ab", b"", b"abc"]);
        assert_eq!(binary_values(b"YQ,?").filter(Result::is_err).count(), 1);
        assert_eq!(binary_values(b"").count(), 1);
    }

    #[test]
    fn what_is_no_base64_is_told() {
        for (value, text) in [
            (&b"YW-j"[..], "Base64: byte 0x2d at 2, expected one of the alphabet"),
            (b"YQ==YQ==", "Base64: byte 0x3d at 2, expected one of the alphabet"),
            (b"YWJjY", "Base64: the last group has a single character, expected 2 to 4"),
            (b"\xc3\xa9", "Base64: byte 0xc3 at 0, expected one of the alphabet"),
        ] {
            assert_eq!(read_binary(value).unwrap_err().to_string(), text);
        }
        assert!(read_url_binary(b"+/8").is_err());
        for value in [&b"===="[..], b"=", b"Y===", b"YQ===", b"YQ=a", b"YWJj=", b"YWJj===="] {
            assert!(read_binary(value).is_err(), "{}", value.escape_ascii());
        }
    }

    proptest! {
        #[test]
        fn bytes_come_back(bytes in vec(any::<u8>(), 0..40)) {
            prop_assert_eq!(read_binary(write_binary(&bytes).as_bytes()).unwrap(), bytes.clone());
            prop_assert_eq!(read_url_binary(write_url_binary(&bytes).as_bytes()).unwrap(), bytes);
        }
    }
}
