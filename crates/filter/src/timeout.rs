//! The provider's view of time: work that nobody waits for is not begun, and work that took too long is reported.
//!
//! A service that runs is never cut off in the middle, as in Java: it may hold what must be given back.

use dubbors_core::{AnyFilter, Error, Filter, FilterScope, Invocation, Next, Origin, Part, Response, Result};
use tokio::time::Instant;

#[derive(Debug)]
struct Timeout;

pub(crate) fn build(_: &FilterScope<'_>) -> Result<Option<AnyFilter>> {
    Ok(Some(AnyFilter::new(Timeout)))
}

impl Filter for Timeout {
    fn before(&self, call: &mut Invocation<'_>) -> Result<Part> {
        match call.deadline() {
            None => Ok(Part::Done),
            Some(deadline) if Instant::now() < deadline => Ok(Part::Around),
            Some(_) => Err(Error::deadline_exceeded(format!(
                "{} was not run: its caller stopped waiting before it began",
                call.display_name()
            ))
            .with_origin(Origin::Remote)
            .with_next("raise the caller's timeout, or add providers: this one is behind")),
        }
    }

    async fn filter(&self, call: &mut Invocation<'_>, next: Next<'_>) -> Result<Response> {
        let Some(deadline) = call.deadline() else { return next.run(call).await };
        let result = next.run(call).await;
        let late = Instant::now().saturating_duration_since(deadline);
        if !late.is_zero() {
            tracing::warn!(
                service = %call.service(),
                method = %call.method().name,
                ?late,
                "a call took longer than its caller waits"
            );
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use dubbors_core::{Code, Method};

    use super::*;
    use crate::testing::{Stub, call, run, scope};

    #[tokio::test(start_paused = true)]
    async fn late_work_is_not_begun_and_slow_work_is_not_cut() {
        let filter = build(&scope("").scope()).unwrap().unwrap();
        let service = Stub::answers("done").after(Duration::from_secs(5));
        let due = |millis| Some(Instant::now() + Duration::from_millis(millis));
        let method = || Method::new("m", "", "V", 0);

        let mut slow = call(method(), "").with_deadline(due(1000));
        assert!(run(&filter, &service, &mut slow).await.is_ok());
        let mut late = call(method(), "").with_deadline(due(0));
        assert_eq!(run(&filter, &service, &mut late).await.unwrap_err().code(), Code::DeadlineExceeded);
        let mut free = call(method(), "");
        assert!(run(&filter, &service, &mut free).await.is_ok());
        assert_eq!(service.calls(), 2);
    }
}
