//! Rust from `.proto` files, in a build script. No `protoc` is needed.
//!
//! ```toml
//! [dependencies]
//! dubbors = "0.1"
//!
//! [build-dependencies]
//! dubbors-build = "0.1"
//! ```
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), dubbors_build::Error> {
//!     dubbors_build::compile_protos("proto/greeter.proto")
//! }
//! ```
//!
//! ```proto
//! // proto/greeter.proto
//! syntax = "proto3";
//! package helloworld;
//!
//! // Greets.
//! service Greeter {
//!     rpc SayHello(HelloRequest) returns (HelloReply);
//!     rpc Watch(HelloRequest) returns (stream HelloReply);
//! }
//!
//! message HelloRequest { string name = 1; }
//! message HelloReply { string message = 1; }
//! ```
//!
//! ```text
//! // src/lib.rs
//! pub mod helloworld {
//!     dubbors::include_proto!("helloworld");
//! }
//! ```
//!
//! The module then has the messages, and for each service what `#[dubbors::service]` makes of a trait: the trait
//! `Greeter`, `GreeterClient` and `GreeterServer`. Comments become documentation, `deprecated` becomes `#[deprecated]`,
//! and `idempotency_level` is told to the framework.
//!
//! ```text
//! /// Greets.
//! pub trait Greeter {
//!     async fn say_hello(&self, request: HelloRequest) -> dubbors::Result<HelloReply>;
//!     async fn watch(&self, request: HelloRequest) -> dubbors::Result<dubbors::Streaming<HelloReply>>;
//! }
//! ```
//!
//! # Several packages
//!
//! There is one file per package, `<package>.rs`. Types of another package are found by their place: what is in the
//! packages `shop.orders` and `shop.users` belongs in modules `orders` and `users` that are neighbours.
//! [`Builder::include_file`] writes these modules for you.
//!
//! Compile all files of a program in one call: a second one does not know what the first wrote, and replaces it where
//! both write the same package.
//!
//! # What is read
//!
//! proto3 and proto2, without editions. Messages are those of [prost](https://docs.rs/prost): fields of proto2 that
//! are extensions, and fields that a message does not know, are dropped when it is read. The well-known types are those
//! of `prost-types`, reached through dubbors; `google.protobuf.Empty` is `()`, and the wrappers are their plain types.
//!
//! # What is written
//!
//! The same input gives the same bytes, in whatever order it is named and wherever the project lies. Cargo is told to
//! run the build script again when one of the files that were read changes.

mod builder;
mod comments;
mod compile;
mod diagnostics;
mod error;
mod inputs;
mod output;
mod protoc;
mod schema;
mod service;

use std::path::Path;

pub use builder::{Builder, configure};
pub use error::Error;

/// Compiles one `.proto` file with all that it imports, as [`configure`] does without any setting.
///
/// Imports are looked for in the folder of the file.
///
/// # Errors
/// What is wrong with the file or its imports, with place and line, or what kept the result from being written.
pub fn compile_protos(proto: impl AsRef<Path>) -> Result<(), Error> {
    configure().compile_protos(&[proto])
}
