//! Message compression: which kinds there are, and how a small message is kept from becoming a huge one.

use std::io::{self, Read, Write};

use bytes::{BufMut, Bytes, BytesMut};
use dubbors_core::{Error, Result, StatusCode, Url, param};
use http::HeaderValue;

use crate::status::too_large;

/// The kinds that are read, as `grpc-accept-encoding` lists them.
pub(crate) const ACCEPTED: HeaderValue = HeaderValue::from_static("gzip,zstd,identity");

/// Messages shorter than this are sent as they are: compressing them costs more than it saves.
const WORTH_IT: usize = 1024;

/// What is reserved for a message before it is known how long it becomes.
const FIRST_RESERVE: usize = 16 * 1024;

/// How messages are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Compression {
    /// Not at all.
    #[default]
    Identity,
    /// RFC 1952.
    Gzip,
    /// RFC 8878.
    Zstd,
}

impl Compression {
    /// The kind that a URL asks for.
    pub(crate) fn of(url: &Url) -> Result<Self> {
        let name = param::COMPRESSION.of(url)?;
        Self::from_name(name.as_str().as_bytes()).ok_or_else(|| {
            Error::invalid(format!(
                "parameter `{}` is `{}`, expected gzip, zstd or identity",
                param::COMPRESSION.key,
                name.as_str().escape_debug()
            ))
        })
    }

    /// The kind with this name; an empty name is none.
    pub(crate) fn from_name(name: &[u8]) -> Option<Self> {
        match name {
            b"" | b"identity" => Some(Self::Identity),
            b"gzip" => Some(Self::Gzip),
            b"zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The kind that a request names.
    ///
    /// # Errors
    /// Status `unimplemented` with the kinds that are known.
    pub(crate) fn requested(name: &[u8]) -> Result<Self> {
        Self::from_name(name).ok_or_else(|| {
            Error::status(
                StatusCode::Unimplemented,
                format!(
                    "unknown compression \"{}\": supported encodings are gzip, zstd and identity",
                    name.escape_ascii().to_string().chars().take(64).collect::<String>()
                ),
            )
        })
    }

    /// What to answer with: `preferred` when the caller `accepts` it, else nothing. Quality values are not weighed.
    pub(crate) fn negotiate(preferred: Self, accepts: &[u8]) -> Self {
        let mut names = accepts.split(|byte| *byte == b',').map(|name| {
            let name = name.split(|byte| *byte == b';').next().unwrap_or_default();
            name.trim_ascii()
        });
        match names.any(|name| Self::from_name(name) == Some(preferred) && !name.is_empty()) {
            true => preferred,
            false => Self::Identity,
        }
    }

    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// The name as a header's value.
    pub(crate) fn header(self) -> HeaderValue {
        HeaderValue::from_static(self.name())
    }

    /// Whether a message of `length` bytes is compressed, unless `said`.
    pub(crate) fn applies(self, length: usize, said: Option<bool>) -> bool {
        self != Self::Identity && said.unwrap_or(length >= WORTH_IT)
    }

    /// What to compress with when there is no preference.
    pub(crate) fn or_gzip(self) -> Self {
        if self == Self::Identity { Self::Gzip } else { self }
    }

    /// What to compress an answer with that has to be compressed: this, or what else the caller `accepts`.
    pub(crate) fn or_accepted(self, accepts: &[u8]) -> Self {
        [self, Self::negotiate(Self::Gzip, accepts), Self::negotiate(Self::Zstd, accepts)]
            .into_iter()
            .find(|kind| *kind != Self::Identity)
            .unwrap_or_default()
    }

    /// Replaces what `buffer` holds from `start` on by its compressed form.
    pub(crate) fn compress(self, buffer: &mut BytesMut, start: usize) -> Result<()> {
        let plain = buffer.split_off(start);
        let compressed = match self {
            Self::Identity => Ok(()),
            Self::Gzip => {
                let mut encoder =
                    flate2::write::GzEncoder::new((&mut *buffer).writer(), flate2::Compression::fast());
                encoder.write_all(&plain).and_then(|()| encoder.finish().map(drop))
            }
            Self::Zstd => zstd::stream::write::Encoder::new((&mut *buffer).writer(), 0)
                .and_then(|mut encoder| encoder.write_all(&plain).and_then(|()| encoder.finish().map(drop))),
        };
        if self == Self::Identity {
            buffer.unsplit(plain);
        }
        compressed.map_err(|error| Error::internal(format!("cannot compress with {}: {error}", self.name())))
    }

    /// The plain form of `compressed`, up to `max` bytes. Nothing stays nothing: some senders do not compress it.
    ///
    /// # Errors
    /// Status `resource_exhausted` beyond `max`, `malformed` when it is broken.
    pub(crate) fn decompress(self, compressed: Bytes, max: usize, malformed: StatusCode) -> Result<Bytes> {
        match self {
            _ if compressed.is_empty() => Ok(compressed),
            Self::Identity => Ok(compressed),
            Self::Gzip => self.read(flate2::bufread::MultiGzDecoder::new(&*compressed), max, malformed),
            Self::Zstd => {
                let decoder = zstd::stream::read::Decoder::with_buffer(&*compressed)
                    .and_then(|mut decoder| decoder.window_log_max(WINDOW_LOG).map(|()| decoder))
                    .map_err(|error| self.broken(&error, malformed))?;
                self.read(decoder, max, malformed)
            }
        }
    }

    fn read(self, mut decoder: impl Read, max: usize, malformed: StatusCode) -> Result<Bytes> {
        let mut plain = Vec::new();
        loop {
            // Twice as much each time, and never more than is read.
            let room = plain.len().max(FIRST_RESERVE).min(max.saturating_add(1).saturating_sub(plain.len()));
            plain.reserve_exact(room);
            let most = u64::try_from(room).unwrap_or(u64::MAX);
            let mut part = decoder.by_ref().take(most);
            let read = part.read_to_end(&mut plain).map_err(|error| self.broken(&error, malformed))?;
            if plain.len() > max {
                return Err(too_large(format!(
                    "a message is larger than {max} bytes when it is decompressed"
                )));
            }
            if read < room {
                return Ok(plain.into());
            }
        }
    }

    fn broken(self, error: &io::Error, malformed: StatusCode) -> Error {
        Error::status(malformed, format!("a message is not {} as its headers say: {error}", self.name()))
    }
}

/// The largest window of zstd that is read: 8 MiB, which every encoder must stay within by default (RFC 9659).
const WINDOW_LOG: u32 = 23;

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: StatusCode = StatusCode::InvalidArgument;

    #[test]
    fn what_is_compressed_comes_back_and_no_more_than_allowed() {
        let plain: Vec<u8> = (0..100_000u32).map(|at| u8::try_from(at % 7).unwrap()).collect();
        for kind in [Compression::Gzip, Compression::Zstd] {
            let mut buffer = BytesMut::from(&b"head"[..]);
            buffer.extend_from_slice(&plain);
            kind.compress(&mut buffer, 4).unwrap();
            assert_eq!(&buffer[..4], b"head");
            assert!(buffer.len() < 10_000, "{}", buffer.len());
            let compressed = buffer.split_off(4).freeze();
            assert_eq!(kind.decompress(compressed.clone(), plain.len(), CODE).unwrap(), plain);
            let bomb = kind.decompress(compressed, plain.len() - 1, CODE).unwrap_err();
            assert_eq!(bomb.status_code(), StatusCode::ResourceExhausted);
            let broken = kind.decompress(Bytes::from_static(b"no such thing"), 100, CODE).unwrap_err();
            assert_eq!(broken.status_code(), StatusCode::InvalidArgument);
        }
    }

    #[test]
    fn the_answer_is_compressed_when_the_caller_reads_it() {
        let negotiate = |accepts: &str| Compression::negotiate(Compression::Gzip, accepts.as_bytes());
        assert_eq!(negotiate("identity, gzip"), Compression::Gzip);
        assert_eq!(negotiate("br;q=1, gzip;q=0.5"), Compression::Gzip);
        assert_eq!(negotiate("zstd"), Compression::Identity);
        assert_eq!(negotiate(""), Compression::Identity);
    }
}
