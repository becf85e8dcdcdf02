// hot path
//! The messages of a body, cut out and decompressed.

use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use dubbors_core::{Error, Result, StatusCode};
use dubbors_wire::triple::{Message, MessageDecoder, MessageError, TextDecoder, flag};

use crate::body::InBody;
use crate::compression::Compression;
use crate::status::too_large;

/// Reads a body that is a row of messages, each behind a prefix of five bytes.
#[derive(Debug)]
pub(crate) struct Messages {
    body: InBody,
    decoder: MessageDecoder,
    compression: Compression,
    max: usize,
    /// Of gRPC-Web's text form.
    text: Option<TextDecoder>,
    ended: bool,
    came: usize,
    /// The status of a body that is not what it should be.
    malformed: StatusCode,
}

/// What a body holds.
#[derive(Debug)]
pub(crate) enum Part {
    /// A message, and whether it came compressed.
    Message(Bytes, bool),
    /// What ends a stream of Connect, or the trailers of gRPC-Web, inside of the body.
    End(Bytes),
}

impl Messages {
    /// The messages of `body`, up to `max` bytes each. `end` is the flag of a last message that is none of the call's
    /// own, or 0.
    pub(crate) fn new(body: InBody, compression: Compression, max: usize, end: u8) -> Self {
        let decoder = MessageDecoder::new(max, flag::COMPRESSED | end);
        let malformed = StatusCode::Internal;
        Self { body, decoder, compression, max, text: None, ended: false, came: 0, malformed }
    }

    /// The same for a body in Base64.
    pub(crate) fn in_text(mut self) -> Self {
        self.text = Some(TextDecoder::new());
        self
    }

    /// The same, and a malformed body is the caller's fault, as Connect says; gRPC calls it an internal error.
    pub(crate) fn of_connect(mut self) -> Self {
        self.malformed = StatusCode::InvalidArgument;
        self
    }

    /// The same for a reader that takes its time between messages.
    pub(crate) fn kept(mut self) -> Self {
        self.body = std::mem::replace(&mut self.body, InBody::Empty).kept();
        self
    }

    /// The next part; `None` at the end of the body.
    pub(crate) fn poll_part(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Part>>> {
        loop {
            match self.decoder.next() {
                Ok(Some(message)) => return Poll::Ready(Some(self.open(message))),
                Ok(None) => {}
                Err(error) => return Poll::Ready(Some(Err(self.broken(&error)))),
            }
            if self.ended {
                return Poll::Ready(None);
            }
            match ready!(self.body.poll_data(cx)) {
                Some(Ok(chunk)) => {
                    self.came = self.came.wrapping_add(chunk.len());
                    match &mut self.text {
                        None => self.decoder.push(chunk),
                        Some(text) => {
                            let mut plain = BytesMut::new();
                            if let Err(error) = text.decode(&chunk, &mut plain) {
                                return Poll::Ready(Some(Err(not_base64(&error))));
                            }
                            self.decoder.push(plain.freeze());
                        }
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {
                    self.ended = true;
                    if let Some(text) = &mut self.text {
                        let mut plain = BytesMut::new();
                        if let Err(error) = text.finish(&mut plain) {
                            return Poll::Ready(Some(Err(not_base64(&error))));
                        }
                        self.decoder.push(plain.freeze());
                        continue;
                    }
                    return match self.decoder.finish() {
                        Ok(()) => Poll::Ready(None),
                        Err(error) => Poll::Ready(Some(Err(self.broken(&error)))),
                    };
                }
            }
        }
    }

    /// Bytes of the body that have come.
    pub(crate) fn came(&self) -> usize {
        self.came
    }

    /// The body, of which the messages so far were read.
    pub(crate) fn into_body(self) -> InBody {
        self.body
    }

    /// The body itself, for what comes behind it.
    pub(crate) fn body_mut(&mut self) -> &mut InBody {
        &mut self.body
    }

    fn open(&self, message: Message) -> Result<Part> {
        let is_compressed = message.flags & flag::COMPRESSED != 0;
        let body = if !is_compressed {
            message.body
        } else if self.compression == Compression::Identity {
            return Err(Error::status(
                StatusCode::Internal,
                "a message is compressed, but no header says how",
            ));
        } else {
            self.compression.decompress(message.body, self.max, self.malformed)?
        };
        let is_end = message.flags & (flag::CONNECT_END | flag::WEB_TRAILERS) != 0;
        Ok(if is_end { Part::End(body) } else { Part::Message(body, is_compressed) })
    }

    #[cold]
    fn broken(&self, error: &MessageError) -> Error {
        match error {
            MessageError::Oversize(oversize) => too_large(oversize.to_string()),
            other => Error::status(self.malformed, other.to_string()),
        }
    }
}

fn not_base64(error: &dyn std::error::Error) -> Error {
    Error::status(StatusCode::InvalidArgument, format!("the body is not Base64: {error}"))
}
