//! Reading what others wrote into a registry. Nothing of it is trusted.

use std::collections::HashSet;

use dubbors_core::{Instance, Result, ServiceKey, Url, url};

use super::matches;

/// The most nodes of one interface that are used.
pub const MAX_NODES: usize = 20_000;
/// The most broken nodes that are remembered, so that each is warned of once.
const MAX_WARNED: usize = 1_000;
/// The most characters of a node that a warning shows.
const SHOWN: usize = 200;

/// The most characters of a broken node that are remembered.
const KEPT: usize = 512;

/// Reads the provider nodes of one service again and again, and warns once of each that is broken.
#[derive(Debug)]
pub struct NodeReader {
    service: ServiceKey,
    /// Where the nodes are, for warnings.
    place: String,
    warned: HashSet<(String, usize)>,
}

impl NodeReader {
    /// A reader of the providers of `service` in `place`, such as `zookeeper://host:2181/dubbo/a.B/providers`.
    #[must_use]
    pub fn new(service: ServiceKey, place: impl Into<String>) -> Self {
        Self { service, place: place.into(), warned: HashSet::new() }
    }

    /// The providers that `nodes` name and that match the service, without repetition, in the order of the nodes.
    ///
    /// A node that cannot be used is skipped, with one warning that shows it and says why. Providers of other groups,
    /// versions and categories, disabled ones and `empty://` are no mistakes and skipped in silence.
    pub fn read<'n>(&mut self, nodes: impl IntoIterator<Item = &'n str>) -> Vec<Instance> {
        let mut instances = Vec::new();
        let mut seen = HashSet::new();
        let mut nodes = nodes.into_iter();
        for node in nodes.by_ref().take(MAX_NODES) {
            match self.instance(node) {
                Ok(Some(instance)) => {
                    if seen.insert(instance.clone()) {
                        instances.push(instance);
                    }
                }
                Ok(None) => {}
                Err(error) => self.warn(node, error.message()),
            }
        }
        if nodes.next().is_some() {
            self.warn("", &format!("there are more than {MAX_NODES} nodes; the rest is not used"));
        }
        instances
    }

    fn instance(&self, node: &str) -> Result<Option<Instance>> {
        let instance = provider(node)?;
        Ok(instance.filter(|instance| matches(&self.service, &instance.service_key())))
    }

    fn warn(&mut self, node: &str, reason: &str) {
        // A prefix with the length tells nodes apart well enough, and bounds what is kept.
        let known: String = node.chars().take(KEPT).collect();
        if self.warned.len() >= MAX_WARNED || !self.warned.insert((known, node.len())) {
            return;
        }
        let shown: String = node.chars().take(SHOWN).flat_map(char::escape_default).collect();
        tracing::warn!(service = %self.service, place = %self.place, node = shown, reason, "skipped a provider node");
        if self.warned.len() == MAX_WARNED {
            tracing::warn!(service = %self.service, place = %self.place, "too many broken nodes, no more is said of them");
        }
    }
}

/// The provider that a node names; `None` for one that is disabled or no provider.
fn provider(node: &str) -> Result<Option<Instance>> {
    let url: Url = url::decode(node)?.parse()?;
    let is = |key: &str, default: &str, value: &str| url.param(key).unwrap_or(default) == value;
    if url.protocol() == "empty"
        || !is("category", "providers", "providers")
        || is("enabled", "true", "false")
    {
        return Ok(None);
    }
    Instance::from_url(&url).map(Some)
}

/// The service that a provider's node names; `None` for a node that a consumer would not use.
#[must_use]
pub fn provided_by(node: &str) -> Option<ServiceKey> {
    provider(node).ok().flatten().map(|instance| instance.service_key())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(nodes: &[&str]) -> (Vec<String>, usize) {
        let mut reader = NodeReader::new(ServiceKey::new("a.B"), "test");
        let found = reader.read(nodes.iter().copied());
        assert_eq!(reader.read(nodes.iter().copied()), found);
        (found.iter().map(|instance| instance.address().to_string()).collect(), reader.warned.len())
    }

    #[test]
    fn what_java_and_go_write_is_read() {
        let java = url::encode(
            "dubbo://10.0.0.1:20880/a.B?anyhost=true&application=x&category=providers&interface=a.B",
        );
        let go = url::encode(
            "dubbo://10.0.0.2:20000/a.B?interface=a.B&app.version=&methods=Get&timestamp=1700000000",
        );
        let v6 = url::encode("dubbo://[fe80::1]:1/a.B?interface=a.B");
        assert_eq!(
            read(&[&java, &go, &java, &v6]),
            (vec!["10.0.0.1:20880".into(), "10.0.0.2:20000".into(), "[fe80::1]:1".into()], 0)
        );
    }

    #[test]
    fn what_is_not_for_this_consumer_is_passed_over() {
        let nodes = [
            "empty://10.0.0.1/a.B?category=providers",
            "dubbo://10.0.0.1:1/a.B?interface=a.B&group=g",
            "dubbo://10.0.0.1:1/a.B?interface=a.B&version=2",
            "dubbo://10.0.0.1:1/a.B?interface=a.B&category=configurators",
            "dubbo://10.0.0.1:1/a.B?interface=a.B&enabled=false",
        ];
        let nodes = nodes.map(url::encode);
        assert_eq!(read(&nodes.iter().map(String::as_str).collect::<Vec<_>>()), (vec![], 0));
    }

    #[test]
    fn a_broken_node_costs_a_warning_and_no_other_node() {
        let good = url::encode("dubbo://10.0.0.1:1/a.B?interface=a.B");
        let long = "x".repeat(100 * 1024);
        let bad = ["%zz", "dubbo%3A%2F%2F10.0.0.1%2Fa.B", "", "%FF%FE", "hello", &long];
        let weight = url::encode("dubbo://10.0.0.1:1/a.B?interface=a.B&weight=abc");
        let mut nodes: Vec<&str> = bad.to_vec();
        nodes.extend([&*weight, &*good]);
        assert_eq!(read(&nodes), (vec!["10.0.0.1:1".into()], 7));
    }

    #[test]
    fn thousands_of_nodes_are_read_and_warnings_end() {
        let nodes: Vec<String> = (0..3000)
            .map(|n| url::encode(&format!("dubbo://10.0.{}.{}:1/a.B?interface=a.B", n / 250, n % 250)))
            .chain((0..3000).map(|n| format!("broken-{n}")))
            .collect();
        let (found, warned) = read(&nodes.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((found.len(), warned), (3000, MAX_WARNED));
    }
}
