// hot path
//! Tries once.

use dubbors_core::{Cluster, Directory, Invocation, Response, Result};

use super::tried::{Tried, is_answer};

/// Makes one attempt and answers its failure: for calls that must not run twice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Failfast;

impl Cluster for Failfast {
    async fn invoke(&self, call: &mut Invocation<'_>, directory: &Directory) -> Result<Response> {
        let endpoint = directory.select(call, &[])?;
        match endpoint.invoke(call).await {
            Err(error) if !(error.is_application() || is_answer(&error)) => {
                let mut tried = Tried::default();
                tried.add(endpoint);
                Err(tried.failed(call, directory, error))
            }
            answer => answer,
        }
    }
}
