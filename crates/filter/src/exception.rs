//! What a provider writes down about failures.
//!
//! An exception that the service answers is a part of its contract and passes unseen. Every other failure passes as
//! well, and is logged here, because the caller sees only its text.

use dubbors_core::{AnyFilter, Code, Filter, FilterScope, Invocation, Next, Response, Result};

#[derive(Debug)]
struct Exception;

pub(crate) fn build(_: &FilterScope<'_>) -> Result<Option<AnyFilter>> {
    Ok(Some(AnyFilter::new(Exception)))
}

impl Filter for Exception {
    async fn filter(&self, call: &mut Invocation<'_>, next: Next<'_>) -> Result<Response> {
        let result = next.run(call).await;
        if let Err(error) = &result {
            let peer = call.peer().map_or("", |peer| &*peer.remote);
            let (service, method) = (call.service(), &*call.method().name);
            match error.code() {
                Code::Application => {}
                Code::Internal => tracing::error!(%service, method, peer, ?error, "the service failed"),
                code => tracing::debug!(%service, method, peer, %code, %error, "the call was refused"),
            }
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use dubbors_core::{Error, Method};

    use super::*;
    use crate::testing::{Stub, call, run, scope};

    #[tokio::test]
    async fn every_failure_reaches_the_caller_unchanged() {
        let filter = build(&scope("").scope()).unwrap().unwrap();
        for (error, code) in [
            (Error::exception("com.x.Oops", "no"), Code::Application),
            (Error::internal("bug"), Code::Internal),
            (Error::denied("no"), Code::Denied),
        ] {
            let text = error.to_string();
            let service = Stub::fails(error);
            let answer =
                run(&filter, &service, &mut call(Method::new("m", "", "V", 0), "")).await.unwrap_err();
            assert_eq!((answer.code(), answer.to_string()), (code, text));
        }
    }
}
