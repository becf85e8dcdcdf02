//! The contract of gRPC's reflection, as `proto/grpc/reflection/v1/reflection.proto` has it, for those who answer and those
//! who ask.

use std::sync::Arc;

use bytes::Bytes;
use dubbors_core::{Method, MethodKind, ServiceDescriptor, ServiceKey};
use prost::{Message, Oneof};

use crate::server::BUILTIN_SCHEMA;

/// The names of the service: the one of today, and the one that older servers have.
pub const NAMES: [&str; 2] =
    ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];

/// The name of its one method.
pub const METHOD: &str = "ServerReflectionInfo";

/// The contract under one of its names. It has one method.
#[must_use]
pub fn contract(name: &'static str) -> Arc<ServiceDescriptor> {
    let method = Method::new(METHOD, "", "", 1).with_kind(MethodKind::BidiStreaming);
    ServiceDescriptor::new(ServiceKey::new(name), vec![method]).with_schema(BUILTIN_SCHEMA)
}

/// A question.
#[derive(Clone, PartialEq, Message)]
pub struct Request {
    /// Passed on to the answer.
    #[prost(string, tag = "1")]
    pub host: String,
    /// What is asked for.
    #[prost(oneof = "Ask", tags = "3, 4, 5, 6, 7")]
    pub ask: Option<Ask>,
}

/// What is asked for.
#[derive(Clone, PartialEq, Oneof)]
pub enum Ask {
    /// A file by its name.
    #[prost(string, tag = "3")]
    FileByFilename(String),
    /// The file that declares a full name.
    #[prost(string, tag = "4")]
    FileContainingSymbol(String),
    /// The file that declares an extension.
    #[prost(message, tag = "5")]
    FileContainingExtension(Extension),
    /// The numbers of the extensions of a message.
    #[prost(string, tag = "6")]
    AllExtensionNumbersOfType(String),
    /// The names of all services.
    #[prost(string, tag = "7")]
    ListServices(String),
}

/// An extension of a message.
#[derive(Clone, PartialEq, Message)]
pub struct Extension {
    /// The full name of the message.
    #[prost(string, tag = "1")]
    pub containing_type: String,
    /// The number of the extension.
    #[prost(int32, tag = "2")]
    pub number: i32,
}

/// An answer.
#[derive(Clone, PartialEq, Message)]
pub struct Reply {
    /// The host of the question.
    #[prost(string, tag = "1")]
    pub valid_host: String,
    /// The question.
    #[prost(message, tag = "2")]
    pub original_request: Option<Request>,
    /// What is answered.
    #[prost(oneof = "Answer", tags = "4, 5, 6, 7")]
    pub answer: Option<Answer>,
}

/// What is answered.
#[derive(Clone, PartialEq, Oneof)]
pub enum Answer {
    /// A file, and maybe some that it imports.
    #[prost(message, tag = "4")]
    Files(Files),
    /// Numbers of extensions.
    #[prost(message, tag = "5")]
    ExtensionNumbers(ExtensionNumbers),
    /// All services.
    #[prost(message, tag = "6")]
    Services(ServiceList),
    /// Why there is no answer.
    #[prost(message, tag = "7")]
    Error(Failure),
}

/// Files.
#[derive(Clone, PartialEq, Message)]
pub struct Files {
    /// Each an encoded `google.protobuf.FileDescriptorProto`.
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub files: Vec<Bytes>,
}

/// Numbers of extensions.
#[derive(Clone, PartialEq, Message)]
pub struct ExtensionNumbers {
    /// The full name of the message.
    #[prost(string, tag = "1")]
    pub base_type_name: String,
    /// The numbers.
    #[prost(int32, repeated, tag = "2")]
    pub numbers: Vec<i32>,
}

/// Services.
#[derive(Clone, PartialEq, Message)]
pub struct ServiceList {
    /// One for each.
    #[prost(message, repeated, tag = "1")]
    pub services: Vec<Service>,
}

/// A service.
#[derive(Clone, PartialEq, Message)]
pub struct Service {
    /// The full name.
    #[prost(string, tag = "1")]
    pub name: String,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Message)]
pub struct Failure {
    /// gRPC's code.
    #[prost(int32, tag = "1")]
    pub code: i32,
    /// What went wrong.
    #[prost(string, tag = "2")]
    pub message: String,
}
