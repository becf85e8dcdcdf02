//! tonic, as its own documentation sets it up.

use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt, stream};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, Streaming};

use crate::peer::{Failure, MESSAGE, MESSAGES, Peer};

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

pub(crate) async fn serve() -> Result<String, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}", listener.local_addr()?);
    let server = tonic::transport::Server::builder()
        .tcp_nodelay(true)
        .add_service(EchoServer::new(Same))
        .serve_with_incoming(TcpListenerStream::new(listener).inspect(|stream| {
            if let Ok(stream) = stream {
                let _ = stream.set_nodelay(true);
            }
        }));
    tokio::spawn(server);
    Ok(address)
}

pub(crate) async fn connect(address: &str) -> Result<Peer, Failure> {
    let client = EchoClient::connect(address.to_owned()).await?;
    let (downloads, chats) = (client.clone(), client.clone());
    Ok(Peer {
        unary: Arc::new(move |size| {
            let mut client = client.clone();
            Box::pin(async move {
                client.unary(Parcel { body: vec![b'x'; size].into() }).await?;
                Ok(())
            })
        }),
        download: Some(Arc::new(move || {
            let mut client = downloads.clone();
            Box::pin(async move {
                let order = Order { count: MESSAGES, size: MESSAGE as u32 };
                count(client.download(order).await?.into_inner()).await
            })
        })),
        chat: Some(Arc::new(move || {
            let mut client = chats.clone();
            Box::pin(async move {
                let parcels = (0..MESSAGES).map(|_| Parcel { body: vec![b'x'; MESSAGE].into() });
                count(client.chat(stream::iter(parcels)).await?.into_inner()).await
            })
        })),
    })
}

async fn count(mut stream: Streaming<Parcel>) -> Result<u32, Failure> {
    let mut count = 0;
    while let Some(parcel) = stream.next().await {
        parcel?;
        count += 1;
    }
    Ok(count)
}
