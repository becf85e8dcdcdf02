//! Attachments as headers and trailers, and back (spec triple, section 1.3).

use bytes::Bytes;
use dubbors_core::{Attachments, Error, Result, Text};
use dubbors_hessian::Value;
use dubbors_wire::triple::{binary_values, read_message_text, write_binary, write_message_text};
use http::header::{HeaderMap, HeaderName, HeaderValue};

/// Where names with capitals are told.
const HEADER_CONVERT: HeaderName = HeaderName::from_static("tri-header-convert");

/// The suffix of headers whose value is bytes.
const BINARY: &str = "-bin";

/// What stands before the name of a trailer of Connect, whose unary answers have trailers among their headers.
pub(crate) const TRAILER_PREFIX: &str = "trailer-";

/// Headers that belong to the protocol or to HTTP: never attachments, in neither direction.
const RESERVED: [&str; 25] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "host",
    "http-status",
    "http2-settings",
    "keep-alive",
    "proxy-connection",
    "rest-service-group",
    "rest-service-version",
    "te",
    "trailer",
    "transfer-encoding",
    "tri-consumer-appname",
    "tri-exception-code",
    "tri-header-convert",
    "tri-service-group",
    "tri-service-timeout",
    "tri-service-version",
    "triple-protocol-version",
    "upgrade",
    "user-agent",
];

/// Beginnings of names that the protocols keep for themselves.
const RESERVED_PREFIXES: [&str; 3] = ["grpc-", "connect-", "triple-timeout"];

/// Whether a header is none of the user's.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.binary_search(&name).is_ok() || RESERVED_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

/// Adds `attachments` to `headers`. Reserved names are left out: they would change what the message means.
///
/// Text that is not ASCII goes out as UTF-8 bytes, as Go reads it and HTTP allows.
///
/// # Errors
/// `Code::Invalid` with the key when a key or value cannot be a header.
pub(crate) fn write(attachments: &Attachments, headers: &mut HeaderMap) -> Result<()> {
    let mut capitals: Vec<&str> = Vec::new();
    for (key, value) in attachments.iter() {
        let name = name(key, "")?;
        if !is_reserved(name.as_str()) {
            headers.append(name, text(key, value.as_bytes())?);
            if key.bytes().any(|letter| letter.is_ascii_uppercase()) && !capitals.contains(&key) {
                capitals.push(key);
            }
        }
    }
    if !capitals.is_empty() {
        headers.insert(HEADER_CONVERT, converted(&capitals)?);
    }
    for (key, value) in attachments.objects() {
        let (name, value) = match value {
            Value::Binary(bytes) => {
                let suffix = if key.ends_with(BINARY) { "" } else { BINARY };
                (name(key, suffix)?, text(key, write_binary(bytes).as_bytes())?)
            }
            Value::Bool(value) => (name(key, "")?, text(key, value.to_string().as_bytes())?),
            Value::Int(value) => (name(key, "")?, text(key, value.to_string().as_bytes())?),
            Value::Long(value) => (name(key, "")?, text(key, value.to_string().as_bytes())?),
            Value::Double(value) => (name(key, "")?, text(key, value.to_string().as_bytes())?),
            _ => {
                tracing::debug!(key, "an attachment is neither text nor bytes, which Triple cannot carry");
                continue;
            }
        };
        if !is_reserved(name.as_str()) {
            headers.append(name, value);
        }
    }
    Ok(())
}

/// The names that headers cannot keep, as Java's `tri-header-convert` says them: a percent-coded object of JSON from
/// lower-case names to the original ones.
fn converted(capitals: &[&str]) -> Result<HeaderValue> {
    let names: serde_json::Map<String, serde_json::Value> =
        capitals.iter().map(|key| (key.to_ascii_lowercase(), (*key).into())).collect();
    let names = serde_json::Value::Object(names).to_string();
    text(HEADER_CONVERT.as_str(), write_message_text(&names, usize::MAX).as_bytes())
}

fn name(key: &str, suffix: &str) -> Result<HeaderName> {
    let named = if suffix.is_empty() {
        HeaderName::try_from(key)
    } else {
        HeaderName::try_from(format!("{key}{suffix}"))
    };
    named.map_err(|_| {
        Error::invalid(format!("attachment key `{}` cannot be the name of a header", key.escape_debug()))
            .with_next("use letters, digits, `-`, `_` and `.`")
    })
}

fn text(key: &str, value: &[u8]) -> Result<HeaderValue> {
    HeaderValue::from_bytes(value).map_err(|_| {
        Error::invalid(format!(
            "the value of attachment `{}` has control characters, which a header cannot carry",
            key.escape_debug()
        ))
        .with_next("attach it as bytes: Attachments::set_object with Value::Binary")
    })
}

/// What of `headers` is the user's. Names that came with `tri-header-convert` get their capitals back.
///
/// A value that is not what its name says (bad Base64, bytes that are no text) is left out and logged: headers of
/// strangers must not make a call fail.
pub(crate) fn read(headers: &HeaderMap) -> Attachments {
    let mut attachments = Attachments::new();
    let names = headers.get(HEADER_CONVERT).map(original_names).unwrap_or_default();
    for (name, value) in headers {
        let name = name.as_str();
        if is_reserved(name) {
            continue;
        }
        match name.strip_suffix(BINARY) {
            Some(stem) if !stem.is_empty() => {
                for value in binary_values(value.as_bytes()) {
                    match value {
                        Ok(bytes) => {
                            let key = key(stem, &names);
                            attachments.append_object(key, Value::Binary(bytes.to_vec()));
                        }
                        Err(error) => tracing::debug!(name, %error, "a header is not Base64"),
                    }
                }
            }
            _ => match Text::from_utf8(Bytes::copy_from_slice(value.as_bytes())) {
                Some(text) => attachments.append(key(name, &names), text),
                None => tracing::debug!(name, "a header is not UTF-8"),
            },
        }
    }
    attachments
}

/// The names that Java wrote in capitals: lower case and original.
type Names = Vec<(String, String)>;

fn key(name: &str, names: &Names) -> Text {
    match names.iter().find(|(lower, _)| lower == name) {
        Some((_, original)) => Text::from(original.as_str()),
        None => Text::from(name),
    }
}

/// Reads `tri-header-convert`: a percent-coded JSON object from lower-case names to the original ones.
fn original_names(value: &HeaderValue) -> Names {
    let text = read_message_text(value.as_bytes());
    match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&text) {
        Ok(names) => names
            .into_iter()
            .filter_map(|(lower, original)| {
                let original = original.as_str()?;
                // Anything else would let a caller rename what filters look at.
                original.eq_ignore_ascii_case(&lower).then(|| (lower, original.to_owned()))
            })
            .collect(),
        Err(error) => {
            tracing::debug!(%error, "tri-header-convert is not an object of JSON");
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reserved_names_are_sorted() {
        assert!(RESERVED.is_sorted());
    }

    #[test]
    fn texts_bytes_and_several_values_survive() {
        let mut attachments = Attachments::new();
        attachments.set("User-Id", "u 1");
        attachments.append("many", "a");
        attachments.append("many", "b");
        attachments.set("city", "Zürich");
        attachments.set("grpc-status", "0");
        attachments.set_object("token", Value::Binary(vec![0, 255]));
        let mut headers = HeaderMap::new();
        write(&attachments, &mut headers).unwrap();
        assert_eq!(headers["token-bin"], "AP8");
        assert!(!headers.contains_key("grpc-status"));
        assert_eq!(headers["tri-header-convert"], r#"{"user-id":"User-Id"}"#);
        headers.insert(HEADER_CONVERT, HeaderValue::from_static("%7B%22user-id%22:%22User-Id%22%7D"));
        let read = read(&headers);
        assert_eq!(read.get("User-Id"), Some("u 1"));
        assert_eq!(read.get_all("many").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(read.get("city"), Some("Zürich"));
        assert_eq!(read.object("token"), Some(&Value::Binary(vec![0, 255])));
    }

    #[test]
    fn what_cannot_be_a_header_is_named() {
        for (key, value, part) in [("a b", "x", "key `a b`"), ("a", "x\ny", "attachment `a`")] {
            let mut attachments = Attachments::new();
            attachments.set(key, value);
            let error = write(&attachments, &mut HeaderMap::new()).unwrap_err();
            assert!(error.message().contains(part), "{error}");
        }
    }
}
