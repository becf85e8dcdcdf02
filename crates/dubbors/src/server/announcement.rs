//! What a registry is told about one service at one URL: the parameters that Java writes (spec registry, section 1).

use std::collections::BTreeSet;

use dubbors_core::{Address, Instance, ServiceDescriptor, Url, param};

use super::listen::OF_PORTS;
use crate::clock;

/// The version of the protocol that Java 2.7, Java 3.x and dubbo-go announce.
const PROTOCOL_VERSION: &str = "2.0.2";
/// Parameters that matter to this process only.
const OWN: [&str; 5] = ["accepts", "check", "executes", "service.filter", "reference.filter"];

/// The instance to announce.
pub(super) fn announcement(
    application: &str,
    at: &Url,
    descriptor: &ServiceDescriptor,
    settings: &Url,
) -> Instance {
    let key = descriptor.key();
    let methods: BTreeSet<&str> = descriptor.methods().iter().map(|method| &*method.name).collect();
    let methods = methods.into_iter().collect::<Vec<_>>().join(",");
    let address = Address::new(at.host(), at.port().unwrap_or_default());
    let mut instance = Instance::new(address, at.protocol());
    // Whether there is TLS is a matter of the port, not of a service.
    let of_service = settings.params().iter().filter(|(key, _)| *key != param::SSL_ENABLED.key);
    let params = at.params().iter().chain(of_service);
    for (key, value) in params.filter(|(key, _)| !is_own(key) && !is_about_files(key)) {
        instance = instance.with_param(key.as_str(), value.as_str());
    }
    let fixed = [
        ("anyhost", "true"),
        ("application", application),
        ("category", "providers"),
        ("deprecated", "false"),
        ("dubbo", PROTOCOL_VERSION),
        ("dynamic", "true"),
        ("generic", "false"),
        ("group", key.group()),
        ("interface", key.interface()),
        ("methods", &methods),
        ("pid", &std::process::id().to_string()),
        ("release", concat!("dubbors-", env!("CARGO_PKG_VERSION"))),
        ("revision", key.version()),
        ("side", "provider"),
        ("timestamp", &clock::now_millis().to_string()),
        ("version", key.version()),
    ];
    for (key, value) in fixed.into_iter().filter(|(_, value)| !value.is_empty()) {
        instance = instance.with_param(key, value);
    }
    instance
}

/// Whether a parameter is of no use to a consumer.
fn is_own(key: &str) -> bool {
    // A consumer goes along with these two.
    let is_shared = [param::PAYLOAD.key, param::HEARTBEAT.key].contains(&key);
    OWN.contains(&key) || (!is_shared && OF_PORTS.iter().any(|(of_ports, _)| *of_ports == key))
}

/// Whether a parameter names files of TLS, also as `default.ssl.key` or for one method.
fn is_about_files(key: &str) -> bool {
    key.starts_with(param::SSL_PREFIX) || key.contains(&format!(".{}", param::SSL_PREFIX))
}

#[cfg(test)]
mod tests {
    use dubbors_core::{Method, ServiceKey};

    use super::*;

    #[test]
    fn what_is_about_this_process_stays_here() {
        let at =
            "tri://10.0.0.1:1?cors=*&reflection=true&default.ssl.key=k&ssl-enabled=true&ssl.cert=c&ssl.key=k"
                .parse()
                .unwrap();
        let settings =
            "x://?m.ssl.key=k&ssl-enabled=false&ssl.ca=a&ssl.key=k&ssl.plaintext=allowed".parse().unwrap();
        let descriptor = ServiceDescriptor::new(ServiceKey::new("a.B"), Vec::new());
        let instance = announcement("shop", &at, &descriptor, &settings);
        assert_eq!(instance.param("ssl-enabled"), Some("true"));
        let url = instance.to_url().to_string();
        assert!(!url.contains("ssl.") && !url.contains("cors") && !url.contains("reflection"), "{url}");
    }

    #[test]
    fn java_finds_what_it_looks_for() {
        let key = ServiceKey::new("a.B").with_group("g").with_version("1.0.0");
        let methods =
            vec![Method::new("m", "", "V", 0), Method::new("m", "I", "V", 1), Method::new("a", "", "V", 0)];
        let at = "dubbo://10.0.0.1:1?payload=7".parse().unwrap();
        let settings = "x://?timeout=5&executes=3".parse().unwrap();
        let instance = announcement("shop", &at, &ServiceDescriptor::new(key.clone(), methods), &settings);
        assert_eq!(instance.service_key(), key);
        let url = instance.to_url();
        assert!(url.to_string().starts_with("dubbo://10.0.0.1:1/a.B?"), "{url}");
        for (key, value) in [
            ("application", "shop"),
            ("methods", "a,m"),
            ("dubbo", "2.0.2"),
            ("side", "provider"),
            ("payload", "7"),
            ("timeout", "5"),
        ] {
            assert_eq!(instance.param(key), Some(value), "{key}");
        }
        assert_eq!(instance.param("executes"), None);
    }
}
