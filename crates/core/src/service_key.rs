//! The name of a contract.

use std::fmt;
use std::sync::Arc;

/// Interface, group and version: what a consumer asks for and a provider offers.
///
/// An empty group or version means none. Version `0.0.0` means none as well (Java's `BaseServiceMetadata`).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceKey {
    interface: Arc<str>,
    group: Arc<str>,
    version: Arc<str>,
}

impl ServiceKey {
    /// The interface with no group and no version.
    pub fn new(interface: impl Into<Arc<str>>) -> Self {
        Self { interface: interface.into(), group: Arc::default(), version: Arc::default() }
    }

    /// The same key in `group`.
    #[must_use]
    pub fn with_group(mut self, group: impl Into<Arc<str>>) -> Self {
        self.group = group.into();
        self
    }

    /// The same key at `version`.
    #[must_use]
    pub fn with_version(mut self, version: impl Into<Arc<str>>) -> Self {
        let version = version.into();
        self.version = if &*version == "0.0.0" { Arc::default() } else { version };
        self
    }

    /// Reads `[group/]interface[:version]`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let (group, rest) = text.split_once('/').unwrap_or(("", text));
        let (interface, version) = rest.split_once(':').unwrap_or((rest, ""));
        Self::new(interface).with_group(group).with_version(version)
    }

    /// The Java interface name, such as `org.apache.dubbo.demo.Greeter`.
    #[must_use]
    pub fn interface(&self) -> &str {
        &self.interface
    }

    /// The group, empty for none.
    #[must_use]
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The version, empty for none.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether this names the given parts; version `0.0.0` counts as none.
    #[must_use]
    pub fn matches(&self, interface: &str, group: &str, version: &str) -> bool {
        let version = if version == "0.0.0" { "" } else { version };
        *self.interface == *interface && *self.group == *group && *self.version == *version
    }
}

impl fmt::Display for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.group.is_empty() {
            write!(f, "{}/", self.group)?;
        }
        f.write_str(&self.interface)?;
        if !self.version.is_empty() {
            write!(f, ":{}", self.version)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ServiceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ServiceKey({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_and_parses_dubbos_form() {
        for text in ["a.B", "g/a.B", "a.B:1.0.0", "g/a.B:1.0.0"] {
            assert_eq!(ServiceKey::parse(text).to_string(), text);
        }
        assert_eq!(ServiceKey::parse("a.B:0.0.0").to_string(), "a.B");
    }
}
