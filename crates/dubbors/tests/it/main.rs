//! The whole stack: macros, facade, filters, cluster, protocol, registries.

// A test fails by panicking, its helpers too.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod calls;
#[cfg(feature = "tls")]
mod certificates;
mod contract;
mod derive;
mod discovery;
mod generated;
mod generic;
#[cfg(feature = "http3")]
mod http3;
mod lifecycle;
mod loopback;
mod mistakes;
#[cfg(feature = "tls")]
mod strangers;
mod streams;
mod tls;
mod triple;
mod triple_flavours;
mod ui;
