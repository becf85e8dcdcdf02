//! The peer volo-grpc of `cargo xtask bench triple`, as its own documentation sets it up. volo sets TCP_NODELAY by itself.

use std::net::SocketAddr;
use std::process::ExitCode;

use bytes::Bytes;
use dubbors_bench_load::{Failure, Peer, program};
use futures_util::{Stream, StreamExt, stream};
use generated::volo_gen::bench::{Echo, EchoClient, EchoClientBuilder, EchoServer, Order, Parcel};
use volo::net::incoming::DefaultIncoming;
use volo_grpc::server::{Server, ServiceBuilder};
use volo_grpc::{BoxStream, RecvStream, Request, Response, Status};

mod generated {
    #![allow(warnings, reason = "written by volo-build")]
    include!(concat!(env!("OUT_DIR"), "/volo_gen.rs"));
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["volo-grpc", rest @ ..] => program::<Volo>(rest),
        _ => {
            Err("usage: dubbors-bench-triple-volo volo-grpc ROLE; `cargo xtask bench triple` runs it".into())
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Same;

type Parcels = Response<BoxStream<'static, Result<Parcel, Status>>>;

impl Echo for Same {
    async fn unary(&self, request: Request<Parcel>) -> Result<Response<Parcel>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    async fn download(&self, request: Request<Order>) -> Result<Parcels, Status> {
        let Order { count, size, .. } = request.into_inner();
        let parcel = Parcel { body: vec![b'x'; size as usize].into(), ..Default::default() };
        Ok(Response::new(Box::pin(stream::iter((0..count).map(move |_| Ok(parcel.clone()))))))
    }

    async fn chat(&self, request: Request<RecvStream<Parcel>>) -> Result<Parcels, Status> {
        Ok(Response::new(Box::pin(request.into_inner())))
    }
}

#[derive(Clone)]
struct Volo(EchoClient);

impl Peer for Volo {
    type Server = ();

    async fn serve() -> Result<(String, ()), Failure> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let server = Server::new().add_service(ServiceBuilder::new(EchoServer::new(Same)).build());
        // Ends with the process: volo has no handle of a server.
        tokio::spawn(server.run(DefaultIncoming::from(listener)));
        Ok((address, ()))
    }

    async fn connect(address: &str) -> Result<Self, Failure> {
        let address: SocketAddr = address.parse()?;
        let client = Self(EchoClientBuilder::new("bench.Echo").address(address).build());
        // It connects with its first call.
        client.unary(Bytes::new()).await?;
        Ok(client)
    }

    async fn unary(&self, body: Bytes) -> Result<(), Failure> {
        self.0.unary(Parcel { body, ..Default::default() }).await?;
        Ok(())
    }

    async fn download(&self, messages: u32, size: u32) -> Result<Option<u64>, Failure> {
        let order = Order { count: messages, size, ..Default::default() };
        count(self.0.download(order).await?.into_inner()).await
    }

    async fn chat(&self, messages: u32, body: Bytes) -> Result<Option<u64>, Failure> {
        let parcels = (0..messages).map(move |_| Parcel { body: body.clone(), ..Default::default() });
        count(self.0.chat(stream::iter(parcels)).await?.into_inner()).await
    }
}

async fn count(stream: impl Stream<Item = Result<Parcel, Status>>) -> Result<Option<u64>, Failure> {
    let mut stream = std::pin::pin!(stream);
    let mut count = 0;
    while let Some(parcel) = stream.next().await {
        parcel?;
        count += 1;
    }
    Ok(Some(count))
}
