//! QUIC at the same number, over UDP.

use std::future::pending;
use std::sync::Arc;

use dubbors_core::{AnyConnection, AnyProtocol, Error, Result, Services, Shutdown};

use super::{PortSettings, Served};
use crate::Listener;
use crate::quic::{Handshake, QuicListener};

/// Listens for packets where `listener` does for connections, if the port has HTTP/3.
pub(super) fn beside(
    listener: &Listener,
    protocols: &[AnyProtocol],
    services: &Services,
    settings: &PortSettings,
) -> Result<Option<QuicListener>> {
    if !settings.http3 {
        return Ok(None);
    }
    let place = listener.address();
    let Some(tls) = &settings.tls else {
        return Err(Error::invalid(format!("`http3.enabled` is true, but the port {place} has no TLS"))
            .with_next(
                "set `ssl-enabled` to true, `ssl.cert` and `ssl.key` to PEM files: QUIC has no plaintext",
            ));
    };
    let Some(alpn) = protocols.iter().find_map(|protocol| protocol.quic_alpn()) else {
        return Err(Error::invalid(format!(
            "`http3.enabled` is true, but no protocol of the port {place} has HTTP/3"
        ))
        .with_next("provide tri:// there, and build with the feature `http3` of `dubbors`"));
    };
    listen(place, tls, alpn, services).map(Some)
}

#[cfg(feature = "quic")]
fn listen(
    place: &dubbors_core::Address,
    tls: &crate::TlsServer,
    alpn: &'static str,
    services: &Services,
) -> Result<QuicListener> {
    QuicListener::bind(place, tls.clone(), alpn, crate::QuicSettings::of(services.settings())?)
}

#[cfg(not(feature = "quic"))]
fn listen(_: &dubbors_core::Address, _: &crate::TlsServer, _: &str, _: &Services) -> Result<QuicListener> {
    Err(Error::unimplemented("this program was built without QUIC")
        .with_next("build with the feature `http3` of `dubbors`"))
}

/// The next connection; without QUIC there is none.
///
/// # Cancel safety
/// Cancel safe: no connection is lost.
pub(super) async fn next(quic: &mut Option<QuicListener>) -> Option<Handshake> {
    match quic {
        Some(quic) => quic.accept().await,
        None => pending().await,
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(handshake: Handshake, served: Arc<Served>, mut stop: Shutdown) {
    let remote = handshake.remote();
    let connection = tokio::select! {
        connection = handshake.finish(served.detect_timeout) => connection,
        () = stop.draining() => Err("the port closes".to_owned()),
    };
    let protocol = served.protocols.iter().find(|protocol| protocol.quic_alpn().is_some());
    match (connection, protocol) {
        (Ok(connection), Some(protocol)) => {
            protocol.accept_quic(AnyConnection::new(connection), Arc::clone(&served.services), stop).await;
        }
        (Err(reason), _) => tracing::debug!(%remote, reason, "no connection of QUIC"),
        (Ok(_), None) => {}
    }
}
