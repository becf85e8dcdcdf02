//! Calls the service of `proto/helloworld.proto` in all four ways.

// An example prints.
#![allow(clippy::print_stdout)]

use dubbors::{Dubbo, Result, Streaming};
use dubbors_examples::helloworld::{GreeterClient, HelloRequest};

fn request(name: &str) -> HelloRequest {
    HelloRequest { name: name.to_owned() }
}

#[tokio::main]
async fn main() -> Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "tri://127.0.0.1:50051".to_owned());
    let dubbo = Dubbo::builder().application("helloworld-consumer").without_registry().build().await?;
    let greeter: GreeterClient = dubbo.refer().url(address).connect().await?;

    println!("{}", greeter.say_hello(request("Ada")).await?.message);

    let mut greetings = greeter.greetings(request("Ada")).await?;
    while let Some(greeting) = greetings.next().await {
        println!("{}", greeting?.message);
    }

    let names = Streaming::from_values(["Ada", "Grace"].map(request));
    println!("{}", greeter.say_hello_to_all(names).await?.message);

    let (names, requests) = Streaming::channel(1);
    let mut replies = greeter.chat(requests).await?;
    for name in ["Ada", "Grace"] {
        names.send(request(name)).await?;
        if let Some(reply) = replies.next().await {
            println!("{}", reply?.message);
        }
    }
    dubbo.shutdown().await;
    Ok(())
}
