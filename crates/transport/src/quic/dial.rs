//! Dialling.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use dubbors_core::{Address, Error, Result};

use super::{QuicConnection, QuicSettings, endpoint, failure};
use crate::TlsClient;
use crate::connect::{lookup, no_address};

/// Connects to `address` over QUIC, for the protocol that ALPN calls `alpn`. A host name is looked up anew every time, and
/// its addresses are tried in turn. All of it may take `timeout`.
///
/// # Errors
/// `Code::Unavailable` with the address, the reason, and what to look at; `Code::Invalid` when nothing can be dialled, or
/// have a certificate, at the address. That a server does not accept our certificate may come later, when the connection
/// is lost.
///
/// # Cancel safety
/// Cancel safe: a connection half made is closed.
pub async fn connect_quic(
    address: &Address,
    tls: &TlsClient,
    alpn: &str,
    settings: &QuicSettings,
    timeout: Duration,
) -> Result<QuicConnection> {
    tokio::time::timeout(timeout, dial(address, tls, alpn, settings)).await.unwrap_or_else(|_| {
        Err(Error::unavailable(format!(
            "cannot connect to {address} over QUIC: no answer within {timeout:?}"
        ))
        .with_next("check that the provider has `http3.enabled`, and that the firewall lets UDP through"))
    })
}

async fn dial(
    address: &Address,
    tls: &TlsClient,
    alpn: &str,
    settings: &QuicSettings,
) -> Result<QuicConnection> {
    let (config, name) = tls.for_quic(address).await?;
    let config = endpoint::client(&config, alpn, settings)?;
    let mut last = None;
    for to in addresses(address).await? {
        match one(address, to, &name, config.clone()).await {
            Ok((connection, local)) => {
                let verified = !tls.settings().accepts_any_certificate();
                return Ok(QuicConnection::new(connection, local, alpn, verified));
            }
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| no_address(address)))
}

async fn addresses(address: &Address) -> Result<Vec<SocketAddr>> {
    match address {
        Address::Ip(ip) => Ok(vec![*ip]),
        Address::Host(host, port) => lookup(address, host, *port).await,
        other => Err(Error::invalid(format!("`{other}` cannot be dialled over QUIC"))
            .with_next("use a host and a port, or `http-version` 2")),
    }
}

async fn one(
    address: &Address,
    to: SocketAddr,
    name: &str,
    config: quinn::ClientConfig,
) -> Result<(quinn::Connection, String)> {
    let any =
        if to.is_ipv4() { IpAddr::V4(Ipv4Addr::UNSPECIFIED) } else { IpAddr::V6(Ipv6Addr::UNSPECIFIED) };
    let unusable = |error: &dyn std::fmt::Display| {
        Error::unavailable(format!("cannot connect to {address} over QUIC: {error}"))
            .with_next("check that this machine may open UDP sockets")
    };
    let endpoint = quinn::Endpoint::client(SocketAddr::new(any, 0)).map_err(|error| unusable(&error))?;
    let local = endpoint.local_addr().map_or_else(|_| "udp".to_owned(), |local| local.to_string());
    let connecting = endpoint.connect_with(config, to, name).map_err(|error| unusable(&error))?;
    let connection = connecting.await.map_err(|error| failure::refused(address, error))?;
    Ok((connection, local))
}
