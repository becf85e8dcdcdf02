//! Interface-level discovery: one node for each provider of each interface, whose name is a URL (spec registry,
//! sections 1 and 2).

mod reader;

use dubbors_core::{Instance, ServiceKey, Url, url};

pub use reader::{MAX_NODES, NodeReader, provided_by};

/// The name of a provider's node: its URL, encoded once as Java's `URL.encode` does.
#[must_use]
pub fn provider_node(instance: &Instance) -> String {
    url::encode(&instance.to_url().to_string())
}

/// The name of the node by which a consumer shows that it is there, as Java's `ZookeeperRegistry` writes it.
///
/// `host` is the consumer's own address, `timestamp` its start in milliseconds since 1970.
#[must_use]
pub fn consumer_node(
    service: &ServiceKey,
    application: &str,
    host: &str,
    pid: u32,
    timestamp: i64,
) -> String {
    let mut url = Url::default().with_path(service.interface());
    let pairs = [
        ("application", application),
        ("category", "consumers"),
        ("check", "false"),
        ("dubbo", "2.0.2"),
        ("group", service.group()),
        ("interface", service.interface()),
        ("pid", &pid.to_string()),
        ("side", "consumer"),
        ("timestamp", &timestamp.to_string()),
        ("version", service.version()),
    ];
    for (key, value) in pairs {
        url.set_param(key, value);
    }
    let tail = url.to_string();
    let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
    url::encode(&format!("consumer://{host}{}", tail.strip_prefix("://").unwrap_or(&tail)))
}

/// Whether a provider of `offered` serves a consumer of `wanted`: the same interface, and a group and version that the
/// consumer asks for. `*` stands for any; a group may be a list separated by commas (Java's `UrlUtils.isMatch`).
#[must_use]
pub fn matches(wanted: &ServiceKey, offered: &ServiceKey) -> bool {
    let group = match wanted.group() {
        "*" => true,
        list => list.split(',').any(|one| one.trim() == offered.group()),
    };
    let version = wanted.version() == "*" || wanted.version() == offered.version();
    wanted.interface() == offered.interface() && group && version
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_the_url_encoded_once() {
        let text = "dubbo://10.0.0.1:20880/a.B?interface=a.B&methods=a,b&side=provider";
        let instance = Instance::from_url(&text.parse().unwrap()).unwrap();
        assert_eq!(
            provider_node(&instance),
            "dubbo%3A%2F%2F10.0.0.1%3A20880%2Fa.B%3Finterface%3Da.B%26methods%3Da%2Cb%26side%3Dprovider"
        );
    }

    #[test]
    fn a_consumer_says_who_it_is() {
        let node = consumer_node(&ServiceKey::parse("g/a.B:1.0"), "shop", "10.0.0.2", 7, 5);
        assert_eq!(
            url::decode(&node).unwrap(),
            "consumer://10.0.0.2/a.B?application=shop&category=consumers&check=false&dubbo=2.0.2&group=g&interface=a.B\
             &pid=7&side=consumer&timestamp=5&version=1.0"
        );
    }

    #[test]
    fn groups_and_versions_are_matched_as_in_java() {
        for (wanted, offered, expected) in [
            ("a.B", "a.B", true),
            ("a.B", "a.C", false),
            ("a.B", "g/a.B", false),
            ("g/a.B", "a.B", false),
            ("*/a.B", "g/a.B", true),
            ("*/a.B", "a.B", true),
            ("g,h/a.B", "h/a.B", true),
            ("g,h/a.B", "i/a.B", false),
            ("a.B:1", "a.B:2", false),
            ("a.B:*", "a.B:2", true),
            ("a.B:0.0.0", "a.B", true),
        ] {
            assert_eq!(
                matches(&ServiceKey::parse(wanted), &ServiceKey::parse(offered)),
                expected,
                "{wanted} {offered}"
            );
        }
    }
}
