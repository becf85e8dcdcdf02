//! One service as the builder takes it.

use std::sync::Arc;

use dubbors_core::{AnyInvoker, Invocation, Invoker, Method, Response, Result, ServiceDescriptor};

use crate::codegen::Provide;
use crate::{context, generic};

/// A service with the settings that it is provided under.
///
/// A bare server is one as well: `builder.serve(GreeterServer::new(MyGreeter))`.
#[derive(Debug)]
#[must_use = "a service is provided by `Builder::serve`"]
pub struct Served {
    pub(crate) descriptor: Arc<ServiceDescriptor>,
    pub(crate) invoker: AnyInvoker,
    pub(crate) settings: Vec<(String, String)>,
}

impl Served {
    /// `server` under its contract's own group and version.
    pub fn new(server: impl Provide) -> Self {
        let descriptor = server.descriptor();
        let invoker = AnyInvoker::new(Exported { descriptor: Arc::clone(&descriptor), server });
        Self { descriptor, invoker, settings: Vec::new() }
    }

    /// Provides it in this group.
    pub fn group(mut self, group: &str) -> Self {
        let key = self.descriptor.key().clone().with_group(group);
        self.descriptor = self.descriptor.with_key(key);
        self
    }

    /// Provides it at this version.
    pub fn version(mut self, version: &str) -> Self {
        let key = self.descriptor.key().clone().with_version(version);
        self.descriptor = self.descriptor.with_key(key);
        self
    }

    /// Filters besides the default ones: names separated by commas, `-name` takes one away.
    pub fn filter(self, names: impl Into<String>) -> Self {
        self.setting(crate::server::FILTERS, names)
    }

    /// A parameter of [`crate::param`] for this service, such as `executes`, or what its consumers should use, such
    /// as `timeout`; also for one method: `setting("greet.timeout", "500")`.
    pub fn setting(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.push((key.into(), value.into()));
        self
    }
}

impl<P: Provide> From<P> for Served {
    fn from(server: P) -> Self {
        Self::new(server)
    }
}

/// What runs behind the filters: opens the call's context and unpacks generic calls.
struct Exported<P> {
    descriptor: Arc<ServiceDescriptor>,
    server: P,
}

impl<P: Provide> Invoker for Exported<P> {
    async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let is_generic =
            call.method().index == usize::MAX && call.method().name.starts_with(&*Method::invoke().name);
        if is_generic {
            let kind = call.attachments().get("generic").unwrap_or_default().to_owned();
            let serve = async |call: &mut Invocation<'_>| {
                generic::serve(&self.server, &self.descriptor, &kind, call).await
            };
            return context::serve(call, serve).await;
        }
        context::serve(call, async |call: &mut Invocation<'_>| self.server.invoke(call).await).await
    }
}
