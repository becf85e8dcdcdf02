//! The schemas of contracts that are called as JSON.

use dubbors_core::{Error, Result, ServiceDescriptor};
use dubbors_serialization::{Schema, ServiceSchema};

/// The schema of a contract.
///
/// # Errors
/// `Code::Invalid` when it has none.
pub(crate) fn schema_of(service: &ServiceDescriptor) -> Result<ServiceSchema> {
    let interface = service.key().interface();
    let Some(set) = service.schema() else {
        return Err(Error::invalid(format!("{interface} comes from no .proto file")));
    };
    Schema::parse(set)?
        .service(interface)
        .ok_or_else(|| Error::invalid(format!("the descriptor set of {interface} does not describe it")))
}
