//! The settings of a connection, resolved once from URLs.

use std::time::Duration;

use dubbors_core::param::HttpVersion;
use dubbors_core::{Instance, Result, Url, param};
use dubbors_hessian::Limits;
use dubbors_serialization::JsonLimits;
use dubbors_transport::{TlsClient, agreed};

use crate::compression::Compression;

/// What both ends of a connection are configured with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Settings {
    /// The largest message that is sent or read, in bytes, before compression and after decompression.
    pub(crate) payload: usize,
    /// Silence after which a PING asks whether the other end is alive. `Duration::MAX` for never.
    pub(crate) heartbeat: Duration,
    /// Whether a consumer asks also while it has no calls.
    pub(crate) pings_without_calls: bool,
    /// How long connecting may take.
    pub(crate) connect_timeout: Duration,
    /// How a consumer speaks TLS; `None` for plain HTTP.
    pub(crate) tls: Option<TlsClient>,
    /// What a consumer speaks.
    pub(crate) http: HttpVersion,
    /// Streams that a client may have open on one connection.
    pub(crate) max_streams: u32,
    /// What of a provider's running requests one address may hold, in percent.
    pub(crate) peer_share: usize,
    /// Bytes of finished answers that may wait on one connection for a caller that does not read them.
    pub(crate) unread_answers: usize,
    /// After how long a connection is asked to go elsewhere. `Duration::MAX` for never.
    pub(crate) max_age: Duration,
    /// How long a connection of HTTP/1.1 may be without a request. `Duration::MAX` for ever.
    pub(crate) http1_idle: Duration,
    /// After how long without a call it is asked to go. `Duration::MAX` for never.
    pub(crate) max_idle: Duration,
    /// What is compressed on the way out.
    pub(crate) compression: Compression,
}

/// How much of a body may arrive before its reader takes it.
pub(crate) const STREAM_WINDOW: u32 = 1024 * 1024;
/// The same for all bodies of a connection together.
pub(crate) const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;
/// What of a stream may wait to be written, however much its reader allows: a reader that opens wide windows and then reads
/// nothing costs no more.
pub(crate) const SEND_BUFFER: usize = 64 * 1024;
/// The largest header list that is read, counted as HTTP/2 does (Java's default).
pub(crate) const MAX_HEADER_LIST: u32 = 32 * 1024;
/// How often a consumer asks where nothing is said: servers of gRPC end connections that ask more often than every five
/// minutes, or without a call.
const CALM_HEARTBEAT: Duration = Duration::from_secs(310);
/// How long the answer to a PING may take.
pub(crate) const PING_TIMEOUT: Duration = Duration::from_secs(20);
/// How long a peer may take until it has said what it wants: the preface of HTTP/2, the head of a request of HTTP/1.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a connection of HTTP/1.1 may be without a request where nothing is said: longer than Go's clients and curl keep
/// theirs.
const HTTP1_IDLE: Duration = Duration::from_secs(120);
/// How long the one message of a request may take, beside what its bytes earn.
pub(crate) const MESSAGE_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of it that earn a second more: what slow lines bring at worst, a quarter of a kibibyte a second. Who sends less, a byte
/// now and then, keeps a place no longer than who sends nothing.
pub(crate) const LEAST_PACE: u64 = 256;

impl Settings {
    /// Reads the settings from one URL.
    pub(crate) fn of(url: &Url) -> Result<Self> {
        let forever = |duration: Duration| if duration.is_zero() { Duration::MAX } else { duration };
        let max_idle = param::MAX_CONNECTION_IDLE.of(url)?.map(forever);
        Ok(Self {
            payload: param::PAYLOAD.of(url)?,
            heartbeat: forever(param::HEARTBEAT.of(url)?).max(Duration::from_millis(10)),
            pings_without_calls: true,
            connect_timeout: param::CONNECT_TIMEOUT.of(url)?,
            tls: None,
            http: param::HTTP_VERSION.of(url)?,
            max_streams: param::MAX_CONCURRENT_STREAMS.of(url)?,
            peer_share: param::PEER_SHARE.of(url)?,
            unread_answers: param::UNREAD_ANSWERS.of(url)?,
            max_age: forever(param::MAX_CONNECTION_AGE.of(url)?),
            http1_idle: max_idle.unwrap_or(HTTP1_IDLE),
            max_idle: max_idle.unwrap_or(Duration::MAX),
            compression: Compression::of(url)?,
        })
    }

    /// Reads a consumer's settings: its own, then what the provider's URL says, then the defaults.
    pub(crate) fn merged(settings: &Url, instance: &Instance) -> Result<Self> {
        let agreed = agreed(settings, instance);
        let mut settings = Self::of(&agreed)?;
        if agreed.param(param::HEARTBEAT.key).is_none() {
            settings.heartbeat = CALM_HEARTBEAT;
            settings.pings_without_calls = false;
        }
        Ok(settings)
    }

    /// What JSON may become for one message.
    pub(crate) fn json_limits(&self) -> JsonLimits {
        let mut limits = JsonLimits::default();
        limits.memory = self.payload.saturating_mul(40).min(limits.memory);
        limits.written = self.payload;
        limits
    }

    /// What a decoder may take in for one message.
    pub(crate) fn limits(&self) -> Limits {
        Limits::for_payload(self.payload)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            payload: param::PAYLOAD.default,
            heartbeat: param::HEARTBEAT.default,
            pings_without_calls: true,
            connect_timeout: param::CONNECT_TIMEOUT.default,
            tls: None,
            http: param::HTTP_VERSION.default,
            max_streams: param::MAX_CONCURRENT_STREAMS.default,
            peer_share: param::PEER_SHARE.default,
            unread_answers: param::UNREAD_ANSWERS.default,
            max_age: Duration::MAX,
            http1_idle: HTTP1_IDLE,
            max_idle: Duration::MAX,
            compression: Compression::Identity,
        }
    }
}
