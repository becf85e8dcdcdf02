mod certificates;
mod ports;
#[cfg(feature = "quic")]
mod quic;
mod reload;
mod trust;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dubbors_core::{
    Address, AnyInvoker, AnyProtocol, BoxFuture, BoxStream, Detect, Error, Protocol, Result, Services,
    Shutdown, Target,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::{ConnectSettings, Port, PortSettings, connect};
use certificates::{Authority, Issued};

/// Answers every connection that begins with `hi` by the ALPN and the length of the client's certificate.
#[derive(Clone, Default)]
struct Hi {
    served: Arc<AtomicUsize>,
}

impl Hi {
    fn served(&self) -> usize {
        self.served.load(Ordering::SeqCst)
    }
}

impl Protocol for Hi {
    fn name(&self) -> &'static str {
        "hi"
    }

    fn refer(&self, _: &Target<'_>) -> Result<AnyInvoker> {
        Err(Error::unimplemented("not called"))
    }

    fn detect(&self, prefix: &[u8]) -> Detect {
        match prefix {
            [b'h', b'i', ..] => Detect::Yes,
            [] | [b'h'] => Detect::NeedMore,
            _ => Detect::No,
        }
    }

    fn accept(&self, mut stream: BoxStream, _: Arc<Services>, _: Shutdown) -> BoxFuture<'static, ()> {
        self.served.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            let peer = stream.peer().clone();
            let certificate = peer.identity.as_ref().map_or(0, |certificate| certificate.len());
            let answer = format!("{} {:?} {certificate}\n", peer.encrypted, peer.alpn.as_deref());
            let mut word = [0; 2];
            while stream.read_exact(&mut word).await.is_ok() {
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.flush().await.unwrap();
            }
        })
    }
}

/// A port of this machine that serves [`Hi`] with `tls`.
async fn port(tls: Option<TlsServer>) -> (Hi, Port) {
    let hi = Hi::default();
    let settings = PortSettings { tls, ..PortSettings::default() };
    let protocols = vec![AnyProtocol::new(hi.clone())];
    let address = "127.0.0.1:0".parse().unwrap();
    (hi, Port::bind(&address, protocols, Services::new([]), settings).await.unwrap())
}

fn server(issued: &Issued) -> TlsServerSettings {
    TlsServerSettings::new(Pem::text(&issued.certificate), Pem::text(&issued.key))
}

fn trusting(authority: &Authority) -> TlsClientSettings {
    TlsClientSettings::new().with_ca(Pem::text(authority.pem()))
}

async fn dial(port: &Port, client: TlsClientSettings) -> Result<BoxStream> {
    dial_with(port.local_address(), Some(TlsClient::new(client).unwrap())).await
}

async fn dial_with(address: &Address, tls: Option<TlsClient>) -> Result<BoxStream> {
    connect(address, &ConnectSettings { tls, ..ConnectSettings::default() }).await
}

/// One question, one line.
async fn ask(stream: &mut BoxStream) -> std::io::Result<String> {
    stream.write_all(b"hi").await?;
    stream.flush().await?;
    let mut line = String::new();
    loop {
        match stream.read_u8().await? {
            b'\n' => return Ok(line),
            byte => line.push(char::from(byte)),
        }
    }
}
