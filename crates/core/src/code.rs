//! What kind of failure an error is, and where it happened.

use std::fmt;

/// The kind of a failure. Decides whether another provider may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// Nobody provides the service, or the rules allow nobody. Nothing was sent, and trying again at once is no help.
    NoProvider,
    /// A provider could not be reached, or the connection broke.
    Unavailable,
    /// The deadline of the call passed.
    DeadlineExceeded,
    /// A limit of ours or of the peer refused the call: queue, concurrency, size.
    LimitExceeded,
    /// The provider does not know the service, the method, or the serialization.
    Unimplemented,
    /// The call was refused on purpose: token, rule, closed service.
    Denied,
    /// A value could not be written or read.
    Serialization,
    /// The provider ran the call and answered with a business exception.
    Application,
    /// A setting, address or argument of ours is wrong. Nothing was sent.
    Invalid,
    /// Anything else that went wrong while the call was served.
    Internal,
}

impl Code {
    /// Dubbo's number for this kind, as `RpcException.code` in Java counts them.
    #[must_use]
    pub fn rpc_exception_code(self) -> u8 {
        match self {
            Self::Unavailable => 1,
            Self::DeadlineExceeded => 2,
            Self::Application => 3,
            Self::Denied => 4,
            Self::Serialization => 5,
            Self::NoProvider => 6,
            Self::LimitExceeded => 7,
            Self::Unimplemented => 11,
            Self::Invalid | Self::Internal => 0,
        }
    }

    /// The name in lower case with words joined by `_`, as logs and metrics show it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoProvider => "no_provider",
            Self::Unavailable => "unavailable",
            Self::DeadlineExceeded => "deadline_exceeded",
            Self::LimitExceeded => "limit_exceeded",
            Self::Unimplemented => "unimplemented",
            Self::Denied => "denied",
            Self::Serialization => "serialization",
            Self::Application => "application",
            Self::Invalid => "invalid",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where a failure happened; tells whether the provider may have run the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Here, before anything was sent: the provider did not run the call.
    Local,
    /// On the way: the provider may or may not have run the call.
    Network,
    /// At the provider, which said so.
    Remote,
}
