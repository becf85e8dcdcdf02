//! The contract that the greeter examples share. In your own project both sides would depend on a crate like this.

use dubbors::Result;

/// Greets.
#[dubbors::service("org.dubbors.examples.Greeter", version = "1.0.0")]
pub trait Greeter {
    /// A greeting for `name`; on the wire `sayHello`.
    async fn say_hello(&self, name: String) -> Result<String>;
}
