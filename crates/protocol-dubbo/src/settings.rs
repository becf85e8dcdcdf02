//! The settings of a connection, resolved once from URLs.

use std::time::Duration;

use dubbors_core::{Instance, Result, Url, param};
use dubbors_hessian::Limits;
use dubbors_transport::SessionSettings;
use dubbors_wire::dubbo::Role;

/// The most bytes of calls that wait to be sent on one connection; one call more is refused.
pub(crate) const MAX_UNSENT: usize = 64 * 1024 * 1024;

/// What both ends of a connection are configured with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Settings {
    /// The largest body that is sent or read, in bytes.
    pub(crate) payload: usize,
    /// The time between heartbeats; three of them without a read end the connection.
    pub(crate) heartbeat: Duration,
    /// How long connecting may take.
    pub(crate) connect_timeout: Duration,
}

impl Settings {
    /// Reads the settings from one URL.
    pub(crate) fn of(url: &Url) -> Result<Self> {
        Ok(Self {
            payload: param::PAYLOAD.of(url)?,
            heartbeat: param::HEARTBEAT.of(url)?.max(Duration::from_millis(10)),
            connect_timeout: param::CONNECT_TIMEOUT.of(url)?,
        })
    }

    /// Reads a consumer's settings: its own, then what the provider's URL says, then the defaults.
    pub(crate) fn merged(settings: &Url, instance: &Instance) -> Result<Self> {
        let mut merged = instance.to_url();
        for key in [param::PAYLOAD.key, param::HEARTBEAT.key, param::CONNECT_TIMEOUT.key] {
            if let Some(value) = settings.param(key) {
                merged.set_param(key, value);
            }
        }
        Self::of(&merged)
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
        }
    }
}
