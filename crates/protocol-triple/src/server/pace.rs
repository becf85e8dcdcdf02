//! Requests whose message does not come: callers that begin many and finish none would use up what a provider runs.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use dubbors_core::{Error, Result, StatusCode};
use tokio::time::{Instant, Sleep};

use crate::settings::MESSAGE_TIMEOUT;

/// What `read` gives, which reads one message. It may take a while, and longer for each part that comes: a large message
/// over a slow line is well, a byte now and then is not.
///
/// # Errors
/// Status `deadline_exceeded` when it takes longer.
pub(crate) async fn at_pace<T>(read: impl Future<Output = Result<T>>) -> Result<T> {
    let mut read = pin!(read);
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(|cx| {
        if let Poll::Ready(read) = read.as_mut().poll(cx) {
            return Poll::Ready(read);
        }
        let (first, each) = MESSAGE_TIMEOUT;
        match &mut timer {
            // Most messages are there with their heads.
            None => timer = Some(Box::pin(tokio::time::sleep(first))),
            Some(timer) => {
                if timer.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Err(slow()));
                }
                // Something has come. No more is saved up than there was in the beginning.
                let most = Instant::now() + first;
                let due = timer.deadline() + each;
                timer.as_mut().reset(if due < most { due } else { most });
            }
        }
        match &mut timer {
            Some(timer) => timer.as_mut().poll(cx).map(|()| Err(slow())),
            None => Poll::Pending,
        }
    })
    .await
}

#[cold]
fn slow() -> Error {
    Error::status(StatusCode::DeadlineExceeded, "the message of the request did not come in time")
}
