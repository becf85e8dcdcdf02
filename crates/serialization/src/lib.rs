//! The value formats of dubbors, behind `dubbors_core::Serialization`.
//!
//! | name | number in a dubbo frame | file |
//! |---|---|---|
//! | `hessian2` | 2 | `hessian2.rs` |

mod hessian2;

use std::sync::Arc;

use dubbors_core::Extensions;

pub use hessian2::Hessian2;

/// Adds every format of this crate.
pub fn register(ext: &mut Extensions) {
    ext.serializations.add(hessian2::NAME, Arc::new(Hessian2::default()));
}
