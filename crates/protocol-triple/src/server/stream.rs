// hot path
//! A body whose messages a service makes one after the other.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Attachments, Error, OutboundStream};
use http::HeaderMap;
use http_body::Frame;
use tokio::time::{Instant, Sleep};

use super::call::late;
use super::reply::{End, ReplyFormat};
use super::web;
use crate::writer::MessageWriter;

/// Messages that are ready together leave together, up to about this many bytes.
const BATCH: usize = 16 * 1024;

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
        let outcome = loop {
            if batch.len() >= BATCH {
                return self.send(batch);
            }
            let writer = &self.writer;
            // A service may panic in its stream as well as in its method.
            let next = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                messages.poll_message(cx, &mut |message| writer.write(message, &mut batch))
            }));
            match next {
                Ok(Poll::Ready(Some(Ok(())))) => {}
                Ok(Poll::Ready(Some(Err(error)))) => break Err(error),
                Ok(Poll::Ready(None)) => break Ok(()),
                Ok(Poll::Pending) if batch.is_empty() => {
                    let late_now =
                        self.deadline.as_mut().is_some_and(|deadline| deadline.as_mut().poll(cx).is_ready());
                    if late_now {
                        break Err(late());
                    }
                    return Poll::Pending;
                }
                Ok(Poll::Pending) => return self.send(batch),
                Err(_) => break Err(Error::internal("the service panicked in the middle of its stream")),
            }
        };
        self.messages = None;
        let empty = Attachments::new();
        let (outcome, trailers) = match &outcome {
            Ok(()) => (Ok(()), &self.trailers),
            Err(error) => (Err(error), error.attachments().unwrap_or(&empty)),
        };
        let mut both = self.trailers.clone();
        if outcome.is_err() {
            both.extend(trailers);
        }
        let (more, last) = self.end.parts(outcome, &both);
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
