//! Requests and answers of HTTP/3 as the bytes of their streams, without QUIC around them.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Peer, Services};
use dubbors_transport::QuicError;
use dubbors_wire::http3::{Code, Fault};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};

use crate::Triple;
use crate::body::InBody;
use crate::http3::{self, Budget, Http3Body, Incoming, Source, frames};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// A provider, and it is a request.
    Provider,
    /// A consumer, and it is an answer.
    Consumer,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum First {
    Request(Method, Uri),
    Answer(StatusCode),
}

/// A request or an answer that was read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    first: First,
    headers: HeaderMap,
    body: BytesMut,
    trailers: Option<HeaderMap>,
}

/// All bytes of a stream.
struct Canned(VecDeque<Bytes>);

impl Source for Canned {
    fn poll_read(&mut self, _: &mut Context<'_>) -> Poll<Result<Option<Bytes>, QuicError>> {
        Poll::Ready(Ok(self.0.pop_front()))
    }

    fn stop(&mut self, _: Code) {}

    fn close(&self, _: Fault) {}
}

/// The head of a request, and its body as a provider reads it.
async fn request(pieces: impl IntoIterator<Item = Bytes>) -> Result<Request<InBody>, String> {
    let mut incoming = Incoming::of_server(Canned(pieces.into_iter().collect()), Budget::default());
    match incoming.request().await {
        Ok(http3::Head::Whole(head)) => {
            let body = body(incoming, head.headers()).await;
            Ok(head.map(|()| body))
        }
        Ok(http3::Head::TooLarge) => Err("too large".to_owned()),
        Ok(http3::Head::None) => Err("nothing".to_owned()),
        Err(broken) => Err(format!("{broken:?}")),
    }
}

async fn body(incoming: Incoming<Canned>, headers: &HeaderMap) -> InBody {
    let mut body = Http3Body::new(incoming, headers);
    poll_fn(|cx| Poll::Ready(body.peek(cx))).await;
    InBody::Foreign(Box::pin(body))
}

/// Reads a stream that comes in `pieces`.
///
/// # Errors
/// What is wrong with it.
pub async fn read(side: Side, pieces: impl IntoIterator<Item = Bytes>) -> Result<Message, String> {
    let (first, headers, mut body) = match side {
        Side::Provider => {
            let (head, body) = request(pieces).await?.into_parts();
            (First::Request(head.method, head.uri), head.headers, body)
        }
        Side::Consumer => {
            let mut incoming = Incoming::of_client(Canned(pieces.into_iter().collect()));
            let answer = poll_fn(|cx| incoming.poll_response(cx)).await;
            let (head, ()) = answer.map_err(|broken| format!("{broken:?}"))?.into_parts();
            let body = body(incoming, &head.headers).await;
            (First::Answer(head.status), head.headers, body)
        }
    };
    let mut bytes = BytesMut::new();
    while let Some(data) = poll_fn(|cx| body.poll_data(cx)).await {
        bytes.extend_from_slice(&data.map_err(|error| error.to_string())?);
    }
    let trailers = poll_fn(|cx| body.poll_trailers(cx)).await.map_err(|error| error.to_string())?;
    Ok(Message { first, headers, body: bytes, trailers })
}

/// The bytes of a stream with this message; `None` for what no side here says.
pub fn write(message: &Message) -> Option<Bytes> {
    let section = match &message.first {
        First::Request(Method::CONNECT, _) => return None,
        First::Request(method, uri) => {
            let mut request = Request::new(());
            *request.method_mut() = method.clone();
            *request.uri_mut() = uri.clone();
            *request.headers_mut() = message.headers.clone();
            http3::request_section(&request)
        }
        First::Answer(status) => http3::response_section(*status, &message.headers),
    };
    let data = message.body.clone().freeze();
    Some(frames(Some(section), data, message.trailers.as_ref()).concat().into())
}

/// What a provider of `services` answers to a request; `None` when it is none.
pub async fn answer(
    triple: &Triple,
    services: &Arc<Services>,
    pieces: impl IntoIterator<Item = Bytes>,
) -> Option<Bytes> {
    let peer = Arc::new(Peer::new("fuzz", "provider"));
    let request = request(pieces).await.ok()?;
    let (head, mut body) = Response::into_parts(triple.host(services).serve(request, &peer).await);
    let section = http3::response_section(head.status, &head.headers);
    let mut bytes = BytesMut::from(&*frames(Some(section), Bytes::new(), None).concat());
    while let Some(Ok(part)) = poll_fn(|cx| body.body.poll_part(cx)).await {
        let part = match part.into_data() {
            Ok(data) => frames(None, data, None),
            Err(part) => frames(None, Bytes::new(), part.into_trailers().ok().as_ref()),
        };
        bytes.extend_from_slice(&part.concat());
    }
    Some(bytes.freeze())
}
