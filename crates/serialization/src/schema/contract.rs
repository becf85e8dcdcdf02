//! A service of a schema as a contract that can be called.

use std::sync::Arc;

use dubbors_core::{Method, MethodKind, ServiceDescriptor, ServiceKey};

use super::{MethodSchema, ServiceSchema};

impl ServiceSchema {
    /// The contract, as generated code has it for the same service.
    #[must_use]
    pub fn contract(&self) -> Arc<ServiceDescriptor> {
        let methods = self.methods().map(|schema| {
            let method = Method::new(schema.name().to_owned(), "", "", 1).with_kind(schema.kind());
            match (schema.has_no_side_effects(), schema.is_idempotent()) {
                (true, _) => method.no_side_effects(),
                (false, true) => method.idempotent(),
                _ => method,
            }
        });
        let key = ServiceKey::new(self.name());
        ServiceDescriptor::new(key, methods.collect()).with_schema(self.schema().to_bytes())
    }
}

impl MethodSchema {
    /// How many messages go each way.
    #[must_use]
    pub fn kind(&self) -> MethodKind {
        match (self.is_client_streaming(), self.is_server_streaming()) {
            (false, false) => MethodKind::Unary,
            (true, false) => MethodKind::ClientStreaming,
            (false, true) => MethodKind::ServerStreaming,
            (true, true) => MethodKind::BidiStreaming,
        }
    }
}
