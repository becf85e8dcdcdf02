//! One listener shared by several protocols.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{
    Address, AnyProtocol, BoxStream, Detect, Error, Result, Services, Shutdown, ShutdownTrigger,
};
use tokio::io::AsyncReadExt;
use tokio::task::{JoinHandle, JoinSet};

use crate::rewind::Rewind;
use crate::{ListenSettings, Listener};

/// Protocols are told apart by at most this many bytes.
const LONGEST_PREFIX: usize = 64;

/// How a port treats its connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortSettings {
    /// How to listen.
    pub listen: ListenSettings,
    /// Most connections at a time (`accepts`); a further one is closed at once. `None`: as many as come.
    pub accepts: Option<NonZeroUsize>,
    /// Time for a new connection to show which protocol it speaks.
    pub detect_timeout: Duration,
}

impl Default for PortSettings {
    fn default() -> Self {
        Self { listen: ListenSettings::default(), accepts: None, detect_timeout: Duration::from_secs(10) }
    }
}

/// A listener and the connections it accepted, each served by the protocol that its first bytes speak.
///
/// Dropping it stops listening and cuts all connections; [`shutdown`](Self::shutdown) lets them finish.
#[derive(Debug)]
pub struct Port {
    address: Address,
    trigger: ShutdownTrigger,
    accepting: JoinHandle<JoinSet<()>>,
}

impl Port {
    /// Listens at `address` and serves `services` over `protocols`.
    ///
    /// # Errors
    /// `Code::Unavailable` when nothing can listen there; `Code::Invalid` without protocols.
    pub async fn bind(
        address: &Address,
        protocols: Vec<AnyProtocol>,
        services: Arc<Services>,
        settings: PortSettings,
    ) -> Result<Self> {
        let listener = Listener::bind(address, &settings.listen).await?;
        Self::serve(listener, protocols, services, settings)
    }

    /// Serves `services` over `protocols` to whoever `listener` accepts. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// `Code::Invalid` without protocols.
    pub fn serve(
        listener: Listener,
        protocols: Vec<AnyProtocol>,
        services: Arc<Services>,
        settings: PortSettings,
    ) -> Result<Self> {
        if protocols.is_empty() {
            return Err(Error::invalid(format!("the port {} has no protocol to serve", listener.address())));
        }
        let address = listener.address().clone();
        let trigger = ShutdownTrigger::new();
        let served = Arc::new(Served { protocols, services, detect_timeout: settings.detect_timeout });
        let accepting = tokio::spawn(accept(listener, served, settings.accepts, trigger.listen()));
        Ok(Self { address, trigger, accepting })
    }

    /// Where this listens, with the port number that was chosen for port 0.
    pub fn local_address(&self) -> &Address {
        &self.address
    }

    /// Asks the connections to drain and stops accepting, without waiting for either.
    pub fn drain(&self) {
        self.trigger.drain();
    }

    /// Stops accepting, lets connections drain for up to `limit`, and cuts those that are left. Gives their number.
    ///
    /// # Cancel safety
    /// Dropping the future cuts all connections.
    pub async fn shutdown(self, limit: Duration) -> usize {
        self.trigger.drain();
        let Ok(mut connections) = self.accepting.await else { return 0 };
        let drained = async { while connections.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(limit, drained).await;
        let left = connections.len();
        connections.shutdown().await;
        left
    }
}

struct Served {
    protocols: Vec<AnyProtocol>,
    services: Arc<Services>,
    detect_timeout: Duration,
}

/// Accepts until `stop`; gives the connections that are left then.
async fn accept(
    mut listener: Listener,
    served: Arc<Served>,
    accepts: Option<NonZeroUsize>,
    mut stop: Shutdown,
) -> JoinSet<()> {
    let mut connections = JoinSet::new();
    let connection_stop = stop.clone();
    let mut stop = pin!(stop.draining());
    let mut full = false;
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return connections,
            Some(ended) = connections.join_next() => {
                if let Err(error) = ended {
                    tracing::error!(%error, "a connection's task failed");
                }
            }
            accepted = listener.accept() => {
                let Some(stream) = accepted else {
                    stop.await;
                    return connections;
                };
                if accepts.is_some_and(|most| connections.len() >= most.get()) {
                    if !std::mem::replace(&mut full, true) {
                        tracing::warn!(connections = connections.len(), "`accepts` is reached, refusing connections");
                    }
                    drop(stream);
                } else {
                    full = false;
                    connections.spawn(serve(stream, served.clone(), connection_stop.clone()));
                }
            }
        }
    }
}

async fn serve(mut stream: BoxStream, served: Arc<Served>, mut stop: Shutdown) {
    let mut seen = [0; LONGEST_PREFIX];
    let found = {
        let detection = detect(&mut stream, &served.protocols, &mut seen);
        // Whoever has not said a word when the port closes has nothing to lose.
        tokio::select! {
            found = tokio::time::timeout(served.detect_timeout, detection) => found.ok().flatten(),
            () = stop.draining() => None,
        }
    };
    let Some((protocol, length)) = found else {
        tracing::debug!(peer = %stream.peer().remote, "no protocol recognised, connection closed");
        return;
    };
    let seen = Bytes::copy_from_slice(seen.get(..length).unwrap_or_default());
    let stream = Rewind::boxed(seen, stream);
    protocol.accept(stream, served.services.clone(), stop).await;
}

/// The protocol of the first bytes, and how many of `seen` were read to know it.
async fn detect(
    stream: &mut BoxStream,
    protocols: &[AnyProtocol],
    seen: &mut [u8],
) -> Option<(AnyProtocol, usize)> {
    let mut length = 0;
    loop {
        // An error, the end, and a full buffer that still decides nothing are all the same: nobody to serve.
        match stream.read(seen.get_mut(length..)?).await {
            Ok(0) | Err(_) => return None,
            Ok(n) => length += n,
        }
        let prefix = seen.get(..length)?;
        let mut undecided = false;
        for protocol in protocols {
            match protocol.detect(prefix) {
                Detect::Yes => return Some((protocol.clone(), length)),
                Detect::NeedMore => undecided = true,
                Detect::No => {}
            }
        }
        if !undecided {
            return None;
        }
    }
}

#[cfg(test)]
mod tests;
