//! When the suite wants a call to be given up.

use std::time::Duration;

use crate::protos::connectrpc::conformance::v1::ClientCompatRequest;
use crate::protos::connectrpc::conformance::v1::client_compat_request::cancel::CancelTiming;

/// The moment to give a call up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// When all requests are sent, in place of closing the stream.
    BeforeClose,
    /// So long after the last request.
    AfterClose(Duration),
    /// After so many answers.
    AfterAnswers(usize),
}

impl Stop {
    /// What a request says; `None` when its call is to come to its end.
    pub(crate) fn of(request: &ClientCompatRequest) -> Option<Self> {
        let timing = request.cancel.as_ref()?.cancel_timing.as_ref();
        Some(match timing {
            None => Self::AfterClose(Duration::ZERO),
            Some(CancelTiming::BeforeCloseSend(())) => Self::BeforeClose,
            Some(CancelTiming::AfterCloseSendMs(pause)) => {
                Self::AfterClose(Duration::from_millis(u64::from(*pause)))
            }
            Some(CancelTiming::AfterNumResponses(count)) => {
                Self::AfterAnswers(usize::try_from(*count).unwrap_or(usize::MAX))
            }
        })
    }
}
