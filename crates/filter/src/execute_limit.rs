//! Bounds how many calls of one method run at a time: parameter `executes`, also as `method.executes`.

use std::sync::atomic::{AtomicUsize, Ordering};

use dubbors_core::{
    AnyFilter, Error, Filter, FilterScope, Invocation, Next, Origin, Response, Result, param,
};

#[derive(Debug)]
struct ExecuteLimit {
    /// By method index; the last one counts generic calls.
    methods: Box<[Limit]>,
}

#[derive(Debug)]
struct Limit {
    /// 0 for none.
    most: usize,
    running: AtomicUsize,
}

/// Nothing to do when no method is limited.
pub(crate) fn build(scope: &FilterScope<'_>) -> Result<Option<AnyFilter>> {
    let mut most = Vec::new();
    for method in scope.service.methods() {
        most.push(param::EXECUTES.of_method(scope.settings, &method.name)?);
    }
    most.push(param::EXECUTES.of(scope.settings)?);
    if most.iter().all(|most| *most == 0) {
        return Ok(None);
    }
    let methods = most.into_iter().map(|most| Limit { most, running: AtomicUsize::new(0) }).collect();
    Ok(Some(AnyFilter::new(ExecuteLimit { methods })))
}

/// A call that runs. Its drop gives the place back, also when the call is cancelled or panics.
struct Running<'a>(&'a AtomicUsize);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Limit {
    fn enter(&self) -> Option<Running<'_>> {
        let before = self.running.fetch_add(1, Ordering::Relaxed);
        let running = Running(&self.running);
        (before < self.most).then_some(running)
    }
}

impl Filter for ExecuteLimit {
    async fn filter(&self, call: &mut Invocation<'_>, next: Next<'_>) -> Result<Response> {
        let limit = self.methods.get(call.method().index).or(self.methods.last());
        let Some(limit) = limit.filter(|limit| limit.most > 0) else { return next.run(call).await };
        match limit.enter() {
            Some(_running) => next.run(call).await,
            None => Err(Error::limit_exceeded(format!(
                "{} already runs {} times, its limit (`executes`)",
                call.display_name(),
                limit.most
            ))
            .with_origin(Origin::Remote)
            .with_next("try again, raise `executes`, or add providers")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use dubbors_core::{Code, Method, ServiceDescriptor, ServiceKey};

    use super::*;
    use crate::testing::{Stub, call_of, run, scope};

    #[tokio::test]
    async fn without_a_limit_there_is_no_filter() {
        assert!(build(&scope("executes=0").scope()).unwrap().is_none());
        assert!(build(&scope("executes=-1").scope()).unwrap().is_none());
        let error = build(&scope("executes=many").scope()).unwrap_err();
        assert!(error.to_string().contains("`executes` is `many`"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn each_method_has_its_own_bound() {
        let methods = vec![Method::new("a", "", "V", 0), Method::new("b", "", "V", 0)];
        let contract = ServiceDescriptor::new(ServiceKey::new("a.B"), methods);
        let scope = scope("executes=1&b.executes=2").with_contract(contract.clone());
        let filter = build(&scope.scope()).unwrap().unwrap();
        let service = Stub::answers("").after(Duration::from_secs(1));
        let results = |index: usize, count: usize| {
            let (filter, service, contract) = (&filter, &service, &contract);
            async move {
                let mut calls: Vec<_> = (0..count).map(|_| call_of(contract, index)).collect();
                let running = calls.iter_mut().map(|call| run(filter, service, call));
                let results = crate::testing::all(running).await;
                results.iter().filter(|result| result.is_ok()).count()
            }
        };
        assert_eq!(results(0, 3).await, 1);
        assert_eq!(results(1, 3).await, 2);
        assert_eq!(results(usize::MAX, 3).await, 1, "generic calls count together");
        assert_eq!(results(0, 1).await, 1, "places come back");

        let mut calls = [call_of(&contract, 0), call_of(&contract, 0)];
        let [first, second] = &mut calls;
        let held = run(&filter, &service, first);
        let refused = tokio::select! { biased; _ = held => unreachable!(), refused = run(&filter, &service, second) => refused };
        let error = refused.unwrap_err();
        assert_eq!(error.code(), Code::LimitExceeded);
        assert!(error.to_string().starts_with("a.B.a already runs 1 times"), "{error}");
        assert_eq!(results(0, 1).await, 1, "a cancelled call gives its place back");
    }
}
