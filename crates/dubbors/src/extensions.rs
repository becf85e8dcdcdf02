//! The list of built-ins: every name that works without [`crate::Builder::with`].

use dubbors_core::Extensions;

/// All protocols, serializations, filters, registries, clusters and load balancers that the enabled features bring.
#[must_use]
pub fn built_in() -> Extensions {
    let mut ext = Extensions::new();
    dubbors_serialization::register(&mut ext);
    #[cfg(feature = "dubbo")]
    dubbors_protocol_dubbo::register(&mut ext);
    #[cfg(feature = "triple")]
    dubbors_protocol_triple::register(&mut ext);
    dubbors_filter::register(&mut ext);
    dubbors_cluster::register(&mut ext);
    dubbors_registry::register(&mut ext);
    #[cfg(feature = "zookeeper")]
    dubbors_zookeeper::register(&mut ext);
    ext
}
