//! Provides `Greeter` until ctrl-c. An argument names the registry: `greeter-provider zookeeper://127.0.0.1:2181`;
//! without one, processes of this machine find each other through files.

use dubbors::{Dubbo, Error, Result, context};
use dubbors_examples::{Greeter, GreeterServer};

struct Polite;

impl Greeter for Polite {
    async fn say_hello(&self, name: String) -> Result<String> {
        if name.is_empty() {
            // A Java caller catches it as this class.
            return Err(Error::exception("java.lang.IllegalArgumentException", "nobody has no name"));
        }
        let caller = context::remote_application().unwrap_or_else(|| "somebody".to_owned());
        Ok(format!("Hello, {name}! ({caller} asked)"))
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    // What the framework does, on standard error.
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let mut builder = Dubbo::builder().application("greeter-provider").serve(GreeterServer::new(Polite));
    if let Some(registry) = std::env::args().nth(1) {
        builder = builder.registry(registry);
    }
    builder.run().await
}
