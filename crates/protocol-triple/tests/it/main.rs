//! Hostile peers, and peers that are merely unusual, against whole connections: in memory, or over loopback sockets with
//! ports that the system chooses.

// A test fails by panicking, its helpers too.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod floods;
mod headers;
mod hpack;
mod http1;
mod malformed;
mod messages;
mod paths;
mod raw;
mod resets;
mod rogue;
mod service;
mod stalls;
