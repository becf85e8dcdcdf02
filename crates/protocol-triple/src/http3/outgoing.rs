// hot path
//! One direction of a request's stream, as it goes out.

use std::task::{Context, Poll};

use bytes::Bytes;
use dubbors_transport::{QuicError, QuicSend};
use dubbors_wire::http3::{Code, data_head, section_head};
use http::{HeaderMap, Request, StatusCode};

use super::fields;

/// The frames of a section, of data and of trailers, where there are any.
pub(crate) fn frames(section: Option<Bytes>, data: Bytes, trailers: Option<&HeaderMap>) -> [Bytes; 6] {
    let framed = |section: Option<Bytes>| match section {
        Some(section) => (section_head(section.len()), section),
        None => Default::default(),
    };
    let (head, section) = framed(section);
    let (last, trailers) = framed(trailers.map(fields::trailers_section));
    let middle = if data.is_empty() { Bytes::new() } else { data_head(data.len()) };
    [head, section, middle, data, last, trailers]
}

/// Writes a stream. What leaves together is written together.
#[derive(Debug)]
pub(crate) struct Outgoing(QuicSend);

impl Outgoing {
    /// What a server writes.
    pub(crate) fn server(mut stream: QuicSend) -> Self {
        stream.unless_finished(Code::INTERNAL_ERROR.0);
        Self(stream)
    }

    /// What a client writes.
    pub(crate) fn client(mut stream: QuicSend) -> Self {
        stream.unless_finished(Code::REQUEST_CANCELLED.0);
        Self(stream)
    }

    /// The number of the stream.
    pub(crate) fn id(&self) -> u64 {
        self.0.id()
    }

    /// The head of a request, and what of the body is at hand.
    pub(crate) async fn request(&mut self, head: &Request<()>, data: Bytes) -> Result<(), QuicError> {
        self.parts(Some(fields::request_section(head)), data, None).await
    }

    /// The head of an answer, and what of the rest is at hand.
    pub(crate) async fn response(
        &mut self,
        status: StatusCode,
        headers: &HeaderMap,
        data: Bytes,
        trailers: Option<&HeaderMap>,
    ) -> Result<(), QuicError> {
        self.parts(Some(fields::response_section(status, headers)), data, trailers).await
    }

    /// Bytes of the body.
    pub(crate) async fn data(&mut self, data: Bytes) -> Result<(), QuicError> {
        self.parts(None, data, None).await
    }

    /// What stands behind the body.
    pub(crate) async fn trailers(&mut self, trailers: &HeaderMap) -> Result<(), QuicError> {
        self.parts(None, Bytes::new(), Some(trailers)).await
    }

    async fn parts(
        &mut self,
        section: Option<Bytes>,
        data: Bytes,
        trailers: Option<&HeaderMap>,
    ) -> Result<(), QuicError> {
        let mut chunks = frames(section, data, trailers);
        self.0.write(&mut chunks).await
    }

    /// Nothing follows.
    pub(crate) fn finish(&mut self) {
        self.0.finish();
    }

    /// Breaks the stream off.
    pub(crate) fn reset(&mut self, code: Code) {
        self.0.reset(code.0);
    }

    /// Ready when the other side does not want more, or has all of a finished stream; and when this side broke it off.
    pub(crate) fn poll_stopped(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.0.poll_stopped(cx)
    }
}
