//! ZooKeeper as a registry: interface-level discovery, with the nodes that Java Dubbo and dubbo-go write and read (spec
//! registry, section 2).
//!
//! ```text
//! /{root}/{interface}/providers/{provider URL, encoded}    ephemeral
//! /{root}/{interface}/consumers/{consumer URL, encoded}    ephemeral
//! ```
//!
//! | concept | file |
//! |---|---|
//! | what the registry URL says | `settings.rs` |
//! | paths of nodes | `path.rs` |
//! | opening a session, and what is done in it | `session.rs` |
//!
//! Sessions that end are replaced by `dubbors_registry::supervisor`.

mod path;
mod session;
mod settings;

use std::sync::Arc;

use dubbors_core::{AnyRegistry, Extensions, RegistryFactory, Result, Url};
use dubbors_registry::supervisor::Supervisor;

use session::ZooKeeper;
use settings::Settings;

/// Adds the registry `zookeeper`.
///
/// `zookeeper://user:password@h1:2181,h2:2181?backup=h3:2181` with the parameters `group` (the root node, `dubbo`),
/// `timeout` (how long to wait for an answer, 5 s), `session` (how long the session outlives its connection, 60 s),
/// and `register` (`false`: consumers leave no node).
pub fn register(ext: &mut Extensions) {
    let factory: Arc<RegistryFactory> = Arc::new(registry);
    ext.registries.add("zookeeper", factory);
}

/// The registry that a URL names. Returns at once; the connection is made when it is first used.
///
/// # Errors
/// `Code::Invalid` when the URL names no server or a parameter is wrong.
pub fn registry(url: &Url) -> Result<AnyRegistry> {
    let settings = Settings::of(url)?;
    let patience = settings.timeout;
    Ok(AnyRegistry::new(Supervisor::new(ZooKeeper::new(settings), patience)))
}
