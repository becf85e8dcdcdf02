//! Status bytes and errors: every one that a peer sends becomes the right error, and the reverse.

use std::fmt::Write as _;

use dubbors_core::{Code, Error, Origin};
use dubbors_wire::dubbo::Status;

/// What to do when a body is larger than the limit.
pub(crate) const RAISE_PAYLOAD: &str = "raise `payload` on both sides, or send less at once";

/// The status that answers a call which ended in `error`; business exceptions are not for here.
pub(crate) fn of_error(error: &Error) -> Status {
    match error.code() {
        Code::DeadlineExceeded => Status::SERVER_TIMEOUT,
        Code::LimitExceeded => Status::SERVER_THREADPOOL_EXHAUSTED_ERROR,
        Code::Serialization => Status::BAD_REQUEST,
        Code::Denied | Code::Unimplemented | Code::NoProvider | Code::Unavailable => Status::SERVICE_ERROR,
        _ => Status::SERVER_ERROR,
    }
}

/// The status for an answer that could not be written.
pub(crate) fn of_unwritable(error: &Error) -> Status {
    match error.code() {
        Code::LimitExceeded => Status::SERIALIZATION_ERROR,
        _ => Status::BAD_RESPONSE,
    }
}

/// The text that goes with a status: what happened and what to do.
pub(crate) fn text(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        // Writing to a String cannot fail.
        let _ = write!(text, ": {cause}");
        source = cause.source();
    }
    text
}

/// The error that a provider meant by `status` and `text`.
pub(crate) fn into_error(status: Status, text: &str) -> Error {
    // Java answers with the whole stack; the first line says what happened.
    let first_line = text.lines().next().unwrap_or_default();
    let said = if first_line.is_empty() { "no reason given" } else { first_line };
    let message = format!("the provider answered {status}: {said}");
    let code = match status {
        Status::CLIENT_TIMEOUT | Status::SERVER_TIMEOUT => Code::DeadlineExceeded,
        Status::SERVER_THREADPOOL_EXHAUSTED_ERROR => Code::LimitExceeded,
        Status::SERIALIZATION_ERROR | Status::BAD_RESPONSE | Status::CLIENT_ERROR => Code::Serialization,
        Status::SERVICE_NOT_FOUND => Code::Unimplemented,
        Status::BAD_REQUEST | Status::SERVICE_ERROR if names_missing_service(text) => Code::Unimplemented,
        Status::BAD_REQUEST if text.contains(NOT_LOOKED_UP) => Code::Unimplemented,
        Status::BAD_REQUEST => Code::Serialization,
        Status::SERVICE_ERROR if text.contains("Invalid token") || text.contains("Forbid") => Code::Denied,
        Status::CHANNEL_INACTIVE => Code::Unavailable,
        _ => Code::Internal,
    };
    let error = Error::new(code, message).with_origin(Origin::Remote);
    match status {
        Status::SERIALIZATION_ERROR => error.with_next(RAISE_PAYLOAD),
        Status::BAD_REQUEST if text.contains(NOT_LOOKED_UP) => {
            error.with_next("the provider does not have this service under this version: check both")
        }
        // Java 3.3 keeps the reason in its own log (spec dubbo-tcp, section 4.5).
        Status::BAD_REQUEST if text.contains("RpcInvocation [methodName=") => error.with_next(
            "look at the provider's log: it could not read the request; check method, parameter types and `payload`",
        ),
        Status::BAD_RESPONSE if text.contains("Serialization Security") => error.with_next(
            "add the class to security/serialize.allowlist in that provider, or set serialize-check-status=WARN there",
        ),
        _ => error,
    }
}

/// How Java 3.3 answers when it found no service and so looked at no parameter types.
const NOT_LOOKED_UP: &str = ", parameterTypes=null]";

/// Whether the text is one of those by which Java, dubbo-go or dubbors says that service or method do not exist.
fn names_missing_service(text: &str) -> bool {
    ["Service not found", "Not found exported service", "No such method", "don't have this exporter"]
        .iter()
        .any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_meaning() {
        for (status, text, code, retryable) in [
            (Status::SERIALIZATION_ERROR, "", Code::Serialization, false),
            (Status::CLIENT_TIMEOUT, "", Code::DeadlineExceeded, true),
            (Status::SERVER_TIMEOUT, "", Code::DeadlineExceeded, true),
            (Status::CHANNEL_INACTIVE, "", Code::Unavailable, true),
            (Status::BAD_REQUEST, "Service not found:a.B, m", Code::Unimplemented, false),
            (Status::BAD_REQUEST, "Fail to decode request", Code::Serialization, false),
            (
                Status::BAD_REQUEST,
                "RpcInvocation [methodName=m, parameterTypes=null]",
                Code::Unimplemented,
                false,
            ),
            (Status::BAD_RESPONSE, "", Code::Serialization, false),
            (Status::SERVICE_NOT_FOUND, "", Code::Unimplemented, false),
            (Status::SERVICE_ERROR, "x: Not found exported service: a.B", Code::Unimplemented, false),
            (Status::SERVICE_ERROR, "Invalid token!", Code::Denied, false),
            (Status::SERVICE_ERROR, "boom", Code::Internal, false),
            (Status::SERVER_ERROR, "", Code::Internal, false),
            (Status::CLIENT_ERROR, "", Code::Serialization, false),
            (Status::SERVER_THREADPOOL_EXHAUSTED_ERROR, "", Code::LimitExceeded, true),
            (Status(77), "", Code::Internal, false),
        ] {
            let error = into_error(status, text);
            assert_eq!((error.code(), error.is_retryable()), (code, retryable), "{status} {text}");
        }
    }

    #[test]
    fn only_the_first_line_of_a_stack_is_shown() {
        let error = into_error(Status::SERVER_ERROR, "java.lang.X: boom\n\tat a.B");
        assert_eq!(error.message(), "the provider answered 80 SERVER_ERROR: java.lang.X: boom");
    }
}
