//! gRPC's interop cases: the service, and the cases of a client.

pub mod cases;
mod compressed;
pub mod load;
mod messages;
mod metadata;
mod negative;
mod orca;
pub mod service;
mod soak;
mod streams;
mod unary;

pub use service::Interop;
