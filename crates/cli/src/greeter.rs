//! The service that `demo` and `dev` provide.

use dubbors::{Dubbo, Result};

/// Greets.
#[dubbors::service("demo.Greeter")]
pub(crate) trait Greeter {
    /// A greeting for `name`.
    async fn greet(&self, name: String) -> Result<String>;
}

/// The greeter itself.
pub(crate) struct Hello;

impl Greeter for Hello {
    async fn greet(&self, name: String) -> Result<String> {
        Ok(format!("Hello, {name}!"))
    }
}

/// Provides the greeter; without `protocol` at Dubbo's default port or any free one.
pub(crate) async fn provide(
    application: &str,
    registries: &[String],
    protocol: Option<String>,
) -> Result<Dubbo> {
    // What runs here is there to be looked at.
    let builder = Dubbo::builder().application(application).setting("reflection", "true");
    let mut builder = builder.serve(GreeterServer::new(Hello));
    for registry in registries {
        builder = builder.registry(registry);
    }
    if let Some(protocol) = protocol {
        builder = builder.protocol(protocol);
    }
    builder.build().await
}
