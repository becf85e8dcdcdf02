//! The vocabulary that every part of dubbors shares.
//!
//! A call is an [`Invocation`]. Whatever can be called is an [`Invoker`]; whatever runs around a call is a
//! [`Filter`]; a [`Cluster`] chooses among the [`Endpoint`]s of a [`Directory`]; a [`Protocol`] carries the call
//! over the wire; a [`Registry`] says who provides what. Named choices live in [`Extensions`], a value that the
//! facade builds and passes on.
//!
//! This crate does no I/O, spawns no task and reads no clock.
//!
//! | concept | file |
//! |---|---|
//! | one call and its answer | `invocation.rs`, `response.rs`, `message.rs`, `streaming.rs`, `attachments.rs` |
//! | contracts | `method.rs`, `method_ref.rs`, `service_key.rs`, `services.rs` |
//! | callables | `invoker.rs`, `filter.rs`, `protocol.rs` |
//! | choosing a provider | `directory.rs`, `endpoint.rs`, `candidates.rs`, `cluster.rs`, `router.rs`, `load_balance.rs` |
//! | finding providers | `registry.rs`, `instance.rs`, `address.rs`, `url.rs`, `param.rs`, `watch.rs` |
//! | the rest | `extensions.rs`, `error.rs`, `code.rs`, `status.rs`, `stream.rs`, `shutdown.rs` |

mod address;
mod attachments;
mod backoff;
mod candidates;
mod cluster;
mod code;
mod directory;
mod endpoint;
mod error;
mod extensions;
mod filter;
mod health;
mod instance;
mod invocation;
mod invoker;
mod load_balance;
mod message;
mod method;
mod method_ref;
pub mod param;
mod protocol;
mod registry;
mod response;
mod router;
mod service_key;
mod services;
mod shutdown;
mod status;
mod stream;
mod streaming;
pub mod url;
mod watch;

use std::future::Future;
use std::pin::Pin;

pub use address::Address;
pub use attachments::{Attachments, Text};
pub use backoff::Backoff;
pub use candidates::Candidates;
pub use cluster::{Cluster, ClusterFactory, Clustered};
pub use code::{Code, Origin};
pub use directory::{Directory, MethodConfig, Snapshot};
pub use endpoint::{ActiveCall, Endpoint, Stats};
pub use error::{Error, Result};
pub use extensions::{Extensions, Table};
pub use filter::{AnyFilter, Filter, FilterEntry, FilterScope, Next, Part, Scope, Side};
pub use health::{Health, HealthWatch, Stopped};
pub use instance::Instance;
pub use invocation::{Args, Invocation, Ref};
pub use invoker::{AnyInvoker, Invoker};
pub use load_balance::{LoadBalance, LoadBalanceFactory};
pub use message::{Decode, Encode, HessianArgs, HessianParts, Parts, Payload, Reader, Serialization, Writer};
pub use method::{Method, MethodKind, ServiceDescriptor};
pub use method_ref::MethodRef;
pub use protocol::{AnyConnection, AnyProtocol, Detect, Protocol, Target};
pub use registry::{AnyRegistry, Registry, RegistryFactory};
pub use response::{Body, Response};
pub use router::Router;
pub use service_key::ServiceKey;
pub use services::{Lookup, Service, Services};
pub use shutdown::{Shutdown, ShutdownTrigger};
pub use status::{Status, StatusCode, StatusDetail};
pub use stream::{BoxStream, ByteStream, Peer};
pub use streaming::{
    Inbound, InboundStream, Outbound, OutboundStream, StreamSender, Streaming, WriteMessage,
};
pub use url::Url;
pub use watch::{Watch, WatchSender};

/// A boxed future: the shape of every call behind a `dyn` boundary.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
