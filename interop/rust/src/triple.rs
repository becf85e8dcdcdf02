//! What there is over `tri://` besides the services of `dubbo://`.

pub(crate) mod packed;
pub(crate) mod streams;
pub(crate) mod talk;

/// What `build.rs` makes of `interop/proto`.
#[allow(missing_docs, unreachable_pub, missing_debug_implementations, reason = "the code is generated")]
pub(crate) mod proto {
    dubbors::include_proto!("dubbors.interop");
}
