//! The contract that the greeter examples share. In your own project both sides would depend on a crate like this.

use dubbors::Result;

/// Greets.
#[dubbors::service("org.dubbors.examples.Greeter", version = "1.0.0")]
pub trait Greeter {
    /// A greeting for `name`; on the wire `sayHello`.
    async fn say_hello(&self, name: String) -> Result<String>;
}

/// What `build.rs` makes of `proto/helloworld.proto`.
pub mod helloworld {
    #![allow(missing_docs, reason = "messages have the comments of their file")]

    dubbors::include_proto!("helloworld");
}
