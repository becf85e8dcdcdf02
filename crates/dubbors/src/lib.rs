//! RPC for Apache Dubbo in Rust: call Java and Go services, and be called by them.
//!
//! A contract is a trait. `#[service]` makes a client and a server of it:
//!
//! ```
//! use dubbors::{Dubbo, Result};
//!
//! #[dubbors::service("demo.Greeter")]
//! pub trait Greeter {
//!     async fn greet(&self, name: String) -> Result<String>;
//! }
//!
//! struct Hello;
//!
//! impl Greeter for Hello {
//!     async fn greet(&self, name: String) -> Result<String> {
//!         Ok(format!("Hello, {name}!"))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<()> {
//! // The provider. `run()` in place of `build()` would keep it up until ctrl-c.
//! let provider = Dubbo::builder()
//!     .registry("memory://example")
//!     .protocol("dubbo://127.0.0.1:0")
//!     .serve(GreeterServer::new(Hello))
//!     .build()
//!     .await?;
//!
//! // The consumer, normally another process and another registry URL: `zookeeper://host:2181`.
//! let dubbo = Dubbo::builder().registry("memory://example").build().await?;
//! let greeter: GreeterClient = dubbo.refer().connect().await?;
//! assert_eq!(greeter.greet("ferris".into()).await?, "Hello, ferris!");
//! # provider.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! | you want to | look at |
//! |---|---|
//! | start providers, find consumers | [`Dubbo::builder`] |
//! | set timeouts, retries, group, version | [`Refer`], [`Served`], [`param`] |
//! | encrypt, and know who calls | [`Tls`] |
//! | call without a contract | [`Dubbo::generic`] |
//! | call a gRPC service by its descriptors, with JSON | `Dubbo::generic_protobuf`, `Dubbo::reflection` (feature `json`) |
//! | send and read attachments | [`context`] |
//! | take the contract from a `.proto` file | [`include_proto!`], [`protobuf`] |
//! | send and receive streams | [`Streaming`] |
//! | name Java classes and types | [`Hessian`], [`java`], [`Value`] |
//! | tell health checks what cannot be called now | [`Dubbo::health`] |
//! | serve browsers, curl and HTTP beside calls | [the page about HTTP](https://github.com/dubbors/dubbors/blob/main/docs/http.md) |
//! | know what went wrong | [`Error`], [`Code`] |
//! | add a registry, filter, balancer, protocol | [`Builder::with`], [`Extensions`] |

/// The README's code is compiled as a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;

/// And that of the page about TLS.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/tls.md")]
struct TlsPage;

/// And that of the page about HTTP/3.
#[cfg(all(doctest, feature = "triple"))]
#[doc = include_str!("../../../docs/http3.md")]
struct Http3Page;

/// And that of the page about HTTP.
#[cfg(all(doctest, feature = "triple"))]
#[doc = include_str!("../../../docs/http.md")]
struct HttpPage;

mod builder;
mod clock;
#[doc(hidden)]
pub mod codegen;
pub mod context;
mod discovery;
mod dubbo;
mod extensions;
mod generic;
mod lifecycle;
#[cfg(feature = "protobuf")]
pub mod protobuf;
mod refer;
mod reference;
#[cfg(all(feature = "json", feature = "protobuf", feature = "triple"))]
mod reflection;
mod served;
mod server;
mod tls;
#[cfg(feature = "triple")]
mod web;

pub use dubbors_core::{
    Address, AnyFilter, AnyInvoker, AnyProtocol, AnyRegistry, Attachments, Code, Error, Extensions, Filter,
    FilterEntry, FilterScope, Health, Instance, Invocation, Invoker, Next, Origin, Part, Peer, Registry,
    Response, Result, Scope, ServiceKey, Side, Status, StatusCode, StatusDetail, StreamSender, Streaming,
    Url, Watch, param,
};
pub use dubbors_hessian::{self as hessian, Value, java};
pub use dubbors_macros::{Hessian, service};

/// JSON for values and messages: the feature `json`.
#[cfg(feature = "json")]
pub mod json {
    pub use dubbors_serialization::{
        FileSchema, JsonLimits, MessageSchema, MethodSchema, ProtoJson, Schema, ServiceSchema, ValueJson,
        to_value,
    };
}

pub use builder::Builder;
pub use dubbo::Dubbo;
#[cfg(feature = "triple")]
pub use dubbors_protocol_triple::{HttpService, ReplyBody, RequestBody};
pub use extensions::built_in;
pub use generic::Generic;
#[cfg(feature = "json")]
pub use generic::GenericProtobuf;
#[cfg(feature = "json")]
pub use refer::Described;
#[cfg(all(feature = "json", feature = "protobuf", feature = "triple"))]
pub use refer::Reflective;
pub use refer::{Refer, Typed, Untyped};
pub use reference::Reference;
#[cfg(all(feature = "json", feature = "protobuf", feature = "triple"))]
pub use reflection::Reflection;
pub use served::Served;
pub use tls::Tls;
