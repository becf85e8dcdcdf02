//! What a call costs beside the least that any RPC has to do.
//!
//! | concept | file |
//! |---|---|
//! | the honest floor: framed echo with pending calls, no framework | `floor.rs` |
//! | the whole stack: stub, filters, failover, random, Hessian2, socket and back | `stack.rs` |
//! | allocations of one call | `allocations.rs` |
//! | Hessian beside other codecs | `hessian.rs` |
//!
//! Running calls and timing them is a crate of its own, in `load/`.

pub mod allocations;
pub mod floor;
pub mod hessian;
pub mod stack;

/// The bytes of one request and of its answer.
pub const PAYLOAD: usize = 1024;
