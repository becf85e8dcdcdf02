//! A service, calls and settings for the tests of this crate.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dubbors_core::{
    AnyFilter, AnyInvoker, Args, Error, FilterScope, HessianArgs, Invocation, Invoker, Method, Next, Payload,
    Ref, Response, Result, Serialization, ServiceDescriptor, ServiceKey, Url,
};
use dubbors_serialization::Hessian2;

fn payload(text: &str) -> Payload {
    let hessian: Arc<dyn Serialization> = Arc::new(Hessian2::default());
    Payload::encode(&HessianArgs((&text.to_owned(),)), &hessian).unwrap()
}

/// The text of an answer.
pub(crate) fn text(response: &Response) -> String {
    response.decode().unwrap()
}

/// A received call of `method` with one text.
pub(crate) fn call(method: Method, text: &str) -> Invocation<'static> {
    Invocation::new(
        Ref::Shared(Arc::new(ServiceKey::new("a.B"))),
        Ref::Shared(Arc::new(method)),
        Args::Encoded(payload(text)),
    )
}

/// A received call of the method with `index`, or of none of the contract.
pub(crate) fn call_of(contract: &ServiceDescriptor, index: usize) -> Invocation<'static> {
    call(contract.methods().get(index).cloned().unwrap_or_else(|| Method::new("$invoke", "", "", 3)), "")
}

/// What a filter is built for.
pub(crate) struct OwnedScope {
    contract: Arc<ServiceDescriptor>,
    application: &'static str,
    settings: Url,
}

/// Settings written as `key=value&..`.
pub(crate) fn scope(settings: &str) -> OwnedScope {
    OwnedScope {
        contract: ServiceDescriptor::new(ServiceKey::new("a.B"), vec![Method::new("m", "", "V", 0)]),
        application: "",
        settings: format!("x://h?{settings}").parse().unwrap(),
    }
}

impl OwnedScope {
    pub(crate) fn with_application(mut self, name: &'static str) -> Self {
        self.application = name;
        self
    }

    pub(crate) fn with_contract(mut self, contract: Arc<ServiceDescriptor>) -> Self {
        self.contract = contract;
        self
    }

    pub(crate) fn scope(&self) -> FilterScope<'_> {
        FilterScope { service: &self.contract, application: self.application, settings: &self.settings }
    }
}

/// A service that counts its calls.
#[derive(Clone)]
pub(crate) struct Stub {
    result: Arc<dyn Fn() -> Result<Response> + Send + Sync>,
    delay: Duration,
    calls: Arc<AtomicUsize>,
}

impl Stub {
    pub(crate) fn answers(text: &'static str) -> Self {
        Self {
            result: Arc::new(move || Ok(Response::new(payload(text)))),
            delay: Duration::ZERO,
            calls: Arc::default(),
        }
    }

    pub(crate) fn fails(error: Error) -> Self {
        let error = std::sync::Mutex::new(Some(error));
        Self {
            result: Arc::new(move || Err(error.lock().unwrap().take().expect("fails once"))),
            ..Self::answers("")
        }
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub(crate) fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

impl Invoker for Stub {
    async fn invoke(&self, _: &mut Invocation<'_>) -> Result<Response> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        (self.result)()
    }
}

/// Runs `call` through `filter` to `service`.
pub(crate) async fn run(filter: &AnyFilter, service: &Stub, call: &mut Invocation<'_>) -> Result<Response> {
    let service = AnyInvoker::new(service.clone());
    let filters = [filter.clone()];
    Next::new(&filters, &service).run(call).await
}

/// Runs all futures at once.
pub(crate) async fn all<T>(futures: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut futures: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut results: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(move |cx| {
        for (future, result) in futures.iter_mut().zip(&mut results) {
            if result.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
            {
                *result = Some(value);
            }
        }
        if results.iter().all(Option::is_some) {
            std::task::Poll::Ready(results.iter_mut().filter_map(Option::take).collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}
