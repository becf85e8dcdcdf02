// hot path
//! Requests whose message does not come: callers that begin many and finish none would use up what a provider runs.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use dubbors_core::{Error, StatusCode};
use tokio::time::{Instant, Sleep};

use crate::settings::{LEAST_PACE, MESSAGE_TIMEOUT};

/// Whether a message comes fast enough: a large one over a slow line is well, a byte now and then is not.
#[derive(Default)]
pub(crate) struct Pace {
    timer: Option<Pin<Box<Sleep>>>,
    came: usize,
}

impl Pace {
    /// To be asked when nothing more is there, and `came` bytes have come in all. Ready when that is too few, with the status
    /// `deadline_exceeded`.
    pub(crate) fn poll_slow(&mut self, came: usize, cx: &mut Context<'_>) -> Poll<Error> {
        let more = came.wrapping_sub(std::mem::replace(&mut self.came, came));
        // Most messages are there with their heads.
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(MESSAGE_TIMEOUT)));
        if more > 0 {
            // No more is saved up than there was in the beginning.
            let most = Instant::now() + MESSAGE_TIMEOUT;
            let millis = u64::try_from(more).unwrap_or(u64::MAX).saturating_mul(1000) / LEAST_PACE;
            let earned = Duration::from_millis(millis).min(MESSAGE_TIMEOUT);
            let due = (timer.deadline() + earned).min(most);
            timer.as_mut().reset(due);
        }
        ready!(timer.as_mut().poll(cx));
        Poll::Ready(slow())
    }
}

#[cold]
fn slow() -> Error {
    Error::status(StatusCode::DeadlineExceeded, "the message of the request did not come in time")
}
