// hot path
//! One direction of a request's stream, as it comes in.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use dubbors_transport::{QuicConnection, QuicError, QuicRecv};
use dubbors_wire::http3::{Code, Fault, Field, FrameReader, Part, SectionError, read_section};
use http::{Request, Response};

use super::{Broken, fields};
use crate::settings::{CONNECTION_WINDOW, MAX_HEADER_LIST};

/// The longest section, in bytes as they are sent and as they are counted.
const LONGEST: usize = MAX_HEADER_LIST as usize;
/// What heads that are not whole may take up on a connection: they are read, and with that out of its window. Who sends all
/// streams in turns has most of the heads of a burst under way at a time; as much may wait in bodies.
const UNFINISHED: usize = CONNECTION_WINDOW as usize;

/// What all streams of a connection gather together.
#[derive(Debug, Clone, Default)]
pub(crate) struct Budget(Arc<AtomicUsize>);

impl Budget {
    /// Whether `more` bytes fit in the place of `before`.
    fn swap(&self, before: usize, more: usize) -> bool {
        if before == more {
            return true;
        }
        let all = self.0.fetch_add(more, Ordering::Relaxed) + more;
        self.0.fetch_sub(before, Ordering::Relaxed);
        all - before <= UNFINISHED
    }
}

/// The head that a stream begins with.
pub(crate) enum Head<T> {
    /// A head.
    Whole(T),
    /// One that is too large to be read.
    TooLarge,
    /// The stream ended without one.
    None,
}

/// What a stream has next.
pub(super) enum Piece {
    Fields(Vec<Field>),
    TooLarge,
    Data(Bytes),
    End,
}

/// Where the bytes of a stream come from.
pub(crate) trait Source: Send + Unpin + 'static {
    /// The next bytes; `None` at the end. Taking them makes room for more.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, QuicError>>;

    /// Asks the other side to stop.
    fn stop(&mut self, code: Code);

    /// Closes the connection of a peer that does not keep its rules.
    fn close(&self, fault: Fault);
}

/// A stream of QUIC.
#[derive(Debug)]
pub(crate) struct Stream {
    recv: QuicRecv,
    connection: QuicConnection,
}

impl Source for Stream {
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, QuicError>> {
        self.recv.poll_read(cx)
    }

    fn stop(&mut self, code: Code) {
        self.recv.stop(code.0);
    }

    fn close(&self, fault: Fault) {
        tracing::debug!(peer = %self.connection.peer().remote, %fault, "a connection of HTTP/3 is closed");
        self.connection.close(fault.code.0, fault.text);
    }
}

/// Reads a stream.
#[derive(Debug)]
pub(crate) struct Incoming<S = Stream> {
    source: S,
    reader: FrameReader,
    input: Bytes,
    budget: Budget,
    gathered: usize,
}

impl Incoming {
    /// What a server reads. Who sends on after the answer is told that nobody reads it.
    pub(crate) fn server(mut recv: QuicRecv, connection: QuicConnection, budget: Budget) -> Self {
        recv.unless_finished(Code::NO_ERROR.0);
        Self::of_server(Stream { recv, connection }, budget)
    }

    /// What a client reads.
    pub(crate) fn client(mut recv: QuicRecv, connection: QuicConnection) -> Self {
        recv.unless_finished(Code::REQUEST_CANCELLED.0);
        Self::of_client(Stream { recv, connection })
    }
}

impl<S: Source> Incoming<S> {
    /// What a server reads, from anywhere.
    pub(crate) fn of_server(source: S, budget: Budget) -> Self {
        Self::new(source, FrameReader::server(LONGEST), budget)
    }

    /// What a client reads, from anywhere.
    pub(crate) fn of_client(source: S) -> Self {
        Self::new(source, FrameReader::client(LONGEST), Budget::default())
    }

    fn new(source: S, reader: FrameReader, budget: Budget) -> Self {
        Self { source, reader, input: Bytes::new(), budget, gathered: 0 }
    }

    /// The next piece. No more is read than it needs.
    pub(super) fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Piece, Broken>> {
        loop {
            let part = self.reader.next(&mut self.input);
            let gathered = self.reader.gathered();
            let fits = self.budget.swap(std::mem::replace(&mut self.gathered, gathered), gathered);
            let too_much = Fault { code: Code::EXCESSIVE_LOAD, text: "too many heads that are not whole" };
            return Poll::Ready(match part {
                Err(fault) => Err(self.fault(fault)),
                _ if !fits => Err(self.fault(too_much)),
                Ok(Some(Part::Data(data))) => Ok(Piece::Data(data)),
                Ok(Some(Part::LongSection)) => Ok(Piece::TooLarge),
                Ok(Some(Part::Section(section))) => match read_section(&section, LONGEST) {
                    Ok(fields) => Ok(Piece::Fields(fields)),
                    Err(SectionError::TooLarge) => Ok(Piece::TooLarge),
                    Err(SectionError::Malformed(text)) => {
                        Err(self.fault(Fault { code: Code::DECOMPRESSION_FAILED, text }))
                    }
                },
                Ok(None) => match ready!(self.source.poll_read(cx)) {
                    Ok(Some(more)) => {
                        self.input = more;
                        continue;
                    }
                    Ok(None) if self.reader.is_between_frames() => Ok(Piece::End),
                    Ok(None) => Err(self.fault(Fault {
                        code: Code::FRAME_ERROR,
                        text: "a stream ends in the middle of a frame",
                    })),
                    Err(error) => Err(error.into()),
                },
            });
        }
    }

    /// Closes the connection of a peer that does not keep its rules.
    fn fault(&self, fault: Fault) -> Broken {
        self.source.close(fault);
        Broken::Fault(fault)
    }

    /// The head of a request.
    pub(crate) async fn request(&mut self) -> Result<Head<Request<()>>, Broken> {
        match poll_fn(|cx| self.poll_piece(cx)).await? {
            Piece::Fields(fields) => fields::request(fields).map(Head::Whole).map_err(Broken::Message),
            Piece::TooLarge => Ok(Head::TooLarge),
            Piece::End => Ok(Head::None),
            Piece::Data(_) => Err(Broken::Message("a body without a head")),
        }
    }

    /// The head of the answer, behind interim ones.
    pub(crate) fn poll_response(&mut self, cx: &mut Context<'_>) -> Poll<Result<Response<()>, Broken>> {
        loop {
            return Poll::Ready(match ready!(self.poll_piece(cx))? {
                Piece::Fields(fields) => match fields::response(fields) {
                    Ok(interim) if interim.status().is_informational() => {
                        self.reader.expect_head();
                        continue;
                    }
                    other => other.map_err(Broken::Message),
                },
                Piece::TooLarge => Err(Broken::TooLarge),
                Piece::End => Err(Broken::Short),
                Piece::Data(_) => Err(Broken::Message("a body without a head")),
            });
        }
    }

    /// Asks the other side to stop.
    pub(crate) fn stop(&mut self, code: Code) {
        self.source.stop(code);
    }
}

impl<S> Drop for Incoming<S> {
    fn drop(&mut self) {
        self.budget.swap(self.gathered, 0);
    }
}
