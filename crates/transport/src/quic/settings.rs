//! What a connection of QUIC may use.

use std::time::Duration;

use dubbors_core::{Result, Url, param};

/// How much of a stream may arrive before its reader takes it.
const STREAM_WINDOW: u32 = 1024 * 1024;
/// The same for all streams of a connection together, and for what may wait to be acknowledged.
const WINDOW: u32 = 4 * 1024 * 1024;
/// How long a peer may be silent although it was asked.
const SILENCE: Duration = Duration::from_secs(20);

/// The bounds of a connection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct QuicSettings {
    /// Streams that a client may have open (`max-concurrent-streams`).
    pub streams: u32,
    /// Bytes of a stream that may arrive before its reader takes them.
    pub stream_window: u32,
    /// The same for all streams together.
    pub window: u32,
    /// Silence after which the other end is asked whether it is there (`heartbeat`). It has 20 s to answer.
    pub keep_alive: Duration,
}

impl QuicSettings {
    /// What the parameters of `url` say. A `heartbeat` that is off counts as its default: over UDP nobody would ever hear
    /// that the other end is gone.
    ///
    /// # Errors
    /// `Code::Invalid` with the parameter that is wrong.
    pub fn of(url: &Url) -> Result<Self> {
        let heartbeat = param::HEARTBEAT.of(url)?;
        Ok(Self {
            streams: param::MAX_CONCURRENT_STREAMS.of(url)?,
            keep_alive: if heartbeat.is_zero() { param::HEARTBEAT.default } else { heartbeat },
            ..Self::default()
        })
    }

    /// After how much silence a connection is over.
    pub(super) fn idle(&self) -> Duration {
        self.keep_alive.saturating_add(SILENCE)
    }
}

impl Default for QuicSettings {
    fn default() -> Self {
        Self {
            streams: param::MAX_CONCURRENT_STREAMS.default,
            stream_window: STREAM_WINDOW,
            window: WINDOW,
            keep_alive: param::HEARTBEAT.default,
        }
    }
}
