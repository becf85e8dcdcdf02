//! The registries of this crate against the suite, and what is the file registry's own.

// A test fails by panicking, its helpers too.
#![allow(clippy::unwrap_used)]

mod file;
mod memory;
