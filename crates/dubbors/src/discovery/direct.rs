//! Providers that the user names by URL.

use dubbors_core::{Address, Error, Instance, Result, ServiceKey, Url, param};

/// Reads `dubbo://host:port[/path][?key=value&..]`, several separated by `;`.
pub(super) fn instances(urls: &[String], service: &ServiceKey) -> Result<Vec<Instance>> {
    let texts = urls.iter().flat_map(|text| text.split(';')).map(str::trim).filter(|text| !text.is_empty());
    let instances: Vec<Instance> = texts.map(|text| instance(text, service)).collect::<Result<_>>()?;
    if instances.is_empty() {
        return Err(Error::invalid("the list of provider URLs is empty").with_next(EXAMPLE));
    }
    Ok(instances)
}

const EXAMPLE: &str = "write a provider's URL as dubbo://host:port";

fn instance(text: &str, service: &ServiceKey) -> Result<Instance> {
    let wrong = |why: &str| Error::invalid(format!("provider URL `{text}` {why}")).with_next(EXAMPLE);
    if !text.contains("://") {
        return Err(wrong("has no protocol"));
    }
    let url: Url =
        text.parse().map_err(|error: Error| error.context(format_args!("provider URL `{text}`")))?;
    let port = url.port().filter(|port| *port != 0).ok_or_else(|| wrong("has no port"))?;
    if url.host().is_empty() {
        return Err(wrong("has no host"));
    }
    if let Some(key) = url.params().keys().find(|key| key.starts_with(param::SSL_PREFIX)) {
        // What stands here is taken for the provider's words, and those never say whom to trust.
        let error = Error::invalid(format!("provider URL `{text}` has the parameter `{key}`"));
        return Err(
            error.with_next(format!("give it to the reference: `tls(..)` or `setting(\"{key}\", ..)`"))
        );
    }
    let mut instance = Instance::new(Address::new(url.host(), port), url.protocol())
        .with_param("interface", service.interface());
    if !url.path().is_empty() && url.path() != service.interface() {
        instance = instance.with_param("path", url.path());
    }
    for (key, value) in url.params() {
        instance = instance.with_param(key.as_str(), value.as_str());
    }
    Ok(instance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Instance>> {
        instances(&[text.to_owned()], &ServiceKey::new("a.B"))
    }

    #[test]
    fn lists_paths_and_parameters_are_read() {
        let found = read("dubbo://h:1; dubbo://[::1]:2/other?weight=7;").unwrap();
        let urls: Vec<String> = found.iter().map(|instance| instance.to_url().to_string()).collect();
        assert_eq!(
            urls,
            ["dubbo://h:1/a.B?interface=a.B", "dubbo://[::1]:2/other?interface=a.B&path=other&weight=7"]
        );
    }

    #[test]
    fn a_wrong_url_is_named_with_the_fix() {
        for (text, why) in [
            ("", "list of provider URLs is empty"),
            ("h:20880", "`h:20880` has no protocol"),
            ("dubbo://h", "`dubbo://h` has no port"),
            ("dubbo://:1", "`dubbo://:1` has no host"),
            ("dubbo://h:99999", "dubbo://h:99999"),
            ("dubbo://h:1?ssl-enabled=true&ssl.ca=x", "has the parameter `ssl.ca`"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
