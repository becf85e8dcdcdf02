// hot path
//! Messages behind their prefixes, on the way out.

use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Encode, Error, OutboundStream, Result};
use dubbors_wire::triple::{begin_message, flag};

use crate::compression::Compression;
use crate::status::too_large;

/// Messages that are ready together leave together, until there are this many bytes. With a small last one all of them fit
/// into one frame of HTTP/2 (16 KiB).
const BATCH: usize = 15 * 1024;

/// How a value becomes a message.
pub(crate) trait ValueFormat {
    /// Appends a value that writes itself.
    fn write(&self, value: &dyn Encode, into: &mut BytesMut) -> Result<()>;

    /// Appends a value that is encoded already.
    fn write_bytes(&self, value: Bytes, into: &mut BytesMut) -> Result<()>;
}

/// Writes messages in one format.
#[derive(Debug, Clone)]
pub(crate) struct MessageWriter<F> {
    pub(crate) format: F,
    pub(crate) compression: Compression,
    /// Whether messages are compressed, where the call says so and they do not; by their length else.
    pub(crate) compress: Option<bool>,
    /// The longest message, in bytes before compression.
    pub(crate) max: usize,
}

impl<F: ValueFormat> MessageWriter<F> {
    /// Appends a message with a value that writes itself.
    pub(crate) fn write(&self, value: &dyn Encode, into: &mut BytesMut) -> Result<()> {
        self.message(into, self.compress, |into| self.format.write(value, into))
    }

    /// Appends a message with a value that is encoded already.
    pub(crate) fn write_bytes(&self, value: Bytes, into: &mut BytesMut) -> Result<()> {
        self.message(into, self.compress, |into| self.format.write_bytes(value, into))
    }

    /// Adds messages to `batch` as long as some are ready and it has room. Ready with whether more may follow, or pending
    /// with an empty batch.
    ///
    /// # Errors
    /// What made a message, or wrote it, answered; the batch keeps the messages before it.
    pub(crate) fn poll_batch(
        &self,
        messages: &mut OutboundStream,
        batch: &mut BytesMut,
        cx: &mut Context<'_>,
    ) -> Poll<Result<bool>> {
        while batch.len() < BATCH {
            let polled = messages.poll_message(cx, &mut |message, compress| {
                self.message(batch, compress.or(self.compress), |into| self.format.write(message, into))
            });
            match polled {
                Poll::Ready(Some(Ok(()))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                Poll::Ready(None) => return Poll::Ready(Ok(false)),
                Poll::Pending if batch.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        Poll::Ready(Ok(true))
    }

    fn message(
        &self,
        into: &mut BytesMut,
        compress: Option<bool>,
        write: impl FnOnce(&mut BytesMut) -> Result<()>,
    ) -> Result<()> {
        let start = begin_message(into, 0);
        if let Err(error) = write(into) {
            start.abandon(into);
            return Err(error);
        }
        let length = start.body_len(into);
        if length > self.max {
            start.abandon(into);
            return Err(over_limit(length, self.max));
        }
        if self.compression.applies(length, compress) {
            self.compression.compress(into, start.body_start())?;
            start.set_flags(into, flag::COMPRESSED);
        }
        start.finish(into, usize::MAX).map(drop).map_err(|error| Error::internal(error.to_string()))
    }
}

/// A message over the limit of the side that sends it.
#[cold]
pub(crate) fn over_limit(length: usize, max: usize) -> Error {
    too_large(format!("a message of {length} bytes is over the limit of {max}"))
}
