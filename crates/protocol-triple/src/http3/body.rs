// hot path
//! The body of a request or an answer.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::Error;
use dubbors_wire::http3::Code;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

use super::incoming::{Piece, Source, Stream};
use super::{Broken, Incoming, fields};
use crate::body::ForeignBody;

/// What follows a head on its stream.
#[derive(Debug)]
pub(crate) struct Http3Body<S = Stream> {
    incoming: Incoming<S>,
    /// The bytes that are still to come, where the head said how many.
    left: Option<u64>,
    peeked: Option<Result<Bytes, Broken>>,
    trailers: Option<HeaderMap>,
    is_over: bool,
}

impl<S: Source> Http3Body<S> {
    /// The body behind a head with `headers`.
    pub(crate) fn new(incoming: Incoming<S>, headers: &HeaderMap) -> Self {
        let (left, peeked) = match length(headers) {
            Ok(length) => (length, None),
            Err(broken) => (None, Some(Err(broken))),
        };
        Self { incoming, left, is_over: peeked.is_some(), peeked, trailers: None }
    }

    /// Looks whether the body is over already.
    pub(crate) fn peek(&mut self, cx: &mut Context<'_>) {
        if let Poll::Ready(next) = self.poll(cx) {
            self.peeked = next.transpose();
        }
    }

    /// The next bytes. Nothing comes behind an error.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Broken>> {
        if let Some(peeked) = self.peeked.take() {
            return Poll::Ready(peeked.map(Some));
        }
        let next = ready!(self.poll_incoming(cx));
        self.is_over |= next.is_err();
        Poll::Ready(next)
    }

    fn poll_incoming(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Broken>> {
        loop {
            if self.is_over {
                return Poll::Ready(Ok(None));
            }
            match ready!(self.incoming.poll_piece(cx))? {
                Piece::Data(data) => {
                    if let Some(left) = &mut self.left {
                        let length = u64::try_from(data.len()).unwrap_or(u64::MAX);
                        *left = left.checked_sub(length).ok_or(Broken::Message(OTHER_LENGTH))?;
                    }
                    return Poll::Ready(Ok(Some(data)));
                }
                Piece::Fields(fields) => {
                    self.trailers = Some(fields::trailers(fields).map_err(Broken::Message)?)
                }
                Piece::TooLarge => return Poll::Ready(Err(Broken::TooLarge)),
                Piece::End => {
                    self.is_over = true;
                    if self.left.is_some_and(|left| left > 0) {
                        return Poll::Ready(Err(Broken::Message(OTHER_LENGTH)));
                    }
                }
            }
        }
    }
}

/// What the head says of the length.
fn length(headers: &HeaderMap) -> Result<Option<u64>, Broken> {
    let mut lengths = headers.get_all(CONTENT_LENGTH).iter();
    let Some(first) = lengths.next() else { return Ok(None) };
    let digits = first.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    match digits.and_then(|digits| digits.parse().ok()) {
        Some(length) if lengths.all(|other| other == first) => Ok(Some(length)),
        _ => Err(Broken::Message("a content-length that is no number, or more than one")),
    }
}

const OTHER_LENGTH: &str = "a body of another length than its head says";

impl<S: Source> ForeignBody for Http3Body<S> {
    fn poll_data(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let this = &mut *self;
        let data = ready!(this.poll(cx));
        if let Err(Broken::Message(_)) = &data {
            this.incoming.stop(Code::MESSAGE_ERROR);
        }
        Poll::Ready(data.map_err(|broken| broken.error()).transpose())
    }

    fn take_trailers(mut self: Pin<&mut Self>) -> Option<HeaderMap> {
        self.trailers.take()
    }

    fn is_empty(&self) -> bool {
        self.is_over && self.peeked.is_none() && self.trailers.is_none()
    }
}
