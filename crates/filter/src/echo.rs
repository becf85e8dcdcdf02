//! Answers `$echo` without asking the service: whoever hears back knows that the provider lives.

use dubbors_core::{AnyFilter, Filter, FilterScope, Invocation, Next, Part, Response, Result};

const ECHO: &str = "$echo";

#[derive(Debug)]
struct Echo;

pub(crate) fn build(_: &FilterScope<'_>) -> Result<Option<AnyFilter>> {
    Ok(Some(AnyFilter::new(Echo)))
}

impl Filter for Echo {
    fn before(&self, call: &mut Invocation<'_>) -> Result<Part> {
        let is_echo = call.method().name == ECHO && call.method().arity == 1;
        Ok(if is_echo { Part::Around } else { Part::Done })
    }

    async fn filter(&self, call: &mut Invocation<'_>, next: Next<'_>) -> Result<Response> {
        match call.payload() {
            // The one argument is the answer, byte for byte.
            Some(payload) => Ok(Response::new(payload.clone())),
            None => next.run(call).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use dubbors_core::Method;

    use super::*;
    use crate::testing::{Stub, call, run, text};

    #[tokio::test]
    async fn only_echo_is_answered_here() {
        let echo = build(&crate::testing::scope("").scope()).unwrap().unwrap();
        let service = Stub::answers("from the service");
        let answer = run(&echo, &service, &mut call(Method::new("$echo", "", "", 1), "hello")).await.unwrap();
        assert_eq!(text(&answer), "hello");
        let answer = run(&echo, &service, &mut call(Method::new("echo", "", "", 1), "hello")).await.unwrap();
        assert_eq!(text(&answer), "from the service");
    }
}
