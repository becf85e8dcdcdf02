//! tonic, as its own documentation sets it up.

use std::pin::Pin;

use bytes::Bytes;
use dubbors_bench_load::{Failure, Peer};
use futures_util::{Stream, StreamExt, stream};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Channel;
use tonic::{Request, Response, Status, Streaming};

mod proto {
    include!(concat!(env!("OUT_DIR"), "/tonic/bench.rs"));
}

use proto::echo_client::EchoClient;
use proto::echo_server::{Echo, EchoServer};
use proto::{Order, Parcel};

struct Same;

type Parcels = Pin<Box<dyn Stream<Item = Result<Parcel, Status>> + Send>>;

#[tonic::async_trait]
impl Echo for Same {
    type DownloadStream = Parcels;
    type ChatStream = Parcels;

    async fn unary(&self, request: Request<Parcel>) -> Result<Response<Parcel>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    async fn download(&self, request: Request<Order>) -> Result<Response<Parcels>, Status> {
        let Order { count, size } = request.into_inner();
        let parcel = Parcel { body: vec![b'x'; size as usize].into() };
        Ok(Response::new(Box::pin(stream::iter((0..count).map(move |_| Ok(parcel.clone()))))))
    }

    async fn chat(&self, request: Request<Streaming<Parcel>>) -> Result<Response<Parcels>, Status> {
        Ok(Response::new(Box::pin(request.into_inner())))
    }
}

/// tonic.
#[derive(Clone)]
pub struct Theirs(EchoClient<Channel>);

/// Ends a task when it is dropped.
pub struct Serving(pub(crate) AbortHandle);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Peer for Theirs {
    type Server = Serving;

    async fn serve() -> Result<(String, Serving), Failure> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = format!("http://{}", listener.local_addr()?);
        // The builder's `tcp_nodelay` is for sockets that it accepts itself.
        let incoming = TcpListenerStream::new(listener).inspect(|stream| {
            if let Ok(stream) = stream {
                let _ = stream.set_nodelay(true);
            }
        });
        let server = tonic::transport::Server::builder().add_service(EchoServer::new(Same));
        let serving = tokio::spawn(server.serve_with_incoming(incoming));
        Ok((address, Serving(serving.abort_handle())))
    }

    async fn connect(address: &str) -> Result<Self, Failure> {
        Ok(Self(EchoClient::connect(address.to_owned()).await?))
    }

    async fn unary(&self, body: Bytes) -> Result<(), Failure> {
        self.0.clone().unary(Parcel { body }).await?;
        Ok(())
    }

    async fn download(&self, messages: u32, size: u32) -> Result<Option<u64>, Failure> {
        count(self.0.clone().download(Order { count: messages, size }).await?.into_inner()).await
    }

    async fn chat(&self, messages: u32, body: Bytes) -> Result<Option<u64>, Failure> {
        let parcels = (0..messages).map(move |_| Parcel { body: body.clone() });
        count(self.0.clone().chat(stream::iter(parcels)).await?.into_inner()).await
    }
}

async fn count(mut stream: Streaming<Parcel>) -> Result<Option<u64>, Failure> {
    let mut count = 0;
    while let Some(parcel) = stream.next().await {
        parcel?;
        count += 1;
    }
    Ok(Some(count))
}
