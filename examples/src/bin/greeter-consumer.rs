//! Finds a provider of `Greeter` and calls it. An argument names the registry, as for `greeter-provider`.

// An example prints.
#![allow(clippy::print_stdout)]

use std::time::Duration;

use dubbors::{Dubbo, Result};
use dubbors_examples::GreeterClient;

#[tokio::main]
async fn main() -> Result<()> {
    let mut builder = Dubbo::builder().application("greeter-consumer");
    if let Some(registry) = std::env::args().nth(1) {
        builder = builder.registry(registry);
    }
    let dubbo = builder.build().await?;
    let greeter: GreeterClient = dubbo.refer().timeout(Duration::from_secs(3)).retries(1).connect().await?;

    println!("{}", greeter.say_hello("Ada".to_owned()).await?);

    if let Err(error) = greeter.say_hello(String::new()).await {
        match error.as_exception() {
            Some(exception) => println!("refused with {}: {:?}", exception.class, exception.message),
            None => return Err(error),
        }
    }
    dubbo.shutdown().await;
    Ok(())
}
