//! dubbors, whole: typed stub, filters, failover, random, Triple.

use std::time::Duration;

use bytes::Bytes;
use dubbors::{Dubbo, Result, Streaming};
use dubbors_bench_load::{Failure, Peer};

// What the macro makes is public; this crate shows its peers alone.
mod contract {
    dubbors::include_proto!("bench");
}

use contract::{Echo, EchoClient, EchoServer, Order, Parcel};

struct Same;

impl Echo for Same {
    async fn unary(&self, request: Parcel) -> Result<Parcel> {
        Ok(request)
    }

    async fn download(&self, request: Order) -> Result<Streaming<Parcel>> {
        let parcel = Parcel { body: vec![b'x'; request.size as usize].into() };
        Ok(Streaming::from_values((0..request.count).map(move |_| parcel.clone())))
    }

    async fn chat(&self, requests: Streaming<Parcel>) -> Result<Streaming<Parcel>> {
        Ok(requests)
    }
}

/// dubbors.
#[derive(Clone)]
pub struct Ours(EchoClient);

impl Peer for Ours {
    type Server = Dubbo;

    async fn serve() -> std::result::Result<(String, Dubbo), Failure> {
        let provider = Dubbo::builder()
            .without_registry()
            .protocol("tri://127.0.0.1:0")
            .serve(EchoServer::new(Same))
            .build()
            .await?;
        let url = provider.urls().first().cloned().ok_or("no URL")?;
        Ok((url, provider))
    }

    async fn connect(address: &str) -> std::result::Result<Self, Failure> {
        let dubbo = Dubbo::builder().without_registry().build().await?;
        // A loaded machine, or a tool that counts, shall not end the run.
        Ok(Self(dubbo.refer().url(address).timeout(Duration::from_secs(60)).connect().await?))
    }

    async fn unary(&self, body: Bytes) -> std::result::Result<(), Failure> {
        Ok(self.0.unary(Parcel { body }).await.map(drop)?)
    }

    async fn download(&self, messages: u32, size: u32) -> std::result::Result<Option<u64>, Failure> {
        count(self.0.download(Order { count: messages, size }).await?).await
    }

    async fn chat(&self, messages: u32, body: Bytes) -> std::result::Result<Option<u64>, Failure> {
        let parcels = (0..messages).map(move |_| Parcel { body: body.clone() });
        count(self.0.chat(Streaming::from_values(parcels)).await?).await
    }
}

async fn count(mut stream: Streaming<Parcel>) -> std::result::Result<Option<u64>, Failure> {
    let mut count = 0;
    while let Some(parcel) = stream.next().await {
        parcel?;
        count += 1;
    }
    Ok(Some(count))
}
