// hot path
//! From a response to values or an error.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::{
    Address, Attachments, Body, Error, Inbound, InboundStream, Origin, Payload, Response, Result, StatusCode,
};
use dubbors_hessian::java::Exception;
use dubbors_wire::triple::ResponseWrapper;
use h2::RecvStream;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::response;
use tokio::time::{Instant, Sleep};

use super::Attempt;
use super::connection::{Active, Answering};
use super::request::Sending;
use super::template::Answers;
use crate::body::InBody;
use crate::compression::Compression;
use crate::messages::{Messages, Part};
use crate::settings::Settings;
use crate::{metadata, status};

/// A response whose head is there.
pub(crate) struct Answer {
    pub(crate) head: response::Parts,
    pub(crate) body: RecvStream,
    pub(crate) active: Option<Active>,
}

/// The messages of an answer, then its outcome.
pub(crate) struct AnswerStream {
    messages: Messages,
    answers: Answers,
    headers: Attachments,
    trailers: Attachments,
    /// The messages are exceptions (spec triple, 1.6).
    is_exception: bool,
    state: State,
    later: Option<(Answering, Settings)>,
    sending: Option<Sending>,
    _active: Option<Active>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Head,
    Messages,
    Trailers,
    Done,
}

impl AnswerStream {
    /// Reads the head.
    ///
    /// # Errors
    /// What the head says when it is an answer in itself, or none of gRPC.
    pub(crate) fn new(answer: Answer, answers: &Answers, settings: &Settings) -> Result<Self> {
        let Answer { head, body, active } = answer;
        let headers = &head.headers;
        if let Some(Err(error)) = status::read(headers) {
            return Err(error.with_reply(Attachments::new(), metadata::read(headers)));
        }
        check(&head)?;
        let encoding = headers.get("grpc-encoding").map(HeaderValue::as_bytes).unwrap_or_default();
        let compression = Compression::from_name(encoding).ok_or_else(|| {
            Error::status(
                StatusCode::Internal,
                format!("the answer is compressed with {}, which was not asked for", encoding.escape_ascii()),
            )
        })?;
        let traffic = active.as_ref().map(|active| Arc::clone(active.traffic())).unwrap_or_default();
        let body = InBody::Http2(body, traffic);
        let exception = headers.get("tri-exception-code").and_then(status::read_number);
        Ok(Self {
            messages: Messages::new(body, compression, settings.payload, 0),
            answers: answers.clone(),
            headers: metadata::read(headers),
            trailers: Attachments::new(),
            is_exception: exception.is_some_and(|code| code != 0),
            state: State::Messages,
            later: None,
            sending: None,
            _active: active,
        })
    }

    /// The same for a reader that takes its time between messages.
    pub(crate) fn kept(mut self) -> Self {
        self.messages = self.messages.kept();
        self
    }

    /// An answer whose head is still to come, and beside which the caller's own messages are sent.
    pub(crate) fn later(
        answering: Answering,
        sending: Sending,
        answers: &Answers,
        settings: &Settings,
    ) -> Self {
        Self {
            messages: Messages::new(InBody::Empty, Compression::Identity, settings.payload, 0),
            answers: answers.clone(),
            headers: Attachments::new(),
            trailers: Attachments::new(),
            is_exception: false,
            state: State::Head,
            later: Some((answering, settings.clone())),
            sending: Some(sending),
            _active: None,
        }
    }

    /// Reads the head when it comes.
    fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let Some((answering, settings)) = &mut self.later else { return Poll::Ready(Ok(())) };
        let answered = ready!(Pin::new(answering).poll(cx));
        let settings = settings.clone();
        self.later = None;
        let answer = answered.map_err(|attempt| match attempt {
            Attempt::Failed(error) => error,
            Attempt::Refused(refused) => refused.into(),
        })?;
        let sending = self.sending.take();
        let answers = self.answers.clone();
        *self = Self::new(answer, &answers, &settings)?.kept();
        self.sending = sending;
        Poll::Ready(Ok(()))
    }

    /// The one message of a unary answer.
    ///
    /// # Errors
    /// What the provider answered, or that it answered with none or several.
    pub(crate) async fn only(&mut self) -> Result<Response> {
        let first = match poll_fn(|cx| self.poll_next(cx)).await {
            Some(Ok(payload)) => payload,
            Some(Err(error)) => return Err(error),
            None => {
                let text = "the provider answered with no message, expected one";
                return Err(Error::status(StatusCode::Unimplemented, text));
            }
        };
        match poll_fn(|cx| self.poll_next(cx)).await {
            None => {}
            Some(Ok(_)) => {
                let text = "the provider answered with several messages, expected one";
                return Err(Error::status(StatusCode::Unimplemented, text));
            }
            Some(Err(error)) => return Err(error),
        }
        let mut response = Response::new(first).with_attachments(std::mem::take(&mut self.trailers));
        *response.headers_mut() = std::mem::take(&mut self.headers);
        Ok(response)
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        loop {
            match self.state {
                State::Done => return Poll::Ready(None),
                State::Head => {
                    if let Err(error) = ready!(self.poll_head(cx)) {
                        self.state = State::Done;
                        return Poll::Ready(Some(Err(self.own_failure().unwrap_or(error))));
                    }
                }
                State::Messages => match ready!(self.poll_part(cx)) {
                    Some(Ok(Part::Message(bytes))) => {
                        let value = self.value(bytes);
                        if value.is_err() {
                            self.state = State::Done;
                        }
                        return Poll::Ready(Some(value));
                    }
                    Some(Ok(Part::End(_))) => {}
                    Some(Err(error)) => {
                        self.state = State::Done;
                        return Poll::Ready(Some(Err(self.own_failure().unwrap_or(error))));
                    }
                    None => self.state = State::Trailers,
                },
                State::Trailers => {
                    let trailers = ready!(self.messages.body_mut().poll_trailers(cx));
                    self.state = State::Done;
                    return Poll::Ready(self.outcome(trailers).err().map(Err));
                }
            }
        }
    }

    fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Part>>> {
        if let Some(sending) = &mut self.sending
            && let Some(failure) = &mut sending.failure
            && let Poll::Ready(failed) = Pin::new(failure).poll(cx)
        {
            sending.failure = None;
            if let Ok(error) = failed {
                return Poll::Ready(Some(Err(error)));
            }
        }
        self.messages.poll_part(cx)
    }

    /// What ended the caller's own messages, when that is why the stream ended.
    fn own_failure(&mut self) -> Option<Error> {
        self.sending.as_mut()?.failure.as_mut()?.try_recv().ok()
    }

    fn outcome(&mut self, trailers: Result<Option<HeaderMap>>) -> Result<()> {
        let Some(trailers) = trailers? else { return Err(without_status()) };
        let attachments = metadata::read(&trailers);
        match status::read(&trailers) {
            Some(Ok(())) => {
                self.trailers = attachments;
                Ok(())
            }
            Some(Err(error)) => Err(error.with_reply(std::mem::take(&mut self.headers), attachments)),
            None => Err(without_status()),
        }
    }

    /// A message as a value.
    fn value(&self, bytes: Bytes) -> Result<Payload> {
        if !self.answers.wrapped {
            return Ok(self.answers.payload(bytes));
        }
        let wrapper = ResponseWrapper::decode(bytes).map_err(|error| {
            Error::serialization(format!("the answer is not Triple's wrapper: {error}"))
                .with_origin(Origin::Remote)
        })?;
        crate::format::is_hessian(wrapper.serialize_type())?;
        let mut data = wrapper.data();
        if data.is_empty() {
            // dubbo-go's null.
            data = Bytes::from_static(b"N");
        }
        let payload = self.answers.payload(data);
        if self.is_exception {
            return Err(Error::from(payload.decode::<Exception>()?));
        }
        Ok(payload)
    }
}

/// A response without `grpc-status` has to be one of gRPC that goes on.
fn check(head: &response::Parts) -> Result<()> {
    let content_type = head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let is_grpc =
        content_type.starts_with(b"application/grpc") && !content_type.starts_with(b"application/grpc-web");
    if head.status.is_success() && is_grpc {
        return Ok(());
    }
    let code = if head.status.is_success() { StatusCode::Unknown } else { status::from_http(head.status) };
    let text = format!(
        "no answer of gRPC: status {} of HTTP, content type `{}`",
        head.status.as_u16(),
        content_type.escape_ascii()
    );
    Err(Error::status(code, text).with_next("check that this address is a tri:// or gRPC port"))
}

fn without_status() -> Error {
    Error::status(StatusCode::Internal, "the answer ended without `grpc-status`").with_origin(Origin::Network)
}

impl Inbound for AnswerStream {
    fn poll_message(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        self.get_mut().poll_next(cx)
    }

    fn headers(&self) -> Attachments {
        self.headers.clone()
    }

    fn trailers(&self) -> Attachments {
        self.trailers.clone()
    }
}

/// The deadline of the call passed.
#[cold]
pub(crate) fn late(address: &Address) -> Error {
    Error::deadline_exceeded(format!("no answer from {address} before the deadline"))
        .with_origin(Origin::Network)
}

/// The same response, whose stream ends at `deadline` at the latest.
pub(crate) fn until(response: Response, deadline: Instant, address: &Address) -> Response {
    let (body, headers, attachments) = response.into_parts();
    let body = match body {
        Body::Inbound(messages) => Body::Inbound(InboundStream::new(Until {
            messages: Some(messages),
            deadline: Box::pin(tokio::time::sleep_until(deadline)),
            address: address.clone(),
        })),
        other => other,
    };
    let mut response = Response::of(body).with_attachments(attachments);
    *response.headers_mut() = headers;
    response
}

struct Until {
    messages: Option<InboundStream>,
    deadline: Pin<Box<Sleep>>,
    address: Address,
}

impl Inbound for Until {
    fn poll_message(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        let Some(messages) = &mut self.messages else { return Poll::Ready(None) };
        if let Poll::Ready(next) = messages.poll_message(cx) {
            return Poll::Ready(next);
        }
        ready!(self.deadline.as_mut().poll(cx));
        // Dropping the stream tells the provider.
        self.messages = None;
        Poll::Ready(Some(Err(late(&self.address))))
    }

    fn trailers(&self) -> Attachments {
        self.messages.as_ref().map(InboundStream::trailers).unwrap_or_default()
    }

    fn headers(&self) -> Attachments {
        self.messages.as_ref().map(InboundStream::headers).unwrap_or_default()
    }
}
