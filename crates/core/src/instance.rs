//! What a registry says about one provider.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::{Address, Error, Result, ServiceKey, Url, param};

/// One provider of one service: a value, equal to another when everything in it is equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Instance {
    address: Address,
    protocol: Arc<str>,
    weight: u32,
    params: Arc<BTreeMap<String, String>>,
}

impl Instance {
    /// A provider at `address` that speaks `protocol`, with Dubbo's default weight.
    pub fn new(address: Address, protocol: impl Into<Arc<str>>) -> Self {
        Self { address, protocol: protocol.into(), weight: param::WEIGHT.default, params: Arc::default() }
    }

    /// The same provider with a parameter. `weight` sets the weight as well when it is a number.
    #[must_use]
    pub fn with_param(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let (key, value) = (key.into(), value.into());
        if key == param::WEIGHT.key
            && let Ok(weight) = value.parse()
        {
            self.weight = weight;
        }
        Arc::make_mut(&mut self.params).insert(key, value);
        self
    }

    /// Reads a provider URL of a registry.
    ///
    /// # Errors
    /// `Code::Invalid` that names the part which is missing or wrong: host, port, interface or weight.
    pub fn from_url(url: &Url) -> Result<Self> {
        if url.host().is_empty() {
            return Err(Error::invalid("the provider URL has no host"));
        }
        let port = url.port().ok_or_else(|| Error::invalid("the provider URL has no port"))?;
        if port == 0 {
            return Err(Error::invalid("the provider URL has port 0"));
        }
        if url.interface().is_empty() {
            return Err(Error::invalid("the provider URL names no interface"));
        }
        let weight = param::WEIGHT.of(url)?;
        let mut params = url.params().clone();
        params.entry("interface".to_owned()).or_insert_with(|| url.path().to_owned());
        if url.path() != url.interface() && !url.path().is_empty() {
            params.entry("path".to_owned()).or_insert_with(|| url.path().to_owned());
        }
        Ok(Self {
            address: Address::new(url.host(), port),
            protocol: Arc::from(url.protocol()),
            weight,
            params: Arc::new(params),
        })
    }

    /// The provider URL that a registry stores.
    #[must_use]
    pub fn to_url(&self) -> Url {
        let path = self.param("path").or_else(|| self.param("interface")).unwrap_or_default();
        let mut url = Url::new(&*self.protocol, self.address.host(), self.address.port()).with_path(path);
        for (key, value) in &*self.params {
            url.set_param(key.as_str(), value.as_str());
        }
        url
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The URL scheme of the protocol it speaks.
    #[must_use]
    pub fn protocol(&self) -> &str {
        &self.protocol
    }

    /// The configured weight, warm-up not included.
    #[must_use]
    pub fn weight(&self) -> u32 {
        self.weight
    }

    /// A parameter of the provider's URL.
    #[must_use]
    pub fn param(&self, key: &str) -> Option<&str> {
        self.params.get(key).map(String::as_str)
    }

    /// All parameters of the provider's URL, sorted by key.
    #[must_use]
    pub fn params(&self) -> &BTreeMap<String, String> {
        &self.params
    }

    /// The service that the parameters name.
    #[must_use]
    pub fn service_key(&self) -> ServiceKey {
        ServiceKey::new(self.param("interface").unwrap_or_default())
            .with_group(self.param("group").unwrap_or_default())
            .with_version(self.param("version").unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_url_survives_the_round_trip() {
        let text = "dubbo://10.0.0.1:20880/a.B?group=g&interface=a.B&side=provider&version=1.0.0&weight=50";
        let instance = Instance::from_url(&text.parse().unwrap()).unwrap();
        assert_eq!(instance.weight(), 50);
        assert_eq!(instance.service_key().to_string(), "g/a.B:1.0.0");
        assert_eq!(instance.to_url().to_string(), text);
    }

    #[test]
    fn a_broken_provider_url_says_what_is_wrong() {
        for (text, why) in [
            ("dubbo://10.0.0.1/a.B", "no port"),
            ("dubbo://10.0.0.1:0/a.B", "port 0"),
            ("dubbo://:1/a.B", "no host"),
            ("dubbo://10.0.0.1:1/", "no interface"),
            ("dubbo://10.0.0.1:1/a.B?weight=abc", "weight"),
        ] {
            let error = Instance::from_url(&text.parse().unwrap()).unwrap_err();
            assert!(error.message().contains(why), "{text}: {error}");
        }
    }
}
