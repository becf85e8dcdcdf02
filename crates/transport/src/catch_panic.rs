//! Turning a panic into a value.

use std::any::Any;
use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use dubbors_core::Error;

/// What a piece of code said when it panicked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panicked {
    message: Box<str>,
}

impl Panicked {
    pub(crate) fn new(payload: &(dyn Any + Send)) -> Self {
        let message = payload
            .downcast_ref::<&'static str>()
            .copied()
            .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        Self { message: message.into() }
    }

    /// The message of the panic.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "panicked: {}", self.message)
    }
}

impl std::error::Error for Panicked {}

impl From<Panicked> for Error {
    fn from(panicked: Panicked) -> Self {
        Error::internal(panicked.to_string())
    }
}

/// Runs `future`; a panic inside it becomes an error of its caller, and the task goes on.
///
/// # Errors
/// [`Panicked`] with the message.
///
/// # Cancel safety
/// As cancel safe as `future`.
pub async fn catch_panic<F: Future>(future: F) -> Result<F::Output, Panicked> {
    let mut future = pin!(future);
    // The future is never polled again after a panic, so nobody sees what it left half done.
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(payload) => Poll::Ready(Err(Panicked::new(&*payload))),
    })
    .await
}

/// Runs `work`; a panic becomes a [`Panicked`].
pub(crate) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| Panicked::new(&*payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_becomes_its_message() {
        assert_eq!(catch_panic(async { 7 }).await, Ok(7));
        let caught = catch_panic(async {
            tokio::task::yield_now().await;
            panic!("number {}", 3)
        });
        let error: Result<(), _> = caught.await;
        assert_eq!(Error::from(error.unwrap_err()).message(), "panicked: number 3");
        assert_eq!(catch(|| panic!("plain")).map(|()| 1).unwrap_err().message(), "plain");
    }
}
