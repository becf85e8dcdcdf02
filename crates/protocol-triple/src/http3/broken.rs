//! Why a stream gave less than it should.

use dubbors_core::{Error, Origin, StatusCode};
use dubbors_transport::QuicError;
use dubbors_wire::http3::{Code, Fault};

/// What became of a stream.
#[derive(Debug, Clone)]
pub(crate) enum Broken {
    /// The other side ended it, or is gone.
    Peer(QuicError),
    /// The other side broke the rules of the connection, which is closed for it.
    Fault(Fault),
    /// What stands on it is no request, no answer, or no body of its length.
    Message(&'static str),
    /// Its fields are too large.
    TooLarge,
    /// It ended where it must not.
    Short,
}

impl Broken {
    /// The same as an error of the call.
    pub(crate) fn error(&self) -> Error {
        let (code, text) = match self {
            Self::Peer(QuicError::Broken(code)) => {
                (of_code(Code(*code)), format!("the stream ended early: {}", name(Code(*code))))
            }
            Self::Peer(QuicError::Lost { code, reason }) => (
                code.map_or(StatusCode::Unavailable, |code| match Code(code) {
                    Code::EXCESSIVE_LOAD => StatusCode::ResourceExhausted,
                    _ => StatusCode::Unavailable,
                }),
                format!("the connection ended early: {reason}"),
            ),
            Self::Fault(fault) => {
                (StatusCode::Internal, format!("the other side breaks the rules of HTTP/3: {fault}"))
            }
            Self::Message(what) => {
                (StatusCode::Internal, format!("the other side breaks the rules of HTTP/3: {what}"))
            }
            Self::TooLarge => {
                (StatusCode::ResourceExhausted, "the headers are larger than this side reads".to_owned())
            }
            Self::Short => (StatusCode::Internal, "the stream ended in the middle".to_owned()),
        };
        Error::status(code, text).with_origin(Origin::Network)
    }
}

impl From<QuicError> for Broken {
    fn from(error: QuicError) -> Self {
        Self::Peer(error)
    }
}

fn of_code(code: Code) -> StatusCode {
    match code {
        Code::REQUEST_CANCELLED => StatusCode::Cancelled,
        Code::NO_ERROR | Code::REQUEST_REJECTED => StatusCode::Unavailable,
        Code::EXCESSIVE_LOAD => StatusCode::ResourceExhausted,
        _ => StatusCode::Internal,
    }
}

/// A code for people.
fn name(code: Code) -> String {
    let known = match code {
        Code::NO_ERROR => "nobody reads it any more",
        Code::INTERNAL_ERROR => "the other side failed",
        Code::REQUEST_CANCELLED => "the other side cancelled it",
        Code::REQUEST_REJECTED => "the other side did not look at it",
        Code::REQUEST_INCOMPLETE => "the other side misses a part of it",
        Code::MESSAGE_ERROR => "the other side takes it for malformed",
        Code::EXCESSIVE_LOAD => "the other side has too much to do",
        Code(other) => return format!("the other side broke it off with code {other:#x}"),
    };
    known.to_owned()
}
