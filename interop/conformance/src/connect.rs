//! connectconformance: the service that its client calls, and a client that calls what it asks for.

mod answer;
mod headers;
mod message;
mod service;
pub mod wire;

pub use service::Conformance;
