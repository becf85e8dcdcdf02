//! What a `.proto` file says, at run time: services, methods, messages, files.

mod check;
mod contract;
mod file;
mod text;

use std::fmt;

use bytes::Bytes;
use dubbors_core::Result;
use prost_reflect::prost_types::method_options::IdempotencyLevel;
use prost_reflect::{DescriptorPool, MessageDescriptor, MethodDescriptor, ServiceDescriptor};

pub use file::FileSchema;

/// The files of a contract, from an encoded `google.protobuf.FileDescriptorSet`. Cheap to clone.
#[derive(Clone)]
pub struct Schema {
    pool: DescriptorPool,
}

impl Schema {
    /// Reads a set of files; each file stands behind those that it imports, or before: any order will do.
    ///
    /// # Errors
    /// `Code::Serialization`: bytes that are no such set, a name that is not there, an import that is missing.
    pub fn parse(set: &[u8]) -> Result<Self> {
        Ok(Self { pool: check::decode(set)? })
    }

    /// The encoded `google.protobuf.FileDescriptorSet`.
    #[must_use]
    pub fn to_bytes(&self) -> Bytes {
        self.pool.encode_to_vec().into()
    }

    /// The services of all files.
    pub fn services(&self) -> impl Iterator<Item = ServiceSchema> + '_ {
        self.pool.services().map(|service| ServiceSchema { service })
    }

    /// The service with this full name, such as `helloworld.Greeter`.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<ServiceSchema> {
        self.pool.get_service_by_name(name).map(|service| ServiceSchema { service })
    }

    /// The message with this full name, such as `helloworld.HelloRequest`.
    #[must_use]
    pub fn message(&self, name: &str) -> Option<MessageSchema> {
        self.pool.get_message_by_name(name).map(MessageSchema)
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.services().map(|service| service.name().to_owned())).finish()
    }
}

/// A service of a [`Schema`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSchema {
    service: ServiceDescriptor,
}

impl ServiceSchema {
    /// The full name, such as `helloworld.Greeter`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.service.full_name()
    }

    /// The methods, as the file has them.
    pub fn methods(&self) -> impl Iterator<Item = MethodSchema> + '_ {
        self.service.methods().map(|method| MethodSchema { method })
    }

    /// The method with this name, such as `SayHello`.
    #[must_use]
    pub fn method(&self, name: &str) -> Option<MethodSchema> {
        self.methods().find(|method| method.name() == name)
    }

    /// The file that declares the service.
    #[must_use]
    pub fn file(&self) -> FileSchema {
        FileSchema::new(self.service.parent_file())
    }

    /// The files that the service came in.
    #[must_use]
    pub fn schema(&self) -> Schema {
        Schema { pool: self.service.parent_pool().clone() }
    }
}

/// A method of a [`ServiceSchema`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodSchema {
    method: MethodDescriptor,
}

impl MethodSchema {
    /// The name, such as `SayHello`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.method.name()
    }

    /// What the method takes.
    #[must_use]
    pub fn input(&self) -> MessageSchema {
        MessageSchema(self.method.input())
    }

    /// What the method answers.
    #[must_use]
    pub fn output(&self) -> MessageSchema {
        MessageSchema(self.method.output())
    }

    /// Whether it takes many messages.
    #[must_use]
    pub fn is_client_streaming(&self) -> bool {
        self.method.is_client_streaming()
    }

    /// Whether it answers with many messages.
    #[must_use]
    pub fn is_server_streaming(&self) -> bool {
        self.method.is_server_streaming()
    }

    /// Whether it changes nothing: `idempotency_level = NO_SIDE_EFFECTS`.
    #[must_use]
    pub fn has_no_side_effects(&self) -> bool {
        self.level() == IdempotencyLevel::NoSideEffects
    }

    /// Whether running it twice does no harm: `IDEMPOTENT`, and whatever changes nothing.
    #[must_use]
    pub fn is_idempotent(&self) -> bool {
        self.level() != IdempotencyLevel::IdempotencyUnknown
    }

    fn level(&self) -> IdempotencyLevel {
        let options = self.method.method_descriptor_proto().options.as_ref();
        options.map_or(IdempotencyLevel::IdempotencyUnknown, |options| options.idempotency_level())
    }
}

/// A message of a [`Schema`], as JSON is read and written by it.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageSchema(pub(crate) MessageDescriptor);

impl MessageSchema {
    /// The full name, such as `helloworld.HelloRequest`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.full_name()
    }

    /// The names of the fields, as the file spells them.
    pub fn fields(&self) -> impl Iterator<Item = String> + '_ {
        self.0.fields().map(|field| field.name().to_owned())
    }
}

impl fmt::Debug for MessageSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageSchema({})", self.name())
    }
}

#[cfg(test)]
mod tests;
