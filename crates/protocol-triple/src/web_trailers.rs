//! The trailers of gRPC-Web, which are a message at the end of the body: lines as in HTTP/1.

use bytes::{BufMut, BytesMut};
use dubbors_wire::triple::{begin_message, flag};
use http::header::{HeaderMap, HeaderName, HeaderValue};

/// The last message of a body. Names are in lower case.
pub(crate) fn write(trailers: &HeaderMap) -> BytesMut {
    let mut bytes = BytesMut::new();
    let start = begin_message(&mut bytes, flag::WEB_TRAILERS);
    for (name, value) in trailers {
        bytes.put_slice(name.as_str().as_bytes());
        bytes.put_slice(b": ");
        bytes.put_slice(value.as_bytes());
        bytes.put_slice(b"\r\n");
    }
    if let Err(error) = start.finish(&mut bytes, usize::MAX) {
        tracing::error!(%error, "trailers do not fit a message");
    }
    bytes
}

/// Reads the last message of a body. Names may be in any case, and lines may end with a newline alone.
///
/// # Errors
/// What keeps it from being read, for people.
pub(crate) fn read(lines: &[u8]) -> Result<HeaderMap, String> {
    let mut trailers = HeaderMap::new();
    for line in lines.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let parts = colon.and_then(|at| Some((line.get(..at)?, line.get(at + 1..)?)));
        let header = parts.and_then(|(name, value)| {
            let name = HeaderName::from_bytes(name.trim_ascii()).ok()?;
            Some((name, HeaderValue::from_bytes(value.trim_ascii()).ok()?))
        });
        let Some((name, value)) = header else {
            let shown: String = line.escape_ascii().to_string().chars().take(64).collect();
            return Err(format!("`{shown}`, expected a name, a colon and a value"));
        };
        trailers.append(name, value);
    }
    Ok(trailers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers_survive() {
        let mut trailers = HeaderMap::new();
        trailers.append("grpc-status", HeaderValue::from_static("0"));
        trailers.append("a", HeaderValue::from_static("1: 2"));
        trailers.append("a", HeaderValue::from_static(""));
        let written = write(&trailers);
        assert_eq!(written[0], flag::WEB_TRAILERS);
        assert_eq!(read(&written[5..]).unwrap(), trailers);
        assert!(read(&write(&HeaderMap::new())[5..]).unwrap().is_empty());
    }

    #[test]
    fn other_writers_are_read_too() {
        let read = |text: &str| super::read(text.as_bytes());
        assert_eq!(read("Grpc-Status:9\ngRPC-Message : a b \r\n\r\n").unwrap()["grpc-message"], "a b");
        for text in ["grpc-status", ": 1", "a b: 1", "a: \u{1}"] {
            let error = read(text).unwrap_err();
            assert!(error.ends_with("expected a name, a colon and a value"), "{error}");
        }
    }
}
