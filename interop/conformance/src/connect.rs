//! connectconformance: the service that its client calls, and a client that calls what it asks for.

mod answer;
mod call;
mod capture;
pub mod client;
mod headers;
mod message;
mod service;
mod settings;
mod stop;
mod streams;
pub mod wire;

pub use service::Conformance;
