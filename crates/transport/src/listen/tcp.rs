//! TCP.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Address, BoxStream, Peer};
use tokio::net::{TcpListener, TcpSocket};

use super::ListenSettings;
use crate::connect::prepare;

#[derive(Debug)]
pub(super) struct Tcp {
    listener: TcpListener,
    keepalive: Option<Duration>,
}

impl Tcp {
    pub(super) async fn bind(address: &Address, settings: &ListenSettings) -> Result<(Self, SocketAddr)> {
        let found: Vec<SocketAddr> = match address {
            Address::Ip(ip) => vec![*ip],
            Address::Host(host, port) => tokio::net::lookup_host((&**host, *port)).await?.collect(),
            _ => Vec::new(),
        };
        let mut last = Error::new(ErrorKind::AddrNotAvailable, "no address to listen at");
        for ip in found {
            match listen(ip, settings.backlog).and_then(|listener| Ok((listener.local_addr()?, listener))) {
                Ok((bound, listener)) => {
                    return Ok((Self { listener, keepalive: settings.keepalive }, bound));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    pub(super) async fn accept(&mut self) -> Result<BoxStream> {
        let (stream, remote) = self.listener.accept().await?;
        prepare(&stream, self.keepalive);
        let local = stream.local_addr().map_or_else(|_| "tcp".to_owned(), |local| local.to_string());
        Ok(BoxStream::new(stream, Arc::new(Peer::new(remote.to_string(), local))))
    }
}

fn listen(address: SocketAddr, backlog: u32) -> Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Connections of a provider that just ended must not keep the next one from its port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(backlog)
}
