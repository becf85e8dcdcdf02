//! The `dubbo://` protocol (version 2.0.2) of dubbors, as Java Dubbo 2.7 and 3.x and dubbo-go speak it.
//!
//! | going out | file | coming in | file |
//! |---|---|---|---|
//! | a call becomes a frame | `client.rs`, `request.rs` | a connection is accepted | `server.rs` |
//! | the frame leaves, its answer is awaited | `link.rs`, `connection.rs`, `pending.rs` | a frame becomes a call | `route.rs`, `request.rs` |
//! | the answer is read | `response.rs`, `status.rs` | the result becomes a frame | `response.rs`, `status.rs` |
//!
//! Frames and the state of a connection are `dubbors-wire`, sockets and tasks `dubbors-transport`.

mod attachments;
mod client;
mod connection;
#[cfg(test)]
mod golden;
mod link;
mod pending;
mod request;
mod response;
mod route;
mod server;
mod settings;
mod status;

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use dubbors_core::{
    Address, AnyInvoker, AnyProtocol, BoxFuture, BoxStream, Detect, Error, Extensions, Protocol, Result,
    Serialization, ServiceDescriptor, Services, Shutdown, Target, param,
};
use dubbors_serialization::Hessian2;
use dubbors_transport::{Dispatch, Executor, TlsClients};
use dubbors_wire::detect::{self, Detection};

use client::Client;
use link::Link;
use settings::Settings;

/// The number of hessian2 in the flag byte. Other formats are refused: they are the only one that Java, dubbo-go and
/// dubbors share.
pub(crate) const HESSIAN2: u8 = dubbors_wire::dubbo::serialization::HESSIAN2;

/// Requests that a provider runs at a time, on all connections together, unless told otherwise.
pub const DEFAULT_IN_FLIGHT: NonZeroUsize = NonZeroUsize::new(8192).unwrap();

/// Adds the protocol `dubbo`.
pub fn register(ext: &mut Extensions) {
    ext.protocols.add("dubbo", Arc::new(AnyProtocol::new(Dubbo::new())));
}

type Links = HashMap<(Address, Settings), Weak<Link>>;

/// The protocol: connections shared by address on the consumer's side, one bound on running requests on the
/// provider's.
pub struct Dubbo {
    links: Mutex<Links>,
    tls: TlsClients,
    dispatch: Dispatch,
    executor: OnceLock<Executor>,
}

impl Dubbo {
    /// The protocol with Dubbo's defaults.
    #[must_use]
    pub fn new() -> Self {
        Self::with_dispatch(Dispatch::PerRequest { in_flight: DEFAULT_IN_FLIGHT })
    }

    /// The protocol whose provider runs requests as `dispatch` says.
    #[must_use]
    pub fn with_dispatch(dispatch: Dispatch) -> Self {
        Self { links: Mutex::default(), tls: TlsClients::default(), dispatch, executor: OnceLock::new() }
    }

    /// The shared link to `address`, made if there is none.
    fn shared_link(&self, address: &Address, settings: &Settings) -> Arc<Link> {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, link| link.strong_count() > 0);
        let key = (address.clone(), settings.clone());
        if let Some(link) = links.get(&key).and_then(Weak::upgrade) {
            return link;
        }
        let link = Link::new(address.clone(), settings.clone());
        links.insert(key, Arc::downgrade(&link));
        link
    }
}

impl Default for Dubbo {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Dubbo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dubbo").field("dispatch", &self.dispatch).finish_non_exhaustive()
    }
}

impl Protocol for Dubbo {
    fn name(&self) -> &'static str {
        "dubbo"
    }

    fn carries(&self, service: &ServiceDescriptor) -> Result<()> {
        if service.schema().is_none() {
            return Ok(());
        }
        let text = format!("{} comes from a .proto file, which dubbo:// has no form for", service.key());
        Err(Error::invalid(text).with_next("provide and call it over tri://"))
    }

    fn refer(&self, target: &Target<'_>) -> Result<AnyInvoker> {
        self.carries(target.service)?;
        let mut settings = Settings::merged(target.settings, target.instance)?;
        settings.tls = self.tls.of(target.settings)?;
        let address = target.instance.address();
        let own = param::CONNECTIONS.of(target.settings)?.min(MAX_CONNECTIONS);
        let links: Box<[Arc<Link>]> = match own {
            0 => Box::new([self.shared_link(address, &settings)]),
            own => (0..own).map(|_| Link::new(address.clone(), settings.clone())).collect(),
        };
        let serialization: Arc<dyn Serialization> = Arc::new(Hessian2::with_limits(settings.limits()));
        Ok(AnyInvoker::new(Client::new(target, links, &settings, serialization)))
    }

    fn detect(&self, prefix: &[u8]) -> Detect {
        match detect::Protocol::Dubbo.check(prefix) {
            Detection::Yes => Detect::Yes,
            Detection::No => Detect::No,
            Detection::NeedMore => Detect::NeedMore,
        }
    }

    fn accept(&self, stream: BoxStream, services: Arc<Services>, stop: Shutdown) -> BoxFuture<'static, ()> {
        let executor = self.executor.get_or_init(|| self.dispatch.executor()).clone();
        Box::pin(server::serve(stream, services, executor, stop))
    }
}

/// The most connections that one reference may have to one address.
const MAX_CONNECTIONS: u32 = 64;
