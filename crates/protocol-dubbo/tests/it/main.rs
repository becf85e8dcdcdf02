//! Whole connections over loopback sockets, with ports chosen by the system.

// A test fails by panicking, its helpers too.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod calls;
mod connection;
mod hostile;
mod hostile_floods;
mod hostile_silence;
mod raw;
mod service;
