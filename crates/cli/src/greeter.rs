//! The services that `demo` and `dev` provide: one of Java's types, one of a `.proto` file.

pub(crate) mod proto;

use std::error::Error as _;
use std::io;
use std::net::TcpListener;

use dubbors::{Dubbo, Error, Result};

use proto::{Polyglot, ProtoGreeterServer};

/// Greets.
#[dubbors::service("demo.Greeter")]
pub(crate) trait Greeter {
    /// A greeting for `name`.
    async fn greet(&self, name: String) -> Result<String>;
}

/// The greeter itself.
pub(crate) struct Hello;

impl Greeter for Hello {
    async fn greet(&self, name: String) -> Result<String> {
        Ok(format!("Hello, {name}!"))
    }
}

/// Dubbo's own port.
const DEFAULT_PORT: u16 = 20880;
/// How often another free port is looked for when somebody took it meanwhile.
const TRIES: usize = 8;

/// Provides the greeters at `host`, over `dubbo://` and `tri://` on one port; without `port` at Dubbo's default port or any
/// free one.
pub(crate) async fn provide(
    application: &str,
    registries: &[String],
    host: &str,
    port: Option<u16>,
) -> Result<Dubbo> {
    if let Some(port) = port.filter(|port| *port != 0) {
        return provide_at(application, registries, host, port).await;
    }
    let mut next = if port.is_none() { DEFAULT_PORT } else { free_port(host)? };
    let mut tries = 0;
    loop {
        match provide_at(application, registries, host, next).await {
            Err(error) if is_taken(&error) && tries < TRIES => {
                tries += 1;
                next = free_port(host)?;
            }
            done => return done,
        }
    }
}

async fn provide_at(application: &str, registries: &[String], host: &str, port: u16) -> Result<Dubbo> {
    let mut builder = Dubbo::builder()
        .application(application)
        .protocol(format!("dubbo://{host}:{port}"))
        .protocol(format!("tri://{host}:{port}"))
        .setting("reflection", "true")
        .serve(GreeterServer::new(Hello))
        .serve(ProtoGreeterServer::new(Polyglot));
    for registry in registries {
        builder = builder.registry(registry);
    }
    builder.build().await
}

/// A port that is free now. Two protocols share a port by its number, so it has to be known before it is opened.
fn free_port(host: &str) -> Result<u16> {
    let host = if host.is_empty() { "0.0.0.0" } else { host };
    let listener = TcpListener::bind((host, 0)).and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| {
        Error::unavailable(format!("cannot open a port at {host}: {error}")).with_source(error)
    })
}

fn is_taken(error: &Error) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    source.is_some_and(|source| source.kind() == io::ErrorKind::AddrInUse)
}
