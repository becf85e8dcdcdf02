//! One suite for each trait: every implementation passes the same tests.
//!
//! A suite is a macro that writes one test for each promise of the trait's documentation. The implementation gives a
//! function that makes what is tested.

// A suite fails by panicking, as every test does.
#![allow(clippy::panic, clippy::unwrap_used)]

pub mod registry;
