//! Bodies, whatever carries them: HTTP/2, HTTP/1, or another server that this one is mounted in.

mod foreign;
pub(crate) mod http1;

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use dubbors_core::{Error, Origin, StatusCode};
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};

pub use self::foreign::RequestBody;
pub(crate) use self::foreign::{foreign_in, foreign_out};
pub(crate) use self::http1::Http1Body;
use crate::frame_watch::Traffic;
use crate::kept_body::KeptBody;
use crate::server::StreamBody;
use crate::status::too_large;

/// How much of a body is read that nobody wants, and for how long.
const DISCARDED: usize = 256 * 1024;
const DISCARD_TIME: Duration = Duration::from_millis(250);

/// A body that comes in.
pub(crate) enum InBody {
    /// No bytes at all.
    Empty,
    /// A stream of HTTP/2.
    Http2(h2::RecvStream, Arc<Traffic>),
    /// The same, read as slowly as its reader likes.
    Kept(KeptBody),
    /// A body of HTTP/1.
    Http1(Http1Body),
    /// A body of something else.
    Foreign(Pin<Box<dyn ForeignBody>>),
}

/// What is asked of other bodies.
pub(crate) trait ForeignBody: Send {
    /// The next bytes.
    fn poll_data(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>>;

    /// What came behind the bytes.
    fn take_trailers(self: Pin<&mut Self>) -> Option<HeaderMap> {
        None
    }

    /// Whether it is known to have no bytes, nor trailers.
    fn is_empty(&self) -> bool {
        false
    }
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
            Self::Http1(body) => {
                body.poll_data(cx).map(|next| next.map(|data| data.map_err(|error| broken(&error))))
            }
            Self::Foreign(body) => body.as_mut().poll_data(cx),
        }
    }

    /// Reads a little of what is left. A client that is still sending when its answer ends may take that for a broken
    /// connection; one that sends without end is not waited for.
    pub(crate) async fn discard(mut self) {
        if let Self::Http1(_) = self {
            // Dropped, it is read beside the answer.
            return;
        }
        let reading = async {
            let mut left = DISCARDED;
            while let Some(Ok(chunk)) = poll_fn(|cx| self.poll_data(cx)).await {
                match left.checked_sub(chunk.len()) {
                    Some(rest) => left = rest,
                    None => return,
                }
            }
        };
        // Whether it ended in time makes no difference.
        let _ = tokio::time::timeout(DISCARD_TIME, reading).await;
    }

    /// All of it, up to `max` bytes.
    ///
    /// # Errors
    /// Status `resource_exhausted` when it is longer, and what ended it early.
    pub(crate) async fn whole(&mut self, max: usize) -> Result<Bytes, Error> {
        self.whole_unless(max, |_, _| Poll::Pending).await
    }

    /// The same, unless `slow` says that it takes too long: it is asked whenever more has to be waited for, and told how many
    /// bytes have come.
    ///
    /// # Errors
    /// As above, and what `slow` says.
    pub(crate) async fn whole_unless(
        &mut self,
        max: usize,
        mut slow: impl FnMut(usize, &mut Context<'_>) -> Poll<Error>,
    ) -> Result<Bytes, Error> {
        let mut gathered = BytesMut::new();
        let mut only = Bytes::new();
        loop {
            let next = poll_fn(|cx| match self.poll_data(cx) {
                Poll::Pending => slow(only.len() + gathered.len(), cx).map(|error| Some(Err(error))),
                there => there,
            });
            let Some(chunk) = next.await.transpose()? else { break };
            if only.len() + gathered.len() + chunk.len() > max {
                return Err(too_large(format!("a message is larger than {max} bytes")));
            }
            if only.is_empty() && gathered.is_empty() {
                only = chunk;
            } else {
                gathered.extend_from_slice(&std::mem::take(&mut only));
                gathered.extend_from_slice(&chunk);
            }
        }
        Ok(if gathered.is_empty() { only } else { gathered.freeze() })
    }

    /// Whether it is known to have no bytes, nor trailers.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Http2(stream, _) => stream.is_end_stream(),
            Self::Kept(_) => false,
            Self::Http1(body) => body.is_end_stream(),
            Self::Foreign(body) => body.is_empty(),
        }
    }

    /// What came behind the body; of HTTP/1 it is passed over.
    pub(crate) fn poll_trailers(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<HeaderMap>, Error>> {
        match self {
            Self::Kept(body) => body.poll_trailers(cx).map_err(|error| broken_h2(&error)),
            Self::Http2(stream, _) => stream.poll_trailers(cx).map_err(|error| broken_h2(&error)),
            Self::Foreign(body) => Poll::Ready(Ok(body.as_mut().take_trailers())),
            // HTTP/1 passes them over.
            Self::Empty | Self::Http1(_) => Poll::Ready(Ok(None)),
        }
    }
}

#[cfg(test)]
impl InBody {
    /// A body of these chunks, and trailers.
    pub(crate) fn canned(chunks: impl IntoIterator<Item = Bytes>, trailers: Option<HeaderMap>) -> Self {
        struct Canned(std::collections::VecDeque<Bytes>, Option<HeaderMap>);
        impl ForeignBody for Canned {
            fn poll_data(
                mut self: Pin<&mut Self>,
                _: &mut Context<'_>,
            ) -> Poll<Option<Result<Bytes, Error>>> {
                Poll::Ready(self.0.pop_front().map(Ok))
            }

            fn is_empty(&self) -> bool {
                self.0.is_empty() && self.1.is_none()
            }

            fn take_trailers(mut self: Pin<&mut Self>) -> Option<HeaderMap> {
                self.1.take()
            }
        }
        let chunks = chunks.into_iter().filter(|chunk| !chunk.is_empty()).collect();
        Self::Foreign(Box::pin(Canned(chunks, trailers)))
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
    /// A body of a handler that is none of ours.
    Foreign(Pin<Box<ForeignReply>>),
}

/// A handler's body with its errors made ours.
pub(crate) type ForeignReply = dyn Body<Data = Bytes, Error = Error> + Send;

impl OutBody {
    /// The next part. Only a body that is none of ours can fail: what had been said of its answer is not true then.
    pub(crate) fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match self {
            Self::Empty => Poll::Ready(None),
            Self::Full { data, trailers } => Poll::Ready(match data.take() {
                Some(data) => Some(Ok(Frame::data(data))),
                None => trailers.take().map(|trailers| Ok(Frame::trailers(trailers))),
            }),
            Self::Stream(stream) => stream.poll_part(cx).map(|part| part.map(Ok)),
            Self::Foreign(body) => body.as_mut().poll_frame(cx),
        }
    }

    /// Whether its parts come one after the other, as time and the reader allow.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::Stream(_) | Self::Foreign(_))
    }

    /// Whether nothing follows.
    pub(crate) fn is_done(&self) -> bool {
        match self {
            Self::Empty | Self::Full { data: None, trailers: None } => true,
            Self::Full { .. } => false,
            Self::Stream(stream) => stream.is_done(),
            Self::Foreign(body) => body.is_end_stream(),
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
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.body.poll_part(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_done()
    }

    fn size_hint(&self) -> SizeHint {
        match &self.body {
            OutBody::Empty => SizeHint::with_exact(0),
            OutBody::Foreign(body) => body.size_hint(),
            OutBody::Full { data, trailers: None } => {
                let length = data.as_ref().map_or(0, Bytes::len);
                SizeHint::with_exact(u64::try_from(length).unwrap_or(u64::MAX))
            }
            _ => SizeHint::default(),
        }
    }
}
