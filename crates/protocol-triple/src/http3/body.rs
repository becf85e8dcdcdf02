// hot path
//! The body of a request or an answer.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_core::Error;
use dubbors_wire::http3::Code;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

use super::incoming::Piece;
use super::{Broken, Incoming, fields};
use crate::body::ForeignBody;

/// What follows a head on its stream.
#[derive(Debug)]
pub(crate) struct Http3Body {
    incoming: Incoming,
    /// The bytes that are still to come, where the head said how many.
    left: Option<u64>,
    peeked: Option<Bytes>,
    trailers: Option<HeaderMap>,
    is_over: bool,
}

impl Http3Body {
    /// The body behind a head with `headers`.
    pub(crate) fn new(incoming: Incoming, headers: &HeaderMap) -> Self {
        let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        Self { incoming, left: length, peeked: None, trailers: None, is_over: false }
    }

    /// Looks whether the body is over already.
    pub(crate) fn peek(&mut self, cx: &mut Context<'_>) {
        if let Poll::Ready(Ok(Some(data))) = self.poll(cx) {
            self.peeked = Some(data);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Broken>> {
        if let Some(data) = self.peeked.take() {
            return Poll::Ready(Ok(Some(data)));
        }
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

const OTHER_LENGTH: &str = "a body of another length than its head says";

impl ForeignBody for Http3Body {
    fn poll_data(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let this = &mut *self;
        let data = ready!(this.poll(cx));
        if let Err(broken) = &data {
            this.is_over = true;
            if let Broken::Message(_) = broken {
                this.incoming.stop(Code::MESSAGE_ERROR);
            }
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
