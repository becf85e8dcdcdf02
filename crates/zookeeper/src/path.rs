//! Paths of nodes, as Java's `ZookeeperRegistry` makes them.

use dubbors_core::{Instance, ServiceKey, url};
use dubbors_registry::interface::{consumer_node, provider_node};

/// Makes the paths below one root.
#[derive(Debug, Clone)]
pub(crate) struct Paths {
    root: String,
}

impl Paths {
    pub(crate) fn new(root: &str) -> Self {
        Self { root: if root.is_empty() { String::new() } else { format!("/{root}") } }
    }

    /// The root itself.
    pub(crate) fn root(&self) -> &str {
        if self.root.is_empty() { "/" } else { &self.root }
    }

    /// Where the providers of an interface are, given its node's name.
    pub(crate) fn providers_of(&self, interface_node: &str) -> String {
        format!("{}/{interface_node}/providers", self.root)
    }

    /// Where the providers of a service are.
    pub(crate) fn providers(&self, service: &ServiceKey) -> String {
        self.providers_of(&url::encode(service.interface()))
    }

    /// Where the consumers of a service are.
    pub(crate) fn consumers(&self, service: &ServiceKey) -> String {
        format!("{}/{}/consumers", self.root, url::encode(service.interface()))
    }

    /// A provider's own node.
    pub(crate) fn provider(&self, service: &ServiceKey, instance: &Instance) -> String {
        format!("{}/{}", self.providers(service), provider_node(instance))
    }

    /// A consumer's own node.
    pub(crate) fn consumer(
        &self,
        service: &ServiceKey,
        application: &str,
        host: &str,
        pid: u32,
        timestamp: i64,
    ) -> String {
        format!("{}/{}", self.consumers(service), consumer_node(service, application, host, pid, timestamp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_javas() {
        let paths = Paths::new("dubbo");
        let service = ServiceKey::parse("g/a.B$C:1.0");
        assert_eq!(paths.providers(&service), "/dubbo/a.B%24C/providers");
        let instance = Instance::from_url(&"dubbo://h:1/a.B$C?interface=a.B$C".parse().unwrap()).unwrap();
        assert_eq!(
            paths.provider(&service, &instance),
            "/dubbo/a.B%24C/providers/dubbo%3A%2F%2Fh%3A1%2Fa.B%24C%3Finterface%3Da.B%24C"
        );
        assert!(
            paths
                .consumer(&service, "till", "10.0.0.1", 1, 2)
                .starts_with("/dubbo/a.B%24C/consumers/consumer%3A%2F%2F10.0.0.1%2F")
        );
        assert_eq!((Paths::new("").root(), Paths::new("").providers_of("x").as_str()), ("/", "/x/providers"));
    }
}
