//! `helloworld.Greeter` of `proto/helloworld.proto`. Its messages are written by hand and its descriptors are compiled
//! once, so that no build of the command line has to; a test compares them with the file.

use dubbors::protobuf::prost::Message;
use dubbors::{Result, StatusCode, Streaming};

/// A `google.protobuf.FileDescriptorSet` with the file.
const SCHEMA: &[u8] = include_bytes!("../../proto/helloworld.bin");

/// How to greet in the languages that the service knows.
const WORDS: [&str; 4] = ["Hello", "Bonjour", "Hola", "你好"];

/// Whom to greet.
#[derive(Clone, PartialEq, Message)]
#[prost(prost_path = "::dubbors::protobuf::prost")]
pub(crate) struct HelloRequest {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
}

/// The greeting.
#[derive(Clone, PartialEq, Message)]
#[prost(prost_path = "::dubbors::protobuf::prost")]
pub(crate) struct HelloReply {
    #[prost(string, tag = "1")]
    pub(crate) message: String,
}

/// Greets, one by one and in streams.
#[dubbors::service("helloworld.Greeter", protobuf = SCHEMA)]
pub(crate) trait ProtoGreeter {
    /// One greeting for one name.
    #[dubbors(no_side_effects)]
    async fn say_hello(&self, request: HelloRequest) -> Result<HelloReply>;
    /// Greets the same name in every language it knows.
    async fn greetings(&self, request: HelloRequest) -> Result<Streaming<HelloReply>>;
    /// One greeting for all names.
    async fn say_hello_to_all(&self, requests: Streaming<HelloRequest>) -> Result<HelloReply>;
    /// A greeting for each name, as it comes.
    async fn chat(&self, requests: Streaming<HelloRequest>) -> Result<Streaming<HelloReply>>;
}

/// The greeter itself.
pub(crate) struct Polyglot;

fn greeting(word: &str, name: &str) -> Result<HelloReply> {
    if name.is_empty() {
        return Err(dubbors::Error::status(
            StatusCode::InvalidArgument,
            "name is empty: whom shall I greet?",
        ));
    }
    Ok(HelloReply { message: format!("{word}, {name}!") })
}

impl ProtoGreeter for Polyglot {
    async fn say_hello(&self, request: HelloRequest) -> Result<HelloReply> {
        greeting("Hello", &request.name)
    }

    async fn greetings(&self, request: HelloRequest) -> Result<Streaming<HelloReply>> {
        let replies: Vec<HelloReply> =
            WORDS.iter().map(|word| greeting(word, &request.name)).collect::<Result<_>>()?;
        Ok(Streaming::from_values(replies))
    }

    async fn say_hello_to_all(&self, mut requests: Streaming<HelloRequest>) -> Result<HelloReply> {
        let mut names = Vec::new();
        while let Some(request) = requests.next().await {
            names.push(request?.name);
        }
        greeting("Hello", &names.join(", "))
    }

    async fn chat(&self, mut requests: Streaming<HelloRequest>) -> Result<Streaming<HelloReply>> {
        let (sender, replies) = Streaming::channel(1);
        tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                let sent = match request.and_then(|request| greeting("Hello", &request.name)) {
                    Ok(reply) => sender.send(reply).await,
                    Err(error) => return drop(sender.fail(error).await),
                };
                if sent.is_err() {
                    return;
                }
            }
        });
        Ok(replies)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_EXPECT=1 cargo test -p dubbors-cli` writes the files anew.
    #[test]
    fn the_descriptors_are_those_of_the_files() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
        for (source, compiled) in
            [("helloworld.proto", "helloworld.bin"), ("google/rpc/error_details.proto", "error_details.bin")]
        {
            let mut set = protox::compile([root.join(source)], [&root]).unwrap();
            for file in &mut set.file {
                file.source_code_info = None;
            }
            let bytes = set.encode_to_vec();
            let path = root.join(compiled);
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                std::fs::write(&path, &bytes).unwrap();
            }
            assert!(std::fs::read(path).unwrap() == bytes, "set UPDATE_EXPECT=1");
        }
    }
}
