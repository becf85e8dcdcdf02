//! QUIC beside TCP: the same certificates, streams and their ends.

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::time::Duration;

use dubbors_core::AnyConnection;

use super::*;
use crate::{QuicConnection, QuicError, QuicRecv, QuicSettings, connect_quic};

const ALPN: &str = "hi";

/// Answers every stream: `echo` by what follows, `hold` by nothing, and `drop` by half of an answer.
struct Echo;

impl Protocol for Echo {
    fn name(&self) -> &'static str {
        "echo"
    }

    fn refer(&self, _: &Target<'_>) -> Result<AnyInvoker> {
        Err(Error::unimplemented("not called"))
    }

    fn detect(&self, _: &[u8]) -> Detect {
        Detect::No
    }

    fn accept(&self, _: BoxStream, _: Arc<Services>, _: Shutdown) -> BoxFuture<'static, ()> {
        Box::pin(async {})
    }

    fn quic_alpn(&self) -> Option<&'static str> {
        Some(ALPN)
    }

    fn accept_quic(
        &self,
        connection: AnyConnection,
        _: Arc<Services>,
        mut stop: Shutdown,
    ) -> BoxFuture<'static, ()> {
        let connection: QuicConnection = connection.downcast().unwrap();
        Box::pin(async move {
            let mut streams = tokio::task::JoinSet::new();
            loop {
                let (mut send, mut recv) = tokio::select! {
                    accepted = connection.accept() => match accepted {
                        Some(stream) => stream,
                        None => return,
                    },
                    () = stop.draining() => return connection.close(7, "bye"),
                };
                streams.spawn(async move {
                    recv.unless_finished(42);
                    send.unless_finished(43);
                    let Ok(Some(first)) = poll_fn(|cx| recv.poll_read(cx)).await else { return };
                    match &first[..4] {
                        b"echo" => {
                            let mut text = first[4..].to_vec();
                            while let Some(more) = poll_fn(|cx| recv.poll_read(cx)).await.unwrap() {
                                text.extend_from_slice(&more);
                            }
                            send.write(&mut [text.into()]).await.unwrap();
                            send.finish();
                            poll_fn(|cx| send.poll_stopped(cx)).await;
                        }
                        b"hold" => poll_fn(|cx| send.poll_stopped(cx)).await,
                        _ => send.write(&mut ["half".into()]).await.unwrap(),
                    }
                });
            }
        })
    }
}

async fn port(tls: &TlsServer, accepts: usize) -> Port {
    let settings = PortSettings {
        tls: Some(tls.clone()),
        http3: true,
        accepts: NonZeroUsize::new(accepts),
        ..PortSettings::default()
    };
    let address = "127.0.0.1:0".parse().unwrap();
    Port::bind(&address, vec![AnyProtocol::new(Echo)], Services::new([]), settings).await.unwrap()
}

async fn dial(port: &Port, authority: &Authority, alpn: &str) -> Result<QuicConnection> {
    let tls = TlsClient::new(trusting(authority)).unwrap();
    connect_quic(port.local_address(), &tls, alpn, &QuicSettings::default(), Duration::from_secs(20)).await
}

async fn rest(recv: &mut QuicRecv) -> std::result::Result<Vec<u8>, QuicError> {
    let mut all = Vec::new();
    while let Some(more) = poll_fn(|cx| recv.poll_read(cx)).await? {
        all.extend_from_slice(&more);
    }
    Ok(all)
}

async fn echo(connection: &QuicConnection, text: &'static str) -> std::result::Result<Vec<u8>, QuicError> {
    let (mut send, mut recv) = connection.open().await?;
    send.write(&mut ["echo".into(), text.into()]).await?;
    send.finish();
    rest(&mut recv).await
}

#[tokio::test]
async fn streams_end_as_they_should() {
    let authority = Authority::new("ours");
    let tls = TlsServer::new(server(&authority.server())).unwrap();
    let port = port(&tls, 0).await;
    let connection = dial(&port, &authority, ALPN).await.unwrap();
    assert_eq!(connection.peer().alpn.as_deref(), Some(ALPN));
    assert_eq!(echo(&connection, "text").await.unwrap(), b"text");

    // Half of an answer does not look like all of it.
    let (mut send, mut recv) = connection.open().await.unwrap();
    send.write(&mut ["drop".into()]).await.unwrap();
    let broken = rest(&mut recv).await;
    assert_eq!(broken, Err(QuicError::Broken(43)));
    // And who did not read to the end says so.
    poll_fn(|cx| send.poll_stopped(cx)).await;
    assert_eq!(send.write(&mut ["more".into()]).await, Err(QuicError::Broken(42)));

    // Who does not want an answer is heard.
    let (mut send, mut recv) = connection.open().await.unwrap();
    send.write(&mut ["hold".into()]).await.unwrap();
    recv.stop(1);
    let (mut send, recv) = connection.open().await.unwrap();
    send.write(&mut ["hold".into()]).await.unwrap();
    drop((send, recv));
    assert_eq!(echo(&connection, "still here").await.unwrap(), b"still here");

    assert_eq!(port.shutdown(Duration::from_secs(5)).await, 0);
    let QuicError::Lost { code, reason } = connection.closed().await else { panic!("not lost") };
    assert_eq!(code, Some(7));
    assert!(reason.contains("bye"), "{reason}");
    assert!(echo(&connection, "x").await.is_err());
}

#[tokio::test]
async fn new_connections_see_the_new_certificate() {
    let (old, new) = (Authority::new("old"), Authority::new("new"));
    let directory = tempfile::tempdir().unwrap();
    let write = |issued: &Issued| {
        std::fs::write(directory.path().join("cert.pem"), &issued.certificate).unwrap();
        std::fs::write(directory.path().join("key.pem"), &issued.key).unwrap();
    };
    write(&old.server());
    let file = |name: &str| Pem::file(directory.path().join(name));
    let tls = TlsServer::new(TlsServerSettings::new(file("cert.pem"), file("key.pem"))).unwrap();
    let port = port(&tls, 0).await;
    let before = dial(&port, &old, ALPN).await.unwrap();
    write(&new.server());
    assert!(tls.reload().unwrap());
    let error = dial(&port, &old, ALPN).await.unwrap_err();
    assert!(error.message().contains("UnknownIssuer"), "{error}");
    let after = dial(&port, &new, ALPN).await.unwrap();
    for connection in [before, after] {
        assert_eq!(echo(&connection, "text").await.unwrap(), b"text");
    }
}

#[tokio::test]
async fn a_port_takes_no_more_than_it_accepts_and_no_other_protocol() {
    let authority = Authority::new("ours");
    let tls = TlsServer::new(server(&authority.server())).unwrap();
    let port = port(&tls, 1).await;
    let error = dial(&port, &authority, "other").await.unwrap_err();
    assert!(error.message().contains("speaks none of our protocols"), "{error}");
    let first = loop {
        // The one before counts until its end is noticed.
        if let Ok(connection) = dial(&port, &authority, ALPN).await
            && echo(&connection, "a").await.is_ok()
        {
            break connection;
        }
    };
    let second = match dial(&port, &authority, ALPN).await {
        Ok(connection) => echo(&connection, "b").await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    assert!(second.is_err(), "{second:?}");
    assert_eq!(echo(&first, "c").await.unwrap(), b"c");
}
