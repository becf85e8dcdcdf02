//! A consumer that speaks gRPC-Web or Connect, over either HTTP, in either codec, against our own provider.

use std::sync::LazyLock;
use std::time::Duration;

use dubbors::protobuf::prost::Message;
use dubbors::protobuf::prost_types::field_descriptor_proto::{Label, Type};
use dubbors::protobuf::prost_types::method_options::IdempotencyLevel;
use dubbors::protobuf::prost_types::{
    DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto,
    MethodOptions, ServiceDescriptorProto,
};
use dubbors::{Code, Dubbo, Error, Result, StatusCode, Streaming, context};

#[derive(Clone, PartialEq, dubbors::protobuf::prost::Message)]
#[prost(prost_path = "::dubbors::protobuf::prost")]
pub struct Note {
    #[prost(string, tag = "1")]
    text: String,
    #[prost(int64, tag = "2")]
    number: i64,
}

fn note(text: &str, number: i64) -> Note {
    Note { text: text.to_owned(), number }
}

/// What the compiler of `.proto` files would write.
static SCHEMA: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let field = |name: &str, number, kind: Type| FieldDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        label: Some(Label::Optional.into()),
        r#type: Some(kind.into()),
        ..Default::default()
    };
    let method = |name: &str, client_streaming, server_streaming| MethodDescriptorProto {
        name: Some(name.to_owned()),
        input_type: Some(".it.Note".to_owned()),
        output_type: Some(".it.Note".to_owned()),
        client_streaming: Some(client_streaming),
        server_streaming: Some(server_streaming),
        options: (name == "Read").then(|| MethodOptions {
            idempotency_level: Some(IdempotencyLevel::NoSideEffects.into()),
            ..Default::default()
        }),
    };
    let file = FileDescriptorProto {
        name: Some("it.proto".to_owned()),
        package: Some("it".to_owned()),
        message_type: vec![DescriptorProto {
            name: Some("Note".to_owned()),
            field: vec![field("text", 1, Type::String), field("number", 2, Type::Int64)],
            ..Default::default()
        }],
        service: vec![ServiceDescriptorProto {
            name: Some("Notes".to_owned()),
            method: vec![
                method("Read", false, false),
                method("Fail", false, false),
                method("List", false, true),
                method("Sum", true, false),
                method("Mirror", true, true),
            ],
            options: None,
        }],
        syntax: Some("proto3".to_owned()),
        ..Default::default()
    };
    FileDescriptorSet { file: vec![file] }.encode_to_vec()
});

#[dubbors::service("it.Notes", protobuf = SCHEMA.as_slice())]
pub trait Notes {
    #[dubbors(no_side_effects)]
    async fn read(&self, note: Note) -> Result<Note>;
    async fn fail(&self, note: Note) -> Result<Note>;
    async fn list(&self, note: Note) -> Result<Streaming<Note>>;
    async fn sum(&self, notes: Streaming<Note>) -> Result<Note>;
    async fn mirror(&self, notes: Streaming<Note>) -> Result<Streaming<Note>>;
}

struct Book;

impl Notes for Book {
    async fn read(&self, note: Note) -> Result<Note> {
        context::reply_header("x-head", "h")?;
        context::reply("x-tail", "t")?;
        let asked = context::attachments().get("x-asked").unwrap_or_default().to_owned();
        Ok(Note { text: note.text + &asked, ..note })
    }

    async fn fail(&self, note: Note) -> Result<Note> {
        if note.text == "sleep" {
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        context::reply("x-tail", "t")?;
        Err(Error::status(StatusCode::Aborted, "lost 100%").with_detail("x/it.Note", note.encode_to_vec()))
    }

    async fn list(&self, note: Note) -> Result<Streaming<Note>> {
        if note.number < 0 {
            return Err(Error::status(StatusCode::OutOfRange, "below 0"));
        }
        context::reply("x-tail", "t")?;
        let mut notes: Vec<_> = (0..note.number).map(|number| Ok(Note { number, ..note.clone() })).collect();
        if note.text == "broken" {
            notes.push(Err(Error::status(StatusCode::DataLoss, "the rest is gone")));
        }
        Ok(Streaming::new(futures_util::stream::iter(notes)))
    }

    async fn sum(&self, mut notes: Streaming<Note>) -> Result<Note> {
        let mut sum = Note::default();
        while let Some(note) = notes.next().await {
            sum.number += note?.number;
        }
        Ok(sum)
    }

    async fn mirror(&self, notes: Streaming<Note>) -> Result<Streaming<Note>> {
        Ok(notes)
    }
}

pub fn served() -> impl dubbors::codegen::Provide {
    NotesServer::new(Book)
}

/// A provider that every way leads to, and what those need who come by TLS.
struct Provider {
    dubbo: Dubbo,
    #[cfg(feature = "http3")]
    files: crate::certificates::Files,
}

impl Provider {
    #[cfg(not(feature = "http3"))]
    async fn start() -> Self {
        Self { dubbo: build(Dubbo::builder().protocol("tri://127.0.0.1:0")).await }
    }

    #[cfg(feature = "http3")]
    async fn start() -> Self {
        let files = crate::certificates::Files::new();
        let tls = files.tls("server").allow_plaintext();
        let builder = Dubbo::builder().protocol("tri://127.0.0.1:0?http3.enabled=true").tls(tls);
        Self { dubbo: build(builder).await, files }
    }

    fn refer(&self, consumer: &Dubbo, way: &[(&str, &str)]) -> dubbors::Refer<dubbors::Typed> {
        let refer = consumer.refer().url(&self.dubbo.urls()[0]);
        #[cfg(feature = "http3")]
        let refer = if way.contains(&("http-version", "3")) {
            refer.tls(dubbors::Tls::new().ca(self.files.path("ca.pem")))
        } else {
            refer
        };
        way.iter().fold(refer, |refer, (key, value)| refer.setting(*key, *value))
    }

    async fn client(&self, consumer: &Dubbo, way: &[(&str, &str)]) -> Result<NotesClient> {
        self.refer(consumer, way).timeout(Duration::from_secs(30)).connect().await
    }

    async fn shutdown(self) {
        self.dubbo.shutdown().await;
    }
}

async fn build(builder: dubbors::Builder) -> Dubbo {
    builder.without_registry().serve(NotesServer::new(Book)).build().await.unwrap()
}

/// All ways of speaking: flavour, HTTP, codec, compression.
fn ways() -> Vec<[(&'static str, &'static str); 5]> {
    let mut ways = Vec::new();
    let mut speeches =
        vec![("grpc", "2"), ("grpc-web", "2"), ("grpc-web", "1.1"), ("connect", "2"), ("connect", "1.1")];
    if cfg!(feature = "http3") {
        speeches.extend([("grpc", "3"), ("grpc-web", "3"), ("connect", "3")]);
    }
    for (flavor, http) in speeches {
        for (codec, compression) in
            [("proto", "identity"), ("json", "gzip"), ("proto", "zstd"), ("json", "identity")]
        {
            let get = if codec == "json" { "true" } else { "false" };
            ways.push([
                ("flavor", flavor),
                ("http-version", http),
                ("codec", codec),
                ("compression", compression),
                ("http-get", get),
            ]);
        }
    }
    ways
}

async fn consumer() -> Dubbo {
    Dubbo::builder().without_registry().build().await.unwrap()
}

#[tokio::test]
async fn every_way_of_speaking_carries_every_kind_of_call() {
    let (provider, consumer) = (Provider::start().await, consumer().await);
    let long = "x".repeat(100_000);
    for way in ways() {
        let client = provider.client(&consumer, &way).await.unwrap();
        context::scope(async {
            context::attach("x-asked", "!").unwrap();
            assert_eq!(client.read(note("a", 1 << 60)).await.unwrap(), note("a!", 1 << 60), "{way:?}");
            assert_eq!(context::reply_attachment("x-tail").as_deref(), Some("t"), "{way:?}");
            assert_eq!(context::reply_attachment("x-head").as_deref(), Some("h"), "{way:?}");
            // Too long for a query.
            assert_eq!(client.read(note(&long, 0)).await.unwrap().text.len(), long.len() + 1, "{way:?}");
        })
        .await;
        assert_eq!(client.read(note("", 0)).await.unwrap(), note("", 0), "{way:?}");

        let mut listed = client.list(note(&long, 3)).await.unwrap();
        for number in 0..3 {
            assert_eq!(listed.next().await.unwrap().unwrap(), note(&long, number), "{way:?}");
        }
        assert!(listed.next().await.is_none(), "{way:?}");
        assert_eq!(listed.trailers().get("x-tail"), Some("t"), "{way:?}");

        let sum =
            client.sum(Streaming::from_values((0..1000).map(|number| note("n", number)))).await.unwrap();
        assert_eq!(sum.number, 499_500, "{way:?}");
        assert_eq!(client.sum(Streaming::from_values([])).await.unwrap().number, 0, "{way:?}");

        let mut mirrored =
            client.mirror(Streaming::from_values((0..100).map(|number| note("m", number)))).await.unwrap();
        for number in 0..100 {
            assert_eq!(mirrored.next().await.unwrap().unwrap(), note("m", number), "{way:?}");
        }
        assert!(mirrored.next().await.is_none(), "{way:?}");
    }
    provider.shutdown().await;
}

#[tokio::test]
async fn failures_keep_what_they_are_in_every_flavor() {
    let (provider, consumer) = (Provider::start().await, consumer().await);
    for way in ways() {
        let client = provider.client(&consumer, &way).await.unwrap();
        let error = client.fail(note("why", 7)).await.unwrap_err();
        assert_eq!((error.status_code(), error.message()), (StatusCode::Aborted, "lost 100%"), "{way:?}");
        let details = &error.as_status().unwrap().details;
        assert!(details[0].type_url.ends_with("/it.Note"), "{way:?}");
        assert_eq!(Note::decode(&details[0].value[..]).unwrap(), note("why", 7), "{way:?}");

        let first = match client.list(note("", -1)).await {
            Ok(mut stream) => stream.next().await.unwrap().unwrap_err(),
            Err(error) => error,
        };
        assert_eq!((first.status_code(), first.message()), (StatusCode::OutOfRange, "below 0"), "{way:?}");

        let mut broken = client.list(note("broken", 1)).await.unwrap();
        assert_eq!(broken.next().await.unwrap().unwrap().number, 0, "{way:?}");
        let error = broken.next().await.unwrap().unwrap_err();
        assert_eq!(
            (error.status_code(), error.message()),
            (StatusCode::DataLoss, "the rest is gone"),
            "{way:?}"
        );
        assert!(broken.next().await.is_none(), "{way:?}");

        let (sender, notes) = Streaming::channel(1);
        let failing = client.clone();
        let sum = tokio::spawn(async move { failing.sum(notes).await });
        sender.send(note("", 1)).await.unwrap();
        sender.fail(Error::invalid("changed my mind")).await.unwrap();
        let error = sum.await.unwrap().unwrap_err();
        assert!(error.message().ends_with("changed my mind"), "{way:?}: {error}");
        // Whatever became of that connection, calls go on.
        assert_eq!(client.read(note("a", 0)).await.unwrap().text, "a", "{way:?}");
    }
    provider.shutdown().await;
}

#[tokio::test]
async fn deadlines_and_limits_hold_in_every_flavor() {
    let (provider, consumer) = (Provider::start().await, consumer().await);
    for way in ways() {
        let limited = way.into_iter().chain([("payload", "1000")]).collect::<Vec<_>>();
        let client = provider.client(&consumer, &limited).await.unwrap();
        let error = context::scope(async {
            context::attach("x-asked", &"y".repeat(600)).unwrap();
            client.read(note(&"x".repeat(600), 0)).await.unwrap_err()
        })
        .await;
        assert_eq!(error.status_code(), StatusCode::ResourceExhausted, "{way:?}: {error}");
        let error = client.read(note(&"x".repeat(2000), 0)).await.unwrap_err();
        assert_eq!(error.status_code(), StatusCode::ResourceExhausted, "{way:?}: {error}");
        let way = way.into_iter().chain([("timeout", "50")]).collect::<Vec<_>>();
        let hasty: NotesClient = provider.refer(&consumer, &way).check(false).connect().await.unwrap();
        let error = hasty.fail(note("sleep", 0)).await.unwrap_err();
        assert_eq!(error.code(), Code::DeadlineExceeded, "{way:?}: {error}");
    }
    provider.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_spoken_is_told_at_once() {
    #[dubbors::service("it.Plain")]
    trait Plain {
        async fn name(&self) -> Result<String>;
    }
    let consumer = consumer().await;
    let refer = |settings: &[(&str, &str)]| {
        let refer = consumer.refer().url("tri://127.0.0.1:1").check(false);
        settings.iter().fold(refer, |refer, (key, value)| refer.setting(*key, *value))
    };
    for (settings, text) in [
        (&[("http-version", "1.1")][..], "gRPC needs HTTP/2, and `http-version` is 1.1"),
        (
            &[("serialization", "fastjson2")],
            "parameter `serialization` is `fastjson2`, expected hessian2 or msgpack",
        ),
        (&[("flavor", "soap")], "parameter `flavor` is `soap`, expected grpc, grpc-web or connect"),
    ] {
        let error = match refer(settings).connect::<PlainClient>().await {
            Ok(client) => client.name().await.unwrap_err(),
            Err(error) => error,
        };
        assert!(error.message().contains(text), "{error}");
    }
}
