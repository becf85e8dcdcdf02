//! Connections within the process: whole stacks without a port.

use std::sync::Arc;

use dubbors_core::{Address, BoxStream, Error, Peer, Result};
use tokio::sync::mpsc;

use super::{Kind, Listener};

/// Connections that may wait to be accepted.
const BACKLOG: usize = 64;

/// Dials a memory listener.
#[derive(Debug, Clone)]
pub struct MemoryConnector {
    arrivals: mpsc::Sender<BoxStream>,
    buffer: usize,
}

#[derive(Debug)]
pub(super) struct Memory {
    arrivals: mpsc::Receiver<BoxStream>,
}

/// A listener in memory and what dials it. Each direction of a connection holds up to `buffer` bytes.
pub fn memory(buffer: usize) -> (MemoryConnector, Listener) {
    let (send, receive) = mpsc::channel(BACKLOG);
    let kind = Kind::Memory(Memory { arrivals: receive });
    let listener = Listener { kind, address: Address::Host("memory".into(), 0) };
    (MemoryConnector { arrivals: send, buffer: buffer.max(1) }, listener)
}

impl MemoryConnector {
    /// Connects.
    ///
    /// # Errors
    /// `Code::Unavailable` when the listener is gone.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn connect(&self) -> Result<BoxStream> {
        let (near, far) = tokio::io::duplex(self.buffer);
        let peer = Arc::new(Peer::new("memory", "memory"));
        let far = BoxStream::new(far, peer.clone());
        self.arrivals.send(far).await.map_err(|_| {
            Error::unavailable("cannot connect in memory: the listener is gone")
                .with_next("keep the port or listener alive")
        })?;
        Ok(BoxStream::new(near, peer))
    }
}

impl Memory {
    pub(super) async fn accept(&mut self) -> Option<BoxStream> {
        self.arrivals.recv().await
    }
}
