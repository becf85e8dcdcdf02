//! The service under attack and both ways to reach it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{
    Address, AnyInvoker, AnyProtocol, Args, Attachments, Body, Encode, Error, Instance, Invocation, Invoker,
    Method, MethodKind, Payload, Protocol, Ref, Response, Result, Service, ServiceDescriptor, ServiceKey,
    Services, Streaming, Target, Url, Writer,
};
use dubbors_protocol_triple::Triple;
use dubbors_serialization::Protobuf;
use dubbors_transport::{Listener, MemoryConnector, Port, PortSettings, memory};
use prost::Message as _;
use prost_types::{
    DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto,
    ServiceDescriptorProto,
};
use tokio::sync::Notify;
use tokio::time::Instant;

/// Name, messages in, messages out.
const METHODS: [(&str, MethodKind); 8] = [
    ("Echo", MethodKind::Unary),
    ("Look", MethodKind::Unary),
    ("Hang", MethodKind::Unary),
    ("Large", MethodKind::Unary),
    ("Count", MethodKind::ClientStreaming),
    ("CountLater", MethodKind::ClientStreaming),
    ("Endless", MethodKind::ServerStreaming),
    ("Chat", MethodKind::BidiStreaming),
];

/// `message Text { string text = 1; int32 count = 2; }` and a service with the methods above.
fn schema() -> &'static [u8] {
    static SCHEMA: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let field = |name: &str, number, kind| FieldDescriptorProto {
            name: Some(name.to_owned()),
            json_name: Some(name.to_owned()),
            number: Some(number),
            label: Some(1),
            r#type: Some(kind),
            ..Default::default()
        };
        let text = DescriptorProto {
            name: Some("Text".to_owned()),
            field: vec![field("text", 1, 9), field("count", 2, 5)],
            ..Default::default()
        };
        let method = |(name, kind): (&str, MethodKind)| MethodDescriptorProto {
            name: Some(name.to_owned()),
            input_type: Some(".demo.Text".to_owned()),
            output_type: Some(".demo.Text".to_owned()),
            client_streaming: Some(kind.has_request_stream()),
            server_streaming: Some(kind.has_response_stream()),
            ..Default::default()
        };
        let service = ServiceDescriptorProto {
            name: Some("Test".to_owned()),
            method: METHODS.into_iter().map(method).collect(),
            ..Default::default()
        };
        let file = FileDescriptorProto {
            name: Some("demo.proto".to_owned()),
            package: Some("demo".to_owned()),
            syntax: Some("proto3".to_owned()),
            message_type: vec![text],
            service: vec![service],
            ..Default::default()
        };
        FileDescriptorSet { file: vec![file] }.encode_to_vec()
    });
    &SCHEMA
}

pub fn descriptor() -> Arc<ServiceDescriptor> {
    let methods = METHODS.map(|(name, kind)| {
        let method = Method::new(name, "Ldemo/Text;", "Ldemo/Text;", 1).with_kind(kind);
        if name == "Look" { method.no_side_effects() } else { method }
    });
    ServiceDescriptor::new(ServiceKey::new("demo.Test"), methods.to_vec()).with_schema(schema())
}

/// What the service remembers.
#[derive(Debug, Default)]
pub struct Memory {
    /// Calls that run now, and the most that ever did.
    pub running: AtomicUsize,
    pub most: AtomicUsize,
    /// Calls that were begun.
    pub begun: AtomicUsize,
    /// Bytes that were made for streams.
    pub made: AtomicUsize,
    /// Lets `CountLater` begin to read.
    pub release: Notify,
}

struct Running(Arc<Memory>);

impl Running {
    fn begin(memory: &Arc<Memory>) -> Self {
        memory.begun.fetch_add(1, Ordering::SeqCst);
        let now = memory.running.fetch_add(1, Ordering::SeqCst) + 1;
        memory.most.fetch_max(now, Ordering::SeqCst);
        Self(Arc::clone(memory))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Bytes as the message they are.
pub struct Encoded(pub Bytes);

impl Encode for Encoded {
    fn encode(&self, to: &mut Writer<'_>) -> Result<()> {
        match to {
            Writer::Protobuf(into) => into.extend_from_slice(&self.0),
            _ => return Err(Error::internal("protobuf only")),
        }
        Ok(())
    }
}

pub fn number(count: usize) -> Bytes {
    let mut bytes = vec![0x10];
    let mut rest = count;
    while rest >= 128 {
        bytes.push(u8::try_from(rest % 128).unwrap() | 128);
        rest /= 128;
    }
    bytes.push(u8::try_from(rest).unwrap());
    bytes.into()
}

fn reply(bytes: Bytes) -> Result<Response> {
    Ok(Response::new(Payload::new(bytes, Arc::new(Protobuf))))
}

fn outbound(stream: Streaming<Bytes>) -> Response {
    Response::of(Body::Outbound(stream.outbound(|bytes, write| write(&Encoded(bytes.clone()), None))))
}

fn bytes_of(payload: Payload) -> Result<Bytes> {
    Ok(payload.bytes().clone())
}

pub struct TestService(pub Arc<Memory>);

impl Invoker for TestService {
    async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let _running = Running::begin(&self.0);
        let body =
            |call: &Invocation<'_>| call.payload().map(|payload| payload.bytes().clone()).unwrap_or_default();
        match &*call.method().name {
            "Echo" => reply(body(call)),
            // What filters see of the call.
            "Look" => {
                let seen = format!("{} {}", call.service(), call.method().name);
                let mut bytes = vec![0x0a, u8::try_from(seen.len()).unwrap()];
                bytes.extend_from_slice(seen.as_bytes());
                reply(bytes.into())
            }
            "Hang" => std::future::pending().await,
            "Large" => reply(Bytes::from([&b"\x0a\x80\x80\x40"[..], &[b'x'; 1 << 20]].concat())),
            name @ ("Count" | "CountLater") => {
                let is_late = name == "CountLater";
                let mut messages = Streaming::received(call.take_inbound()?, bytes_of);
                if is_late {
                    self.0.release.notified().await;
                }
                let mut count = 0;
                while let Some(message) = messages.next().await {
                    message?;
                    count += 1;
                }
                reply(number(count))
            }
            "Endless" => {
                let memory = Arc::clone(&self.0);
                let text = Bytes::from([&b"\x0a\xe8\x07"[..], &[b'x'; 1000]].concat());
                Ok(outbound(Streaming::from_values(std::iter::repeat_with(move || {
                    memory.made.fetch_add(text.len(), Ordering::SeqCst);
                    text.clone()
                }))))
            }
            "Chat" => Ok(outbound(Streaming::received(call.take_inbound()?, bytes_of))),
            other => Err(Error::unimplemented(other.to_owned())),
        }
    }
}

/// A provider of `demo.Test` on a port of its own.
pub struct Provider {
    pub port: Port,
    pub memory: Arc<Memory>,
}

impl Provider {
    pub async fn start(settings: &str) -> Self {
        Self::serve(Self::listener().await, settings, Triple::new("tri"))
    }

    /// With so many places for running requests.
    pub async fn with_places(places: usize, settings: &str) -> Self {
        let protocol = Triple::new("tri").with_in_flight(places.try_into().unwrap());
        Self::serve(Self::listener().await, settings, protocol)
    }

    pub async fn listener() -> Listener {
        let address = "127.0.0.1:0".parse().unwrap();
        Listener::bind(&address, &PortSettings::default().listen).await.unwrap()
    }

    /// Without sockets, for paused time. Each direction of a connection holds up to `buffer` bytes.
    pub fn in_memory(buffer: usize, settings: &str) -> (MemoryConnector, Self) {
        let (connector, listener) = memory(buffer);
        (connector, Self::serve(listener, settings, Triple::new("tri")))
    }

    fn serve(listener: Listener, settings: &str, protocol: Triple) -> Self {
        Self::serve_with(listener, settings, protocol, PortSettings::default())
    }

    pub fn serve_with(listener: Listener, settings: &str, protocol: Triple, port: PortSettings) -> Self {
        let (services, memory) = Self::services(settings);
        let protocols = vec![AnyProtocol::new(protocol)];
        let port = Port::serve(listener, protocols, services, port).unwrap();
        Self { port, memory }
    }

    /// The service behind a port with these settings.
    pub fn services(settings: &str) -> (Arc<Services>, Arc<Memory>) {
        let memory = Arc::new(Memory::default());
        let service = Service {
            descriptor: descriptor(),
            invoker: AnyInvoker::new(TestService(Arc::clone(&memory))),
            filters: Box::new([]),
            settings: Url::default(),
        };
        let services = Services::new([service]).with_settings(format!("tri://x?{settings}").parse().unwrap());
        (services, memory)
    }

    pub fn address(&self) -> Address {
        self.port.local_address().clone()
    }
}

/// A consumer of `demo.Test`.
pub struct Consumer {
    invoker: AnyInvoker,
    descriptor: Arc<ServiceDescriptor>,
}

impl Consumer {
    pub fn at(address: Address, settings: &str) -> Self {
        let descriptor = descriptor();
        let instance = Instance::new(address, "tri");
        let settings: Url = format!("consumer://x?{settings}").parse().unwrap();
        let target = Target { instance: &instance, service: &descriptor, settings: &settings };
        Self { invoker: Triple::new("tri").refer(&target).unwrap(), descriptor }
    }

    /// Whether the provider is taken to be reachable.
    pub fn is_ready(&self) -> bool {
        self.invoker.is_ready()
    }

    pub async fn call(&self, method: &str, args: Args<'_>, timeout: Duration) -> Result<Response> {
        let method = self.descriptor.methods().iter().find(|known| known.name == method).unwrap();
        let mut call = Invocation::new(Ref::Borrowed(self.descriptor.key()), Ref::Borrowed(method), args)
            .with_attachments(Attachments::new())
            .with_deadline(Some(Instant::now() + timeout));
        self.invoker.invoke(&mut call).await
    }

    pub async fn echo(&self, text: &'static [u8]) -> Result<Bytes> {
        let args = Encoded(Bytes::from_static(text));
        let response = self.call("Echo", Args::Typed(&args), Duration::from_secs(10)).await?;
        match response.body() {
            Body::Message(payload) => Ok(payload.bytes().clone()),
            _ => panic!("a stream"),
        }
    }

    /// The messages of a stream of one request.
    pub async fn endless(&self) -> Result<Streaming<Bytes>> {
        self.endless_for(Duration::from_secs(10)).await
    }

    pub async fn endless_for(&self, timeout: Duration) -> Result<Streaming<Bytes>> {
        let args = Encoded(Bytes::new());
        let response = self.call("Endless", Args::Typed(&args), timeout).await?;
        Ok(Streaming::received(response.into_inbound()?, bytes_of))
    }
}
