//! What Hessian costs beside other codecs, for `cargo xtask bench hessian`.
//!
//! | concept | file |
//! |---|---|
//! | an operation that can be repeated, and how it is timed | `hessian/measure.rs` |
//! | its allocations | `hessian/count.rs` |
//! | the object of twelve fields | `hessian/payload.rs` |
//! | the texts of one KiB | `hessian/text.rs` |
//! | the same object for protobuf | `hessian/proto.rs` |
//! | every codec with every payload | `hessian/cases.rs` |

pub mod cases;
pub mod count;
pub mod measure;
mod payload;
mod proto;
pub mod text;
