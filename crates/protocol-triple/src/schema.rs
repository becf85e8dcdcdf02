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
        let text = format!("{interface} comes from no .proto file, and `codec` is json");
        return Err(Error::invalid(text).with_next("set `codec` to proto"));
    };
    Schema::parse(set)?
        .service(interface)
        .ok_or_else(|| Error::invalid(format!("the descriptor set of {interface} does not describe it")))
}
