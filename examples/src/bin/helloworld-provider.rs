//! Provides the service of `proto/helloworld.proto` until ctrl-c, to gRPC, Triple and plain HTTP on one port.

use dubbors::{Dubbo, Error, Result, StatusCode, Streaming};
use dubbors_examples::helloworld::{Greeter, GreeterServer, HelloReply, HelloRequest};

struct Polite;

fn reply(message: impl Into<String>) -> HelloReply {
    HelloReply { message: message.into() }
}

impl Greeter for Polite {
    async fn say_hello(&self, request: HelloRequest) -> Result<HelloReply> {
        if request.name.is_empty() {
            return Err(Error::status(StatusCode::InvalidArgument, "nobody has no name"));
        }
        Ok(reply(format!("Hello, {}!", request.name)))
    }

    async fn greetings(&self, request: HelloRequest) -> Result<Streaming<HelloReply>> {
        let words = ["Hello", "Bonjour", "Hallo", "你好"];
        Ok(Streaming::from_values(words.map(|word| reply(format!("{word}, {}!", request.name)))))
    }

    async fn say_hello_to_all(&self, mut requests: Streaming<HelloRequest>) -> Result<HelloReply> {
        let mut names = Vec::new();
        while let Some(request) = requests.next().await {
            names.push(request?.name);
        }
        Ok(reply(format!("Hello, {}!", names.join(", "))))
    }

    async fn chat(&self, mut requests: Streaming<HelloRequest>) -> Result<Streaming<HelloReply>> {
        let (replies, stream) = Streaming::channel(16);
        tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                match request {
                    Ok(request) => replies.send(reply(format!("Hello, {}!", request.name))).await?,
                    Err(error) => return replies.fail(error).await,
                }
            }
            Ok(())
        });
        Ok(stream)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    // What the framework does, on standard error.
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let address = std::env::args().nth(1).unwrap_or_else(|| "tri://127.0.0.1:50051".to_owned());
    let provider = Dubbo::builder().application("helloworld-provider").without_registry();
    // Lets grpcurl and its like ask what there is. Think twice before you do so in production.
    let provider = provider.setting("reflection", "true");
    provider.protocol(address).serve(GreeterServer::new(Polite)).run().await
}
