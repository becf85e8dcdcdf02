//! What to do when an attempt fails.

use std::sync::Arc;

use crate::{AnyInvoker, Directory, Invocation, Invoker, Response, Result};

/// A strategy over the providers of one service: try another, give up, try all.
pub trait Cluster: Send + Sync + 'static {
    /// Makes the call with endpoints that `directory` selects.
    ///
    /// # Errors
    /// The failure of the last attempt, or that no provider is there.
    fn invoke(
        &self,
        call: &mut Invocation<'_>,
        directory: &Directory,
    ) -> impl Future<Output = Result<Response>> + Send;
}

/// A strategy with its directory: an invoker, so clusters nest.
#[derive(Debug)]
pub struct Clustered<C> {
    cluster: C,
    directory: Arc<Directory>,
}

impl<C: Cluster> Clustered<C> {
    /// `cluster` over `directory`.
    pub fn new(cluster: C, directory: Arc<Directory>) -> Self {
        Self { cluster, directory }
    }
}

impl<C: Cluster> Invoker for Clustered<C> {
    fn invoke(&self, call: &mut Invocation<'_>) -> impl Future<Output = Result<Response>> + Send {
        self.cluster.invoke(call, &self.directory)
    }

    fn is_ready(&self) -> bool {
        self.directory.snapshot().endpoints.iter().any(|endpoint| endpoint.is_ready())
    }
}

/// Makes a clustered invoker: `|directory| AnyInvoker::new(Clustered::new(Failover, directory))`.
///
/// The factory joins strategy and directory itself, so that a call passes one boxed boundary and not two.
pub type ClusterFactory = dyn Fn(Arc<Directory>) -> AnyInvoker + Send + Sync;
