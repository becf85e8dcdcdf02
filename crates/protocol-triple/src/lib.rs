//! The `tri://` protocol of dubbors: gRPC, gRPC-Web, Connect and Triple's own calls, over HTTP/2, HTTP/1.1 and, with the
//! feature `http3`, HTTP/3.
//!
//! | going out | file | coming in | file |
//! |---|---|---|---|
//! | a call becomes a request | `client.rs` | a connection is accepted | `server/accept.rs` |
//! | a stream of HTTP/2 carries it | `client/connection.rs` | a request becomes a call | `server/call.rs` |
//! | the answer is read | `client/answer.rs` | the result becomes a response | `server/reply.rs` |
//!
//! What both sides share: messages behind prefixes (`messages.rs`), formats of values (`format.rs`), compression,
//! attachments as headers (`metadata.rs`), errors as gRPC's status (`status.rs`).

mod body;
mod client;
mod coalesce;
mod compression;
mod connect_json;
mod format;
mod frame_watch;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod header;
#[cfg(feature = "http3")]
mod http3;
mod hyper_io;
mod keep_alive;
mod kept_body;
mod messages;
mod metadata;
#[doc(hidden)]
pub mod reflection;
mod schema;
mod send_data;
mod server;
mod settings;
mod spare;
mod status;
mod tower;
mod unread;
mod web_trailers;
mod writer;

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use bytes::Bytes;
use dubbors_core::param::HttpVersion;
use dubbors_core::{
    Address, AnyInvoker, AnyProtocol, BoxFuture, BoxStream, Detect, Error, Extensions, Protocol, Result,
    Services, Shutdown, Target, param,
};
use dubbors_transport::{Dispatch, Executor, TlsClients};
use dubbors_wire::detect::{Detection, http1, http2};

pub use self::tower::HttpService;
pub use body::{ReplyBody, RequestBody};
use client::{Client, Pool};
use server::{Fallback, Host};
use settings::Settings;

/// Requests that a provider runs at a time, on all connections together, unless told otherwise. As many more may watch its
/// health.
pub const DEFAULT_IN_FLIGHT: NonZeroUsize = NonZeroUsize::new(8192).unwrap();

/// Adds the protocol `tri`, and the same under the name `grpc`.
pub fn register(ext: &mut Extensions) {
    ext.protocols.add("tri", Arc::new(AnyProtocol::new(Triple::new("tri"))));
    ext.protocols.add("grpc", Arc::new(AnyProtocol::new(Triple::new("grpc"))));
}

/// The protocol: prepared services and one bound on running requests on the provider's side.
pub struct Triple {
    name: &'static str,
    in_flight: NonZeroUsize,
    fallback: Option<Fallback>,
    executor: OnceLock<Executor>,
    /// What was prepared, one for each port.
    hosts: Mutex<Vec<(Weak<Services>, Arc<Host>)>>,
    tls: TlsClients,
    /// Connections that references share.
    pools: Mutex<HashMap<(Address, Settings), Weak<Pool>>>,
}

impl Triple {
    /// The protocol under `name`, with Dubbo's defaults.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            in_flight: DEFAULT_IN_FLIGHT,
            fallback: None,
            executor: OnceLock::new(),
            hosts: Mutex::default(),
            tls: TlsClients::default(),
            pools: Mutex::default(),
        }
    }

    /// The same protocol, whose provider runs at most `in_flight` requests at a time.
    #[must_use]
    pub fn with_in_flight(mut self, in_flight: NonZeroUsize) -> Self {
        self.in_flight = in_flight;
        self
    }

    /// The same protocol, whose ports hand requests that are no calls to `handler`: those that name no method of a service
    /// here, or have a content type that no call has. What speaks gRPC is a call in any case. The request's extensions
    /// hold the connection's two ends as `Arc<`[`Peer`](dubbors_core::Peer)`>`.
    #[must_use]
    pub fn with_fallback<H, F, B>(mut self, handler: H) -> Self
    where
        H: Fn(http::Request<RequestBody>) -> F + Send + Sync + 'static,
        F: Future<Output = http::Response<B>> + Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.fallback = Some(Fallback::new(handler));
        self
    }

    /// The shared pool for `address`, made if there is none.
    fn shared_pool(&self, address: &Address, settings: &Settings) -> Arc<Pool> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.retain(|_, pool| pool.strong_count() > 0);
        let key = (address.clone(), settings.clone());
        if let Some(pool) = pools.get(&key).and_then(Weak::upgrade) {
            return pool;
        }
        let pool = Pool::new(address.clone(), settings.clone());
        pools.insert(key, Arc::downgrade(&pool));
        pool
    }

    /// What runs the requests of all ports.
    fn executor(&self) -> Executor {
        let dispatch = Dispatch::PerRequest { in_flight: self.in_flight };
        self.executor.get_or_init(|| dispatch.executor()).clone()
    }

    /// What was prepared for `services`, made by the first connection.
    fn host(&self, services: &Arc<Services>) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.retain(|(known, _)| known.strong_count() > 0);
        let known = hosts.iter().find(|(known, _)| std::ptr::eq(known.as_ptr(), Arc::as_ptr(services)));
        if let Some((_, host)) = known {
            return Arc::clone(host);
        }
        let host = Host::new(services, self.fallback.clone(), self.in_flight);
        hosts.push((Arc::downgrade(services), Arc::clone(&host)));
        host
    }
}

impl fmt::Debug for Triple {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Triple").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Protocol for Triple {
    fn name(&self) -> &'static str {
        self.name
    }

    fn refer(&self, target: &Target<'_>) -> Result<AnyInvoker> {
        let mut settings = Settings::merged(target.settings, target.instance)?;
        settings.tls = self.tls.of(target.settings)?.map(|tls| match settings.http {
            HttpVersion::Http2 => tls.with_alpn(["h2"]),
            HttpVersion::Http11 => tls.with_alpn(["http/1.1"]),
            // QUIC asks for its own.
            HttpVersion::Http3 => tls,
        });
        let address = target.instance.address();
        if settings.http == HttpVersion::Http3 {
            can_speak_http3(address, settings.tls.is_some())?;
        }
        let pool = match param::CONNECTIONS.of(target.settings)? {
            0 => self.shared_pool(address, &settings),
            _ => Pool::new(address.clone(), settings.clone()),
        };
        Ok(AnyInvoker::new(Client::new(target, pool, settings)?))
    }

    fn detect(&self, prefix: &[u8]) -> Detect {
        match (http2(prefix), http1(prefix)) {
            (Detection::Yes, _) | (_, Detection::Yes) => Detect::Yes,
            (Detection::No, Detection::No) => Detect::No,
            _ => Detect::NeedMore,
        }
    }

    #[cfg(feature = "http3")]
    fn quic_alpn(&self) -> Option<&'static str> {
        Some(http3::ALPN)
    }

    #[cfg(feature = "http3")]
    fn accept_quic(
        &self,
        connection: dubbors_core::AnyConnection,
        services: Arc<Services>,
        stop: Shutdown,
    ) -> BoxFuture<'static, ()> {
        let executor = self.executor();
        match connection.downcast::<dubbors_transport::QuicConnection>() {
            Some(connection) => {
                Box::pin(server::serve_http3(connection, self.host(&services), executor, stop))
            }
            None => Box::pin(async { tracing::error!("a connection that is not one of QUIC") }),
        }
    }

    fn accept(&self, stream: BoxStream, services: Arc<Services>, stop: Shutdown) -> BoxFuture<'static, ()> {
        let executor = self.executor();
        Box::pin(server::accept(stream, self.host(&services), executor, stop))
    }
}

/// Whether a consumer can speak HTTP/3 with `address`.
///
/// # Errors
/// `Code::Unimplemented` when it was not built for it; `Code::Invalid` without TLS.
fn can_speak_http3(address: &Address, has_tls: bool) -> Result<()> {
    if cfg!(not(feature = "http3")) {
        return Err(Error::unimplemented("`http-version` is 3, and this program was built without HTTP/3")
            .with_next("build with the feature `http3` of `dubbors`"));
    }
    if !has_tls {
        return Err(Error::invalid(format!("`http-version` is 3, and {address} is called without TLS"))
            .with_next(
                "set `ssl-enabled` to true and `ssl.ca` to the CA of the provider: QUIC has no plaintext",
            ));
    }
    Ok(())
}
