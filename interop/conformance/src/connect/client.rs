//! Calls what connectconformance asks for, and tells what came of it.

use std::sync::Arc;

use dubbors::{Error, Result};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;

use super::settings::Clients;
use super::{call, streams, wire};
use crate::protos::connectrpc::conformance::v1::client_compat_response::Result as Told;
use crate::protos::connectrpc::conformance::v1::{
    ClientCompatRequest, ClientCompatResponse, ClientErrorResult, ClientResponseResult,
};

/// Answers that wait to be written.
const WAITING: usize = 64;
/// Calls at a time. The suite asks for thousands at once, and some have to be quick.
const AT_ONCE: usize = 8;

/// Reads requests until there are no more; answers come as their calls end.
///
/// # Errors
/// What keeps requests from being read or answers from being written.
///
/// # Cancel safety
/// Not cancel safe: calls under way are lost.
pub async fn run(
    mut requests: impl AsyncRead + Unpin,
    mut answers: impl AsyncWrite + Unpin + Send + 'static,
) -> Result<()> {
    let clients = Clients::new()?;
    let (done, mut results) = mpsc::channel::<ClientCompatResponse>(WAITING);
    let writer = tokio::spawn(async move {
        while let Some(result) = results.recv().await {
            wire::write(&mut answers, &result).await?;
        }
        Ok::<_, std::io::Error>(())
    });
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut calls = JoinSet::new();
    while let Some(request) = wire::read::<ClientCompatRequest>(&mut requests).await.map_err(pipe)? {
        let (clients, done, room) = (clients.clone(), done.clone(), Arc::clone(&room));
        calls.spawn(async move {
            // Nobody closes it.
            let _room = room.acquire().await;
            let result = match one(&clients, &request).await {
                Ok(result) => Told::Response(result),
                Err(error) => Told::Error(ClientErrorResult { message: error.to_string() }),
            };
            let response = ClientCompatResponse { test_name: request.test_name, result: Some(result) };
            // Without a writer the program ends with its error.
            let _ = done.send(response).await;
        });
    }
    drop(done);
    calls.join_all().await;
    writer.await.map_err(|error| Error::internal(error.to_string()))?.map_err(pipe)
}

async fn one(clients: &Clients, request: &ClientCompatRequest) -> Result<ClientResponseResult> {
    let client = clients.get(request).await?;
    let call = async {
        match request.method() {
            "ClientStream" => streams::client_stream(&client, request).await,
            "ServerStream" => streams::server_stream(&client, request).await,
            "BidiStream" => streams::bidi_stream(&client, request).await,
            _ => call::unary(&client, request).await,
        }
    };
    call::with_headers(request, call).await
}

fn pipe(error: std::io::Error) -> Error {
    Error::internal(error.to_string())
}
