//! The cases of a server that misbehaves; what it thinks of the client it says itself.

use std::time::Duration;

use dubbors::{Result, StatusCode};
use futures_util::future::try_join_all;

use super::messages::{self, failed};
use super::unary;
use crate::protos::grpc::testing::TestServiceClient;

/// How many calls want to run at a time.
const MANY: usize = 15;

/// Two calls, between which the server says that no more may come on this connection.
pub(crate) async fn goaway(test: &TestServiceClient) -> Result<()> {
    unary::large(test).await?;
    // Long enough for the client to hear of it, as in grpc-go.
    tokio::time::sleep(Duration::from_secs(1)).await;
    unary::large(test).await
}

/// A call whose answer the server breaks off.
pub(crate) async fn reset(test: &TestServiceClient) -> Result<()> {
    match test.unary_call(messages::large()).await {
        Ok(_) => failed("an answer that was broken off is one".to_owned()),
        Err(error) => match error.status_code() {
            StatusCode::Internal | StatusCode::Unknown => Ok(()),
            status => failed(format!("the status is {status:?}: {error}")),
        },
    }
}

/// The first call learns how many may run at a time; those that follow want more.
pub(crate) async fn max_streams(test: &TestServiceClient) -> Result<()> {
    unary::large(test).await?;
    try_join_all((0..MANY).map(|_| unary::large(test))).await.map(drop)
}
