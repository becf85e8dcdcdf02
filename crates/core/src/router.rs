//! A compiled routing rule.

use crate::{Candidates, Invocation};

/// A rule compiled for one snapshot. It may only remove candidates, and it never waits.
pub trait Router: Send + Sync + 'static {
    /// Removes the endpoints that `call` must not reach.
    fn route(&self, call: &Invocation<'_>, candidates: &mut Candidates);
}
