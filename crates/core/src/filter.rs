//! What runs around a call.

use std::fmt;
use std::sync::Arc;

use crate::{AnyInvoker, BoxFuture, Invocation, Response, Result, ServiceDescriptor, Url};

/// Runs around a call: before, after, instead, or again.
///
/// A filter that only looks at calls, changes them or refuses them implements [`before`](Self::before) and answers
/// [`Part::Done`]. One that waits, looks at the answer, or answers itself implements [`filter`](Self::filter).
pub trait Filter: Send + Sync + 'static {
    /// Looks at `call` before it goes on. Must not block.
    ///
    /// # Errors
    /// A refusal: the call ends here.
    fn before(&self, call: &mut Invocation<'_>) -> Result<Part> {
        let _ = call;
        Ok(Part::Around)
    }

    /// Handles `call`; runs `next` zero, one or many times.
    ///
    /// # Errors
    /// Its own refusal, or what `next` answered.
    fn filter(
        &self,
        call: &mut Invocation<'_>,
        next: Next<'_>,
    ) -> impl Future<Output = Result<Response>> + Send {
        async move { next.run(call).await }
    }
}

/// What a filter still has to do for a call after it has looked at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Nothing: the chain goes on without it, and without the allocation that waiting costs.
    Done,
    /// Its [`Filter::filter`] runs around the rest of the chain.
    Around,
}

trait DynFilter: Send + Sync {
    fn before(&self, call: &mut Invocation<'_>) -> Result<Part>;
    fn filter<'a>(&'a self, call: &'a mut Invocation<'_>, next: Next<'a>) -> BoxFuture<'a, Result<Response>>;
}

impl<T: Filter> DynFilter for T {
    fn before(&self, call: &mut Invocation<'_>) -> Result<Part> {
        Filter::before(self, call)
    }

    fn filter<'a>(&'a self, call: &'a mut Invocation<'_>, next: Next<'a>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(Filter::filter(self, call, next))
    }
}

/// Any filter, shared.
#[derive(Clone)]
pub struct AnyFilter(Arc<dyn DynFilter>);

impl AnyFilter {
    /// Shares `filter`.
    pub fn new(filter: impl Filter) -> Self {
        Self(Arc::new(filter))
    }
}

impl fmt::Debug for AnyFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyFilter")
    }
}

/// The rest of the chain. `Copy`, so running it twice is free.
#[derive(Clone, Copy, Debug)]
pub struct Next<'a> {
    rest: &'a [AnyFilter],
    last: &'a AnyInvoker,
}

impl<'a> Next<'a> {
    /// A chain of `filters` around `last`.
    #[must_use]
    pub fn new(filters: &'a [AnyFilter], last: &'a AnyInvoker) -> Self {
        Self { rest: filters, last }
    }

    /// Runs the rest of the chain.
    pub fn run(self, call: &'a mut Invocation<'_>) -> BoxFuture<'a, Result<Response>> {
        let mut left = self.rest;
        while let Some((first, rest)) = left.split_first() {
            left = rest;
            match first.0.before(call) {
                Ok(Part::Done) => {}
                Ok(Part::Around) => return first.0.filter(call, Next { rest, last: self.last }),
                Err(error) => return Box::pin(std::future::ready(Err(error))),
            }
        }
        self.last.invoke(call)
    }
}

/// Which side of a call a filter runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The side that calls.
    Consumer,
    /// The side that answers.
    Provider,
}

/// How often a consumer's filter runs. On the provider's side there is no difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Once for each call, outside of retries (Dubbo's ClusterFilter).
    Call,
    /// Once for each attempt, after a provider was chosen (Dubbo's Filter).
    Attempt,
}

/// What a filter is built for.
#[derive(Debug, Clone, Copy)]
pub struct FilterScope<'a> {
    /// The contract of the service that is provided or referred to.
    pub service: &'a ServiceDescriptor,
    /// The application of this process, empty when it has no name.
    pub application: &'a str,
    /// The resolved settings of the service or reference.
    pub settings: &'a Url,
}

type BuildFilter = dyn Fn(&FilterScope<'_>) -> Result<Option<AnyFilter>> + Send + Sync;

/// A named filter: where it runs, in which order, and how it is made.
#[derive(Clone)]
pub struct FilterEntry {
    /// The side it runs on.
    pub side: Side,
    /// How often it runs.
    pub scope: Scope,
    /// Lower runs earlier, which is farther out.
    pub order: i32,
    /// Whether it runs without being named in the settings.
    pub default: bool,
    build: Arc<BuildFilter>,
}

impl FilterEntry {
    /// An entry whose filter `build` makes; `None` when these settings give the filter nothing to do.
    pub fn new(
        side: Side,
        scope: Scope,
        order: i32,
        build: impl Fn(&FilterScope<'_>) -> Result<Option<AnyFilter>> + Send + Sync + 'static,
    ) -> Self {
        Self { side, scope, order, default: false, build: Arc::new(build) }
    }

    /// The same entry, active without being named.
    #[must_use]
    pub fn by_default(mut self) -> Self {
        self.default = true;
        self
    }

    /// Makes the filter for one service or reference.
    ///
    /// # Errors
    /// `Code::Invalid` when a setting of the filter is wrong.
    pub fn build(&self, scope: &FilterScope<'_>) -> Result<Option<AnyFilter>> {
        (self.build)(scope)
    }
}

impl fmt::Debug for FilterEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilterEntry")
            .field("side", &self.side)
            .field("scope", &self.scope)
            .field("order", &self.order)
            .field("default", &self.default)
            .finish_non_exhaustive()
    }
}
