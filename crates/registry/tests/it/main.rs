//! The registries of this crate against the suite, and what is the file registry's own.

mod file;
mod memory;
