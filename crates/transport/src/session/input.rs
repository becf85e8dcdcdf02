//! The read buffer of one connection.

use std::io::Error;
use std::mem::MaybeUninit;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

/// A quiet connection reads into the stack, this much at a time; after a while without traffic it holds no buffer.
const QUIET: usize = 4 * 1024;
/// The first chunk of a connection that became busy.
const FIRST_CHUNK: usize = 16 * 1024;
/// Reads in a row that would have fitted the stack before a connection counts as quiet.
const SMALL_READS: u8 = 32;

/// Bytes read and not taken yet, and a chunk size that follows the traffic.
///
/// Frames are cut from `bytes` without copying; a new chunk is begun when the room in the old one runs out.
#[derive(Debug)]
pub(super) struct Input {
    pub(super) bytes: BytesMut,
    /// Zero while the connection is quiet.
    chunk: usize,
    most: usize,
    small_reads: u8,
}

impl Input {
    pub(super) fn new(most: usize) -> Self {
        Self { bytes: BytesMut::new(), chunk: 0, most: most.max(QUIET), small_reads: 0 }
    }

    /// Gives the buffer back, if nothing is in it.
    pub(super) fn release(&mut self) {
        if self.bytes.is_empty() {
            self.bytes = BytesMut::new();
            self.chunk = 0;
        }
    }

    /// Appends what one read gives; zero at the end of the stream.
    pub(super) fn poll_read<S: AsyncRead + Unpin>(
        &mut self,
        stream: &mut S,
        cx: &mut Context<'_>,
    ) -> Poll<Result<usize, Error>> {
        if self.chunk == 0 {
            let mut space = [MaybeUninit::<u8>::uninit(); QUIET];
            let mut space = ReadBuf::uninit(&mut space);
            ready!(Pin::new(stream).poll_read(cx, &mut space))?;
            let read = space.filled();
            if self.bytes.capacity() - self.bytes.len() < read.len() {
                // Takes the old buffer again once nobody holds a part of it.
                self.bytes.reserve(QUIET);
            }
            self.bytes.extend_from_slice(read);
            if read.len() == QUIET {
                self.chunk = FIRST_CHUNK.min(self.most);
                self.small_reads = 0;
            }
            return Poll::Ready(Ok(read.len()));
        }
        if self.bytes.capacity() - self.bytes.len() < self.chunk / 4 {
            self.bytes.reserve(self.chunk);
        }
        let room = self.bytes.capacity() - self.bytes.len();
        let n = ready!(pin!(stream.read_buf(&mut self.bytes)).poll(cx))?;
        if n == room {
            self.chunk = (self.chunk * 4).min(self.most);
        }
        if n > QUIET / 2 {
            self.small_reads = 0;
        } else {
            self.small_reads += 1;
            if self.small_reads >= SMALL_READS {
                self.chunk = 0;
            }
        }
        Poll::Ready(Ok(n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::io::AsyncWriteExt;

    #[tokio::test]
    async fn the_chunk_follows_the_traffic() {
        let (mut far, mut near) = tokio::io::duplex(1024 * 1024);
        let mut input = Input::new(64 * 1024);
        far.write_all(&[1; 100]).await.unwrap();
        assert_eq!(poll_fn(|cx| input.poll_read(&mut near, cx)).await.unwrap(), 100);
        assert_eq!(input.chunk, 0);
        assert_eq!(input.bytes.split().len(), 100);

        far.write_all(&[2; 500_000]).await.unwrap();
        let mut sizes = Vec::new();
        let mut left = 500_000;
        while left > 0 {
            let n = poll_fn(|cx| input.poll_read(&mut near, cx)).await.unwrap();
            assert_eq!(input.bytes.split().len(), n);
            left -= n;
            sizes.push(n);
        }
        assert_eq!(sizes[0], QUIET);
        assert!(sizes.iter().any(|n| *n >= 32 * 1024), "{sizes:?}");
        assert!(input.chunk == 64 * 1024 && input.bytes.capacity() > 0);

        for _ in 0..SMALL_READS {
            far.write_all(&[3; 10]).await.unwrap();
            assert_eq!(poll_fn(|cx| input.poll_read(&mut near, cx)).await.unwrap(), 10);
            input.bytes.clear();
        }
        assert_eq!(input.chunk, 0);
        input.release();
        assert_eq!(input.bytes.capacity(), 0);
    }

    #[tokio::test]
    async fn a_partial_frame_is_kept_in_both_modes() {
        let (mut far, mut near) = tokio::io::duplex(1024 * 1024);
        let mut input = Input::new(64 * 1024);
        let sent: Vec<u8> = (0..60_000u32).map(|n| (n % 251) as u8).collect();
        far.write_all(&sent).await.unwrap();
        while input.bytes.len() < sent.len() {
            poll_fn(|cx| input.poll_read(&mut near, cx)).await.unwrap();
            input.release();
        }
        assert!(input.bytes == sent);
        drop(far);
        assert_eq!(poll_fn(|cx| input.poll_read(&mut near, cx)).await.unwrap(), 0);
    }
}
