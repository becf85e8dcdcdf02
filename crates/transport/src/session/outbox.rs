//! Bytes on their way out.

use std::collections::VecDeque;
use std::fmt;
use std::io::{Error, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use tokio::io::AsyncWrite;

/// Larger pieces are sent from where they are; copying a smaller one costs less than one more slice.
const COPY_LIMIT: usize = 16 * 1024;
/// Slices in one vectored write.
const SLICES: usize = 32;
/// A larger empty buffer is given back.
const KEEP_CAPACITY: usize = 256 * 1024;

/// What a connection has to write, in order.
///
/// Small packets are encoded into, or copied to, one buffer; large ones travel as their own slice of a vectored
/// write.
pub struct Outbox {
    /// Complete pieces, all before `tail`.
    sealed: VecDeque<Bytes>,
    sealed_len: usize,
    tail: BytesMut,
    closing: bool,
    /// More unsent bytes than this are enough.
    high_water: usize,
    /// Bytes were handed to the stream that it may still hold.
    unflushed: bool,
}

impl Outbox {
    /// An empty outbox that is never full.
    pub fn new() -> Self {
        Self::with_high_water(usize::MAX)
    }

    /// An empty outbox that is full with more than `high_water` unsent bytes.
    pub(super) fn with_high_water(high_water: usize) -> Self {
        Self {
            sealed: VecDeque::new(),
            sealed_len: 0,
            tail: BytesMut::new(),
            closing: false,
            high_water,
            unflushed: false,
        }
    }

    /// The buffer to append to: encode in place, behind what is there. Do not take bytes out of it, except those
    /// just appended.
    pub fn buffer(&mut self) -> &mut BytesMut {
        &mut self.tail
    }

    /// Appends a piece, without copying it when it is large.
    pub fn push(&mut self, piece: impl AsRef<[u8]> + Into<Bytes>) {
        if piece.as_ref().len() <= COPY_LIMIT {
            self.tail.extend_from_slice(piece.as_ref());
            return;
        }
        if !self.tail.is_empty() {
            let tail = self.tail.split().freeze();
            self.seal(tail);
        }
        self.seal(piece.into());
    }

    /// Number of bytes that were not taken by the socket yet.
    pub fn len(&self) -> usize {
        self.sealed_len + self.tail.len()
    }

    /// Whether the peer takes less than it asks for (`SessionSettings::write_high_water`): answer nothing more now.
    /// What is appended nevertheless is sent.
    pub fn is_full(&self) -> bool {
        self.len() > self.high_water
    }

    /// Whether everything was taken by the socket.
    pub fn is_empty(&self) -> bool {
        self.sealed.is_empty() && self.tail.is_empty()
    }

    /// Ends the connection once everything is written.
    pub fn close(&mut self) {
        self.closing = true;
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closing(&self) -> bool {
        self.closing
    }

    fn seal(&mut self, piece: Bytes) {
        self.sealed_len += piece.len();
        self.sealed.push_back(piece);
    }

    /// Whether the stream has taken and flushed everything.
    pub(super) fn is_flushed(&self) -> bool {
        self.is_empty() && !self.unflushed
    }

    /// Gives memory back.
    pub(super) fn release(&mut self) {
        if self.is_empty() {
            self.sealed = VecDeque::new();
            self.tail = BytesMut::new();
        }
    }

    /// Writes until everything is written and flushed, or the stream takes no more. `Ok(n)` of `Pending` streams is
    /// reported through `written`.
    pub(super) fn poll_write<S: AsyncWrite + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
        written: &mut usize,
    ) -> Poll<Result<(), Error>> {
        while !self.is_empty() {
            let n = if self.sealed.is_empty() {
                ready!(Pin::new(&mut *stream).poll_write(cx, &self.tail))?
            } else {
                ready!(self.poll_vectored(stream, cx))?
            };
            if n == 0 {
                return Poll::Ready(Err(ErrorKind::WriteZero.into()));
            }
            self.unflushed = true;
            *written += n;
            self.consume(n);
        }
        if self.unflushed {
            ready!(Pin::new(stream).poll_flush(cx))?;
            self.unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_vectored<S: AsyncWrite + Unpin>(
        &self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Result<usize, Error>> {
        if !stream.is_write_vectored() {
            let first = self.sealed.front().map_or(&self.tail[..], |piece| &piece[..]);
            return Pin::new(stream).poll_write(cx, first);
        }
        let mut slices = [IoSlice::new(&[]); SLICES];
        let pieces = self.sealed.iter().map(|piece| &piece[..]).chain([&self.tail[..]]);
        let mut count = 0;
        for (slice, piece) in slices.iter_mut().zip(pieces.filter(|piece| !piece.is_empty())) {
            *slice = IoSlice::new(piece);
            count += 1;
        }
        Pin::new(stream).poll_write_vectored(cx, slices.get(..count).unwrap_or_default())
    }

    fn consume(&mut self, mut n: usize) {
        while let Some(piece) = self.sealed.front_mut() {
            if n < piece.len() {
                piece.advance(n);
                self.sealed_len -= n;
                return;
            }
            n -= piece.len();
            self.sealed_len -= piece.len();
            self.sealed.pop_front();
        }
        if n < self.tail.len() {
            self.tail.advance(n);
        } else if self.tail.capacity() > KEEP_CAPACITY {
            self.tail = BytesMut::new();
        } else {
            self.tail.clear();
        }
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox")
            .field("len", &self.len())
            .field("closing", &self.closing)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    /// Takes a limited number of bytes per write and notes how each came.
    struct Sink {
        taken: Vec<u8>,
        each: usize,
        room: usize,
        writes: Vec<usize>,
        vectored: bool,
    }

    impl AsyncWrite for Sink {
        fn poll_write(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            from: &[u8],
        ) -> Poll<Result<usize, Error>> {
            let n = from.len().min(self.each).min(self.room);
            if n == 0 {
                return Poll::Pending;
            }
            self.room -= n;
            self.taken.extend_from_slice(&from[..n]);
            self.writes.push(1);
            Poll::Ready(Ok(n))
        }
        fn poll_write_vectored(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            from: &[IoSlice<'_>],
        ) -> Poll<Result<usize, Error>> {
            let all: Vec<u8> = from.iter().flat_map(|slice| slice.iter().copied()).collect();
            let n = all.len().min(self.each).min(self.room);
            if n == 0 {
                return Poll::Pending;
            }
            self.room -= n;
            self.taken.extend_from_slice(&all[..n]);
            self.writes.push(from.len());
            Poll::Ready(Ok(n))
        }
        fn is_write_vectored(&self) -> bool {
            self.vectored
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
            Poll::Ready(Ok(()))
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
            Poll::Ready(Ok(()))
        }
    }

    fn sink(each: usize, vectored: bool) -> Sink {
        Sink { taken: Vec::new(), each, room: usize::MAX, writes: Vec::new(), vectored }
    }

    fn fill(out: &mut Outbox) -> Vec<u8> {
        let large = Bytes::from(vec![2; COPY_LIMIT + 1]);
        out.buffer().extend_from_slice(&[1; 10]);
        out.push(large.clone());
        out.push(Bytes::from_static(&[3; 20]));
        out.buffer().extend_from_slice(&[4; 5]);
        out.push(large);
        [vec![1; 10], vec![2; COPY_LIMIT + 1], vec![3; 20], vec![4; 5], vec![2; COPY_LIMIT + 1]].concat()
    }

    #[test]
    fn pieces_leave_in_order_whatever_the_stream_takes() {
        for (each, vectored) in
            [(usize::MAX, true), (97, true), (7000, false), (COPY_LIMIT + 3, true), (1000, true)]
        {
            let mut out = Outbox::new();
            let expected = fill(&mut out);
            assert_eq!(out.len(), expected.len());
            let mut sink = sink(each, vectored);
            let mut written = 0;
            let done = out.poll_write(&mut sink, &mut Context::from_waker(Waker::noop()), &mut written);
            assert!(matches!(done, Poll::Ready(Ok(()))));
            assert!(sink.taken == expected, "each {each}, vectored {vectored}");
            assert_eq!((written, out.len()), (expected.len(), 0));
            assert!(out.is_flushed());
        }
    }

    #[test]
    fn everything_leaves_in_one_vectored_write() {
        let mut out = Outbox::new();
        fill(&mut out);
        let mut sink = sink(usize::MAX, true);
        let _ = out.poll_write(&mut sink, &mut Context::from_waker(Waker::noop()), &mut 0);
        assert_eq!(sink.writes, [4]);
    }

    #[test]
    fn what_a_full_stream_leaves_stays_and_is_counted() {
        let mut out = Outbox::new();
        out.buffer().extend_from_slice(&[1; 100]);
        let mut sink = sink(usize::MAX, true);
        sink.room = 30;
        let mut written = 0;
        let cx = &mut Context::from_waker(Waker::noop());
        assert!(out.poll_write(&mut sink, cx, &mut written).is_pending());
        assert_eq!((written, out.len()), (30, 70));
        out.buffer().extend_from_slice(&[2; 5]);
        sink.room = 1000;
        assert!(out.poll_write(&mut sink, cx, &mut written).is_ready());
        assert_eq!(sink.taken, [vec![1; 100], vec![2; 5]].concat());
    }
}
