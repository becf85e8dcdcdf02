//! The cases of compression: each message is compressed or not, as it says, and both sides see it.

use dubbors::{Result, StatusCode, Streaming, context};

use super::messages::{LARGE_REPLY, check, failed, has_size, large, size_of, switch, zeros};
use crate::protos::grpc::testing::{
    ResponseParameters, SimpleRequest, SimpleResponse, StreamingInputCallRequest, StreamingOutputCallRequest,
    TestServiceClient,
};

pub(crate) async fn client_unary(test: &TestServiceClient) -> Result<()> {
    let request = |compressed| SimpleRequest { expect_compressed: switch(compressed), ..large() };
    // Whether the server sees it at all.
    refused(sent(test, request(true), false).await)?;
    for compressed in [true, false] {
        has_size(&sent(test, request(compressed), compressed).await?, LARGE_REPLY)?;
    }
    Ok(())
}

async fn sent(test: &TestServiceClient, request: SimpleRequest, compressed: bool) -> Result<SimpleResponse> {
    context::scope(async {
        context::compress(compressed)?;
        test.unary_call(request).await
    })
    .await
}

pub(crate) async fn server_unary(test: &TestServiceClient) -> Result<()> {
    for compressed in [true, false] {
        let request = SimpleRequest { response_compressed: switch(compressed), ..large() };
        context::scope(async {
            has_size(&test.unary_call(request).await?, LARGE_REPLY)?;
            check("whether the answer came compressed", &context::is_reply_compressed(), &compressed)
        })
        .await?;
    }
    Ok(())
}

pub(crate) async fn client_streaming(test: &TestServiceClient) -> Result<()> {
    let part = |size, compressed| StreamingInputCallRequest {
        payload: zeros(size),
        expect_compressed: switch(compressed),
    };
    let probe = Streaming::from_values([part(27_182, true)]).compress_if(|_| false);
    refused(test.streaming_input_call(probe).await)?;
    let parts = [part(27_182, true), part(45_904, false)];
    let requests = Streaming::from_values(parts)
        .compress_if(|part| part.expect_compressed.is_some_and(|expected| expected.value));
    let reply = test.streaming_input_call(requests).await?;
    check("the sum of all sizes", &reply.aggregated_payload_size, &73_086)
}

pub(crate) async fn server_streaming(test: &TestServiceClient) -> Result<()> {
    let wanted = [(31_415, true), (92_653, false)];
    let parameters = |(size, compressed)| ResponseParameters {
        size,
        compressed: switch(compressed),
        ..ResponseParameters::default()
    };
    let request = StreamingOutputCallRequest {
        response_parameters: wanted.map(parameters).to_vec(),
        ..StreamingOutputCallRequest::default()
    };
    let mut replies = test.streaming_output_call(request).await?;
    for (size, compressed) in wanted {
        match replies.next().await {
            Some(reply) => check("the size of the message", &size_of(&reply?), &size)?,
            None => return failed("the stream ended".to_owned()),
        }
        check("whether it came compressed", &replies.is_compressed(), &compressed)?;
    }
    Ok(())
}

/// What a server answers to a message that is not compressed though it says so.
fn refused<T: std::fmt::Debug>(answer: Result<T>) -> Result<()> {
    match answer {
        Err(error) => check("the code", &error.status_code(), &StatusCode::InvalidArgument),
        Ok(_) => failed("a message that is not compressed, though it says so, was taken".to_owned()),
    }
}
