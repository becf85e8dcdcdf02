//! One listener shared by several protocols, with or without TLS.

mod detect;
mod over_udp;

use std::borrow::Cow;
use std::io;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use dubbors_core::{Address, AnyProtocol, BoxStream, Error, Result, Services, Shutdown, ShutdownTrigger};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

use self::detect::{Layer, Spoken, detect};
use crate::quic::QuicListener;
use crate::rewind::Rewind;
use crate::{ListenSettings, Listener, TlsServer};

/// How a port treats its connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortSettings {
    /// How to listen.
    pub listen: ListenSettings,
    /// Most connections at a time (`accepts`); a further one is closed at once. `None`: as many as come.
    pub accepts: Option<NonZeroUsize>,
    /// Time for a new connection to show which protocol it speaks, the TLS handshake included.
    pub detect_timeout: Duration,
    /// TLS for all protocols of the port. Connections without it are closed then, unless
    /// [`TlsServerSettings::allow_plaintext`](crate::TlsServerSettings) lets them in.
    pub tls: Option<TlsServer>,
    /// Whether the port serves QUIC too, at the same number over UDP (`http3.enabled`). Needs TLS, and the feature `quic`.
    pub http3: bool,
}

impl Default for PortSettings {
    fn default() -> Self {
        Self {
            listen: ListenSettings::default(),
            accepts: None,
            detect_timeout: Duration::from_secs(10),
            tls: None,
            http3: false,
        }
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
    /// `Code::Unavailable` when nothing can listen there; `Code::Invalid` without protocols, and when HTTP/3 is asked for
    /// without TLS or without a protocol that has it.
    pub async fn bind(
        address: &Address,
        protocols: Vec<AnyProtocol>,
        services: Arc<Services>,
        settings: PortSettings,
    ) -> Result<Self> {
        let mut tries = 0;
        loop {
            let listener = Listener::bind(address, &settings.listen).await?;
            match Self::serve(listener, protocols.clone(), Arc::clone(&services), settings.clone()) {
                // Any port will do: one that is free for TCP and UDP alike.
                Err(error) if address.port() == 0 && tries < TRIES && is_taken(&error) => tries += 1,
                bound => return bound,
            }
        }
    }

    /// Serves `services` over `protocols` to whoever `listener` accepts. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// `Code::Invalid` without protocols; those of [`bind`](Self::bind) about HTTP/3.
    pub fn serve(
        listener: Listener,
        protocols: Vec<AnyProtocol>,
        services: Arc<Services>,
        settings: PortSettings,
    ) -> Result<Self> {
        if protocols.is_empty() {
            return Err(Error::invalid(format!("the port {} has no protocol to serve", listener.address())));
        }
        let quic = over_udp::beside(&listener, &protocols, &services, &settings)?;
        let address = listener.address().clone();
        let trigger = ShutdownTrigger::new();
        if let Some(tls) = &settings.tls {
            tls.watch();
        }
        let PortSettings { accepts, detect_timeout, tls, .. } = settings;
        let served = Arc::new(Served { protocols, services, detect_timeout, tls });
        let accepting = tokio::spawn(accept(listener, quic, served, accepts, trigger.listen()));
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
        let end = Instant::now() + limit;
        self.trigger.drain();
        let Ok(mut connections) = self.accepting.await else { return 0 };
        let drained = async { while connections.join_next().await.is_some() {} };
        let _ = tokio::time::timeout_at(end, drained).await;
        let left = connections.len();
        connections.shutdown().await;
        left
    }
}

struct Served {
    protocols: Vec<AnyProtocol>,
    services: Arc<Services>,
    detect_timeout: Duration,
    tls: Option<TlsServer>,
}

/// What has come over a socket is known when the system was asked, which takes a turn of the runtime.
const LAST_LOOK: Duration = Duration::from_millis(50);
/// How often another free port is tried, when the one that TCP gave is taken for UDP.
const TRIES: u32 = 16;

fn is_taken(error: &Error) -> bool {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == io::ErrorKind::AddrInUse)
}

/// Accepts until `stop`; gives the connections that are left then.
async fn accept(
    mut listener: Listener,
    mut quic: Option<QuicListener>,
    served: Arc<Served>,
    accepts: Option<NonZeroUsize>,
    mut stop: Shutdown,
) -> JoinSet<()> {
    let mut connections = JoinSet::new();
    let connection_stop = stop.clone();
    let mut stop = pin!(stop.draining());
    let mut full = false;
    let mut is_full = move |connections: &JoinSet<()>| {
        let is_full = accepts.is_some_and(|most| connections.len() >= most.get());
        if !std::mem::replace(&mut full, is_full) && is_full {
            tracing::warn!(connections = connections.len(), "`accepts` is reached, refusing connections");
        }
        is_full
    };
    loop {
        tokio::select! {
            biased;
            () = &mut stop => {
                // Those that came before the port closed may have asked something.
                let mut looked = pin!(tokio::time::sleep(LAST_LOOK));
                loop {
                    let stream = tokio::select! {
                        stream = listener.accept() => stream,
                        () = &mut looked => None,
                    };
                    let Some(stream) = stream else { break };
                    if !is_full(&connections) {
                        connections.spawn(serve(stream, served.clone(), connection_stop.clone()));
                    }
                }
                return connections;
            }
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
                if !is_full(&connections) {
                    connections.spawn(serve(stream, served.clone(), connection_stop.clone()));
                }
            }
            Some(handshake) = over_udp::next(&mut quic) => {
                if is_full(&connections) {
                    handshake.refuse();
                } else {
                    connections.spawn(over_udp::serve(handshake, served.clone(), connection_stop.clone()));
                }
            }
        }
    }
}

async fn serve(stream: BoxStream, served: Arc<Served>, mut stop: Shutdown) {
    let peer = stream.peer().clone();
    let found = {
        let recognised = recognise(stream, &served.protocols, served.tls.as_ref());
        // Whoever has not said a word when the port closes has nothing to lose. What is there is read.
        let closes = async {
            stop.draining().await;
            tokio::time::sleep(LAST_LOOK).await;
        };
        tokio::select! {
            biased;
            found = tokio::time::timeout(served.detect_timeout, recognised) => {
                found.unwrap_or_else(|_| Err("it took too long".into()))
            }
            () = closes => Err("the port closes".into()),
        }
    };
    match found {
        Ok((protocol, stream)) => protocol.accept(stream, served.services.clone(), stop).await,
        Err(reason) => {
            tracing::debug!(peer = %peer.remote, %reason, "no protocol recognised, connection closed");
        }
    }
}

/// The protocol that `stream` speaks, inside TLS where the port has it, and the stream from its first byte of that.
async fn recognise(
    mut stream: BoxStream,
    protocols: &[AnyProtocol],
    tls: Option<&TlsServer>,
) -> Result<(AnyProtocol, BoxStream), Cow<'static, str>> {
    let (mut spoken, mut seen) = detect(&mut stream, protocols, Layer::Outer(tls)).await?;
    if let (Spoken::Tls, Some(tls)) = (&spoken, tls) {
        stream = tls.accept(Rewind::boxed(seen, stream)).await.map_err(|error| error.to_string())?;
        (spoken, seen) = detect(&mut stream, protocols, Layer::Inner).await?;
    }
    match spoken {
        Spoken::Protocol(protocol) => Ok((protocol, Rewind::boxed(seen, stream))),
        Spoken::Tls => Err("TLS within TLS".into()),
    }
}

#[cfg(test)]
mod tests;
