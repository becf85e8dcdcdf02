//! The value formats of dubbors, behind `dubbors_core::Serialization`.
//!
//! | name | number in a dubbo frame | file |
//! |---|---|---|
//! | `hessian2` | 2 | `hessian2.rs` |
//! | `protobuf` | 22 | `protobuf.rs`, behind the feature `protobuf` |

mod hessian2;
#[cfg(feature = "json")]
mod json_text;
#[cfg(feature = "msgpack")]
mod msgpack;
#[cfg(feature = "json")]
mod proto_json;
#[cfg(feature = "protobuf")]
mod protobuf;
#[cfg(feature = "json")]
mod schema;
#[cfg(feature = "json")]
mod value_json;

use std::sync::Arc;

use dubbors_core::Extensions;

pub use hessian2::Hessian2;
#[cfg(feature = "json")]
pub use json_text::JsonLimits;
#[cfg(feature = "msgpack")]
pub use msgpack::Msgpack;
#[cfg(feature = "json")]
pub use proto_json::ProtoJson;
#[cfg(feature = "protobuf")]
pub use protobuf::{Protobuf, ProtobufArgs, ProtobufValue};
#[cfg(feature = "json")]
pub use schema::{FileSchema, MessageSchema, MethodSchema, Schema, ServiceSchema};
#[cfg(feature = "json")]
pub use value_json::{ValueJson, to_value};

/// Adds every format of this crate.
pub fn register(ext: &mut Extensions) {
    ext.serializations.add(hessian2::NAME, Arc::new(Hessian2::default()));
    #[cfg(feature = "protobuf")]
    ext.serializations.add(protobuf::NAME, Arc::new(Protobuf));
}
