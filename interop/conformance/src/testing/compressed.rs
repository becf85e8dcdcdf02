//! The cases of compression. The peer reads the frames and says whether messages were compressed.

use dubbors::{Result, StatusCode, Streaming};

use super::cases::Target;
use super::messages::{LARGE_REPLY, check, failed, has_size, large, size_of, switch, zeros};
use crate::protos::grpc::testing::{
    ResponseParameters, SimpleRequest, StreamingInputCallRequest, StreamingOutputCallRequest,
    TestServiceClient,
};

const GZIP: [(&str, &str); 1] = [("compression", "gzip")];

pub(crate) async fn client_unary(target: &Target) -> Result<()> {
    let (plain, gzip) = (target.connect(&[]).await?.test, target.connect(&GZIP).await?.test);
    let request = |compressed| SimpleRequest { expect_compressed: switch(compressed), ..large() };
    refused(plain.unary_call(request(true)).await)?;
    has_size(&gzip.unary_call(request(true)).await?, LARGE_REPLY)?;
    has_size(&plain.unary_call(request(false)).await?, LARGE_REPLY)
}

pub(crate) async fn server_unary(test: &TestServiceClient) -> Result<()> {
    for compressed in [true, false] {
        let request = SimpleRequest { response_compressed: switch(compressed), ..large() };
        has_size(&test.unary_call(request).await?, LARGE_REPLY)?;
    }
    Ok(())
}

/// A stream is compressed as a whole or not at all, so there is one of each.
pub(crate) async fn client_streaming(target: &Target) -> Result<()> {
    let (plain, gzip) = (target.connect(&[]).await?.test, target.connect(&GZIP).await?.test);
    let part = |size, compressed| StreamingInputCallRequest {
        payload: zeros(size),
        expect_compressed: switch(compressed),
    };
    refused(plain.streaming_input_call(Streaming::from_values([part(27_182, true)])).await)?;
    for (test, compressed) in [(gzip, true), (plain, false)] {
        let parts = [part(27_182, compressed), part(45_904, compressed)];
        let reply = test.streaming_input_call(Streaming::from_values(parts)).await?;
        check("the sum of all sizes", &reply.aggregated_payload_size, &73_086)?;
    }
    Ok(())
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
    for (size, _) in wanted {
        match replies.next().await {
            Some(reply) => check("the size of the message", &size_of(&reply?), &size)?,
            None => return failed("the stream ended".to_owned()),
        }
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
