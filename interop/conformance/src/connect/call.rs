//! Calls that answer once, and what is told of a call.

use dubbors::protobuf::prost::Message;
use dubbors::{Attachments, Error, Result, context};

use super::capture::{Seen, capture};
use super::stop::Stop;
use super::{headers, message};
use crate::protos::connectrpc::conformance::v1::{
    ClientCompatRequest, ClientResponseResult, ConformancePayload, ConformanceServiceClient,
    IdempotentUnaryRequest, UnaryRequest, UnimplementedRequest,
};

/// What a call that answers once gave.
pub(crate) struct Once {
    pub(crate) answer: Result<Option<ConformancePayload>>,
    pub(crate) seen: Seen,
    pub(crate) unsent: usize,
}

/// A call of one request and one answer.
///
/// # Errors
/// What kept the call from being made.
pub(crate) async fn unary(
    client: &ConformanceServiceClient,
    request: &ClientCompatRequest,
) -> Result<ClientResponseResult> {
    let once = match request.method() {
        "Unary" => {
            let message: UnaryRequest = only(request, "UnaryRequest")?;
            run(request, async { Ok(client.unary(message).await?.payload) }).await
        }
        "IdempotentUnary" => {
            let message: IdempotentUnaryRequest = only(request, "IdempotentUnaryRequest")?;
            run(request, async { Ok(client.idempotent_unary(message).await?.payload) }).await
        }
        "Unimplemented" => {
            let message: UnimplementedRequest = only(request, "UnimplementedRequest")?;
            run(request, async { client.unimplemented(message).await.map(|_| None) }).await
        }
        other => return Err(Error::unimplemented(format!("no method {other}"))),
    };
    Ok(result(once))
}

/// The only message of a request.
pub(crate) fn only<M: Message + Default>(request: &ClientCompatRequest, name: &str) -> Result<M> {
    match request.request_messages.as_slice() {
        [any] => message::unpack(any, name),
        other => Err(Error::invalid(format!("{} messages, not one", other.len()))),
    }
}

async fn run(
    request: &ClientCompatRequest,
    call: impl Future<Output = Result<Option<ConformancePayload>>>,
) -> Once {
    let given_up = async {
        match Stop::of(request) {
            Some(Stop::AfterClose(pause)) => tokio::time::sleep(pause).await,
            _ => std::future::pending().await,
        }
    };
    let (answer, seen) = capture(async {
        tokio::select! {
            answer = call => answer,
            () = given_up => Err(message::canceled()),
        }
    })
    .await;
    Once { answer, seen, unsent: 0 }
}

/// Runs `call` with the headers that the request asks for.
///
/// # Errors
/// What `call` answers.
pub(crate) async fn with_headers<T>(
    request: &ClientCompatRequest,
    call: impl Future<Output = Result<T>>,
) -> Result<T> {
    context::scope(async {
        context::attach_with(|attachments| headers::add(attachments, &request.request_headers))?;
        call.await
    })
    .await
}

/// What is told of a call that answers once.
pub(crate) fn result(once: Once) -> ClientResponseResult {
    let Once { answer, seen, unsent } = once;
    match answer {
        Ok(payload) => told(&seen.headers, vec![payload.unwrap_or_default()], None, &seen.trailers, unsent),
        Err(error) => {
            let none = Attachments::new();
            let (headers, trailers) = (error.headers(), error.attachments());
            told(headers.unwrap_or(&none), Vec::new(), Some(&error), trailers.unwrap_or(&none), unsent)
        }
    }
}

pub(crate) fn told(
    response_headers: &Attachments,
    payloads: Vec<ConformancePayload>,
    error: Option<&Error>,
    response_trailers: &Attachments,
    unsent: usize,
) -> ClientResponseResult {
    ClientResponseResult {
        response_headers: headers::of(response_headers),
        payloads,
        error: error.map(message::from_error),
        response_trailers: headers::of(response_trailers),
        num_unsent_requests: i32::try_from(unsent).unwrap_or(i32::MAX),
    }
}
