//! The status byte of a response.

use std::fmt;

/// The status byte of a response (Java `Response`, spec section "Status codes").
///
/// A byte without a name is kept as it came.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(pub u8);

impl Status {
    /// A normal result or a business exception.
    pub const OK: Status = Status(20);
    /// The response was larger than the provider's payload limit.
    pub const SERIALIZATION_ERROR: Status = Status(25);
    /// Local to a consumer: the request was not even written in time.
    pub const CLIENT_TIMEOUT: Status = Status(30);
    /// Local to a consumer: no response in time.
    pub const SERVER_TIMEOUT: Status = Status(31);
    /// Local to a consumer: the connection closed with the request pending.
    pub const CHANNEL_INACTIVE: Status = Status(35);
    /// The provider could not decode the request.
    pub const BAD_REQUEST: Status = Status(40);
    /// The provider could not encode its response.
    pub const BAD_RESPONSE: Status = Status(50);
    /// Defined, but not written by Java 3.3.
    pub const SERVICE_NOT_FOUND: Status = Status(60);
    /// No such exported service, or a filter of the provider failed.
    pub const SERVICE_ERROR: Status = Status(70);
    /// The provider could not hand the request to a worker.
    pub const SERVER_ERROR: Status = Status(80);
    /// Local to a consumer: the response could not be decoded.
    pub const CLIENT_ERROR: Status = Status(90);
    /// The provider has no capacity left; the request did not run.
    pub const SERVER_THREADPOOL_EXHAUSTED_ERROR: Status = Status(100);

    /// Every status that has a name.
    pub const ALL: [Status; 12] = [
        Status::OK,
        Status::SERIALIZATION_ERROR,
        Status::CLIENT_TIMEOUT,
        Status::SERVER_TIMEOUT,
        Status::CHANNEL_INACTIVE,
        Status::BAD_REQUEST,
        Status::BAD_RESPONSE,
        Status::SERVICE_NOT_FOUND,
        Status::SERVICE_ERROR,
        Status::SERVER_ERROR,
        Status::CLIENT_ERROR,
        Status::SERVER_THREADPOOL_EXHAUSTED_ERROR,
    ];

    /// Dubbo's name of the status, if it has one.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self {
            Status::OK => "OK",
            Status::SERIALIZATION_ERROR => "SERIALIZATION_ERROR",
            Status::CLIENT_TIMEOUT => "CLIENT_TIMEOUT",
            Status::SERVER_TIMEOUT => "SERVER_TIMEOUT",
            Status::CHANNEL_INACTIVE => "CHANNEL_INACTIVE",
            Status::BAD_REQUEST => "BAD_REQUEST",
            Status::BAD_RESPONSE => "BAD_RESPONSE",
            Status::SERVICE_NOT_FOUND => "SERVICE_NOT_FOUND",
            Status::SERVICE_ERROR => "SERVICE_ERROR",
            Status::SERVER_ERROR => "SERVER_ERROR",
            Status::CLIENT_ERROR => "CLIENT_ERROR",
            Status::SERVER_THREADPOOL_EXHAUSTED_ERROR => "SERVER_THREADPOOL_EXHAUSTED_ERROR",
            _ => return None,
        })
    }

    /// Whether the body is a result (which may still be a business exception).
    pub const fn is_ok(self) -> bool {
        self.0 == Status::OK.0
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, self.name().unwrap_or("UNKNOWN"))
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Status({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_name_and_unknown_ones_are_kept() {
        let codes: Vec<u8> = Status::ALL.iter().map(|status| status.0).collect();
        assert_eq!(codes, [20, 25, 30, 31, 35, 40, 50, 60, 70, 80, 90, 100]);
        for code in 0..=255u8 {
            assert_eq!(Status(code).name().is_some(), codes.contains(&code), "{code}");
        }
        assert_eq!(Status(100).to_string(), "100 SERVER_THREADPOOL_EXHAUSTED_ERROR");
        assert_eq!(Status(77).to_string(), "77 UNKNOWN");
        assert!(Status::OK.is_ok() && !Status(0).is_ok());
    }
}
