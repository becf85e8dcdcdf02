// hot path
//! The messages of a request whose caller sends a stream.

use std::future::{Future, poll_fn};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Error, OutboundStream, Result};
use h2::{Reason, SendStream};
use tokio::sync::oneshot;
use tokio::task::AbortHandle;

use super::call_format::CallFormat;
use super::exchange::{Answering, Open};
use super::http1;
use crate::send_data::send_data;
use crate::writer::MessageWriter;

/// Sends of its own accord while the caller reads the answer. Dropping it stops the sending.
pub(crate) struct Sending {
    /// Over HTTP/1 the connection sends, and ends with the answer.
    task: Option<AbortHandle>,
    /// Why the caller's messages ended early.
    pub(crate) failure: Option<oneshot::Receiver<Error>>,
}

impl Drop for Sending {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Sends `messages` on a task of its own: they leave also while nobody reads the answer.
pub(crate) fn send_beside(
    open: Open,
    messages: OutboundStream,
    writer: &MessageWriter<CallFormat>,
) -> (Answering, Sending) {
    let (failed, failure) = oneshot::channel();
    let writer = writer.clone();
    let failure = Some(failure);
    match open {
        Open::Http2(open) => {
            let (answering, body) = open.into_parts();
            let task = send_on_a_task(body, messages, writer, failed);
            (Answering::Http2(answering), Sending { task: Some(task), failure })
        }
        #[cfg(feature = "http3")]
        Open::Http3(open) => {
            let (answering, body) = open.into_parts();
            let task = send_on_a_task(body, messages, writer, failed);
            (Answering::Http3(Box::new(answering)), Sending { task: Some(task), failure })
        }
        Open::Http1(lease, head) => {
            let body = http1::RequestBody::stream(messages, writer, failed);
            (Answering::Http1(lease.begin(*head, body)), Sending { task: None, failure })
        }
    }
}

fn send_on_a_task(
    mut body: impl Sink + 'static,
    messages: OutboundStream,
    writer: MessageWriter<CallFormat>,
    failed: oneshot::Sender<Error>,
) -> AbortHandle {
    let task = tokio::spawn(async move {
        if let Err(error) = send(messages, &mut body, &writer).await {
            // Before the reset, which ends the answer: its reader shall know why. The caller may have gone.
            let _ = failed.send(error);
            body.cancel();
        }
    });
    task.abort_handle()
}

/// Where the messages of a request go.
pub(crate) trait Sink: Send {
    /// Ready when the other side does not want more.
    fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()>;

    /// Sends bytes as the window allows. `false` when the other side does not read on.
    fn send(&mut self, data: Bytes, end: bool) -> impl Future<Output = bool> + Send;

    /// Nobody wants the answer any more.
    fn cancel(&mut self);
}

impl Sink for SendStream<Bytes> {
    fn poll_gone(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_reset(cx).map(drop)
    }

    async fn send(&mut self, data: Bytes, end: bool) -> bool {
        send_data(data, end, self).await
    }

    fn cancel(&mut self) {
        self.send_reset(Reason::CANCEL);
    }
}

/// Sends all messages as the window allows, and the end. Messages that the provider does not want any more are dropped:
/// its answer says why. After an error of the messages the stream is for the caller to reset.
async fn send(
    mut messages: OutboundStream,
    body: &mut impl Sink,
    writer: &MessageWriter<CallFormat>,
) -> Result<()> {
    loop {
        let mut batch = BytesMut::new();
        let step = poll_fn(|cx| match writer.poll_batch(&mut messages, &mut batch, cx) {
            // The provider may have ended the stream meanwhile.
            Poll::Pending => body.poll_gone(cx).map(|()| Ok(false)),
            ready => ready,
        })
        .await;
        match step {
            Ok(more) => {
                if !body.send(batch.freeze(), !more).await || !more {
                    return Ok(());
                }
            }
            Err(error) => return Err(error),
        }
    }
}
