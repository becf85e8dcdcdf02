//! What the reader of descriptors takes for granted, and a peer may not have kept.

use dubbors_core::{Error, Result};
use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};

pub(super) fn check(pool: &DescriptorPool) -> Result<()> {
    for message in pool.all_messages().filter(MessageDescriptor::is_map_entry) {
        if !is_map_entry(&message) {
            return Err(Error::serialization(format!("{} is no entry of a map", message.full_name())));
        }
    }
    Ok(())
}

/// A key in field 1, a value in field 2, both single.
fn is_map_entry(message: &MessageDescriptor) -> bool {
    let (Some(key), Some(value)) = (message.get_field(1), message.get_field(2)) else { return false };
    let is_key =
        !matches!(key.kind(), Kind::Double | Kind::Float | Kind::Bytes | Kind::Message(_) | Kind::Enum(_));
    is_key && !key.is_list() && !value.is_list() && !value.is_map()
}
