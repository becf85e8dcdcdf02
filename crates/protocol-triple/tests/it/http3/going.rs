//! Connections that go away before they have taken a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dubbors_core::{
    AnyConnection, AnyInvoker, AnyProtocol, BoxFuture, BoxStream, Detect, Protocol, Result, Services,
    Shutdown, Target,
};
use dubbors_protocol_triple::Triple;
use dubbors_transport::QuicConnection;

use super::peer::bind;
use crate::service::Consumer;

/// The first connections take no request.
struct Going {
    triple: Triple,
    left: AtomicUsize,
}

/// A control stream with SETTINGS and a GOAWAY for every request.
const CONTROL: &[u8] = &[0, 4, 0, 7, 1, 0];

impl Protocol for Going {
    fn name(&self) -> &'static str {
        self.triple.name()
    }

    fn refer(&self, target: &Target<'_>) -> Result<AnyInvoker> {
        self.triple.refer(target)
    }

    fn detect(&self, prefix: &[u8]) -> Detect {
        self.triple.detect(prefix)
    }

    fn accept(&self, stream: BoxStream, services: Arc<Services>, stop: Shutdown) -> BoxFuture<'static, ()> {
        self.triple.accept(stream, services, stop)
    }

    fn quic_alpn(&self) -> Option<&'static str> {
        self.triple.quic_alpn()
    }

    fn accept_quic(
        &self,
        connection: AnyConnection,
        services: Arc<Services>,
        stop: Shutdown,
    ) -> BoxFuture<'static, ()> {
        let less = |left: usize| left.checked_sub(1);
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_err() {
            return self.triple.accept_quic(connection, services, stop);
        }
        let connection: QuicConnection = connection.downcast().unwrap();
        Box::pin(async move {
            let _request = connection.accept().await;
            let mut control = connection.open_send().await.unwrap();
            control.write(&mut [CONTROL.into()]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
            connection.close(0x100, "");
        })
    }
}

#[tokio::test]
async fn a_call_passes_over_connections_that_go_away() {
    let protocol = Going { triple: Triple::new("tri"), left: AtomicUsize::new(3) };
    let (port, _memory, _tls) = bind(AnyProtocol::new(protocol), "").await;
    let settings = "ssl-enabled=true&ssl.dangerous-accept-any-certificate=true&http-version=3";
    let consumer = Consumer::at(port.local_address().clone(), settings);
    assert_eq!(consumer.echo(b"\x0a\x02hi").await.unwrap(), "\n\u{2}hi");
}
