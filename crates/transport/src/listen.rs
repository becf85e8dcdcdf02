//! Accepting connections.

mod memory;
mod tcp;
#[cfg(unix)]
mod unix;

use std::io;
use std::time::Duration;

use dubbors_core::{Address, BoxStream, Error, Result};

pub use memory::{MemoryConnector, memory};

/// How to listen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenSettings {
    /// Connections the operating system keeps before they are accepted.
    pub backlog: u32,
    /// Silence after which the operating system asks whether the other end still exists.
    pub keepalive: Option<Duration>,
}

impl Default for ListenSettings {
    fn default() -> Self {
        Self { backlog: 1024, keepalive: Some(Duration::from_secs(60)) }
    }
}

/// A place where connections arrive: a TCP port, a Unix socket, or memory.
#[derive(Debug)]
pub struct Listener {
    kind: Kind,
    address: Address,
}

#[derive(Debug)]
enum Kind {
    Tcp(tcp::Tcp),
    #[cfg(unix)]
    Unix(unix::Unix),
    Memory(memory::Memory),
}

impl Listener {
    /// Listens at `address`. Port 0 takes any free port; [`address`](Self::address) says which.
    ///
    /// # Errors
    /// `Code::Unavailable` when the address is taken or not ours, with what to do about it.
    pub async fn bind(address: &Address, settings: &ListenSettings) -> Result<Self> {
        let failed = |error: io::Error| {
            let next = match error.kind() {
                io::ErrorKind::AddrInUse => "choose another port, or stop who listens there",
                io::ErrorKind::PermissionDenied => {
                    "choose a port above 1023, or a directory you may write to"
                }
                _ => "check that the address belongs to this machine",
            };
            Error::unavailable(format!("cannot listen at {address}: {error}"))
                .with_next(next)
                .with_source(error)
        };
        match address {
            #[cfg(unix)]
            Address::Unix(path) => {
                let unix = unix::Unix::bind(path).map_err(failed)?;
                Ok(Self { kind: Kind::Unix(unix), address: address.clone() })
            }
            _ => {
                let (tcp, bound) = tcp::Tcp::bind(address, settings).await.map_err(failed)?;
                Ok(Self { kind: Kind::Tcp(tcp), address: Address::Ip(bound) })
            }
        }
    }

    /// Where this listens. A memory listener says `memory:0`, which cannot be dialled.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The next connection; `None` when none can come any more (memory only).
    ///
    /// A failure of one connection is passed over. When the system has no descriptors or memory left, it waits and
    /// tries again.
    ///
    /// # Cancel safety
    /// Cancel safe: no connection is lost.
    pub async fn accept(&mut self) -> Option<BoxStream> {
        let mut failures = 0;
        loop {
            let accepted = match &mut self.kind {
                Kind::Tcp(tcp) => tcp.accept().await,
                #[cfg(unix)]
                Kind::Unix(unix) => unix.accept().await,
                Kind::Memory(memory) => return memory.accept().await,
            };
            match accepted {
                Ok(stream) => return Some(stream),
                Err(error) => {
                    let pause = pause_after(&error, failures);
                    if pause.is_zero() {
                        continue;
                    }
                    if failures == 0 {
                        tracing::warn!(address = %self.address, %error, "cannot accept connections, trying again");
                    }
                    failures += 1;
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}

/// How long to wait after a failed accept.
fn pause_after(error: &io::Error, failures: u32) -> Duration {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    match error.kind() {
        // Only that one connection failed.
        ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted => Duration::ZERO,
        _ => Duration::from_millis(10 << failures.min(6)),
    }
}

#[cfg(test)]
mod tests;
