// hot path
//! From the headers and messages of a request to the arguments of a call.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use dubbors_core::{Error, Inbound, Method, Payload, Result, Serialization, Service, StatusCode};
use dubbors_hessian::Limits;
use dubbors_serialization::{Msgpack, ValueJson};
use dubbors_wire::triple::{self, RequestWrapper, read_grpc_timeout, read_millis};
use http::header::{CONTENT_ENCODING, HeaderMap, HeaderName, HeaderValue};
use http::request;
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::flavor::Flavor;
use super::pace::Pace;
use super::reply::ReplyFormat;
use super::route::Route;
use crate::body::InBody;
use crate::compression::Compression;
use crate::format::{
    Codec, ProtoFormat, Wrapped, class_name, descriptor_of, hessian, is_hessian, not_what_it_says, protobuf,
};
use crate::header::{
    CONNECT_ENCODING, CONNECT_TIMEOUT, GRPC_ENCODING, GRPC_TIMEOUT, TRI_TIMEOUT, TRIPLE_TIMEOUT,
};
use crate::messages::{Messages, Part};
use crate::settings::Settings;

/// What the head of a request asks for.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) flavor: Flavor,
    pub(crate) codec: Codec,
    /// How its messages are compressed.
    pub(crate) received: Compression,
    /// How the answer's messages are compressed.
    pub(crate) reply: Compression,
    pub(crate) deadline: Option<Instant>,
}

impl Asked {
    /// Reads the head.
    ///
    /// # Errors
    /// Status `unimplemented` for a compression that is not known, `invalid_argument` for a header that cannot be read.
    pub(crate) fn read(flavor: Flavor, parts: &request::Parts, settings: &Settings) -> Result<Self> {
        let headers = &parts.headers;
        let value = |name: HeaderName| headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default();
        let (codec, encoding) = match flavor {
            Flavor::Grpc(codec) | Flavor::Web { codec, .. } => (codec, value(GRPC_ENCODING)),
            Flavor::ConnectStream(codec) => (codec, value(CONNECT_ENCODING)),
            Flavor::ConnectUnary(codec) => (codec, value(CONTENT_ENCODING)),
            // The query says the codec and the compression.
            Flavor::ConnectGet => (Codec::Proto, &b""[..]),
        };
        let received = Compression::requested(encoding)?;
        // What the caller writes it can read, and it wants it so.
        let preferred =
            if settings.compression == Compression::Identity { received } else { settings.compression };
        Ok(Self {
            flavor,
            codec,
            received,
            reply: Compression::negotiate(preferred, flavor.accepts(headers)),
            deadline: timeout(flavor, headers)?.and_then(|timeout| Instant::now().checked_add(timeout)),
        })
    }
}

fn timeout(flavor: Flavor, headers: &HeaderMap) -> Result<Option<Duration>> {
    let invalid =
        |error: &dyn std::fmt::Display| Error::status(StatusCode::InvalidArgument, error.to_string());
    if flavor.is_grpc() {
        let Some(value) = headers.get(GRPC_TIMEOUT) else { return Ok(None) };
        return read_grpc_timeout(value.as_bytes()).map(Some).map_err(|error| invalid(&error));
    }
    for (name, shown) in [
        (CONNECT_TIMEOUT, triple::CONNECT_TIMEOUT),
        (TRIPLE_TIMEOUT, "triple-timeout-ms"),
        (TRI_TIMEOUT, "tri-service-timeout"),
    ] {
        if let Some(value) = headers.get(name) {
            return read_millis(shown, value.as_bytes()).map(Some).map_err(|error| invalid(&error));
        }
    }
    Ok(None)
}

/// The one message of a request that has one, and whether it came compressed.
///
/// # Errors
/// Status `unimplemented` when there is none or more than one, as gRPC wants it; `deadline_exceeded` when it comes too slowly.
pub(crate) async fn one_message(messages: &mut Messages) -> Result<(Bytes, bool)> {
    let mut pace = Pace::default();
    let mut next = async || {
        let part = poll_fn(|cx| match messages.poll_part(cx) {
            Poll::Pending => pace.poll_slow(messages.came(), cx).map(|slow| Some(Err(slow))),
            there => there,
        });
        part.await.transpose()
    };
    let first = match next().await? {
        Some(Part::Message(bytes, is_compressed)) => (bytes, is_compressed),
        Some(Part::End(_)) | None => {
            return Err(Error::status(StatusCode::Unimplemented, "the request has no message, expected one"));
        }
    };
    match next().await? {
        None => Ok(first),
        Some(_) => {
            Err(Error::status(StatusCode::Unimplemented, "the request has several messages, expected one"))
        }
    }
}

/// How the messages of a request become arguments.
#[derive(Debug, Clone)]
pub(crate) enum RequestFormat {
    /// A protobuf contract.
    Proto { request: ProtoFormat, reply: ProtoFormat },
    /// Java's types inside of Triple's wrapper.
    Wrapper { limits: Limits },
    /// Java's types as JSON.
    Json(ValueJson),
}

/// Arguments, the method that they are for, and the form of its answer.
pub(crate) struct Arguments<'r> {
    pub(crate) method: &'r Method,
    pub(crate) payload: Payload,
    pub(crate) reply: ReplyFormat,
}

impl RequestFormat {
    /// The format of requests to `route` in `codec`.
    pub(crate) fn of(route: &Route, codec: Codec, settings: &Settings) -> Self {
        let limits = settings.limits();
        match (route.protobuf(codec), codec) {
            (Some((request, reply)), _) => Self::Proto { request, reply },
            (None, Codec::Proto) => Self::Wrapper { limits },
            (None, Codec::Json) => Self::Json(ValueJson::new(settings.json_limits())),
        }
    }

    /// What payloads are read with.
    pub(crate) fn serialization(&self) -> Arc<dyn Serialization> {
        match self {
            Self::Proto { .. } => protobuf(),
            Self::Wrapper { limits } => Arc::new(Wrapped { limits: *limits }),
            Self::Json(json) => Arc::clone(json.serialization()),
        }
    }

    /// Reads the message of a unary request, which for overloads names the method too.
    ///
    /// # Errors
    /// Status `invalid_argument` when it is not what it should be, `unimplemented` when no method fits.
    pub(crate) fn read<'r>(&self, route: &'r Route, bytes: Bytes) -> Result<Arguments<'r>> {
        let only = || {
            route.only().ok_or_else(|| {
                let text = "the method has overloads, which JSON cannot tell apart";
                Error::status(StatusCode::Unimplemented, text).with_next("call it over Triple or dubbo://")
            })
        };
        match self {
            Self::Proto { request, reply } => Ok(Arguments {
                method: only()?,
                payload: ProtoFormat::payload(request.read(bytes)?),
                reply: ReplyFormat::Proto(reply.clone()),
            }),
            Self::Wrapper { .. } => {
                let wrapper = RequestWrapper::decode(bytes.clone())
                    .map_err(|error| not_what_it_says("the request is not Triple's wrapper", error))?;
                let method = pick(route, &wrapper)?;
                let reply = ReplyFormat::Wrapper {
                    serialize_type: wrapper.serialize_type().into(),
                    returns: class_name(&method.returns).into(),
                };
                Ok(Arguments { method, payload: self.wrapped(&wrapper, bytes)?, reply })
            }
            Self::Json(json) => {
                let method = only()?;
                let payload = json.arguments(method, &bytes)?;
                Ok(Arguments { method, payload, reply: ReplyFormat::Json(json.clone()) })
            }
        }
    }

    /// The arguments in a wrapper. A single one is what it would be over `dubbo://`; several are streams of their own.
    ///
    /// # Errors
    /// Status `unimplemented` when their format is not known.
    fn wrapped(&self, wrapper: &RequestWrapper, bytes: Bytes) -> Result<Payload> {
        if wrapper.serialize_type() == Msgpack::NAME {
            let args: Vec<Bytes> = wrapper.args().collect();
            return Msgpack::new().payload(args.iter().map(|arg| &**arg));
        }
        is_hessian(wrapper.serialize_type())?;
        let mut args = wrapper.args();
        Ok(match (self, args.next(), args.next()) {
            (Self::Wrapper { limits }, Some(only), None) => Payload::new(only, hessian(*limits)),
            _ => Payload::new(bytes, self.serialization()),
        })
    }

    /// One message of a stream of `method`.
    fn message(&self, method: &Method, bytes: Bytes) -> Result<Payload> {
        match self {
            Self::Proto { request, .. } => Ok(ProtoFormat::payload(request.read(bytes)?)),
            Self::Wrapper { .. } => {
                let wrapper = RequestWrapper::decode(bytes.clone())
                    .map_err(|error| not_what_it_says("a message is not Triple's wrapper", error))?;
                self.wrapped(&wrapper, bytes)
            }
            Self::Json(json) => json.arguments(method, &bytes),
        }
    }

    /// The form of answers of a method that takes a stream: its caller has not said yet how it names Hessian.
    pub(crate) fn reply_of_stream(&self, method: &Method) -> ReplyFormat {
        match self {
            Self::Proto { reply, .. } => ReplyFormat::Proto(reply.clone()),
            Self::Wrapper { .. } => ReplyFormat::Wrapper {
                serialize_type: crate::format::JAVA_HESSIAN.into(),
                returns: class_name(&method.returns).into(),
            },
            Self::Json(json) => ReplyFormat::Json(json.clone()),
        }
    }
}

/// The method that a wrapper's types mean. With one method of the name they are not compared, as in Java.
fn pick<'r>(route: &'r Route, wrapper: &RequestWrapper) -> Result<&'r Method> {
    if let Some(only) = route.only() {
        if only.arity == wrapper.arg_count() {
            return Ok(only);
        }
        return Err(Error::status(
            StatusCode::InvalidArgument,
            format!("{} takes {} argument(s), {} came", only.name, only.arity, wrapper.arg_count()),
        ));
    }
    let descriptor: String = wrapper.arg_types().map(descriptor_of).collect();
    let exact = route.methods().find(|method| method.descriptor == descriptor);
    let mut close = route.methods().filter(|method| method.arity == wrapper.arg_count());
    exact.or_else(|| close.next().filter(|_| close.next().is_none())).ok_or_else(|| {
        let known: Vec<String> =
            route.methods().map(|method| format!("{}({})", method.name, method.descriptor)).collect();
        Error::status(
            StatusCode::Unimplemented,
            format!("no overload takes ({}); there are: {}", descriptor.escape_debug(), known.join(", ")),
        )
    })
}

/// The messages of a request, as a service receives them.
pub(crate) struct InboundMessages {
    messages: Messages,
    format: RequestFormat,
    /// The contract and the method's place in it.
    service: Arc<Service>,
    method: usize,
    failed: bool,
    /// Where the body goes when the service does not read on.
    left: Option<oneshot::Sender<InBody>>,
}

impl InboundMessages {
    /// The rest of `messages`. What the service leaves of their body comes out of the receiver.
    pub(crate) fn new(
        messages: Messages,
        format: RequestFormat,
        service: Arc<Service>,
        method: usize,
    ) -> (Self, oneshot::Receiver<InBody>) {
        let (left, unread) = oneshot::channel();
        (Self { messages, format, service, method, failed: false, left: Some(left) }, unread)
    }

    fn message(&self, bytes: Bytes) -> Result<Payload> {
        let method = self.service.descriptor.methods().get(self.method);
        self.format.message(method.ok_or_else(|| Error::internal("a stream belongs to the contract"))?, bytes)
    }
}

impl Drop for InboundMessages {
    fn drop(&mut self) {
        if let Some(left) = self.left.take() {
            // When nobody wants it, the answer has gone out already.
            let _ = left.send(std::mem::replace(self.messages.body_mut(), InBody::Empty));
        }
    }
}

impl Inbound for InboundMessages {
    fn poll_message(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        if self.failed {
            return Poll::Ready(None);
        }
        let part = std::task::ready!(self.messages.poll_part(cx));
        let message = match part {
            Some(Ok(Part::Message(bytes, is_compressed))) => {
                Some(self.message(bytes).map(|message| message.received(is_compressed)))
            }
            Some(Ok(Part::End(_))) | None => None,
            Some(Err(error)) => Some(Err(error)),
        };
        self.failed = matches!(message, Some(Err(_)));
        Poll::Ready(message)
    }
}
