//! The schemas of contracts that are called as JSON, each read once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use dubbors_core::{Error, Result, ServiceDescriptor};
use dubbors_serialization::{Schema, ServiceSchema};

/// What was read so far, by the bytes that it was read from.
#[derive(Debug, Default)]
pub(crate) struct Schemas(Mutex<HashMap<&'static [u8], Schema>>);

impl Schemas {
    /// The schema of a contract.
    ///
    /// # Errors
    /// `Code::Invalid` when it has none.
    pub(crate) fn of(&self, service: &ServiceDescriptor) -> Result<ServiceSchema> {
        let interface = service.key().interface();
        let Some(set) = service.schema() else {
            return Err(Error::invalid(format!(
                "{interface} comes from no .proto file, and `codec` is json"
            ))
            .with_next("set `codec` to proto"));
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let schema = match known.get(set) {
            Some(schema) => schema.clone(),
            None => {
                let schema = Schema::parse(set)?;
                known.insert(set, schema.clone());
                schema
            }
        };
        schema
            .service(interface)
            .ok_or_else(|| Error::invalid(format!("the descriptor set of {interface} does not describe it")))
    }
}
