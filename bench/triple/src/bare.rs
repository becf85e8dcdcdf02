//! Bare `h2`: streams of HTTP/2 with the same bytes and the least headers, and no framework.

use bytes::{Bytes, BytesMut};
use dubbors_bench_load::{Failure, Peer};
use h2::client::SendRequest;
use h2::{RecvStream, client, server};
use http::{HeaderMap, HeaderValue, Request, Response};
use tokio::net::{TcpListener, TcpStream};

use crate::theirs::Serving;

/// HTTP/2 alone.
#[derive(Clone)]
pub struct Bare(SendRequest<Bytes>);

impl Peer for Bare {
    type Server = Serving;

    async fn serve() -> Result<(String, Serving), Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(connection(stream));
            }
        });
        Ok((address, Serving(serving.abort_handle())))
    }

    async fn connect(address: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (requests, connection) = client::handshake(stream).await?;
        tokio::spawn(connection);
        Ok(Self(requests))
    }

    async fn unary(&self, body: Bytes) -> Result<(), Failure> {
        let mut requests = self.0.clone().ready().await?;
        let request = Request::post("http://localhost/bench.Echo/Unary").body(())?;
        let (answer, mut sending) = requests.send_request(request, false)?;
        sending.send_data(body, true)?;
        read(answer.await?.into_body()).await?;
        Ok(())
    }
}

async fn connection(stream: TcpStream) {
    let Ok(mut connection) = server::handshake(stream).await else { return };
    while let Some(Ok((request, mut respond))) = connection.accept().await {
        tokio::spawn(async move {
            let body = read(request.into_body()).await?;
            let mut stream = respond.send_response(Response::new(()), false)?;
            stream.send_data(body, false)?;
            let mut trailers = HeaderMap::new();
            trailers.insert("grpc-status", HeaderValue::from_static("0"));
            stream.send_trailers(trailers)
        });
    }
}

async fn read(mut body: RecvStream) -> Result<Bytes, h2::Error> {
    let mut all = BytesMut::new();
    while let Some(chunk) = body.data().await {
        let chunk = chunk?;
        body.flow_control().release_capacity(chunk.len())?;
        all.extend_from_slice(&chunk);
    }
    body.trailers().await?;
    Ok(all.freeze())
}
