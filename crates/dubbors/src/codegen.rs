//! What code made by `#[service]` and `#[derive(Hessian)]` calls. Not for people: it may change with every release.

pub use std::sync::{Arc, LazyLock};

pub use dubbors_core::{
    Body, Error, HessianArgs, Invocation, Invoker, Method, MethodKind, Payload, Response, Result,
    ServiceDescriptor, ServiceKey, Streaming,
};
pub use dubbors_hessian as hessian;
pub use dubbors_hessian::java::JavaType;

pub use crate::reference::Reference;

/// A typed consumer of one contract.
pub trait Client: Sized {
    /// The contract.
    fn descriptor() -> &'static Arc<ServiceDescriptor>;

    /// The client that calls through `reference`.
    fn from_reference(reference: Reference) -> Self;
}

/// An implementation of one contract.
pub trait Provide: Invoker {
    /// The contract.
    fn descriptor(&self) -> Arc<ServiceDescriptor>;
}
