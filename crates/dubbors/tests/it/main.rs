//! The whole stack: macros, facade, filters, cluster, protocol, registries.

#![allow(unreachable_pub)]

mod calls;
mod contract;
mod derive;
mod discovery;
mod generic;
mod lifecycle;
mod mistakes;
