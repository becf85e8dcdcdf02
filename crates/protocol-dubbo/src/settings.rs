//! The settings of a connection, resolved once from URLs.

use std::time::Duration;

use dubbors_core::{Instance, Result, Url, param};
use dubbors_hessian::Limits;

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
