//! A wire protocol: how calls leave and enter.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use crate::{AnyInvoker, BoxFuture, BoxStream, Instance, Result, ServiceDescriptor, Services, Shutdown, Url};

/// What a consumer wants to call: one instance, one contract, its settings.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Where the provider listens.
    pub instance: &'a Instance,
    /// The contract, under the group and version that are asked for.
    pub service: &'a Arc<ServiceDescriptor>,
    /// The consumer's resolved settings.
    pub settings: &'a Url,
}

/// Carries calls over one kind of wire.
pub trait Protocol: Send + Sync + 'static {
    /// The URL scheme, such as `dubbo`.
    fn name(&self) -> &'static str;

    /// Whether calls of `service` can be carried at all.
    ///
    /// # Errors
    /// `Code::Invalid` with what the protocol has no form for, and what to use instead.
    fn carries(&self, service: &ServiceDescriptor) -> Result<()> {
        let _ = service;
        Ok(())
    }

    /// An invoker for one provider. Returns at once; the connection is made by the first call.
    ///
    /// # Errors
    /// `Code::Invalid` when the contract, the instance or a setting makes no sense for this protocol.
    fn refer(&self, target: &Target<'_>) -> Result<AnyInvoker>;

    /// Whether a connection that begins with `prefix` speaks this protocol.
    fn detect(&self, prefix: &[u8]) -> Detect;

    /// Serves one accepted connection until it ends or `stop` has been drained.
    fn accept(&self, stream: BoxStream, services: Arc<Services>, stop: Shutdown) -> BoxFuture<'static, ()>;

    /// What this protocol is called in a handshake over QUIC (ALPN); `None` when it does not serve QUIC.
    fn quic_alpn(&self) -> Option<&'static str> {
        None
    }

    /// Serves one accepted connection of QUIC until it ends or `stop` has been drained. Asked only of a protocol that has
    /// a [`quic_alpn`](Self::quic_alpn).
    fn accept_quic(
        &self,
        connection: AnyConnection,
        services: Arc<Services>,
        stop: Shutdown,
    ) -> BoxFuture<'static, ()> {
        drop((connection, services, stop));
        Box::pin(async {})
    }
}

/// A connection of many streams, on its way from the transport to a protocol: only these two know what it is.
pub struct AnyConnection(Box<dyn Any + Send>);

impl AnyConnection {
    /// Wraps `connection`.
    pub fn new(connection: impl Any + Send) -> Self {
        Self(Box::new(connection))
    }

    /// The connection, when it is a `T`.
    #[must_use]
    pub fn downcast<T: Any>(self) -> Option<T> {
        self.0.downcast().ok().map(|connection| *connection)
    }
}

impl fmt::Debug for AnyConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AnyConnection")
    }
}

/// The answer of [`Protocol::detect`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detect {
    /// These bytes begin this protocol.
    Yes,
    /// They do not.
    No,
    /// More bytes are needed to tell.
    NeedMore,
}

/// Any protocol, shared.
#[derive(Clone)]
pub struct AnyProtocol(Arc<dyn Protocol>);

impl AnyProtocol {
    /// Shares `protocol`.
    pub fn new(protocol: impl Protocol) -> Self {
        Self(Arc::new(protocol))
    }
}

impl std::ops::Deref for AnyProtocol {
    type Target = dyn Protocol;

    fn deref(&self) -> &Self::Target {
        &*self.0
    }
}

impl fmt::Debug for AnyProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnyProtocol({})", self.0.name())
    }
}
