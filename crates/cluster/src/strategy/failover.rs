// hot path
//! Tries another provider.

use dubbors_core::{Cluster, Directory, Error, Invocation, Response, Result};
use tokio::time::Instant;

use super::tried::{Tried, is_answer};

/// Makes up to `retries` + 1 attempts, each at a provider chosen anew from the newest snapshot; those that were tried
/// are avoided while others are left.
///
/// Only failures that another provider may not share lead to another attempt ([`Error::is_retryable`]), whether or not
/// the first provider may have run the call: that is Dubbo's default, and `retries` = 0 turns it off for methods that
/// must not run twice. A stream is repeated only while nothing of it was sent. A business exception is an answer and never repeated. All attempts share the one deadline of
/// the call; once it has passed there is no further attempt.
#[derive(Debug, Clone, Copy, Default)]
pub struct Failover;

impl Cluster for Failover {
    async fn invoke(&self, call: &mut Invocation<'_>, directory: &Directory) -> Result<Response> {
        let mut retries = directory.retries(call.method().index);
        let mut tried = Tried::default();
        let mut last: Option<Error> = None;
        loop {
            let endpoint = match (directory.select(call, tried.endpoints()), last.take()) {
                (Ok(endpoint), _) => endpoint,
                // The providers went away between two attempts: the failure before says more.
                (Err(_), Some(last)) => return Err(tried.failed(call, directory, last)),
                (Err(none), None) => return Err(none),
            };
            let error = match endpoint.invoke(call).await {
                Ok(response) => {
                    tried.succeeded(call, &endpoint);
                    return Ok(response);
                }
                Err(error) => error,
            };
            tried.add(endpoint);
            if error.is_application() || is_answer(&error) {
                return Err(error);
            }
            if retries == 0 || !error.is_retryable() || !call.is_repeatable() || is_late(call) {
                return Err(tried.failed(call, directory, error));
            }
            retries -= 1;
            last = Some(error);
        }
    }
}

fn is_late(call: &Invocation<'_>) -> bool {
    call.deadline().is_some_and(|deadline| Instant::now() >= deadline)
}

#[cfg(test)]
mod tests;
