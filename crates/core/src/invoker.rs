//! Whatever can be called.

use std::fmt;
use std::sync::Arc;

use crate::{BoxFuture, Invocation, Response, Result};

/// Something that can be called: a provider, a cluster of them, or your service.
pub trait Invoker: Send + Sync + 'static {
    /// Makes the call.
    ///
    /// # Errors
    /// A business exception as `Code::Application`, every other failure with its own code.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the call; a late answer is ignored.
    fn invoke(&self, call: &mut Invocation<'_>) -> impl Future<Output = Result<Response>> + Send;

    /// Whether a call would go out at once. `false` while a provider says that it is closing, or cannot be reached;
    /// others are preferred then, but it may still be called.
    fn is_ready(&self) -> bool {
        true
    }
}

/// The object-safe twin. Private, so that no shared invoker is boxed twice (see the newtype below).
trait DynInvoker: Send + Sync {
    fn invoke<'a>(&'a self, call: &'a mut Invocation<'_>) -> BoxFuture<'a, Result<Response>>;
    fn is_ready(&self) -> bool;
}

impl<T: Invoker> DynInvoker for T {
    fn invoke<'a>(&'a self, call: &'a mut Invocation<'_>) -> BoxFuture<'a, Result<Response>> {
        Box::pin(Invoker::invoke(self, call))
    }

    fn is_ready(&self) -> bool {
        Invoker::is_ready(self)
    }
}

/// Any invoker, shared. The only place where a call is boxed.
#[derive(Clone)]
pub struct AnyInvoker(Arc<dyn DynInvoker>);

impl AnyInvoker {
    /// Shares `invoker`.
    pub fn new(invoker: impl Invoker) -> Self {
        Self(Arc::new(invoker))
    }

    /// Makes the call; see [`Invoker::invoke`].
    pub fn invoke<'a>(&'a self, call: &'a mut Invocation<'_>) -> BoxFuture<'a, Result<Response>> {
        self.0.invoke(call)
    }

    /// Whether a call would go out at once; see [`Invoker::is_ready`].
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.is_ready()
    }
}

impl fmt::Debug for AnyInvoker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyInvoker")
    }
}
