//! What the reader of descriptors takes for granted, and a peer may not have kept.

use std::fmt::Display;
use std::panic::catch_unwind;

use dubbors_core::{Error, Result};
use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};

pub(super) fn decode(set: &[u8]) -> Result<DescriptorPool> {
    let wrong = |why: &dyn Display| Error::serialization(format!("not a set of .proto files: {why}"));
    // prost-reflect 0.16.5 panics where it should say which name is declared twice. It shares nothing that could be
    // left half done.
    let pool = catch_unwind(|| DescriptorPool::decode(set))
        .map_err(|_| wrong(&"what it declares contradicts itself"))?
        .map_err(|error| wrong(&error))?;
    check(&pool)?;
    Ok(pool)
}

fn check(pool: &DescriptorPool) -> Result<()> {
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
