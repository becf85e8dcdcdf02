//! Bodies of HTTP/1.1: what a request sends, and an answer that gives its connection back at the end.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Error, OutboundStream};
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::sync::oneshot;

use super::{Lease, broken};
use crate::body::ForeignBody;
use crate::client::call_format::CallFormat;
use crate::writer::MessageWriter;

/// What a request sends.
pub(crate) struct RequestBody(Kind);

enum Kind {
    /// Bytes that are at hand.
    Full(Option<Bytes>),
    /// The caller's messages.
    Stream(Box<Messages>),
    /// Nothing more.
    Done,
}

struct Messages {
    messages: OutboundStream,
    writer: MessageWriter<CallFormat>,
    /// Told when the messages end early.
    failed: oneshot::Sender<Error>,
}

impl RequestBody {
    /// Bytes that are at hand.
    pub(crate) fn full(bytes: Bytes) -> Self {
        Self(if bytes.is_empty() { Kind::Done } else { Kind::Full(Some(bytes)) })
    }

    /// The caller's messages. When they end early the request breaks off, and `failed` is told why.
    pub(crate) fn stream(
        messages: OutboundStream,
        writer: MessageWriter<CallFormat>,
        failed: oneshot::Sender<Error>,
    ) -> Self {
        Self(Kind::Stream(Box::new(Messages { messages, writer, failed })))
    }
}

/// The caller's messages ended early.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BrokenOff;

impl std::fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the caller's messages ended early")
    }
}

impl std::error::Error for BrokenOff {}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let stream = match &mut self.0 {
            Kind::Done => return Poll::Ready(None),
            Kind::Full(bytes) => return Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Kind::Stream(stream) => stream,
        };
        let mut batch = BytesMut::new();
        let step = ready!(stream.writer.poll_batch(&mut stream.messages, &mut batch, cx));
        let frame = match step {
            Ok(true) => return Poll::Ready(Some(Ok(Frame::data(batch.freeze())))),
            Ok(false) if batch.is_empty() => None,
            Ok(false) => Some(Ok(Frame::data(batch.freeze()))),
            Err(error) => {
                if let Kind::Stream(stream) = std::mem::replace(&mut self.0, Kind::Done) {
                    // The caller may have gone.
                    let _ = stream.failed.send(error);
                }
                return Poll::Ready(Some(Err(BrokenOff)));
            }
        };
        self.0 = Kind::Done;
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Kind::Done | Kind::Full(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Full(Some(bytes)) => SizeHint::with_exact(u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
            Kind::Stream(_) => SizeHint::default(),
            Kind::Full(None) | Kind::Done => SizeHint::with_exact(0),
        }
    }
}

/// What an answer says.
pub(super) struct AnswerBody {
    incoming: Incoming,
    lease: Option<Lease>,
}

impl AnswerBody {
    pub(super) fn new(incoming: Incoming, lease: Option<Lease>) -> Self {
        let mut body = Self { incoming, lease };
        if body.incoming.is_end_stream() {
            body.give_back();
        }
        body
    }

    fn give_back(&mut self) {
        if let Some(lease) = self.lease.take() {
            lease.give_back();
        }
    }
}

impl ForeignBody for AnswerBody {
    fn poll_data(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        loop {
            match ready!(Pin::new(&mut self.incoming).poll_frame(cx)) {
                Some(Ok(frame)) => {
                    // Trailers of HTTP/1 mean nothing to any flavour.
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(broken(&error)))),
                None => {
                    self.give_back();
                    return Poll::Ready(None);
                }
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.incoming.is_end_stream()
    }
}
