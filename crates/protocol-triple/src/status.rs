//! Errors as gRPC's status and back: the number, the text, the details.

use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Error, Origin, StatusCode};
use dubbors_hessian::java::Exception;
use dubbors_wire::triple::{
    Any, DebugInfo, ErrorInfo, RpcStatus, read_binary, read_message_text, write_binary, write_message_text,
};
use http::header::{HeaderMap, HeaderName, HeaderValue, USER_AGENT};

/// A message over the limit of this side. No other provider would do better, so that the call is not repeated.
#[cold]
pub(crate) fn too_large(text: String) -> Error {
    Error::serialization(text)
        .with_status(StatusCode::ResourceExhausted)
        .with_next("raise `payload` on both sides, or send less at a time")
}

pub(crate) const GRPC_STATUS: HeaderName = HeaderName::from_static("grpc-status");
pub(crate) const GRPC_MESSAGE: HeaderName = HeaderName::from_static("grpc-message");
pub(crate) const GRPC_DETAILS: HeaderName = HeaderName::from_static("grpc-status-details-bin");

/// The longest text that is sent, in bytes of the header: peers bound all headers together, some at 8 KiB.
const MAX_TEXT: usize = 4 * 1024;
/// The largest details that are sent, in bytes before Base64.
const MAX_DETAILS: usize = 4 * 1024;
/// The longest stack that is sent, in frames.
const MAX_FRAMES: usize = 16;
/// Who defined the reason, in the details of a Java exception.
const EXCEPTION_DOMAIN: &str = "java";
/// dubbo-go's number for a business error, beyond those of gRPC.
const GO_BUSINESS_ERROR: u32 = 17;

/// The text that callers see.
pub(crate) fn text(error: &Error) -> String {
    error.to_string()
}

/// Who reads the text inside of the details.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reader {
    /// As it is, as gRPC says.
    Grpc,
    /// Java's client of Dubbo, which reads it as a part of a query: `%` begins an escape, and one that is none ends the call
    /// with CANCELLED (`TriRpcStatus.decodeMessage`, 3.3.6).
    JavaDubbo,
}

impl Reader {
    /// The reader that sent a request with these headers. Java's names its application, and has no user agent as all others
    /// do.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        match headers.contains_key(JAVA_APPLICATION) && !headers.contains_key(USER_AGENT) {
            true => Self::JavaDubbo,
            false => Self::Grpc,
        }
    }

    fn text(self, text: String) -> String {
        match self {
            Self::JavaDubbo if text.contains(['%', '+']) => text.replace('%', "%25").replace('+', "%2B"),
            _ => text,
        }
    }
}

const JAVA_APPLICATION: HeaderName = HeaderName::from_static("tri-consumer-appname");

/// Writes `error` into trailers for `reader`.
pub(crate) fn write(error: &Error, reader: Reader, trailers: &mut HeaderMap) {
    let code = error.status_code();
    let text = text(error);
    let short = write_message_text(&text, MAX_TEXT);
    trailers.insert(GRPC_STATUS, number(code.number()));
    if let Ok(message) = HeaderValue::from_str(&short)
        && !short.is_empty()
    {
        trailers.insert(GRPC_MESSAGE, message);
    }
    let details = details(error);
    if !details.is_empty()
        && let Ok(code) = i32::try_from(code.number())
    {
        let mut bytes = BytesMut::new();
        RpcStatus { code, message: reader.text(text), details }.encode(&mut bytes);
        if bytes.len() <= MAX_DETAILS
            && let Ok(value) = HeaderValue::try_from(write_binary(&bytes))
        {
            trailers.insert(GRPC_DETAILS, value);
        }
    }
}

/// The details of an error: its own, or what is known of its exception.
pub(crate) fn details(error: &Error) -> Vec<Any> {
    if let Some(exception) = error.as_exception() {
        return exception_details(exception);
    }
    let own = error.as_status().map(|status| &*status.details).unwrap_or_default();
    own.iter().map(|detail| Any { type_url: detail.type_url.clone(), value: detail.value.clone() }).collect()
}

/// Class and stack of a Java exception, as Java's own server tells them.
fn exception_details(exception: &Exception) -> Vec<Any> {
    let info = ErrorInfo {
        reason: exception.class.clone(),
        domain: EXCEPTION_DOMAIN.to_owned(),
        metadata: Vec::new(),
    };
    let stack: Vec<String> =
        exception.stack_trace.iter().take(MAX_FRAMES).map(|frame| frame.to_string()).collect();
    let mut details = vec![info.to_any()];
    if !stack.is_empty() {
        let detail = exception.message.clone().unwrap_or_default();
        details.push(DebugInfo { stack_entries: stack, detail }.to_any());
    }
    details
}

/// Decimal digits as a header's value.
pub(crate) fn number(number: u32) -> HeaderValue {
    match number {
        0 => HeaderValue::from_static("0"),
        number => HeaderValue::from(number),
    }
}

/// The number in a header; `None` when it is absent or no number.
pub(crate) fn read_number(value: &HeaderValue) -> Option<u32> {
    value.to_str().ok()?.trim().parse().ok()
}

/// The outcome that trailers tell: `None` when they tell none.
pub(crate) fn read(trailers: &HeaderMap) -> Option<Result<(), Error>> {
    let value = trailers.get(GRPC_STATUS)?;
    let Some(number) = read_number(value) else {
        return Some(Err(Error::status(
            StatusCode::Unknown,
            format!("`grpc-status` is `{}`, expected a number", value.as_bytes().escape_ascii()),
        )));
    };
    if number == 0 {
        return Some(Ok(()));
    }
    let message = trailers.get(GRPC_MESSAGE).map(|value| read_message_text(value.as_bytes()));
    let details = trailers.get(GRPC_DETAILS).and_then(|value| {
        let status = read_binary(value.as_bytes()).ok().and_then(|bytes| RpcStatus::decode(&bytes).ok());
        if status.is_none() {
            tracing::debug!("`grpc-status-details-bin` cannot be read");
        }
        status
    });
    Some(Err(received(number, message.unwrap_or_default(), details)))
}

/// An error as the other side told it. Details win over the headers when they say something else, as in grpc-go.
fn received(number: u32, message: Cow<'_, str>, details: Option<RpcStatus>) -> Error {
    let (number, message, details) = match details {
        Some(status) => {
            let number = u32::try_from(status.code).ok().filter(|code| *code != 0).unwrap_or(number);
            let message = if status.message.is_empty() { message.into_owned() } else { status.message };
            (number, message, status.details)
        }
        None => (number, message.into_owned(), Vec::new()),
    };
    let error = from_parts(number, message, details.into_iter().map(|any| (any.type_url, any.value)));
    error.with_origin(Origin::Remote)
}

/// An error of its parts.
pub(crate) fn from_parts(
    number: u32,
    message: String,
    details: impl IntoIterator<Item = (String, Bytes)>,
) -> Error {
    let details: Vec<(String, Bytes)> = details.into_iter().collect();
    if let Some(exception) = exception_of(number, &message, &details) {
        return Error::from(exception).with_origin(Origin::Remote);
    }
    let code = match number {
        GO_BUSINESS_ERROR => StatusCode::Unknown,
        number => StatusCode::from_number(number).unwrap_or(StatusCode::Unknown),
    };
    let mut error = Error::status(code, message);
    for (type_url, value) in details {
        error = error.with_detail(type_url, value);
    }
    error
}

/// The Java exception that the details of an unknown error name.
fn exception_of(number: u32, message: &str, details: &[(String, Bytes)]) -> Option<Exception> {
    if StatusCode::from_number(number) != Some(StatusCode::Unknown) {
        return None;
    }
    let (_, info) = details.iter().find(|(url, _)| *url == ErrorInfo::TYPE_URL)?;
    let info = ErrorInfo::decode(info).ok().filter(|info| info.domain == EXCEPTION_DOMAIN)?;
    let message = message
        .strip_prefix(&*info.reason)
        .map_or(Some(message), |rest| rest.strip_prefix(": "))
        .map(str::to_owned);
    Some(Exception { class: info.reason, message, ..Exception::default() })
}

/// The code that HTTP's status means when nothing better is said (gRPC's "HTTP to gRPC Status Code Mapping").
pub(crate) fn from_http(status: http::StatusCode) -> StatusCode {
    match status.as_u16() {
        400 => StatusCode::Internal,
        401 => StatusCode::Unauthenticated,
        403 => StatusCode::PermissionDenied,
        404 => StatusCode::Unimplemented,
        429 | 502 | 503 | 504 => StatusCode::Unavailable,
        _ => StatusCode::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(error: &Error) -> Error {
        let mut trailers = HeaderMap::new();
        write(error, Reader::Grpc, &mut trailers);
        read(&trailers).unwrap().unwrap_err()
    }

    #[test]
    fn a_status_survives_with_its_details() {
        let error =
            Error::status(StatusCode::NotFound, "no 100% \u{4f60}").with_detail("x/y.Z", &b"\x01"[..]);
        let got = through(&error);
        assert_eq!((got.status_code(), got.message()), (StatusCode::NotFound, "no 100% \u{4f60}"));
        assert_eq!(got.as_status(), error.as_status());
    }

    #[test]
    fn details_are_written_as_their_reader_reads_them() {
        let error = Error::status(StatusCode::NotFound, "100% of a+b").with_detail("x/y.Z", &b""[..]);
        let message = |reader| {
            let mut trailers = HeaderMap::new();
            write(&error, reader, &mut trailers);
            assert_eq!(trailers[GRPC_MESSAGE], "100%25 of a%2Bb");
            let details = read_binary(trailers[GRPC_DETAILS].as_bytes()).unwrap();
            RpcStatus::decode(&details).unwrap().message
        };
        assert_eq!(message(Reader::Grpc), "100% of a+b");
        assert_eq!(message(Reader::JavaDubbo), "100%25 of a%2Bb");
        let of = |names: &[&'static str]| {
            let name = |name: &&'static str| (HeaderName::from_static(name), HeaderValue::from_static("x"));
            Reader::of(&names.iter().map(name).collect())
        };
        assert_eq!(of(&["tri-consumer-appname"]), Reader::JavaDubbo);
        assert_eq!(of(&["tri-consumer-appname", "user-agent"]), Reader::Grpc);
        assert_eq!(of(&[]), Reader::Grpc);
    }

    #[test]
    fn an_exception_keeps_class_and_message() {
        let got = through(&Error::exception("com.x.Oops", "no"));
        let exception = got.as_exception().unwrap();
        assert_eq!((exception.class.as_str(), exception.message.as_deref()), ("com.x.Oops", Some("no")));
    }

    #[test]
    fn a_long_text_is_cut_and_stays_a_header() {
        let got = through(&Error::status(StatusCode::Aborted, "\u{1f980}".repeat(10_000)));
        assert_eq!(got.status_code(), StatusCode::Aborted);
        assert!(got.message().len() > 500 && got.message().len() <= MAX_TEXT);
    }

    #[test]
    fn strange_statuses_are_errors_too() {
        for (status, code) in
            [("17", StatusCode::Unknown), ("99", StatusCode::Unknown), ("x", StatusCode::Unknown)]
        {
            let mut trailers = HeaderMap::new();
            trailers.insert(GRPC_STATUS, HeaderValue::from_static(status));
            assert_eq!(read(&trailers).unwrap().unwrap_err().status_code(), code, "{status}");
        }
        assert!(read(&HeaderMap::new()).is_none());
    }
}
