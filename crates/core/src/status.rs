//! gRPC's status: a number, a text, and details that both sides agree on.

use std::fmt;

use bytes::Bytes;

/// The kinds of failure that gRPC and Connect know.
///
/// The numbers are those of `grpc-status`; the names are those that Connect writes into JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StatusCode {
    /// 1: the caller gave up.
    Cancelled,
    /// 2: what the server answers when nothing else fits; Java's business exceptions arrive so.
    Unknown,
    /// 3: an argument is wrong, whatever the state of the system.
    InvalidArgument,
    /// 4: the deadline passed.
    DeadlineExceeded,
    /// 5: the thing asked for does not exist.
    NotFound,
    /// 6: the thing to be made exists.
    AlreadyExists,
    /// 7: the caller is known and may not do this.
    PermissionDenied,
    /// 8: a quota, a limit, or the memory is used up.
    ResourceExhausted,
    /// 9: the system is not in the state that the call needs.
    FailedPrecondition,
    /// 10: the call lost against another one; the caller may begin again.
    Aborted,
    /// 11: an argument lies outside of the range that is valid now.
    OutOfRange,
    /// 12: the service or method is not known.
    Unimplemented,
    /// 13: something that must hold does not.
    Internal,
    /// 14: the service cannot be reached now.
    Unavailable,
    /// 15: data is lost for good.
    DataLoss,
    /// 16: the caller is not known.
    Unauthenticated,
}

/// Number and name of every code, in the order of the numbers.
const CODES: [(StatusCode, &str); 16] = [
    (StatusCode::Cancelled, "canceled"),
    (StatusCode::Unknown, "unknown"),
    (StatusCode::InvalidArgument, "invalid_argument"),
    (StatusCode::DeadlineExceeded, "deadline_exceeded"),
    (StatusCode::NotFound, "not_found"),
    (StatusCode::AlreadyExists, "already_exists"),
    (StatusCode::PermissionDenied, "permission_denied"),
    (StatusCode::ResourceExhausted, "resource_exhausted"),
    (StatusCode::FailedPrecondition, "failed_precondition"),
    (StatusCode::Aborted, "aborted"),
    (StatusCode::OutOfRange, "out_of_range"),
    (StatusCode::Unimplemented, "unimplemented"),
    (StatusCode::Internal, "internal"),
    (StatusCode::Unavailable, "unavailable"),
    (StatusCode::DataLoss, "data_loss"),
    (StatusCode::Unauthenticated, "unauthenticated"),
];

impl StatusCode {
    /// The number in `grpc-status`, from 1 to 16.
    #[must_use]
    pub fn number(self) -> u32 {
        self as u32 + 1
    }

    /// The code of a number. `None` for 0, which is success, and for numbers that gRPC does not know.
    #[must_use]
    pub fn from_number(number: u32) -> Option<Self> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        CODES.get(at).map(|(code, _)| *code)
    }

    /// The name as Connect spells it, such as `invalid_argument`.
    #[must_use]
    pub fn name(self) -> &'static str {
        CODES.get(self as usize).map_or("unknown", |(_, name)| name)
    }

    /// The code of a [`name`](Self::name).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        CODES.iter().find(|(_, known)| *known == name).map(|(code, _)| *code)
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a service says about a failure besides its text: a code and, where both sides know them, messages with details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The kind of failure.
    pub code: StatusCode,
    /// The text as the service said it, to which [`Error::message`](crate::Error::message) may add where it came from.
    pub message: String,
    /// Details in the order in which they were added.
    pub details: Vec<StatusDetail>,
}

/// A protobuf message that says more about a failure, such as `google.rpc.RetryInfo`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusDetail {
    /// The full name of the message behind the last `/`: `type.googleapis.com/google.rpc.RetryInfo`.
    pub type_url: String,
    /// The encoded message.
    pub value: Bytes,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_grpcs_and_connects() {
        assert_eq!((StatusCode::Cancelled.number(), StatusCode::Unauthenticated.number()), (1, 16));
        assert_eq!((StatusCode::from_number(0), StatusCode::from_number(17)), (None, None));
        for (code, name) in CODES {
            assert_eq!(StatusCode::from_number(code.number()), Some(code));
            assert_eq!(StatusCode::from_name(name), Some(code));
            assert_eq!(code.name(), name);
        }
    }
}
