//! The settings of a connection, resolved once from URLs.

use std::time::Duration;

use dubbors_core::{Instance, Result, Url, param};
use dubbors_hessian::Limits;
use dubbors_transport::{SessionSettings, TlsClient, agreed};
use dubbors_wire::dubbo::Role;

/// The most bytes of calls that wait to be sent on one connection; one call more is refused.
pub(crate) const MAX_UNSENT: usize = 64 * 1024 * 1024;

/// What both ends of a connection are configured with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Settings {
    /// The largest body that is sent or read, in bytes.
    pub(crate) payload: usize,
    /// The time between heartbeats; three of them without a read end the connection. `Duration::MAX` for never.
    pub(crate) heartbeat: Duration,
    /// How long connecting may take.
    pub(crate) connect_timeout: Duration,
    /// What of a provider's running requests one address may hold, in percent.
    pub(crate) peer_share: usize,
    /// A consumer's TLS. A provider's belongs to its port.
    pub(crate) tls: Option<TlsClient>,
}

impl Settings {
    /// Reads the settings from one URL.
    pub(crate) fn of(url: &Url) -> Result<Self> {
        Ok(Self {
            payload: param::PAYLOAD.of(url)?,
            heartbeat: match param::HEARTBEAT.of(url)? {
                Duration::ZERO => Duration::MAX,
                heartbeat => heartbeat.max(Duration::from_millis(10)),
            },
            connect_timeout: param::CONNECT_TIMEOUT.of(url)?,
            peer_share: param::PEER_SHARE.of(url)?,
            tls: None,
        })
    }

    /// Reads a consumer's settings: its own, then what the provider's URL says, then the defaults.
    pub(crate) fn merged(settings: &Url, instance: &Instance) -> Result<Self> {
        Self::of(&agreed(settings, instance))
    }

    /// The limits of a connection at its `role`'s end.
    pub(crate) fn session(&self, role: Role) -> SessionSettings {
        let settings = SessionSettings::default();
        SessionSettings {
            // One frame fits always. The consumer refuses calls, and the provider requests, long before this.
            write_limit: MAX_UNSENT.saturating_add(self.payload.saturating_mul(2)),
            write_high_water: match role {
                // Every answer was asked for. To stop reading them could stop the provider, which waits to be read.
                Role::Consumer => usize::MAX,
                Role::Provider => settings.write_high_water,
            },
            ..settings
        }
    }

    /// What a decoder may take in for one body.
    pub(crate) fn limits(&self) -> Limits {
        Limits::for_payload(self.payload)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            payload: param::PAYLOAD.default,
            heartbeat: param::HEARTBEAT.default,
            connect_timeout: param::CONNECT_TIMEOUT.default,
            peer_share: param::PEER_SHARE.default,
            tls: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use dubbors_core::Address;

    use super::*;

    #[test]
    fn what_a_provider_says_stops_no_consumer() {
        let merged = |own: &str, theirs: &[(&str, &str)]| {
            let mut instance = Instance::new(Address::new("h", 1), "dubbo");
            for (key, value) in theirs {
                instance = instance.with_param(*key, *value);
            }
            Settings::merged(&own.parse().unwrap(), &instance)
        };
        let plain = merged("dubbo://h:1", &[]).unwrap();
        for value in ["0", "-1", "no number", ""] {
            let asked = [("payload", value), ("connect.timeout", value)];
            assert_eq!(merged("dubbo://h:1", &asked).unwrap(), plain, "{value}");
        }
        assert_eq!(merged("dubbo://h:1", &[("heartbeat", "x")]).unwrap().heartbeat, plain.heartbeat);
        assert_eq!(merged("dubbo://h:1", &[("heartbeat", "0")]).unwrap().heartbeat, Duration::MAX);
        assert_eq!(merged("dubbo://h:1?payload=7", &[("payload", "9")]).unwrap().payload, 7);
        let error = merged("dubbo://h:1?connect.timeout=0", &[]).unwrap_err();
        assert!(error.message().contains("`connect.timeout` is `0`"), "{error}");
    }
}
