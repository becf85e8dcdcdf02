//! What runs around calls unless the settings say otherwise.
//!
//! | name | side | order | does | file |
//! |---|---|--:|---|---|
//! | `echo` | provider | -110000 | answers `$echo` | `echo.rs` |
//! | `context` | provider | -10000 | keeps the framework's attachments from the service | `context.rs` |
//! | `timeout` | provider | -1000 | refuses calls that nobody waits for, reports slow ones | `timeout.rs` |
//! | `executelimit` | provider | -900 | bounds calls of one method (`executes`) | `execute_limit.rs` |
//! | `exception` | provider | 0 | logs failures that are not the service's own exceptions | `exception.rs` |
//! | `consumercontext` | consumer | -10000 | tells the provider who calls | `context.rs` |
//!
//! The names and the relative order are Java's. All of them run by default; `-name` in `service.filter` or
//! `reference.filter` takes one away.

mod context;
mod echo;
mod exception;
mod execute_limit;
#[cfg(test)]
mod testing;
mod timeout;

use std::sync::Arc;

use dubbors_core::{AnyFilter, Extensions, FilterEntry, FilterScope, Result, Scope, Side};

type Build = fn(&FilterScope<'_>) -> Result<Option<AnyFilter>>;

/// Adds the filters of this crate.
pub fn register(ext: &mut Extensions) {
    let table: [(&'static str, Side, i32, Build); 6] = [
        ("echo", Side::Provider, -110_000, echo::build),
        ("context", Side::Provider, -10_000, context::build_provider),
        ("timeout", Side::Provider, -1_000, timeout::build),
        ("executelimit", Side::Provider, -900, execute_limit::build),
        ("exception", Side::Provider, 0, exception::build),
        ("consumercontext", Side::Consumer, -10_000, context::build_consumer),
    ];
    for (name, side, order, build) in table {
        ext.filters.add(name, Arc::new(FilterEntry::new(side, Scope::Call, order, build).by_default()));
    }
}
