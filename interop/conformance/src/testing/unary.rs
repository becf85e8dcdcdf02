//! Cases of one request and one answer.

use dubbors::{Result, StatusCode, Streaming};
use futures_util::future::try_join_all;

use super::cases::{Clients, Target};
use super::messages::{self, LARGE_REPLY, check, failed, has_size, simple};
use crate::protos::grpc::testing::{
    EchoStatus, Empty, SimpleRequest, StreamingOutputCallRequest, TestServiceClient,
    UnimplementedServiceClient,
};

/// White space and letters of three and of four bytes.
const SPECIAL: &str = "\t\ntest with whitespace\r\nand Unicode BMP \u{263a} and non-BMP \u{1f608}\t\n";
/// How many calls run at a time.
const MANY: usize = 1_000;

pub(crate) async fn empty(test: &TestServiceClient) -> Result<()> {
    test.empty_call(Empty {}).await.map(|_| ())
}

pub(crate) async fn large(test: &TestServiceClient) -> Result<()> {
    has_size(&test.unary_call(messages::large()).await?, LARGE_REPLY)
}

pub(crate) async fn concurrent(test: &TestServiceClient) -> Result<()> {
    let calls =
        (0..MANY).map(|_| async { has_size(&test.unary_call(messages::large()).await?, LARGE_REPLY) });
    try_join_all(calls).await.map(|_| ())
}

pub(crate) async fn cacheable(test: &TestServiceClient) -> Result<()> {
    has_size(&test.cacheable_unary_call(simple(1, 1)).await?, 1)
}

/// All calls reach one server. Servers that do not say which they are say the same.
pub(crate) async fn pick_first(test: &TestServiceClient) -> Result<()> {
    let request = SimpleRequest { fill_server_id: true, ..simple(1, 1) };
    let first = test.unary_call(request.clone()).await?.server_id;
    for _ in 1..100 {
        check("the server's id", &test.unary_call(request.clone()).await?.server_id, &first)?;
    }
    Ok(())
}

pub(crate) async fn status(test: &TestServiceClient) -> Result<()> {
    let wanted = EchoStatus { code: 2, message: "test status message".to_owned() };
    of_unary(test, &wanted).await?;
    let request = StreamingOutputCallRequest {
        response_status: Some(wanted.clone()),
        ..StreamingOutputCallRequest::default()
    };
    let answer = match test.full_duplex_call(Streaming::from_values([request])).await {
        Err(error) => Some(error),
        Ok(mut replies) => match replies.next().await {
            Some(Err(error)) => Some(error),
            _ => None,
        },
    };
    match answer {
        Some(error) => is(&error, &wanted),
        None => failed("the stream ended well".to_owned()),
    }
}

pub(crate) async fn special_status(test: &TestServiceClient) -> Result<()> {
    of_unary(test, &EchoStatus { code: 2, message: SPECIAL.to_owned() }).await
}

async fn of_unary(test: &TestServiceClient, wanted: &EchoStatus) -> Result<()> {
    let request = SimpleRequest { response_status: Some(wanted.clone()), ..SimpleRequest::default() };
    match test.unary_call(request).await {
        Err(error) => is(&error, wanted),
        Ok(_) => failed("the call ended well".to_owned()),
    }
}

fn is(error: &dubbors::Error, wanted: &EchoStatus) -> Result<()> {
    check("the code", &Some(error.status_code()), &StatusCode::from_number(wanted.code.unsigned_abs()))?;
    check("the message", &error.message(), &wanted.message.as_str())
}

pub(crate) async fn unimplemented_method(test: &TestServiceClient) -> Result<()> {
    is_unimplemented(test.unimplemented_call(Empty {}).await)
}

pub(crate) async fn unimplemented_service(target: &Target, clients: &Clients) -> Result<()> {
    let client: UnimplementedServiceClient = target.other(clients).await?;
    is_unimplemented(client.unimplemented_call(Empty {}).await)
}

fn is_unimplemented(answer: Result<Empty>) -> Result<()> {
    match answer {
        Err(error) => check("the code", &error.status_code(), &StatusCode::Unimplemented),
        Ok(_) => failed("the call ended well".to_owned()),
    }
}
