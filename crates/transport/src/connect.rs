//! Dialling.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Address, BoxStream, Error, Peer, Result};
use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;

use crate::TlsClient;

/// How to dial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectSettings {
    /// Time for looking the name up, connecting and the TLS handshake, together (`connect.timeout`).
    pub timeout: Duration,
    /// Silence after which the operating system asks whether the other end still exists.
    pub keepalive: Option<Duration>,
    /// TLS; without it the stream is plain.
    pub tls: Option<TlsClient>,
}

impl Default for ConnectSettings {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(3), keepalive: Some(Duration::from_secs(60)), tls: None }
    }
}

/// Connects to `address`. A host name is looked up anew every time, and its addresses are tried in turn.
///
/// # Errors
/// `Code::Unavailable` with the address, the reason, and what to look at; `Code::Invalid` when the address can have no
/// TLS certificate. That a server does not accept our certificate may come later, as an error of the first read.
///
/// # Cancel safety
/// Cancel safe: a connection half made is closed.
pub async fn connect(address: &Address, settings: &ConnectSettings) -> Result<BoxStream> {
    let connected = async {
        let stream = dial(address, settings).await?;
        match &settings.tls {
            Some(tls) => tls.secure(address, stream).await,
            None => Ok(stream),
        }
    };
    match tokio::time::timeout(settings.timeout, connected).await {
        Ok(dialled) => dialled,
        Err(_) => Err(Error::unavailable(format!(
            "cannot connect to {address}: no answer within {:?}",
            settings.timeout
        ))
        .with_next("check the address and the firewall, or raise `connect.timeout`")),
    }
}

async fn dial(address: &Address, settings: &ConnectSettings) -> Result<BoxStream> {
    match address {
        Address::Ip(ip) => tcp(*ip, settings).await.map_err(|error| refused(address, error)),
        Address::Host(host, port) => {
            let mut last = None;
            for ip in lookup(address, host, *port).await? {
                match tcp(ip, settings).await {
                    Ok(stream) => return Ok(stream),
                    Err(error) => last = Some(error),
                }
            }
            Err(match last {
                Some(error) => refused(address, error),
                None => no_address(address),
            })
        }
        #[cfg(unix)]
        Address::Unix(path) => {
            let stream =
                tokio::net::UnixStream::connect(path).await.map_err(|error| refused(address, error))?;
            let peer = Peer::new(address.to_string(), "unix");
            Ok(BoxStream::new(stream, Arc::new(peer)))
        }
        other => Err(Error::invalid(format!("`{other}` cannot be dialled on this system"))),
    }
}

/// The addresses of `host`, the host of `address`.
pub(crate) async fn lookup(address: &Address, host: &str, port: u16) -> Result<Vec<SocketAddr>> {
    let found = tokio::net::lookup_host((host, port)).await.map_err(|error| {
        Error::unavailable(format!("cannot find the host of {address}: {error}"))
            .with_next("check the name, or use an IP address")
            .with_source(error)
    })?;
    Ok(found.collect())
}

/// A host that was found and has no address.
pub(crate) fn no_address(address: &Address) -> Error {
    Error::unavailable(format!("the host of {address} has no address"))
        .with_next("check the name, or use an IP address")
}

async fn tcp(address: SocketAddr, settings: &ConnectSettings) -> io::Result<BoxStream> {
    let stream = TcpStream::connect(address).await?;
    prepare(&stream, settings.keepalive);
    let local = stream.local_addr().map_or_else(|_| "tcp".to_owned(), |local| local.to_string());
    Ok(BoxStream::new(stream, Arc::new(Peer::new(address.to_string(), local))))
}

/// Sets what every TCP stream of ours has. A system that cannot set an option goes on without it.
pub(crate) fn prepare(stream: &TcpStream, keepalive: Option<Duration>) {
    // Packets are merged before they are written; a further delay in the kernel would only cost time.
    let _ = stream.set_nodelay(true);
    if let Some(after) = keepalive {
        let _ = SockRef::from(stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(after));
    }
}

fn refused(address: &Address, error: io::Error) -> Error {
    let reason = match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".to_owned(),
        _ => error.to_string(),
    };
    Error::unavailable(format!("cannot connect to {address}: {reason}"))
        .with_next("check that the provider runs and listens there")
        .with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dubbors_core::{Code, Origin};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn a_refused_connection_names_the_address_and_the_next_step() {
        // A port that was ours a moment ago and that nobody listens on.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = Address::Ip(listener.local_addr().unwrap());
        drop(listener);
        let error = connect(&address, &ConnectSettings::default()).await.unwrap_err();
        assert_eq!((error.code(), error.origin()), (Code::Unavailable, Origin::Local));
        assert_eq!(error.message(), format!("cannot connect to {address}: connection refused"));
        assert_eq!(error.next(), Some("check that the provider runs and listens there"));
    }

    #[tokio::test]
    async fn names_are_looked_up_and_their_addresses_tried() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        // "localhost" may give ::1 first, where nobody listens.
        let address = Address::Host("localhost".into(), port);
        let settings = ConnectSettings::default();
        let (stream, accepted) = tokio::join!(connect(&address, &settings), listener.accept());
        let mut stream = stream.unwrap();
        assert_eq!(&*stream.peer().remote, format!("127.0.0.1:{port}"));
        stream.write_all(b"hi").await.unwrap();
        let mut got = [0; 2];
        accepted.unwrap().0.read_exact(&mut got).await.unwrap();
        assert_eq!(&got, b"hi");
    }

    #[tokio::test]
    async fn an_unknown_name_is_told() {
        let address = Address::Host("no-such-host.invalid".into(), 1);
        let error = connect(&address, &ConnectSettings::default()).await.unwrap_err();
        assert!(error.message().contains("no-such-host.invalid:1"), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_with_the_timeout() {
        // Nobody answers at an address of the documentation block; a network that refuses it at once is as good.
        let address: Address = "192.0.2.1:9".parse().unwrap();
        let error = connect(&address, &ConnectSettings::default()).await.unwrap_err();
        assert!(error.message().starts_with("cannot connect to 192.0.2.1:9: "), "{error}");
    }
}
