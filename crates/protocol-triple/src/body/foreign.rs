//! Bodies of other people's code: of servers that ours is mounted in, and of handlers that are mounted in ours.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use dubbors_core::{Error, Origin, StatusCode};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

use super::{ForeignBody, ForeignReply, InBody};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The body of a request, for whoever answers requests that are no calls.
pub struct RequestBody {
    body: InBody,
    /// The bytes are over, trailers may follow.
    no_more_data: bool,
}

impl RequestBody {
    pub(crate) fn new(body: InBody) -> Self {
        Self { body, no_more_data: false }
    }
}

impl fmt::Debug for RequestBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestBody")
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let this = self.get_mut();
        if !this.no_more_data {
            match ready!(this.body.poll_data(cx)) {
                Some(data) => return Poll::Ready(Some(data.map(Frame::data))),
                None => this.no_more_data = true,
            }
        }
        let trailers = ready!(this.body.poll_trailers(cx));
        this.body = InBody::Empty;
        Poll::Ready(trailers.map(|trailers| trailers.map(Frame::trailers)).transpose())
    }

    fn is_end_stream(&self) -> bool {
        match &self.body {
            InBody::Empty => true,
            InBody::Http2(stream, _) => stream.is_end_stream(),
            InBody::Http1(body) => body.is_end_stream(),
            InBody::Kept(_) | InBody::Foreign(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            InBody::Empty => SizeHint::with_exact(0),
            InBody::Http1(body) => body.size_hint(),
            InBody::Http2(..) | InBody::Kept(_) | InBody::Foreign(_) => SizeHint::default(),
        }
    }
}

/// The body of a request that another server received.
pub(crate) fn foreign_in<B>(body: B) -> InBody
where
    B: Body<Data: Buf, Error: Into<BoxError>> + Send + 'static,
{
    InBody::Foreign(Box::pin(Theirs { body: Box::pin(body), trailers: None }))
}

struct Theirs<B> {
    body: Pin<Box<B>>,
    trailers: Option<HeaderMap>,
}

impl<B> ForeignBody for Theirs<B>
where
    B: Body<Data: Buf, Error: Into<BoxError>> + Send + 'static,
{
    fn poll_data(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match ready!(self.body.as_mut().poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(mut data) => return Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining())))),
                    Err(frame) => self.trailers = frame.into_trailers().ok(),
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(ended_early(error)))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn take_trailers(mut self: Pin<&mut Self>) -> Option<HeaderMap> {
        self.trailers.take()
    }
}

/// The body of a handler's answer.
pub(crate) fn foreign_out<B>(body: B) -> Pin<Box<ForeignReply>>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    Box::pin(Ours(Box::pin(body)))
}

struct Ours<B>(Pin<Box<B>>);

impl<B> Body for Ours<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        self.0.as_mut().poll_frame(cx).map_err(ended_early)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

fn ended_early(error: impl Into<BoxError>) -> Error {
    let error = error.into();
    Error::status(StatusCode::Cancelled, format!("the body ended early: {error}"))
        .with_origin(Origin::Network)
}
