// hot path
//! What the head and the trailers of gRPC and gRPC-Web say.

use dubbors_core::{Attachments, Error, Origin, Result, StatusCode};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::response;

use super::speech::Speech;
use crate::compression::Compression;
use crate::header::GRPC_ENCODING;
use crate::status::GRPC_STATUS;
use crate::{metadata, status};

/// Reads the head: how the messages of the answer are compressed. `is_all` when nothing follows it.
///
/// # Errors
/// What the head says when it is an answer in itself, or none of gRPC.
pub(crate) fn open(head: &response::Parts, speech: Speech, is_all: bool) -> Result<Compression> {
    let headers = &head.headers;
    // With 200 and more to come the status is not here, whatever a header says.
    if (is_all || !head.status.is_success())
        && let Some(Err(error)) = status::read(headers)
    {
        return Err(all_in_one(error, &metadata::read(headers)));
    }
    check(head, speech)?;
    compression(headers.get(GRPC_ENCODING))
}

/// An error whose head is also its tail: what it holds may be looked for in either.
fn all_in_one(error: Error, metadata: &Attachments) -> Error {
    error.with_reply(metadata.clone(), metadata.clone())
}

/// The compression that a header of an answer names.
///
/// # Errors
/// Status `internal` for one that was not asked for.
pub(crate) fn compression(header: Option<&HeaderValue>) -> Result<Compression> {
    let name = header.map(HeaderValue::as_bytes).unwrap_or_default();
    Compression::from_name(name).ok_or_else(|| {
        let shown: String = name.escape_ascii().to_string().chars().take(64).collect();
        let text = format!("the answer is compressed with {shown}, which was not asked for");
        Error::status(StatusCode::Internal, text)
    })
}

/// A response has to be one of the flavour, in the codec of the request.
pub(crate) fn check(head: &response::Parts, speech: Speech) -> Result<()> {
    let content_type = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if head.status.is_success() {
        match codec(content_type, speech) {
            Some(true) => return Ok(()),
            Some(false) => {
                let shown = content_type.escape_ascii();
                let text = format!("the answer is `{shown}`, the request was in {}", speech.codec.name());
                return Err(Error::status(StatusCode::Internal, text));
            }
            None => {}
        }
    }
    Err(no_answer(head.status, content_type))
}

/// Whether a content type of the flavour has the right codec; `None` for another flavour.
fn codec(content_type: &[u8], speech: Speech) -> Option<bool> {
    let plain = content_type.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    let begin = speech.answers_begin();
    let (head, rest) = plain.split_at_checked(begin.len())?;
    if !head.eq_ignore_ascii_case(begin.as_bytes()) {
        return None;
    }
    match rest.split_first() {
        // Java names no codec, whichever it is.
        None => Some(true),
        Some((b'+', codec)) => Some(codec.eq_ignore_ascii_case(speech.codec.name().as_bytes())),
        Some(_) => None,
    }
}

/// A response that is of another kind.
#[cold]
pub(crate) fn no_answer(http: http::StatusCode, content_type: &[u8]) -> Error {
    let code = if http.is_success() { StatusCode::Unknown } else { status::from_http(http) };
    let shown: String = content_type.escape_ascii().to_string().chars().take(64).collect();
    let text = format!("no answer to a call: status {} of HTTP, content type `{shown}`", http.as_u16());
    Error::status(code, text).with_next(match http {
        http::StatusCode::HTTP_VERSION_NOT_SUPPORTED => "set `http-version` to 2",
        _ => "check that this address is a port for tri:// or gRPC, and the parameter `flavor`",
    })
}

/// Whether a head tells an outcome, which counts if nothing else does.
pub(crate) fn has_status(headers: &HeaderMap) -> bool {
    headers.contains_key(GRPC_STATUS)
}

/// The answer ended without an outcome.
#[cold]
pub(crate) fn without_status(what: &str) -> Error {
    Error::status(StatusCode::Internal, format!("the answer ended without {what}"))
        .with_origin(Origin::Network)
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;

    fn opened(
        query: &str,
        status: u16,
        headers: &[(&'static str, &str)],
        is_all: bool,
    ) -> Result<Compression> {
        let speech = Speech::of(&format!("tri://h:1/p?{query}").parse().unwrap()).unwrap();
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        open(&response.body(()).unwrap().into_parts().0, speech, is_all)
    }

    #[test]
    fn heads_that_go_on() {
        for (query, content_type) in [
            ("", "application/grpc"),
            ("", "application/grpc+proto"),
            ("", "Application/GRPC+Proto; x=y"),
            ("codec=json", "application/grpc+json"),
            ("codec=json", "application/grpc"),
            ("flavor=grpc-web", "application/grpc-web"),
            ("flavor=grpc-web", "application/grpc-web+proto"),
            ("flavor=connect", "application/connect+proto"),
        ] {
            let got = opened(query, 200, &[("content-type", content_type), ("grpc-encoding", "gzip")], false);
            assert_eq!(got.unwrap(), Compression::Gzip, "{query} {content_type}");
        }
        // A status is none of the head's while there is more to come.
        let early = [("content-type", "application/grpc"), ("grpc-status", "9")];
        assert!(opened("", 200, &early, false).is_ok());
        assert_eq!(opened("", 200, &early, true).unwrap_err().status_code(), StatusCode::FailedPrecondition);
        assert_eq!(opened("", 404, &early, false).unwrap_err().status_code(), StatusCode::FailedPrecondition);
    }

    #[test]
    fn heads_that_are_errors() {
        for (query, status, content_type, encoding, code) in [
            ("", 200, "image/jpeg", "", StatusCode::Unknown),
            ("", 200, "", "", StatusCode::Unknown),
            ("", 200, "application/grpc-web", "", StatusCode::Unknown),
            ("", 200, "application/grpc+json", "", StatusCode::Internal),
            ("flavor=grpc-web", 200, "application/grpc", "", StatusCode::Unknown),
            ("flavor=grpc-web", 200, "application/grpc-web-text", "", StatusCode::Unknown),
            ("flavor=grpc-web", 200, "application/grpc-web+json", "", StatusCode::Internal),
            ("flavor=connect", 200, "application/connect+json", "", StatusCode::Internal),
            ("flavor=connect", 200, "application/proto", "", StatusCode::Unknown),
            ("", 200, "application/grpc", "foo", StatusCode::Internal),
            ("", 400, "text/html", "", StatusCode::Internal),
            ("", 401, "", "", StatusCode::Unauthenticated),
            ("", 403, "", "", StatusCode::PermissionDenied),
            ("", 404, "", "", StatusCode::Unimplemented),
            ("", 409, "", "", StatusCode::Unknown),
            ("", 418, "", "", StatusCode::Unknown),
            ("", 429, "", "", StatusCode::Unavailable),
            ("", 431, "", "", StatusCode::Unknown),
            ("", 502, "application/grpc", "", StatusCode::Unavailable),
            ("", 503, "", "", StatusCode::Unavailable),
            ("", 504, "", "", StatusCode::Unavailable),
            ("", 505, "", "", StatusCode::Unknown),
            ("", 800, "", "", StatusCode::Unknown),
        ] {
            let headers = [("content-type", content_type), ("grpc-encoding", encoding)];
            let error = opened(query, status, &headers, false).unwrap_err();
            assert_eq!(error.status_code(), code, "{query} {status} {content_type}: {error}");
        }
    }
}
