//! quinn's settings, from ours.

use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Error, Result};
use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};
use quinn::{IdleTimeout, TransportConfig, VarInt};

use super::QuicSettings;

/// Streams of one direction that a peer may have open: HTTP/3 has three, and unknown ones come and go.
const ONE_WAY: u32 = 8;
/// Handshakes that wait to be looked at, and the bytes that they may have sent already.
const WAITING: usize = 1024;
const WAITING_BYTES: u64 = 4 * 1024 * 1024;
/// The longest time that QUIC can be told to wait: 2^62 milliseconds are more than that.
const LONGEST: Duration = Duration::from_secs(60 * 60 * 24 * 365);

fn transport(settings: &QuicSettings, streams: u32) -> Arc<TransportConfig> {
    let mut transport = TransportConfig::default();
    transport
        .max_concurrent_bidi_streams(streams.into())
        .max_concurrent_uni_streams(ONE_WAY.into())
        .stream_receive_window(settings.stream_window.into())
        .receive_window(settings.window.into())
        .send_window(settings.window.into())
        .datagram_receive_buffer_size(None)
        .keep_alive_interval(Some(settings.keep_alive.min(LONGEST)))
        .max_idle_timeout(IdleTimeout::try_from(settings.idle().min(LONGEST)).ok());
    Arc::new(transport)
}

/// For a port.
pub(super) fn server(
    tls: &rustls::ServerConfig,
    alpn: &str,
    settings: &QuicSettings,
) -> Result<quinn::ServerConfig> {
    let mut tls = tls.clone();
    tls.alpn_protocols = vec![alpn.as_bytes().to_vec()];
    // Whatever else says so: early data could be recorded and sent again.
    tls.max_early_data_size = 0;
    let crypto = QuicServerConfig::try_from(tls).map_err(|error| unfit(&error))?;
    let mut config = quinn::ServerConfig::with_crypto(Arc::new(crypto));
    config
        .transport_config(transport(settings, settings.streams))
        .max_incoming(WAITING)
        .incoming_buffer_size_total(WAITING_BYTES);
    Ok(config)
}

/// For a consumer.
pub(super) fn client(
    tls: &rustls::ClientConfig,
    alpn: &str,
    settings: &QuicSettings,
) -> Result<quinn::ClientConfig> {
    let mut tls = tls.clone();
    tls.alpn_protocols = vec![alpn.as_bytes().to_vec()];
    tls.enable_early_data = false;
    let crypto = QuicClientConfig::try_from(tls).map_err(|error| unfit(&error))?;
    let mut config = quinn::ClientConfig::new(Arc::new(crypto));
    config.transport_config(transport(settings, 0));
    Ok(config)
}

/// A number for the wire; what is too large becomes the largest.
pub(super) fn varint(number: u64) -> VarInt {
    VarInt::from_u64(number).unwrap_or(VarInt::MAX)
}

fn unfit(error: &dyn std::fmt::Display) -> Error {
    Error::internal(format!("QUIC cannot be set up: {error}"))
}
