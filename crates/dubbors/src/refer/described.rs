//! References to contracts of `.proto` files that are known at run time alone.

use std::sync::Arc;

use dubbors_core::{Error, Result};
use dubbors_serialization::Schema;

use super::Refer;
use crate::dubbo::Shared;
use crate::generic::GenericProtobuf;

/// A reference to a service of a schema; see [`crate::Dubbo::generic_protobuf`].
#[derive(Debug)]
pub struct Described {
    schema: Schema,
    service: String,
}

impl Refer<Described> {
    pub(crate) fn described(shared: Arc<Shared>, schema: &Schema, service: &str) -> Self {
        Self::new(Described { schema: schema.clone(), service: service.to_owned() }, shared)
    }

    /// Finds providers of the service.
    ///
    /// # Errors
    /// As [`Refer::connect`] of a typed reference; `Code::Invalid` when the schema does not have the service.
    ///
    /// # Cancel safety
    /// Dropping the future leaves nothing behind.
    pub async fn connect(self) -> Result<GenericProtobuf> {
        let Described { schema, service } = &self.kind;
        let service = schema.service(service).ok_or_else(|| {
            let known: Vec<String> = schema.services().map(|known| known.name().to_owned()).collect();
            Error::invalid(format!("the schema has no service {service}; it has: {}", known.join(", ")))
        })?;
        let contract = service.contract();
        let contract = contract.with_key(self.key(contract.key()));
        Ok(GenericProtobuf::new(self.reference(contract).await?, service))
    }
}
