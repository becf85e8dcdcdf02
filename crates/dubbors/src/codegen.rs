//! What code made by `#[service]` and `#[derive(Hessian)]` calls. Not for people: it may change with every release.

pub use std::sync::{Arc, LazyLock};

mod streams;

pub use dubbors_core::{
    Error, HessianArgs, Invocation, Invoker, Method, MethodKind, Response, Result, ServiceDescriptor,
    ServiceKey,
};
pub use dubbors_hessian as hessian;
pub use dubbors_hessian::java::JavaType;

#[cfg(feature = "protobuf")]
pub use dubbors_serialization::{ProtobufArgs, ProtobufValue};

pub use crate::reference::Reference;
pub use streams::hessian as hessian_streams;
#[cfg(feature = "protobuf")]
pub use streams::protobuf as protobuf_streams;

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
