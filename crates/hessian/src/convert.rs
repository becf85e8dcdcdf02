//! How Rust's own types are written and read.

mod collection;
mod pointer;
mod scalar;
mod text;
mod tuple;

pub(crate) use collection::{list, map};
