//! Bodies, whatever carries them: HTTP/2, HTTP/1, or another server that this one is mounted in.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use dubbors_core::{Error, Origin, StatusCode};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

use crate::frame_watch::Traffic;
use crate::kept_body::KeptBody;
use crate::server::StreamBody;

/// A body that comes in.
pub(crate) enum InBody {
    /// No bytes at all.
    Empty,
    /// A stream of HTTP/2.
    Http2(h2::RecvStream, Arc<Traffic>),
    /// The same, read as slowly as its reader likes.
    Kept(KeptBody),
    /// A body of HTTP/1.
    Http1(hyper::body::Incoming),
    /// A body of another server.
    Foreign(Pin<Box<dyn ForeignBody>>),
}

/// What is asked of another server's bodies.
pub(crate) trait ForeignBody: Send {
    /// The next bytes.
    fn poll_data(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>>;
}

impl InBody {
    /// For a reader that takes its time between messages.
    pub(crate) fn kept(self) -> Self {
        match self {
            Self::Http2(stream, traffic) => Self::Kept(traffic.bodies.keep(stream)),
            other => other,
        }
    }

    /// The next bytes; `None` at the end. Taking them makes room for more.
    pub(crate) fn poll_data(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        match self {
            Self::Empty => Poll::Ready(None),
            Self::Http2(stream, _) => match stream.poll_data(cx) {
                Poll::Ready(Some(Ok(data))) => {
                    // Fails only for a stream that is over, which needs no window.
                    let _ = stream.flow_control().release_capacity(data.len());
                    Poll::Ready(Some(Ok(data)))
                }
                Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(broken_h2(&error)))),
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            },
            Self::Kept(body) => {
                body.poll_data(cx).map(|next| next.map(|data| data.map_err(|error| broken_h2(&error))))
            }
            Self::Http1(body) => loop {
                match std::task::ready!(Pin::new(&mut *body).poll_frame(cx)) {
                    Some(Ok(frame)) => match frame.into_data() {
                        Ok(data) => return Poll::Ready(Some(Ok(data))),
                        Err(_trailers) => {}
                    },
                    Some(Err(error)) => return Poll::Ready(Some(Err(broken(&error)))),
                    None => return Poll::Ready(None),
                }
            },
            Self::Foreign(body) => body.as_mut().poll_data(cx),
        }
    }

    /// What came behind the body. Only HTTP/2 has that.
    pub(crate) fn poll_trailers(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<HeaderMap>, Error>> {
        match self {
            Self::Kept(body) => body.poll_trailers(cx).map_err(|error| broken_h2(&error)),
            Self::Http2(stream, _) => stream.poll_trailers(cx).map_err(|error| broken_h2(&error)),
            _ => Poll::Ready(Ok(None)),
        }
    }
}

impl fmt::Debug for InBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InBody")
    }
}

/// A stream of HTTP/2 that ended before its time.
pub(crate) fn broken_h2(error: &h2::Error) -> Error {
    let code = match error.reason() {
        Some(h2::Reason::CANCEL) => StatusCode::Cancelled,
        Some(h2::Reason::REFUSED_STREAM) | None => StatusCode::Unavailable,
        Some(h2::Reason::NO_ERROR) if error.is_go_away() => StatusCode::Unavailable,
        Some(h2::Reason::ENHANCE_YOUR_CALM) => StatusCode::ResourceExhausted,
        Some(h2::Reason::INADEQUATE_SECURITY) => StatusCode::PermissionDenied,
        Some(_) => StatusCode::Internal,
    };
    Error::status(code, format!("the stream ended early: {error}")).with_origin(Origin::Network)
}

/// A body of HTTP/1 that ended before its time, or is none.
fn broken(error: &hyper::Error) -> Error {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    match cause.map(io::Error::kind) {
        Some(io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData) => {
            let text = format!(
                "the body is not as its head says: {}",
                cause.map(ToString::to_string).unwrap_or_default()
            );
            Error::status(StatusCode::InvalidArgument, text)
        }
        _ => Error::status(StatusCode::Cancelled, format!("the body ended early: {error}")),
    }
    .with_origin(Origin::Network)
}

/// A body that goes out.
pub(crate) enum OutBody {
    /// No bytes; the headers said it all.
    Empty,
    /// Bytes that are at hand, and what follows them.
    Full { data: Option<Bytes>, trailers: Option<HeaderMap> },
    /// Messages as a service makes them.
    Stream(Box<StreamBody>),
}

impl OutBody {
    /// The next part.
    pub(crate) fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        match self {
            Self::Empty => Poll::Ready(None),
            Self::Full { data, trailers } => Poll::Ready(match data.take() {
                Some(data) => Some(Frame::data(data)),
                None => trailers.take().map(Frame::trailers),
            }),
            Self::Stream(stream) => stream.poll_part(cx),
        }
    }

    /// Whether nothing follows.
    pub(crate) fn is_done(&self) -> bool {
        match self {
            Self::Empty | Self::Full { data: None, trailers: None } => true,
            Self::Full { .. } => false,
            Self::Stream(stream) => stream.is_done(),
        }
    }
}

impl fmt::Debug for OutBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OutBody")
    }
}

/// The body of an answer, for whoever serves HTTP.
pub struct ReplyBody {
    pub(crate) body: OutBody,
}

impl fmt::Debug for ReplyBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReplyBody")
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.body.poll_part(cx).map(|part| part.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_done()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            OutBody::Empty => SizeHint::with_exact(0),
            OutBody::Full { data, trailers: None } => {
                let length = data.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(length).unwrap_or(u64::MAX))
            }
            _ => SizeHint::default(),
        }
    }
}
