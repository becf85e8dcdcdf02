//! From the bytes of one connection to what they say.

use bytes::{Buf, Bytes, BytesMut};

use super::event::{Word, word_of};
use super::{FrameError, HEADER_LEN, Header, Status};

/// Limits on what a peer may announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest body of a request or response in bytes (`payload`).
    pub payload: usize,
    /// Longest body of an event in bytes (`deserialization.event.size` in Java).
    pub event_body: usize,
}

impl Default for Limits {
    /// Dubbo's defaults: 8 MiB and 15 bytes.
    fn default() -> Limits {
        Limits { payload: 8 * 1024 * 1024, event_body: 15 }
    }
}

/// What a peer said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A call.
    Request {
        /// To be repeated in the response.
        id: i64,
        /// Whether a response is wanted.
        two_way: bool,
        /// Format of the body.
        serialization: u8,
        /// The body, sharing the read buffer.
        body: Bytes,
    },
    /// The answer to a call of this side.
    Response {
        /// Id of the request.
        id: i64,
        /// Outcome.
        status: Status,
        /// Format of the body.
        serialization: u8,
        /// The body, sharing the read buffer.
        body: Bytes,
    },
    /// A sign of life. When `two_way`, answer with [`write_heartbeat_reply`](super::write_heartbeat_reply).
    Heartbeat {
        /// To be repeated in the reply.
        id: i64,
        /// Whether a reply is wanted.
        two_way: bool,
        /// To be repeated in the reply.
        serialization: u8,
    },
    /// The answer to a heartbeat of this side. Completes no call.
    HeartbeatReply {
        /// Id of the heartbeat.
        id: i64,
    },
    /// The peer wants no further calls on this connection.
    ReadOnly,
    /// The peer takes calls again.
    Writable,
    /// An event nobody knows. Its body was dropped, and the connection goes on.
    UnknownEvent {
        /// Id of the event.
        id: i64,
        /// A request; otherwise a response.
        request: bool,
        /// Whether an answer is wanted.
        two_way: bool,
        /// Format of the body.
        serialization: u8,
    },
    /// A call whose body is over the limit. The body is skipped, not stored.
    OversizeRequest {
        /// To be repeated in the response.
        id: i64,
        /// Whether a response is wanted.
        two_way: bool,
        /// Format of the body.
        serialization: u8,
        /// Announced length of the body.
        length: usize,
    },
    /// An answer whose body is over the limit. The body is skipped, not stored.
    OversizeResponse {
        /// Id of the request.
        id: i64,
        /// Announced length of the body.
        length: usize,
    },
}

/// Cuts the bytes of one connection into [`Event`]s.
///
/// The same for both ends: a provider may call its consumer over the same connection (callback arguments).
/// A declared length reserves nothing. At most `limits.payload` plus a header has to be kept in the input.
#[derive(Debug)]
pub struct Connection {
    limits: Limits,
    /// Bytes of an oversize body that are still to come.
    skip: usize,
}

impl Connection {
    /// A connection that has seen nothing.
    pub const fn new(limits: Limits) -> Connection {
        Connection { limits, skip: 0 }
    }

    /// The limits given at the start.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Takes the next complete frame from the front of `input`; `None` when more bytes are needed.
    ///
    /// Call it until it says `None`, then read more bytes into the same buffer.
    ///
    /// # Errors
    /// [`FrameError`] when the bytes are not dubbo frames; close the connection.
    pub fn next(&mut self, input: &mut BytesMut) -> Result<Option<Event>, FrameError> {
        if self.skip > 0 && !self.skip_body(input) {
            return Ok(None);
        }
        let Some(header) = Header::parse(input)? else { return Ok(None) };
        let length = header.length as usize;
        let limit = if header.event { self.limits.event_body } else { self.limits.payload };
        if length > limit {
            input.advance(HEADER_LEN);
            self.skip = length;
            self.skip_body(input);
            return Ok(Some(oversize(&header)));
        }
        if input.len() - HEADER_LEN < length {
            return Ok(None);
        }
        input.advance(HEADER_LEN);
        if header.event {
            let event = event(&header, input.get(..length).unwrap_or_default());
            input.advance(length);
            return Ok(Some(event));
        }
        let body = input.split_to(length).freeze();
        let Header { id, two_way, serialization, status, .. } = header;
        Ok(Some(if header.request {
            Event::Request { id, two_way, serialization, body }
        } else {
            Event::Response { id, status, serialization, body }
        }))
    }

    /// Drops what is there of an oversize body. Says whether it was the whole of it.
    fn skip_body(&mut self, input: &mut BytesMut) -> bool {
        let here = self.skip.min(input.len());
        input.advance(here);
        self.skip -= here;
        self.skip == 0
    }
}

fn event(header: &Header, body: &[u8]) -> Event {
    let Header { request, id, two_way, serialization, .. } = *header;
    match (word_of(serialization, body), request) {
        (Some(Word::Null), true) => Event::Heartbeat { id, two_way, serialization },
        (Some(Word::Null), false) => Event::HeartbeatReply { id },
        (Some(Word::ReadOnly), true) => Event::ReadOnly,
        (Some(Word::Writable), true) => Event::Writable,
        _ => Event::UnknownEvent { id, request, two_way, serialization },
    }
}

fn oversize(header: &Header) -> Event {
    let Header { request, id, two_way, serialization, .. } = *header;
    let length = header.length as usize;
    match (header.event, request) {
        (true, _) => Event::UnknownEvent { id, request, two_way, serialization },
        (false, true) => Event::OversizeRequest { id, two_way, serialization, length },
        (false, false) => Event::OversizeResponse { id, length },
    }
}

#[cfg(test)]
mod tests;
