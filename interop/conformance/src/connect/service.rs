//! The service that connectconformance's client calls: every request says how to answer it.

use dubbors::{Error, Result, StreamSender, Streaming};

use super::{answer, message};
use crate::protos::connectrpc::conformance::v1::conformance_payload::RequestInfo;
use crate::protos::connectrpc::conformance::v1::{
    BidiStreamRequest, BidiStreamResponse, ClientStreamRequest, ClientStreamResponse, ConformancePayload,
    ConformanceService, IdempotentUnaryRequest, IdempotentUnaryResponse, ServerStreamRequest,
    ServerStreamResponse, StreamResponseDefinition, UnaryRequest, UnaryResponse, UnimplementedRequest,
    UnimplementedResponse,
};

/// `connectrpc.conformance.v1.ConformanceService`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Conformance;

impl ConformanceService for Conformance {
    async fn unary(&self, request: UnaryRequest) -> Result<UnaryResponse> {
        let seen = answer::with(answer::seen(), "UnaryRequest", &request);
        Ok(UnaryResponse { payload: answer::once(request.response_definition, seen).await? })
    }

    async fn idempotent_unary(&self, request: IdempotentUnaryRequest) -> Result<IdempotentUnaryResponse> {
        let seen = answer::with(answer::seen(), "IdempotentUnaryRequest", &request);
        Ok(IdempotentUnaryResponse { payload: answer::once(request.response_definition, seen).await? })
    }

    async fn unimplemented(&self, _: UnimplementedRequest) -> Result<UnimplementedResponse> {
        Err(Error::unimplemented("no server has this method"))
    }

    async fn client_stream(
        &self,
        mut requests: Streaming<ClientStreamRequest>,
    ) -> Result<ClientStreamResponse> {
        let mut seen = answer::seen();
        let mut definition = None;
        let mut is_first = true;
        while let Some(request) = requests.next().await {
            let request = request?;
            seen = answer::with(seen, "ClientStreamRequest", &request);
            if is_first {
                definition = request.response_definition;
                is_first = false;
            }
        }
        Ok(ClientStreamResponse { payload: answer::once(definition, seen).await? })
    }

    async fn server_stream(&self, request: ServerStreamRequest) -> Result<Streaming<ServerStreamResponse>> {
        let seen = answer::with(answer::seen(), "ServerStreamRequest", &request);
        let definition = request.response_definition.unwrap_or_default();
        answer::begin(&definition)?;
        let (sender, replies) = Streaming::channel(1);
        tokio::spawn(async move {
            let wrap = |payload| ServerStreamResponse { payload };
            let outcome = all(&sender, definition, seen, wrap).await;
            end(sender, outcome).await;
        });
        Ok(replies)
    }

    async fn bidi_stream(
        &self,
        mut requests: Streaming<BidiStreamRequest>,
    ) -> Result<Streaming<BidiStreamResponse>> {
        let seen = answer::seen();
        let first = requests.next().await.transpose()?;
        let definition = first.as_ref().and_then(|first| first.response_definition.clone());
        let definition = definition.unwrap_or_default();
        answer::begin(&definition)?;
        let (sender, replies) = Streaming::channel(1);
        tokio::spawn(async move {
            let outcome = match first {
                Some(first) if first.full_duplex => {
                    in_turns(&sender, first, requests, definition, seen).await
                }
                first => after_all(&sender, first, requests, definition, seen).await,
            };
            end(sender, outcome).await;
        });
        Ok(replies)
    }
}

/// Ends a stream with what went wrong, if anything did. When nobody reads on there is nobody to tell.
async fn end<T>(sender: StreamSender<T>, outcome: Result<()>) {
    if let Err(error) = outcome {
        let _ = sender.fail(error).await;
    }
}

/// All answers, the first with what was seen; then the error, which tells it when there was no answer.
async fn all<T>(
    sender: &StreamSender<T>,
    definition: StreamResponseDefinition,
    seen: RequestInfo,
    wrap: impl Fn(Option<ConformancePayload>) -> T,
) -> Result<()> {
    let mut seen = Some(seen);
    for data in definition.response_data {
        answer::pause(definition.response_delay_ms).await;
        sender.send(wrap(answer::payload(data, seen.take()))).await?;
    }
    finish(definition.error.as_ref().map(message::to_error), seen.as_ref())
}

/// Half duplex: all requests are read before the first answer.
async fn after_all(
    sender: &StreamSender<BidiStreamResponse>,
    first: Option<BidiStreamRequest>,
    mut requests: Streaming<BidiStreamRequest>,
    definition: StreamResponseDefinition,
    mut seen: RequestInfo,
) -> Result<()> {
    if let Some(first) = &first {
        seen = answer::with(seen, "BidiStreamRequest", first);
    }
    while let Some(request) = requests.next().await {
        seen = answer::with(seen, "BidiStreamRequest", &request?);
    }
    all(sender, definition, seen, |payload| BidiStreamResponse { payload }).await
}

/// Full duplex: an answer to each request, as long as there are answers; those that are left come at the end.
async fn in_turns(
    sender: &StreamSender<BidiStreamResponse>,
    first: BidiStreamRequest,
    mut requests: Streaming<BidiStreamRequest>,
    definition: StreamResponseDefinition,
    seen: RequestInfo,
) -> Result<()> {
    let error = definition.error.as_ref().map(message::to_error);
    let mut answers = definition.response_data.into_iter();
    let mut next = Some(first);
    let mut seen = Some(seen);
    let mut is_silent = true;
    while let Some(request) = next {
        // Only the first answer tells of the headers; the others of the request they answer.
        let told = answer::with(seen.take().unwrap_or_default(), "BidiStreamRequest", &request);
        let Some(data) = answers.next() else {
            return finish(error, is_silent.then_some(&told));
        };
        answer::pause(definition.response_delay_ms).await;
        sender.send(BidiStreamResponse { payload: answer::payload(data, Some(told)) }).await?;
        is_silent = false;
        next = requests.next().await.transpose()?;
    }
    for data in answers {
        answer::pause(definition.response_delay_ms).await;
        sender.send(BidiStreamResponse { payload: answer::payload(data, None) }).await?;
    }
    finish(error, None)
}

/// The error that is asked for, if any.
fn finish(error: Option<Error>, seen: Option<&RequestInfo>) -> Result<()> {
    match (error, seen) {
        (None, _) => Ok(()),
        (Some(error), None) => Err(error),
        (Some(error), Some(seen)) => Err(answer::with_seen(error, seen)),
    }
}
