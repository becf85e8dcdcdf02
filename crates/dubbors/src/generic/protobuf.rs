//! Calls of a contract that is known at run time alone: messages as JSON, by the descriptors of its `.proto` file.

mod stream;

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use dubbors_core::{
    Args, Body, Encode, Error, InboundStream, MethodKind, OutboundStream, Payload, Response, Result,
    StatusCode, Streaming, Writer,
};
use dubbors_serialization::{MethodSchema, ProtoJson, ServiceSchema};

use crate::context;
use crate::reference::Reference;
use stream::{JsonAnswers, JsonMessages, One};

/// A consumer of a protobuf contract that was read from a file or asked of a server: JSON goes in and comes out. Cheap
/// to clone. See [`Dubbo::generic_protobuf`](crate::Dubbo::generic_protobuf).
///
/// JSON is protobuf's own mapping. Fields that a message does not have are refused, as a person may have mistyped them;
/// [`with_json`](Self::with_json) changes this and how answers are written.
#[derive(Clone, Debug)]
pub struct GenericProtobuf {
    reference: Reference,
    service: ServiceSchema,
    methods: Arc<[MethodSchema]>,
    json: ProtoJson,
}

impl GenericProtobuf {
    pub(crate) fn new(reference: Reference, service: ServiceSchema) -> Self {
        let methods = service.methods().collect();
        Self { reference, service, methods, json: ProtoJson::new().denying_unknown() }
    }

    /// Reads and writes JSON in another way.
    #[must_use]
    pub fn with_json(mut self, json: ProtoJson) -> Self {
        self.json = json;
        self
    }

    /// Calls `method` with one message, and gives the one that it answers.
    ///
    /// # Errors
    /// `Code::Invalid` with the place when the JSON does not fit, and when the method streams or is not there; otherwise
    /// what the service answered, or what kept the call from being answered.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the call; the provider may still run it.
    pub async fn call(&self, method: &str, json: impl AsRef<[u8]>) -> Result<String> {
        let schema = self.of_kind(method, MethodKind::Unary)?;
        let response = self.exchange(&schema, &self.message(&schema, json.as_ref())?).await?;
        self.one(&schema, response)
    }

    /// Calls `method` with one message, and gives those that it answers.
    ///
    /// # Errors
    /// As [`call`](Self::call). What ends the stream early comes as its last item.
    ///
    /// # Cancel safety
    /// Dropping the future, or the stream, cancels the call.
    pub async fn server_streaming(&self, method: &str, json: impl AsRef<[u8]>) -> Result<Streaming<String>> {
        let schema = self.of_kind(method, MethodKind::ServerStreaming)?;
        let response = self.exchange(&schema, &self.message(&schema, json.as_ref())?).await?;
        self.many(&schema, response.into_inbound()?)
    }

    /// Calls `method` with many messages, and gives the one that it answers.
    ///
    /// # Errors
    /// As [`call`](Self::call); an error of `messages` ends the call with it.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the call.
    pub async fn client_streaming(&self, method: &str, messages: Streaming<String>) -> Result<String> {
        let schema = self.of_kind(method, MethodKind::ClientStreaming)?;
        let response = self.send(&schema, messages).await?;
        self.one(&schema, response)
    }

    /// Calls `method` with many messages, and gives those that it answers.
    ///
    /// # Errors
    /// As [`server_streaming`](Self::server_streaming); an error of `messages` ends the call with it.
    ///
    /// # Cancel safety
    /// Dropping the future, or the stream, cancels the call.
    pub async fn bidi_streaming(
        &self,
        method: &str,
        messages: Streaming<String>,
    ) -> Result<Streaming<String>> {
        let schema = self.of_kind(method, MethodKind::BidiStreaming)?;
        let response = self.send(&schema, messages).await?;
        self.many(&schema, response.into_inbound()?)
    }

    /// Calls `method` of whatever kind. One that takes one message takes the only one of `messages`, whose end is waited
    /// for; one that answers once gives a stream of one message.
    ///
    /// # Errors
    /// As [`server_streaming`](Self::server_streaming); `Code::Invalid` when there is not one message for a method that
    /// takes one.
    ///
    /// # Cancel safety
    /// Dropping the future, or the stream, cancels the call.
    pub async fn stream(&self, method: &str, messages: Streaming<String>) -> Result<Streaming<String>> {
        let schema = self.method(method)?;
        let response = if schema.is_client_streaming() {
            self.send(&schema, messages).await?
        } else {
            let message = only(&schema, messages).await?;
            self.exchange(&schema, &self.message(&schema, message.as_bytes())?).await?
        };
        let inbound = match response.into_parts() {
            (Body::Inbound(inbound), ..) => inbound,
            (Body::Message(payload), headers, trailers) => {
                InboundStream::new(One::new(payload, headers, trailers))
            }
            _ => return Err(Error::internal("the answer is a stream that goes out")),
        };
        self.many(&schema, inbound)
    }

    /// What is known of `method`, whose first letter may have either case.
    ///
    /// # Errors
    /// `Code::Invalid` with the names of all methods when there is none of this name.
    pub fn method(&self, method: &str) -> Result<MethodSchema> {
        let is_it = |known: &&MethodSchema| known.name() == method;
        let is_nearly = |known: &&MethodSchema| other_case(known.name()).as_deref() == Some(method);
        let found = self.methods.iter().find(is_it).or_else(|| self.methods.iter().find(is_nearly));
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = self.methods.iter().map(MethodSchema::name).collect();
            let method: String = method.chars().take(64).collect();
            Error::invalid(format!(
                "{} has no method {method}; its methods: {}",
                self.service.name(),
                known.join(", ")
            ))
        })
    }

    /// What is known of the service.
    #[must_use]
    pub fn service(&self) -> &ServiceSchema {
        &self.service
    }

    /// What the calls go through.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.reference
    }

    fn of_kind(&self, method: &str, kind: MethodKind) -> Result<MethodSchema> {
        let schema = self.method(method)?;
        if schema.kind() == kind {
            return Ok(schema);
        }
        let (what, call) = match schema.kind() {
            MethodKind::Unary => ("takes one message and answers one", "call"),
            MethodKind::ServerStreaming => ("answers with a stream", "server_streaming"),
            MethodKind::ClientStreaming => ("takes a stream", "client_streaming"),
            MethodKind::BidiStreaming => ("takes a stream and answers with one", "bidi_streaming"),
        };
        Err(Error::invalid(format!("{}.{} {what}", self.service.name(), schema.name()))
            .with_next(format!("call it with `{call}`, or with `stream`, which calls every kind")))
    }

    fn message(&self, method: &MethodSchema, json: &[u8]) -> Result<Encoded> {
        let mut into = BytesMut::new();
        self.json.to_protobuf(&method.input(), json, &mut into)?;
        Ok(Encoded(into.freeze()))
    }

    async fn exchange(&self, method: &MethodSchema, message: &Encoded) -> Result<Response> {
        self.reference.call_with(self.index(method), Args::Typed(message), &[]).await
    }

    async fn send(&self, method: &MethodSchema, messages: Streaming<String>) -> Result<Response> {
        let messages = OutboundStream::new(JsonMessages::new(messages, method.input(), self.json));
        self.reference.call_with(self.index(method), Args::Outbound(Some(messages)), &[]).await
    }

    fn one(&self, method: &MethodSchema, mut response: Response) -> Result<String> {
        let answer = match response.body() {
            Body::Message(payload) => to_json(&self.json, method, payload),
            _ => Err(Error::internal("the answer is a stream, expected one value")),
        };
        context::returned(&mut response);
        answer
    }

    fn many(&self, method: &MethodSchema, inbound: InboundStream) -> Result<Streaming<String>> {
        context::returned_a_stream();
        let answers = JsonAnswers::new(inbound, method.clone(), self.json);
        Ok(Streaming::received(InboundStream::new(answers), stream::text))
    }

    fn index(&self, method: &MethodSchema) -> usize {
        self.methods.iter().position(|known| known == method).unwrap_or(usize::MAX)
    }
}

/// A message that is encoded already.
struct Encoded(Bytes);

impl Encode for Encoded {
    fn encode(&self, to: &mut Writer<'_>) -> Result<()> {
        to.protobuf()?.extend_from_slice(&self.0);
        Ok(())
    }
}

fn to_json(json: &ProtoJson, method: &MethodSchema, payload: &Payload) -> Result<String> {
    let mut into = BytesMut::new();
    json.to_json(&method.output(), payload.bytes(), &mut into)
        .map_err(|error| error.context("the answer does not fit"))?;
    String::from_utf8(into.into()).map_err(|error| Error::internal(error.to_string()))
}

/// The message of a method that takes one.
async fn only(method: &MethodSchema, mut messages: Streaming<String>) -> Result<String> {
    let wrong = |count: &str| {
        Error::invalid(format!("{} takes one message, and there {count}", method.name()))
            .with_status(StatusCode::InvalidArgument)
    };
    let message = messages.next().await.ok_or_else(|| wrong("is none"))??;
    match messages.next().await {
        None => Ok(message),
        Some(other) => other.and_then(|_| Err(wrong("are more"))),
    }
}

/// A name with its first letter in the other case.
fn other_case(name: &str) -> Option<String> {
    let first = name.chars().next()?;
    let other =
        if first.is_ascii_lowercase() { first.to_ascii_uppercase() } else { first.to_ascii_lowercase() };
    Some(format!("{other}{}", name.get(first.len_utf8()..)?))
}
