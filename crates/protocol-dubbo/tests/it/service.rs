//! The service under test and both ways to reach it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{
    Address, AnyInvoker, AnyProtocol, Args, Attachments, Encode, Error, HessianArgs, Instance, Invocation,
    Invoker, Method, Protocol, Ref, Response, Result, Service, ServiceDescriptor, ServiceKey, Services,
    Target, Url,
};
use dubbors_protocol_dubbo::Dubbo;
use dubbors_transport::{Listener, MemoryConnector, Port, PortSettings, memory};
use tokio::sync::Notify;
use tokio::time::Instant;

pub fn descriptor() -> Arc<ServiceDescriptor> {
    let string = "Ljava/lang/String;";
    ServiceDescriptor::new(
        ServiceKey::new("demo.Test"),
        vec![
            Method::new("echo", string, string, 1),
            Method::new("copy", "[B", "[B", 1),
            Method::new("fail", string, string, 1),
            Method::new("hang", "", "V", 0),
            Method::new("note", string, "V", 1).one_way(),
            Method::new("attachments", "", string, 0),
            Method::new("panic", "", "V", 0),
            Method::new("size", "I", string, 1),
            Method::new("late", "I", "[B", 1),
            Method::new("null", "", string, 0),
        ],
    )
}

/// What the service remembers.
#[derive(Default)]
pub struct Memory {
    pub notes: AtomicUsize,
    pub noted: Notify,
    pub hanging: AtomicUsize,
    pub hung: Notify,
    pub release: Notify,
    pub sizes: AtomicUsize,
}

pub struct TestService(pub Arc<Memory>);

impl Invoker for TestService {
    async fn invoke(&self, call: &mut Invocation<'_>) -> Result<Response> {
        let text = |call: &Invocation<'_>| call.read_args(|args| args.next::<String>("text"));
        match &*call.method().name {
            "echo" => Response::reply(call, &HessianArgs((&text(call)?,))),
            "copy" => {
                let bytes = call.read_args(|args| args.next::<Bytes>("bytes"))?;
                Response::reply(call, &HessianArgs((&bytes,)))
            }
            "fail" => Err(Error::exception("demo.Oops", text(call)?)),
            "hang" => {
                self.0.hanging.fetch_add(1, Ordering::SeqCst);
                self.0.hung.notify_one();
                self.0.release.notified().await;
                Response::reply(call, &HessianArgs((&(),)))
            }
            "note" => {
                self.0.notes.fetch_add(1, Ordering::SeqCst);
                self.0.noted.notify_one();
                Response::reply(call, &HessianArgs((&(),)))
            }
            "attachments" => {
                let mut keys: Vec<_> = call.attachments().iter().map(|(k, v)| format!("{k}={v}")).collect();
                keys.sort();
                let mut answer = Attachments::new();
                answer.set("re", "plied");
                Ok(Response::reply(call, &HessianArgs((&keys.join(","),)))?.with_attachments(answer))
            }
            "panic" => panic!("on purpose"),
            "size" => {
                self.0.sizes.fetch_add(1, Ordering::SeqCst);
                let size = call.read_args(|args| args.next::<i32>("size"))?;
                Response::reply(call, &HessianArgs((&"x".repeat(usize::try_from(size).unwrap()),)))
            }
            "late" => {
                let size = call.read_args(|args| args.next::<i32>("size"))?;
                tokio::task::yield_now().await;
                let bytes = vec![7u8; usize::try_from(size).unwrap()];
                Response::reply(call, &HessianArgs((&Bytes::from(bytes),)))
            }
            "null" => Response::reply(call, &HessianArgs((&None::<String>,))),
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
        Self::start_at("127.0.0.1:0", settings).await
    }

    pub async fn start_at(address: &str, settings: &str) -> Self {
        let listener = Listener::bind(&address.parse().unwrap(), &PortSettings::default().listen).await;
        Self::serve(listener.unwrap(), settings)
    }

    /// Without sockets, for paused time. Each direction of a connection holds up to `buffer` bytes.
    pub fn in_memory(buffer: usize, settings: &str) -> (MemoryConnector, Self) {
        let (connector, listener) = memory(buffer);
        (connector, Self::serve(listener, settings))
    }

    fn serve(listener: Listener, settings: &str) -> Self {
        let memory = Arc::new(Memory::default());
        let service = Service {
            descriptor: descriptor(),
            invoker: AnyInvoker::new(TestService(Arc::clone(&memory))),
            filters: Box::new([]),
            settings: Url::default(),
        };
        let services =
            Services::new([service]).with_settings(format!("dubbo://x?{settings}").parse().unwrap());
        let protocols = vec![AnyProtocol::new(Dubbo::new())];
        let port = Port::serve(listener, protocols, services, PortSettings::default()).unwrap();
        Self { port, memory }
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
    pub fn of(provider: &Provider, settings: &str) -> Self {
        Self::at(provider.address(), settings)
    }

    pub fn at(address: Address, settings: &str) -> Self {
        Self::with_descriptor(address, settings, descriptor())
    }

    pub fn with_descriptor(address: Address, settings: &str, descriptor: Arc<ServiceDescriptor>) -> Self {
        let instance = Instance::new(address, "dubbo");
        let settings: Url = format!("consumer://x?{settings}").parse().unwrap();
        let target = Target { instance: &instance, service: &descriptor, settings: &settings };
        Self { invoker: Dubbo::new().refer(&target).unwrap(), descriptor }
    }

    pub fn is_ready(&self) -> bool {
        self.invoker.is_ready()
    }

    pub async fn call(&self, method: &str, args: &dyn Encode) -> Result<Response> {
        self.call_with(method, args, Attachments::new(), Duration::from_secs(10)).await
    }

    pub async fn call_with(
        &self,
        method: &str,
        args: &dyn Encode,
        attachments: Attachments,
        timeout: Duration,
    ) -> Result<Response> {
        let method = self.descriptor.methods().iter().find(|known| known.name == method).unwrap();
        let mut call =
            Invocation::new(Ref::Borrowed(self.descriptor.key()), Ref::Borrowed(method), Args::Typed(args))
                .with_attachments(attachments)
                .with_deadline(Some(Instant::now() + timeout));
        self.invoker.invoke(&mut call).await
    }

    pub async fn echo(&self, text: &str) -> Result<String> {
        self.call("echo", &HessianArgs((&text.to_owned(),))).await?.decode()
    }

    pub async fn copy(&self, bytes: &Bytes) -> Result<Bytes> {
        self.call("copy", &HessianArgs((bytes,))).await?.decode()
    }
}
