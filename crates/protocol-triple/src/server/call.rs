// hot path
//! One request from its head to its response.

use std::sync::Arc;

use dubbors_core::{
    Args, Attachments, Body, Error, InboundStream, Invocation, Method, Next, Peer, Ref, Response as Answer,
    Result, StatusCode,
};
use dubbors_transport::catch_panic;
use http::{HeaderMap, Request, Response, request};
use tokio::time::Instant;

use super::connect;
use super::flavor::Flavor;
use super::grpc;
use super::reply::Reply;
use super::request::{Arguments, Asked, InboundMessages, RequestFormat, one_message};
use super::route::Route;
use super::{Host, web};
use crate::body::{InBody, OutBody, ReplyBody};
use crate::messages::Messages;
use crate::metadata;
use crate::status::Reader;
use crate::unread::{Counted, TooMuch, Unread};

/// Answers `request`.
pub(crate) async fn serve(host: &Host, request: Request<InBody>, peer: &Arc<Peer>) -> Response<ReplyBody> {
    let (parts, body) = request.into_parts();
    let (response, unread) = answer(host, &parts, body, peer).await;
    if let Some(unread) = unread {
        Box::pin(unread.discard()).await;
    }
    response
}

/// The response, and a body that was not read to its end.
async fn answer(
    host: &Host,
    parts: &request::Parts,
    body: InBody,
    peer: &Arc<Peer>,
) -> (Response<ReplyBody>, Option<InBody>) {
    let headers = &parts.headers;
    let flavor = match Flavor::of(&parts.method, headers) {
        Ok(flavor) => flavor,
        Err(status) => return (connect::no_call(status), Some(body)),
    };
    let asked = match Asked::read(flavor, parts, host.settings()) {
        Ok(asked) => asked,
        Err(error) => return (refusal(flavor, headers, &error), Some(body)),
    };
    let route = match host.routes.find(parts.uri.path(), headers) {
        Ok(route) => route,
        Err(error) => return (not_found(flavor, headers, &error), Some(body)),
    };
    match flavor {
        Flavor::Grpc(_) | Flavor::Web { .. } | Flavor::ConnectStream(_) => {
            with_messages(host, route, asked, parts, body, peer).await
        }
        Flavor::ConnectUnary(_) | Flavor::ConnectGet => {
            Box::pin(connect::unary(host, route, asked, parts, body, peer)).await
        }
    }
}

/// The answer to a path that is no method.
fn not_found(flavor: Flavor, headers: &HeaderMap, error: &Error) -> Response<ReplyBody> {
    let mut response = refusal(flavor, headers, error);
    if matches!(flavor, Flavor::ConnectUnary(_) | Flavor::ConnectGet) {
        *response.status_mut() = http::StatusCode::NOT_FOUND;
    }
    response
}

/// The answer to a request that is not run.
pub(crate) fn refusal(flavor: Flavor, headers: &HeaderMap, error: &Error) -> Response<ReplyBody> {
    match flavor {
        Flavor::Grpc(codec) => grpc::error(codec, Reader::of(headers), error),
        Flavor::Web { codec, text } => web::error(codec, text, error),
        Flavor::ConnectUnary(_) | Flavor::ConnectGet => connect::error(error),
        Flavor::ConnectStream(codec) => connect::stream_error(codec, error),
    }
}

/// The answer to a request that is refused before it is looked at.
pub(crate) fn refuse(request: &Request<InBody>, error: &Error) -> Response<ReplyBody> {
    let headers = request.headers();
    match Flavor::of(request.method(), headers) {
        Ok(flavor) => refusal(flavor, headers, error),
        Err(status) => connect::no_call(status),
    }
}

/// Counts the answer among those that nobody has read; puts an error in its place when they are more than `most` bytes.
pub(crate) fn count_unread(
    response: &mut Response<ReplyBody>,
    unread: &Arc<Unread>,
    most: usize,
) -> Option<Counted> {
    let OutBody::Full { data: Some(data), .. } = &response.body().body else { return None };
    unread.count(data.len(), most).unwrap_or_else(|TooMuch| {
        // Answers name the way of speaking as questions do.
        *response = match Flavor::of(&http::Method::POST, response.headers()) {
            Ok(flavor) => refusal(flavor, response.headers(), &too_much_unread(most)),
            Err(_) => connect::no_call(http::StatusCode::TOO_MANY_REQUESTS),
        };
        None
    })
}

#[cold]
fn too_much_unread(most: usize) -> Error {
    let text =
        format!("answers wait on this connection that were not read, and {most} bytes of them are the most");
    Error::status(StatusCode::ResourceExhausted, text)
        .with_next("read answers sooner, or raise the provider's setting `unread-answers`")
}

/// A call whose messages have prefixes.
async fn with_messages(
    host: &Host,
    route: &Arc<Route>,
    asked: Asked,
    parts: &request::Parts,
    body: InBody,
    peer: &Arc<Peer>,
) -> (Response<ReplyBody>, Option<InBody>) {
    let (flavor, headers) = (asked.flavor, &parts.headers);
    let format = RequestFormat::of(route, asked.codec, host.settings());
    let mut messages = Messages::new(body, asked.received, host.settings().payload, 0);
    if let Flavor::Web { text: true, .. } = flavor {
        messages = messages.in_text();
    }
    if let Flavor::ConnectStream(_) = flavor {
        messages = messages.of_connect();
    }
    let attachments = metadata::read(headers);
    let kind = route.kind();
    let mut left = None;
    let (method, args, format) = match (kind.has_request_stream(), route.only()) {
        (true, Some(method)) => {
            let serialization = format.serialization();
            let reply = format.reply_of_stream(method);
            let service = Arc::clone(&route.service);
            let (inbound, unread) = InboundMessages::new(messages.kept(), format, service, method.index);
            left = Some(unread);
            (method, Args::Inbound(Some(InboundStream::new(inbound)), serialization), reply)
        }
        _ => {
            let read = async {
                let (bytes, is_compressed) = one_message(&mut messages).await?;
                Ok((format.read(route, bytes)?, is_compressed))
            };
            match within(asked.deadline, read).await {
                Ok((Arguments { method, payload, reply }, is_compressed)) => {
                    (method, Args::Encoded(payload.received(is_compressed)), reply)
                }
                Err(error) => return (refusal(flavor, headers, &error), Some(messages.into_body())),
            }
        }
    };
    let reply = Reply::new(&asked, format);
    let answer = run(route, method, args, attachments, asked.deadline, peer).await;
    let response = match answer.and_then(|answer| is_of_kind(answer, kind.has_response_stream())) {
        Ok(answer) => {
            let reply = reply.fitting(&answer, headers);
            reply.answer(answer, asked.deadline).unwrap_or_else(|error| refusal(flavor, headers, &error))
        }
        Err(error) => reply.failure(&error).unwrap_or_else(|| refusal(flavor, headers, &error)),
    };
    (response, left.and_then(|mut unread| unread.try_recv().ok()))
}

/// A service that answers with one value where the contract has many, or the reverse, is not to be told from a broken
/// one by its callers.
fn is_of_kind(answer: Answer, stream: bool) -> Result<Answer> {
    match (answer.body(), stream) {
        (Body::Message(_), false) | (Body::Outbound(_), true) => Ok(answer),
        _ => Err(Error::internal("the service answered in another way than its contract says")),
    }
}

/// Runs filters and service. A call whose deadline passes is ended: its future is dropped.
pub(crate) async fn run(
    route: &Route,
    method: &Method,
    args: Args<'_>,
    attachments: Attachments,
    deadline: Option<Instant>,
    peer: &Arc<Peer>,
) -> Result<Answer> {
    let service = &route.service;
    let mut call = Invocation::new(Ref::Borrowed(service.descriptor.key()), Ref::Borrowed(method), args)
        .with_attachments(attachments)
        .with_deadline(deadline)
        .with_peer(Arc::clone(peer));
    let run = catch_panic(Next::new(&service.filters, &service.invoker).run(&mut call));
    within(deadline, async { run.await.unwrap_or_else(|panicked| Err(panicked.into())) }).await
}

/// What `future` gives before `deadline`.
pub(crate) async fn within<T>(
    deadline: Option<Instant>,
    future: impl Future<Output = Result<T>>,
) -> Result<T> {
    match deadline {
        None => future.await,
        Some(deadline) => tokio::time::timeout_at(deadline, future).await.unwrap_or_else(|_| Err(late())),
    }
}

/// The deadline that the caller set has passed.
#[cold]
pub(crate) fn late() -> Error {
    Error::status(StatusCode::DeadlineExceeded, "the caller's deadline passed before the answer was there")
}
