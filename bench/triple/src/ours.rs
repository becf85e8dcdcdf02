//! dubbors, whole: typed stub, filters, failover, random, Triple.

use std::sync::Arc;
use std::time::Duration;

use dubbors::{Dubbo, Result, Streaming};

use crate::peer::{Failure, MESSAGE, MESSAGES, Peer};

dubbors::include_proto!("bench");

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

pub(crate) async fn serve() -> std::result::Result<(String, Dubbo), Failure> {
    let provider = Dubbo::builder()
        .without_registry()
        .protocol("tri://127.0.0.1:0")
        .serve(EchoServer::new(Same))
        .build()
        .await?;
    let url = provider.urls().first().cloned().ok_or("no URL")?;
    Ok((url, provider))
}

pub(crate) async fn connect(address: &str) -> std::result::Result<Peer, Failure> {
    let dubbo = Dubbo::builder().without_registry().build().await?;
    let client: EchoClient = dubbo.refer().url(address).timeout(Duration::from_secs(10)).connect().await?;
    let (downloads, chats) = (client.clone(), client.clone());
    Ok(Peer {
        unary: Arc::new(move |size| {
            let client = client.clone();
            Box::pin(async move { Ok(client.unary(Parcel { body: vec![b'x'; size].into() }).await.map(drop)?) })
        }),
        download: Some(Arc::new(move || {
            let client = downloads.clone();
            Box::pin(async move {
                let mut stream = client.download(Order { count: MESSAGES, size: MESSAGE as u32 }).await?;
                let mut count = 0;
                while let Some(parcel) = stream.next().await {
                    parcel?;
                    count += 1;
                }
                Ok(count)
            })
        })),
        chat: Some(Arc::new(move || {
            let client = chats.clone();
            Box::pin(async move {
                let parcels = (0..MESSAGES).map(|_| Parcel { body: vec![b'x'; MESSAGE].into() });
                let mut stream = client.chat(Streaming::from_values(parcels)).await?;
                let mut count = 0;
                while let Some(parcel) = stream.next().await {
                    parcel?;
                    count += 1;
                }
                Ok(count)
            })
        })),
    })
}
