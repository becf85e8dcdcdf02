// hot path
//! From a response with prefixed messages to values or an error.

mod outcome;

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::param::Flavor;
use dubbors_core::{
    Address, Attachments, Error, Inbound, InboundStream, Origin, Payload, Response, Result, StatusCode,
};
use dubbors_wire::triple::flag;
use http::header::HeaderMap;

use super::call_format::Answers;
use super::connection::Active;
use super::exchange::{Answer, Answering};
use super::request::Sending;
use super::{connect, grpc};
use crate::body::InBody;
use crate::compression::Compression;
use crate::header::EXCEPTION_CODE;
use crate::messages::{Messages, Part};
use crate::settings::Settings;
use crate::{metadata, status};

/// The messages of an answer, then its outcome.
pub(crate) struct AnswerStream {
    messages: Messages,
    answers: Answers,
    headers: Attachments,
    trailers: Attachments,
    /// The messages are exceptions (spec triple, 1.6).
    is_exception: bool,
    /// A head that tells an outcome, which counts if nothing follows.
    early: Option<Box<HeaderMap>>,
    /// The last message, where it tells the outcome.
    end: Option<Bytes>,
    has_messages: bool,
    /// The exception that came. The end is read all the same: its trailers belong to the exception, and a call that is
    /// dropped before its end is reset, which servers count as an attack when there are many.
    exception: Option<Error>,
    state: State,
    later: Option<Box<(Answering, Settings)>>,
    sending: Option<Sending>,
    /// What an error names that ends a stream. Whoever waits for one message names it himself.
    address: Option<Arc<Address>>,
    active: Option<Active>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Head,
    Messages,
    Outcome,
    Done,
}

impl AnswerStream {
    /// Reads the head.
    ///
    /// # Errors
    /// What the head says when it is an answer in itself, or none of the flavour.
    pub(crate) fn new(answer: Answer, answers: &Answers, settings: &Settings) -> Result<Self> {
        let Answer { head, body, active } = answer;
        let (compression, end) = match answers.speech.flavor {
            Flavor::Grpc => (grpc::open(&head, answers.speech, body.is_empty())?, 0),
            Flavor::GrpcWeb => (grpc::open(&head, answers.speech, body.is_empty())?, flag::WEB_TRAILERS),
            Flavor::Connect => (connect::open(&head, answers.speech)?, flag::CONNECT_END),
        };
        let exception = head.headers.get(EXCEPTION_CODE).and_then(status::read_number);
        let mut stream = Self::of(Messages::new(body, compression, settings.payload, end), answers);
        stream.headers = metadata::read(&head.headers);
        stream.is_exception = exception.is_some_and(|code| code != 0);
        stream.early = grpc::has_status(&head.headers).then(|| Box::new(head.headers));
        stream.state = State::Messages;
        stream.active = active;
        Ok(stream)
    }

    /// The same for a reader that takes its time between messages.
    pub(crate) fn kept(mut self) -> Self {
        self.messages = self.messages.kept();
        self
    }

    /// The same for a caller, who is told in errors which provider they come from.
    pub(crate) fn into_stream(mut self, address: &Arc<Address>) -> InboundStream {
        self.address = Some(Arc::clone(address));
        InboundStream::new(self)
    }

    /// An answer whose head is still to come, and beside which the caller's own messages are sent.
    pub(crate) fn later(
        answering: Answering,
        sending: Sending,
        answers: &Answers,
        settings: &Settings,
    ) -> Self {
        let mut stream = Self::of(Messages::new(InBody::Empty, Compression::Identity, 0, 0), answers);
        stream.later = Some(Box::new((answering, settings.clone())));
        stream.sending = Some(sending);
        stream
    }

    fn of(messages: Messages, answers: &Answers) -> Self {
        Self {
            messages,
            answers: answers.clone(),
            headers: Attachments::new(),
            trailers: Attachments::new(),
            is_exception: false,
            early: None,
            end: None,
            has_messages: false,
            exception: None,
            state: State::Head,
            later: None,
            sending: None,
            address: None,
            active: None,
        }
    }

    /// Reads the head when it comes.
    fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let Some(later) = &mut self.later else { return Poll::Ready(Ok(())) };
        let answered = ready!(Pin::new(&mut later.0).poll(cx));
        let Some(later) = self.later.take() else { return Poll::Ready(Ok(())) };
        let settings = later.1;
        let answer = answered?;
        let stream = Self::new(answer, &self.answers, &settings)?.kept();
        let (sending, address) = (self.sending.take(), self.address.take());
        *self = stream;
        (self.sending, self.address) = (sending, address);
        Poll::Ready(Ok(()))
    }

    /// What the provider or the caller said stays as it is.
    #[cold]
    fn named(&self, error: Error) -> Error {
        match &self.address {
            Some(address) if error.origin() == Origin::Network => error.context(address),
            _ => error,
        }
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
            let failed = match self.state {
                State::Done => return Poll::Ready(None),
                State::Head => match ready!(self.poll_head(cx)) {
                    Ok(()) => continue,
                    Err(error) => error,
                },
                State::Messages => match ready!(self.poll_part(cx)) {
                    Some(Ok(_)) if self.end.is_some() => behind_the_end(),
                    Some(Ok(Part::Message(bytes, is_compressed))) if self.exception.is_none() => {
                        self.has_messages = true;
                        match self.answers.value(bytes, self.is_exception) {
                            Ok(value) => return Poll::Ready(Some(Ok(value.received(is_compressed)))),
                            Err(error) if self.is_exception => {
                                self.exception = Some(error);
                                continue;
                            }
                            Err(error) => {
                                self.state = State::Done;
                                return Poll::Ready(Some(Err(error)));
                            }
                        }
                    }
                    Some(Ok(Part::Message(..))) => behind_the_end(),
                    Some(Ok(Part::End(bytes))) => {
                        self.end = Some(bytes);
                        continue;
                    }
                    Some(Err(error)) => error,
                    None => {
                        self.state = State::Outcome;
                        continue;
                    }
                },
                State::Outcome => {
                    let outcome = ready!(self.poll_outcome(cx));
                    // A provider may answer to the reset that ended the caller's messages.
                    let outcome = outcome.map_err(|error| self.own_failure().unwrap_or(error));
                    self.state = State::Done;
                    let Some(exception) = self.exception.take() else {
                        return Poll::Ready(outcome.err().map(Err));
                    };
                    let exception = exception.with_reply(self.headers.clone(), self.trailers.clone());
                    return Poll::Ready(Some(Err(exception)));
                }
            };
            self.state = State::Done;
            let known = self.exception.take().or_else(|| self.own_failure());
            return Poll::Ready(Some(Err(known.unwrap_or(failed))));
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
}

#[cold]
fn behind_the_end() -> Error {
    Error::status(StatusCode::Internal, "the answer goes on behind its last message")
}

/// The last message, which tells the outcome, is none.
#[cold]
pub(super) fn unreadable(what: &str) -> Error {
    Error::status(StatusCode::Internal, format!("the end of the answer cannot be read: {what}"))
}

impl Inbound for AnswerStream {
    fn poll_message(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Payload>>> {
        let this = self.get_mut();
        let next = this.poll_next(cx);
        if this.state == State::Done && this.active.is_some() {
            // The place is free, though the caller may keep the stream. What he still sends is for nobody.
            this.sending = None;
            this.messages = Messages::new(InBody::Empty, Compression::Identity, 0, 0);
            this.active = None;
        }
        next.map(|next| next.map(|message| message.map_err(|error| this.named(error))))
    }

    fn headers(&self) -> Attachments {
        self.headers.clone()
    }

    fn trailers(&self) -> Attachments {
        self.trailers.clone()
    }
}

#[cfg(test)]
mod tests;
