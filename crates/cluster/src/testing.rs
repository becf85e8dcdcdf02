//! Scripted providers for the tests of this crate.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use bytes::{Bytes, BytesMut};
use dubbors_core::{
    Address, AnyInvoker, AnyProtocol, Args, BoxFuture, BoxStream, Detect, Encode, Endpoint, Error,
    Extensions, Instance, Invocation, Invoker, Method, Payload, Protocol, Reader, Ref, Response, Result,
    Serialization, ServiceDescriptor, ServiceKey, Services, Shutdown, Target,
};

/// A format for values that nobody looks at.
pub(crate) struct Opaque;

impl Serialization for Opaque {
    fn id(&self) -> u8 {
        31
    }

    fn name(&self) -> &'static str {
        "opaque"
    }

    fn encode(&self, _: &dyn Encode, _: &mut BytesMut) -> Result<()> {
        Ok(())
    }

    fn decode(&self, _: Bytes, _: &mut dyn FnMut(&mut Reader<'_, '_>) -> Result<()>) -> Result<()> {
        Ok(())
    }
}

fn payload(text: &str) -> Payload {
    Payload::new(Bytes::copy_from_slice(text.as_bytes()), Arc::new(Opaque))
}

/// Answers one call.
pub(crate) type Step = Box<dyn FnOnce() -> BoxFuture<'static, Result<()>> + Send>;

/// An invoker that follows a script and then succeeds; its answers hold its name.
pub(crate) struct Scripted {
    name: String,
    steps: Mutex<VecDeque<Step>>,
}

impl Invoker for Scripted {
    async fn invoke(&self, _: &mut Invocation<'_>) -> Result<Response> {
        let step = self.steps.lock().unwrap().pop_front();
        if let Some(step) = step {
            step().await?;
        }
        Ok(Response::new(payload(&self.name)))
    }
}

/// Who answered.
pub(crate) fn answered_by(response: &Response) -> String {
    match response.body() {
        dubbors_core::Body::Message(payload) => String::from_utf8(payload.bytes().to_vec()).unwrap(),
        _ => unreachable!(),
    }
}

pub(crate) fn fails(error: impl FnOnce() -> Error + Send + 'static) -> Step {
    Box::new(|| Box::pin(async move { Err(error()) }))
}

pub(crate) fn instance(port: u16) -> Instance {
    Instance::new(Address::new("10.0.0.1", port), "test")
}

/// An endpoint at `port` that follows `steps`.
pub(crate) fn endpoint(port: u16, steps: Vec<Step>) -> Arc<Endpoint> {
    let invoker = Scripted { name: port.to_string(), steps: Mutex::new(steps.into()) };
    Arc::new(Endpoint::new(instance(port), AnyInvoker::new(invoker), Box::default()))
}

/// Endpoints of the given weights, at ports 1, 2, 3...
pub(crate) fn weighted(weights: &[u32]) -> Vec<Arc<Endpoint>> {
    let endpoint = |(port, weight): (u16, &u32)| {
        let endpoint = endpoint(port, Vec::new());
        endpoint.stats().set_weight(*weight);
        endpoint
    };
    (1..).zip(weights).map(endpoint).collect()
}

/// The contract of the tests: `a.B` with `first` and `second`.
pub(crate) fn contract() -> Arc<ServiceDescriptor> {
    let methods = vec![Method::new("first", "", "V", 0), Method::new("second", "", "V", 0)];
    ServiceDescriptor::new(ServiceKey::new("a.B"), methods)
}

/// A call of method `index` of the contract.
pub(crate) fn call(index: usize) -> Invocation<'static> {
    let contract = contract();
    Invocation::new(
        Ref::Shared(Arc::new(contract.key().clone())),
        Ref::Shared(Arc::new(contract.methods()[index].clone())),
        Args::Encoded(payload("")),
    )
}

/// A protocol whose providers always succeed; port 666 cannot be referred to.
pub(crate) struct TestProtocol;

impl Protocol for TestProtocol {
    fn name(&self) -> &'static str {
        "test"
    }

    fn refer(&self, target: &Target<'_>) -> Result<AnyInvoker> {
        let address = target.instance.address();
        if address.port() == 666 {
            return Err(Error::invalid("this port is cursed"));
        }
        Ok(AnyInvoker::new(Scripted { name: address.port().to_string(), steps: Mutex::default() }))
    }

    fn detect(&self, _: &[u8]) -> Detect {
        Detect::No
    }

    fn accept(&self, _: BoxStream, _: Arc<Services>, _: Shutdown) -> BoxFuture<'static, ()> {
        Box::pin(async {})
    }
}

/// This crate's extensions and the test protocol.
pub(crate) fn extensions() -> Extensions {
    let mut ext = Extensions::new();
    crate::register(&mut ext);
    ext.protocols.add("test", Arc::new(AnyProtocol::new(TestProtocol)));
    ext
}
