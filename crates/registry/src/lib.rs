//! Who provides what, as far as no server is asked.
//!
//! | concept | file |
//! |---|---|
//! | provider and consumer nodes as Java writes and reads them | `interface.rs` |
//! | processes of one machine find each other through files | `file.rs` |
//! | parts of one process find each other | `memory.rs` |
//! | keeping announcements and watches alive over lost sessions | `supervisor.rs` |

pub mod file;
pub mod interface;
pub mod memory;
pub mod supervisor;

use std::sync::Arc;

use dubbors_core::{AnyRegistry, Extensions, RegistryFactory};

/// Adds the registries of this crate: `file` and `memory`.
pub fn register(ext: &mut Extensions) {
    let file: Arc<RegistryFactory> = Arc::new(|url| Ok(AnyRegistry::new(file::FileRegistry::from_url(url)?)));
    ext.registries.add("file", file);
    let memory: Arc<RegistryFactory> =
        Arc::new(|url| Ok(AnyRegistry::new(memory::MemoryRegistry::from_url(url))));
    ext.registries.add("memory", memory);
}
