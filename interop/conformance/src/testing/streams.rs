//! Cases of several messages.

use dubbors::{Result, StatusCode, Streaming};

use super::cases::Target;
use super::messages::{REPLIES, REQUESTS, check, failed, output, size_of, zeros};
use crate::protos::grpc::testing::{
    Empty, ResponseParameters, StreamingInputCallRequest, StreamingOutputCallRequest, TestServiceClient,
};

pub(crate) async fn client_streaming(test: &TestServiceClient) -> Result<()> {
    let requests = REQUESTS.map(|size| StreamingInputCallRequest {
        payload: zeros(size),
        ..StreamingInputCallRequest::default()
    });
    let reply = test.streaming_input_call(Streaming::from_values(requests)).await?;
    let sum = REQUESTS.iter().sum::<usize>();
    check("the sum of all sizes", &usize::try_from(reply.aggregated_payload_size).ok(), &Some(sum))
}

pub(crate) async fn server_streaming(test: &TestServiceClient) -> Result<()> {
    let response_parameters =
        REPLIES.map(|size| ResponseParameters { size, ..ResponseParameters::default() }).to_vec();
    let request = StreamingOutputCallRequest { response_parameters, ..StreamingOutputCallRequest::default() };
    let mut replies = test.streaming_output_call(request).await?;
    let mut sizes = Vec::new();
    while let Some(reply) = replies.next().await {
        sizes.push(size_of(&reply?));
    }
    check("the sizes of the messages", &sizes.as_slice(), &REPLIES.as_slice())
}

/// Each request is sent when the answer to the last one is here.
pub(crate) async fn ping_pong(test: &TestServiceClient) -> Result<()> {
    let (sender, requests) = Streaming::channel(1);
    let mut pairs = REQUESTS.into_iter().zip(REPLIES);
    // A server may wait for the first message before it answers at all.
    let first = pairs.next().map(|(sent, size)| (output(sent, size), size));
    let Some((request, size)) = first else { return Ok(()) };
    sender.send(request).await?;
    let mut replies = test.full_duplex_call(requests).await?;
    next_has_size(&mut replies, size).await?;
    for (sent, size) in pairs {
        sender.send(output(sent, size)).await?;
        next_has_size(&mut replies, size).await?;
    }
    drop(sender);
    is_over(&mut replies).await
}

pub(crate) async fn empty(test: &TestServiceClient) -> Result<()> {
    let mut replies = test.full_duplex_call(Streaming::from_values([])).await?;
    is_over(&mut replies).await
}

/// The server sleeps, the caller has a millisecond.
pub(crate) async fn timeout(target: &Target) -> Result<()> {
    let clients = target.connect(&[("FullDuplexCall.timeout", "1")]).await?;
    let (sender, requests) = Streaming::channel(1);
    sender.send(StreamingOutputCallRequest { payload: zeros(27_182), ..Default::default() }).await?;
    let error = match clients.test.full_duplex_call(requests).await {
        Err(error) => error,
        Ok(mut replies) => match replies.next().await {
            Some(Err(error)) => error,
            other => return failed(format!("no error but {other:?}")),
        },
    };
    check("the code", &error.status_code(), &StatusCode::DeadlineExceeded)
}

/// A call is dropped before anything is sent; the connection goes on.
pub(crate) async fn cancel_after_begin(test: &TestServiceClient) -> Result<()> {
    let (sender, requests) = Streaming::<StreamingInputCallRequest>::channel(1);
    let call = tokio::spawn({
        let test = test.clone();
        async move { test.streaming_input_call(requests).await }
    });
    tokio::task::yield_now().await;
    call.abort();
    match call.await {
        Err(ended) if ended.is_cancelled() => {}
        other => return failed(format!("the call was not cancelled but gave {other:?}")),
    }
    // Whoever still sends is told.
    sender.closed().await;
    test.empty_call(Empty {}).await.map(|_| ())
}

/// A stream is dropped after its first message; the connection goes on.
pub(crate) async fn cancel_after_first_response(test: &TestServiceClient) -> Result<()> {
    let (sender, requests) = Streaming::channel(1);
    sender.send(output(27_182, 31_415)).await?;
    let mut replies = test.full_duplex_call(requests).await?;
    next_has_size(&mut replies, 31_415).await?;
    drop(replies);
    sender.closed().await;
    test.empty_call(Empty {}).await.map(|_| ())
}

type Replies = Streaming<crate::protos::grpc::testing::StreamingOutputCallResponse>;

/// The next message, of this size.
pub(crate) async fn next_has_size(replies: &mut Replies, size: i32) -> Result<()> {
    match replies.next().await {
        Some(reply) => check("the size of the message", &size_of(&reply?), &size),
        None => failed("the stream ended".to_owned()),
    }
}

/// No message is left, and nothing went wrong.
pub(crate) async fn is_over(replies: &mut Replies) -> Result<()> {
    match replies.next().await {
        None => Ok(()),
        Some(reply) => failed(format!("one more message, of {} bytes", size_of(&reply?))),
    }
}
