//! The providers that a call went to without success.

use std::sync::Arc;

use dubbors_core::{Directory, Endpoint, Error, Invocation, Origin};
use smallvec::SmallVec;

/// The most providers that an error names.
const MAX_NAMED: usize = 10;

/// The endpoints of the failed attempts, in order; Dubbo's default of three attempts fits without allocating.
#[derive(Debug, Default)]
pub(crate) struct Tried {
    endpoints: SmallVec<[Arc<Endpoint>; 3]>,
}

/// Whether a failure is what the provider answers to this very call, so that it is told as it is.
pub(crate) fn is_answer(error: &Error) -> bool {
    error.origin() == Origin::Remote && !error.is_retryable()
}

impl Tried {
    pub(crate) fn add(&mut self, endpoint: Arc<Endpoint>) {
        self.endpoints.push(endpoint);
    }

    pub(crate) fn endpoints(&self) -> &[Arc<Endpoint>] {
        &self.endpoints
    }

    /// Says in the log that a call succeeded only after other providers failed.
    pub(crate) fn succeeded(&self, call: &Invocation<'_>, at: &Endpoint) {
        if !self.endpoints.is_empty() {
            self.log_recovery(call, at);
        }
    }

    #[cold]
    fn log_recovery(&self, call: &Invocation<'_>, at: &Endpoint) {
        tracing::warn!(
            call = call.display_name(),
            provider = %at.instance().address(),
            failed = self.names().join(", "),
            "the call succeeded after other providers failed"
        );
    }

    /// `error`, the failure of the last attempt, with what was tried.
    #[cold]
    pub(crate) fn failed(&self, call: &Invocation<'_>, directory: &Directory, error: Error) -> Error {
        let names = self.names();
        let total = directory.snapshot().endpoints.len().max(names.len());
        let attempts = match self.endpoints.len() {
            attempts if attempts == names.len() => String::new(),
            attempts => format!(" in {attempts} attempts"),
        };
        let shown = names.get(..MAX_NAMED).unwrap_or(&names).join(", ");
        let more = if names.len() > MAX_NAMED { ", .." } else { "" };
        error.context(format_args!(
            "{}: tried {} of {total} providers [{shown}{more}]{attempts}",
            call.display_name(),
            names.len()
        ))
    }

    /// The addresses, each once.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(self.endpoints.len());
        for endpoint in &self.endpoints {
            let name = endpoint.instance().address().to_string();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}
