//! Streaming methods, and contracts of protobuf: what clients and servers of `#[service]` say to each other.

use dubbors::codegen::{MethodKind, Provide};
use dubbors::protobuf::prost;
use dubbors::{Code, Error, StatusCode, Streaming};
use dubbors_serialization::{Hessian2, Protobuf};

use crate::loopback::codegen::{Client, Reference};
use crate::loopback::{self};

#[dubbors::service("demo.Lines", crate = "crate::loopback")]
pub trait Lines {
    async fn watch(&self, topic: String, from: i32) -> dubbors::Result<Streaming<String>>;
    /// The sum.
    async fn upload(&self, numbers: dubbors::Streaming<i32>) -> dubbors::Result<i64>;
    #[dubbors(no_side_effects)]
    async fn chat(&self, r#type: loopback::Streaming<String>) -> loopback::Result<Streaming<Option<String>>>;
}

struct Desk;

impl Lines for Desk {
    async fn watch(&self, topic: String, from: i32) -> dubbors::Result<Streaming<String>> {
        Ok(Streaming::from_values((from..from + 3).map(move |at| format!("{topic} {at}"))))
    }

    async fn upload(&self, mut numbers: Streaming<i32>) -> dubbors::Result<i64> {
        let mut sum = 0;
        while let Some(number) = numbers.next().await {
            sum += i64::from(number?);
        }
        Ok(sum)
    }

    async fn chat(&self, mut lines: Streaming<String>) -> dubbors::Result<Streaming<Option<String>>> {
        let (answers, stream) = Streaming::channel(1);
        tokio::spawn(async move {
            while let Some(line) = lines.next().await {
                let sent = match line {
                    Ok(line) => answers.send((line != "secret").then_some(line)).await,
                    Err(error) => return answers.fail(error).await,
                };
                sent?;
            }
            Ok(())
        });
        Ok(stream)
    }
}

async fn rest<T>(mut stream: Streaming<T>) -> Vec<Result<T, String>> {
    let mut rest = Vec::new();
    while let Some(next) = stream.next().await {
        rest.push(next.map_err(|error| error.message().to_owned()));
    }
    rest
}

#[tokio::test]
async fn java_types_stream_in_all_directions() {
    let client = LinesClient::from_reference(Reference::to(LinesServer::new(Desk), Hessian2::default()));
    let lines = client.watch("news".into(), 7).await.unwrap();
    assert_eq!(rest(lines).await, ["news 7", "news 8", "news 9"].map(|line| Ok(line.to_owned())));

    assert_eq!(client.upload(Streaming::from_values([1, 2, i32::MAX])).await.unwrap(), 2_147_483_650);

    let (sender, lines) = Streaming::channel(1);
    let mut answers = client.chat(lines).await.unwrap();
    sender.send("a".into()).await.unwrap();
    assert_eq!(answers.next().await.unwrap().unwrap().as_deref(), Some("a"));
    sender.send("secret".into()).await.unwrap();
    assert_eq!(answers.next().await.unwrap().unwrap(), None);
    sender.fail(Error::status(StatusCode::Aborted, "no more")).await.unwrap();
    assert_eq!(rest(answers).await, [Err("no more".to_owned())]);
}

#[test]
fn contracts_tell_of_streams_and_names() {
    let descriptor = LinesClient::descriptor();
    assert_eq!(descriptor.schema(), None);
    let [watch, upload, chat] = descriptor.methods() else { panic!("three methods") };
    assert_eq!(
        [watch.kind, upload.kind, chat.kind],
        [MethodKind::ServerStreaming, MethodKind::ClientStreaming, MethodKind::BidiStreaming]
    );
    // Types are those of one message.
    assert_eq!(
        (watch.descriptor.as_ref(), watch.returns.as_ref()),
        ("Ljava/lang/String;I", "Ljava/lang/String;")
    );
    assert_eq!((upload.descriptor.as_ref(), upload.returns.as_ref(), upload.arity), ("I", "J", 1));
    assert_eq!((watch.params, chat.params), (&["topic", "from"][..], &["type"][..]));
    assert!(!watch.no_side_effects && chat.no_side_effects && chat.idempotent);
}

#[derive(Clone, PartialEq, prost::Message)]
#[prost(prost_path = "::dubbors::protobuf::prost")]
pub struct Note {
    #[prost(string, tag = "1")]
    text: String,
}

fn note(text: &str) -> Note {
    Note { text: text.to_owned() }
}

/// A name that generated code must not take for its own.
type T = Note;

const SCHEMA: &[u8] = b"the schema";

#[dubbors::service("demo.Notes", version = "1.0.0", protobuf = SCHEMA, crate = "crate::loopback")]
pub trait Notes {
    async fn write_down(&self, note: T) -> dubbors::Result<Note>;
    #[dubbors(name = "forgetAll", idempotent)]
    async fn forget(&self, nothing: ()) -> dubbors::Result<()>;
    #[dubbors(one_way)]
    async fn hint(&self, note: Note) -> dubbors::Result<()>;
    async fn list(&self, note: Note) -> dubbors::Result<Streaming<Note>>;
    async fn join(&self, notes: Streaming<Note>) -> dubbors::Result<Note>;
    async fn mirror(&self, notes: Streaming<Note>) -> dubbors::Result<Streaming<Note>>;
}

struct Book;

impl Notes for Book {
    async fn write_down(&self, note: Note) -> dubbors::Result<Note> {
        if note.text.is_empty() { Err(Error::status(StatusCode::OutOfRange, "empty")) } else { Ok(note) }
    }

    async fn forget(&self, (): ()) -> dubbors::Result<()> {
        Ok(())
    }

    async fn hint(&self, _: Note) -> dubbors::Result<()> {
        Ok(())
    }

    async fn list(&self, about: Note) -> dubbors::Result<Streaming<Note>> {
        Ok(Streaming::from_values([about.clone(), about]))
    }

    async fn join(&self, mut notes: Streaming<Note>) -> dubbors::Result<Note> {
        let mut all = Note::default();
        while let Some(note) = notes.next().await {
            all.text += &note?.text;
        }
        Ok(all)
    }

    async fn mirror(&self, notes: Streaming<Note>) -> dubbors::Result<Streaming<Note>> {
        Ok(notes)
    }
}

#[tokio::test]
async fn protobuf_goes_all_ways() {
    let client = NotesClient::from_reference(Reference::to(NotesServer::new(Book), Protobuf));
    assert_eq!(client.write_down(note("a")).await.unwrap(), note("a"));
    assert_eq!(client.write_down(note("")).await.unwrap_err().status_code(), StatusCode::OutOfRange);
    client.forget(()).await.unwrap();
    client.hint(note("psst")).await.unwrap();
    assert_eq!(rest(client.list(note("b")).await.unwrap()).await, [Ok(note("b")), Ok(note("b"))]);
    let notes = || Streaming::from_values([note("x"), note("y")]);
    assert_eq!(client.join(notes()).await.unwrap(), note("xy"));
    assert_eq!(rest(client.mirror(notes()).await.unwrap()).await, [Ok(note("x")), Ok(note("y"))]);
}

#[test]
fn protobuf_contracts_have_the_names_of_their_files() {
    let descriptor = NotesClient::descriptor();
    assert_eq!(NotesServer::new(Book).descriptor().schema(), Some(SCHEMA));
    assert_eq!(descriptor.key().to_string(), "demo.Notes:1.0.0");
    let names: Vec<&str> = descriptor.methods().iter().map(|method| method.name.as_ref()).collect();
    assert_eq!(names, ["WriteDown", "forgetAll", "Hint", "List", "Join", "Mirror"]);
    assert!(descriptor.methods().iter().all(|method| method.arity == 1 && method.descriptor.is_empty()));
    assert_eq!(descriptor.methods()[0].params, ["note"]);
}

/// Bytes that are no message: the caller is told that its argument is wrong, in streams too.
#[tokio::test]
async fn what_does_not_fit_is_the_callers_fault() {
    use dubbors::codegen::Invoker;
    use dubbors_core::{Args, Invocation, Payload, Ref};

    let server = NotesServer::new(Book);
    let descriptor = server.descriptor();
    let format: std::sync::Arc<dyn dubbors_core::Serialization> = std::sync::Arc::new(Protobuf);
    let wrong = || Payload::new(b"\x0a\x05ab"[..].into(), std::sync::Arc::clone(&format));
    let method = &descriptor.methods()[0];
    let key = descriptor.key();
    let mut call = Invocation::new(Ref::Borrowed(key), Ref::Borrowed(method), Args::Encoded(wrong()));
    let error = server.invoke(&mut call).await.unwrap_err();
    assert_eq!((error.code(), error.status_code()), (Code::Serialization, StatusCode::InvalidArgument));
    assert!(error.to_string().contains("argument 1 `note`"), "{error}");

    struct Once(Option<Payload>);
    impl dubbors_core::Inbound for Once {
        fn poll_message(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<dubbors::Result<Payload>>> {
            std::task::Poll::Ready(self.0.take().map(Ok))
        }
    }
    let stream = dubbors_core::InboundStream::new(Once(Some(wrong())));
    let args = Args::Inbound(Some(stream), format.clone());
    let mut call = Invocation::new(Ref::Borrowed(key), Ref::Borrowed(&descriptor.methods()[4]), args);
    let error = server.invoke(&mut call).await.unwrap_err();
    assert_eq!((error.code(), error.status_code()), (Code::Serialization, StatusCode::InvalidArgument));
    assert!(error.to_string().contains("a message of the stream does not fit"), "{error}");

    // A stream where one message belongs, and the reverse.
    let mut call =
        Invocation::new(Ref::Borrowed(key), Ref::Borrowed(&descriptor.methods()[4]), Args::Encoded(wrong()));
    assert_eq!(server.invoke(&mut call).await.unwrap_err().code(), Code::Internal);
}

/// A deprecated contract warns those who use it, not where it is defined.
mod old {
    #![deny(warnings)]

    #[deprecated(note = "use New")]
    #[dubbors::service("demo.Old")]
    pub trait Old {
        async fn call(&self) -> dubbors::Result<()>;
    }
}

#[test]
fn deprecated_contracts_still_work() {
    #[allow(deprecated, reason = "it is used on purpose")]
    let name = <old::OldClient as dubbors::codegen::Client>::descriptor().key().to_string();
    assert_eq!(name, "demo.Old");
}
