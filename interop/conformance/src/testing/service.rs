//! The server's side of the cases.

use std::time::Duration;

use dubbors::{Error, Result, StatusCode, StreamSender, Streaming, Value, context};

use super::load::{self, Load};
use super::messages::{ECHO_HEADER, ECHO_TRAILER, body, zeros_asked};
use crate::protos::grpc::testing::{
    BoolValue, EchoStatus, Empty, SimpleRequest, SimpleResponse, StreamingInputCallRequest,
    StreamingInputCallResponse, StreamingOutputCallRequest, StreamingOutputCallResponse, TestService,
};

/// `grpc.testing.TestService`.
#[derive(Clone, Debug, Default)]
pub struct Interop {
    /// What the server tells of its load.
    pub load: Load,
}

impl TestService for Interop {
    async fn empty_call(&self, _: Empty) -> Result<Empty> {
        Ok(Empty {})
    }

    async fn unary_call(&self, request: SimpleRequest) -> Result<SimpleResponse> {
        echo()?;
        if let Some(told) = &request.orca_per_query_report {
            load::reply(told)?;
        }
        end(request.response_status.as_ref())?;
        expect(request.expect_compressed.as_ref(), context::is_compressed())?;
        if let Some(compressed) = &request.response_compressed {
            context::compress_reply(compressed.value)?;
        }
        let server_id = if request.fill_server_id { std::process::id().to_string() } else { String::new() };
        Ok(SimpleResponse {
            payload: zeros_asked(request.response_size)?,
            server_id,
            ..SimpleResponse::default()
        })
    }

    async fn cacheable_unary_call(&self, request: SimpleRequest) -> Result<SimpleResponse> {
        context::reply_header("cache-control", "max-age=60, public")?;
        self.unary_call(request).await
    }

    async fn streaming_output_call(
        &self,
        request: StreamingOutputCallRequest,
    ) -> Result<Streaming<StreamingOutputCallResponse>> {
        echo()?;
        end(request.response_status.as_ref())?;
        let (sender, replies) = Streaming::channel(1);
        let wanted: Vec<_> = request.response_parameters.iter().map(|one| one.compressed).collect();
        tokio::spawn(async move {
            let outcome = send(&sender, &request).await;
            finish(sender, outcome).await;
        });
        if wanted.iter().all(Option::is_none) {
            return Ok(replies);
        }
        let mut wanted = wanted.into_iter();
        Ok(replies.compress_if(move |_| wanted.next().flatten().is_some_and(|compressed| compressed.value)))
    }

    async fn streaming_input_call(
        &self,
        mut requests: Streaming<StreamingInputCallRequest>,
    ) -> Result<StreamingInputCallResponse> {
        let mut size = 0;
        while let Some(request) = requests.next().await {
            let request = request?;
            expect(request.expect_compressed.as_ref(), requests.is_compressed())?;
            size += body(request.payload.as_ref());
        }
        let aggregated_payload_size = i32::try_from(size).unwrap_or(i32::MAX);
        Ok(StreamingInputCallResponse { aggregated_payload_size })
    }

    async fn full_duplex_call(
        &self,
        mut requests: Streaming<StreamingOutputCallRequest>,
    ) -> Result<Streaming<StreamingOutputCallResponse>> {
        echo()?;
        let load = self.load.clone();
        let (sender, replies) = Streaming::channel(1);
        tokio::spawn(async move {
            let answer = async {
                while let Some(request) = requests.next().await {
                    let request = request?;
                    end(request.response_status.as_ref())?;
                    if let Some(told) = &request.orca_oob_report {
                        load.set(told);
                    }
                    send(&sender, &request).await?;
                }
                Ok(())
            };
            let outcome = answer.await;
            finish(sender, outcome).await;
        });
        Ok(replies)
    }

    async fn half_duplex_call(
        &self,
        mut requests: Streaming<StreamingOutputCallRequest>,
    ) -> Result<Streaming<StreamingOutputCallResponse>> {
        echo()?;
        let (sender, replies) = Streaming::channel(1);
        tokio::spawn(async move {
            let answer = async {
                let mut all = Vec::new();
                while let Some(request) = requests.next().await {
                    all.push(request?);
                }
                for request in &all {
                    send(&sender, request).await?;
                }
                Ok(())
            };
            let outcome = answer.await;
            finish(sender, outcome).await;
        });
        Ok(replies)
    }

    async fn unimplemented_call(&self, _: Empty) -> Result<Empty> {
        Err(Error::unimplemented("no server has this method"))
    }
}

type Replies = StreamSender<StreamingOutputCallResponse>;

/// What goes wrong ends the stream. When nobody reads on there is nobody to tell.
async fn finish(sender: Replies, outcome: Result<()>) {
    if let Err(error) = outcome {
        let _ = sender.fail(error).await;
    }
}

/// The messages that a request asks for.
async fn send(sender: &Replies, request: &StreamingOutputCallRequest) -> Result<()> {
    for parameters in &request.response_parameters {
        if let Ok(pause @ 1..) = u64::try_from(parameters.interval_us) {
            tokio::time::sleep(Duration::from_micros(pause)).await;
        }
        let payload = zeros_asked(parameters.size)?;
        sender.send(StreamingOutputCallResponse { payload }).await?;
    }
    Ok(())
}

/// Ends the call when its message is not compressed as it says, or is and should not be.
fn expect(wanted: Option<&BoolValue>, is_compressed: bool) -> Result<()> {
    match wanted {
        Some(wanted) if wanted.value != is_compressed => {
            let text = if is_compressed { "is compressed" } else { "is not compressed" };
            Err(Error::status(
                StatusCode::InvalidArgument,
                format!("the message {text} though it says otherwise"),
            ))
        }
        _ => Ok(()),
    }
}

/// Sends the metadata of the cases back.
fn echo() -> Result<()> {
    let attachments = context::attachments();
    if let Some(value) = attachments.get(ECHO_HEADER) {
        context::reply_header(ECHO_HEADER, value)?;
    }
    if let Some(value @ Value::Binary(_)) = attachments.object(ECHO_TRAILER) {
        let value = value.clone();
        context::reply_with(|replies| replies.set_object(ECHO_TRAILER, value))?;
    }
    Ok(())
}

/// Ends the call with the status that a caller asks for.
fn end(wanted: Option<&EchoStatus>) -> Result<()> {
    let Some(EchoStatus { code, message }) = wanted else { return Ok(()) };
    match u32::try_from(*code) {
        Ok(0) => Ok(()),
        code => {
            let code = code.ok().and_then(StatusCode::from_number).unwrap_or(StatusCode::Unknown);
            Err(Error::status(code, message.clone()))
        }
    }
}
