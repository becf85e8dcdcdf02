// hot path
//! A body whose messages a service makes one after the other.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Attachments, Error, OutboundStream};
use http::HeaderMap;
use http_body::Frame;
use tokio::time::{Instant, Sleep};

use super::call::late;
use super::reply::{End, ReplyFormat};
use super::web;
use crate::writer::MessageWriter;

/// Messages, then the outcome. A batch is made only when the one before was taken: what a slow reader leaves standing is
/// one batch.
pub(crate) struct StreamBody {
    messages: Option<OutboundStream>,
    writer: MessageWriter<ReplyFormat>,
    end: End,
    trailers: Attachments,
    deadline: Option<Pin<Box<Sleep>>>,
    /// The trailers of HTTP that follow the last bytes.
    last: Option<HeaderMap>,
}

impl StreamBody {
    /// The body of `messages`, which has to end before `deadline`.
    pub(crate) fn new(
        messages: OutboundStream,
        writer: MessageWriter<ReplyFormat>,
        end: End,
        trailers: Attachments,
        deadline: Option<Instant>,
    ) -> Self {
        let deadline = deadline.map(|deadline| Box::pin(tokio::time::sleep_until(deadline)));
        Self { messages: Some(messages), writer, end, trailers, deadline, last: None }
    }

    /// Whether nothing follows.
    pub(crate) fn is_done(&self) -> bool {
        self.messages.is_none() && self.last.is_none()
    }

    /// The next bytes, or the trailers.
    pub(crate) fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Frame<Bytes>>> {
        let Some(messages) = &mut self.messages else {
            return Poll::Ready(self.last.take().map(Frame::trailers));
        };
        let mut batch = BytesMut::new();
        // A service may panic in its stream as well as in its method.
        let next = catch_unwind(AssertUnwindSafe(|| self.writer.poll_batch(messages, &mut batch, cx)));
        let outcome = match next {
            Ok(Poll::Ready(Ok(true))) => return self.send(batch),
            Ok(Poll::Ready(Ok(false))) => Ok(()),
            Ok(Poll::Ready(Err(error))) => Err(error),
            Ok(Poll::Pending) => {
                let Some(deadline) = &mut self.deadline else { return Poll::Pending };
                ready!(deadline.as_mut().poll(cx));
                Err(late())
            }
            Err(_) => Err(Error::internal("the service panicked in the middle of its stream")),
        };
        self.messages = None;
        if let Some(more) = outcome.as_ref().err().and_then(Error::attachments) {
            self.trailers.extend(more);
        }
        let (more, last) = self.end.parts(outcome.as_ref().copied(), &self.trailers);
        self.last = last;
        if let Some(more) = more {
            batch.unsplit(more);
        }
        if batch.is_empty() {
            return Poll::Ready(self.last.take().map(Frame::trailers));
        }
        self.send(batch)
    }

    fn send(&self, batch: BytesMut) -> Poll<Option<Frame<Bytes>>> {
        let bytes =
            if let End::Web { text: true } = self.end { web::in_text(&batch) } else { batch.freeze() };
        Poll::Ready(Some(Frame::data(bytes)))
    }
}

impl fmt::Debug for StreamBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamBody")
    }
}
