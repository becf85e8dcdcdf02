//! Cutting a body into messages.

use std::collections::VecDeque;

use bytes::{Buf, Bytes};

use super::Oversize;

/// Length of what stands before every message: a byte of flags and a big-endian length.
pub const PREFIX_LEN: usize = 5;

/// Flags of a message. Which of them are legal depends on the protocol and on the headers.
pub mod flag {
    /// The message is compressed as `grpc-encoding` (`connect-content-encoding`) says.
    pub const COMPRESSED: u8 = 0x01;
    /// Connect: the last message of a stream, JSON with the status and the trailers.
    pub const CONNECT_END: u8 = 0x02;
    /// gRPC-Web: the last message of a body, the trailers as lines of HTTP/1.
    pub const WEB_TRAILERS: u8 = 0x80;
}

/// What is reserved for a message before its bytes are there.
const FIRST_RESERVE: usize = 64 * 1024;

/// One message of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Bits of [`flag`].
    pub flags: u8,
    /// The message without its prefix, as it came: compressed when the flag says so.
    pub body: Bytes,
}

/// Why a body cannot be cut into messages; it has to be given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// The flag byte has a bit that is not legal here.
    #[error("message prefix: flags 0x{flags:02x}, expected no bits but those of 0x{legal:02x}")]
    Flags {
        /// The byte that came.
        flags: u8,
        /// All bits that are legal.
        legal: u8,
    },
    /// The prefix announces more than the limit.
    #[error(transparent)]
    Oversize(#[from] Oversize),
    /// The body ends in the middle of a prefix.
    #[error("message prefix cut off: expected {PREFIX_LEN} bytes, got {got}")]
    PrefixCut {
        /// The bytes there are, 1 to 4.
        got: usize,
    },
    /// The body ends in the middle of a message.
    #[error("message cut off: expected {expected} bytes, got {got}")]
    MessageCut {
        /// What the prefix announced.
        expected: usize,
        /// The bytes there are.
        got: usize,
    },
    /// There is more than was asked for.
    #[error("{0} bytes behind the last expected message, expected none")]
    Unread(usize),
}

/// Cuts the chunks of a body, of whatever sizes, into [`Message`]s.
///
/// A message inside one chunk shares the chunk's memory. One that is spread over several is gathered in a buffer that
/// grows with what arrives and ends with exactly the length of the message: a declared length reserves at most 64 KiB.
///
/// ```
/// use bytes::Bytes;
/// use dubbors_wire::triple::{MessageDecoder, flag};
///
/// let mut decoder = MessageDecoder::new(4 * 1024 * 1024, flag::COMPRESSED);
/// decoder.push(Bytes::from_static(b"\0\0\0\0\x02h"));
/// assert_eq!(decoder.next()?, None);
/// decoder.push(Bytes::from_static(b"i"));
/// assert_eq!(decoder.next()?.map(|message| message.body), Some(Bytes::from_static(b"hi")));
/// decoder.finish()?;
/// # Ok::<(), dubbors_wire::triple::MessageError>(())
/// ```
#[derive(Debug)]
pub struct MessageDecoder {
    max: usize,
    legal: u8,
    /// Chunks that wait behind `chunk`.
    waiting: VecDeque<Bytes>,
    /// What is not read yet of the chunk at hand.
    chunk: Bytes,
    state: State,
}

#[derive(Debug)]
enum State {
    /// As many bytes of a prefix as were in earlier chunks.
    Prefix { bytes: [u8; PREFIX_LEN], got: usize },
    /// A message whose prefix is read, and what earlier chunks had of it.
    Body { flags: u8, length: usize, gathered: Vec<u8> },
    /// What follows an error cannot be trusted.
    Failed(MessageError),
}

impl State {
    const START: State = State::Prefix { bytes: [0; PREFIX_LEN], got: 0 };
}

impl MessageDecoder {
    /// A decoder of messages up to `max` bytes with no flags but those in `legal`.
    pub const fn new(max: usize, legal: u8) -> MessageDecoder {
        MessageDecoder { max, legal, waiting: VecDeque::new(), chunk: Bytes::new(), state: State::START }
    }

    /// Adds a chunk of the body. Meant to be called when [`next`](Self::next) has returned `None`: chunks that come
    /// earlier are kept in line.
    pub fn push(&mut self, chunk: Bytes) {
        if self.chunk.is_empty() && self.waiting.is_empty() {
            self.chunk = chunk;
        } else if !chunk.is_empty() {
            self.waiting.push_back(chunk);
        }
    }

    /// The next message; `None` when the chunks so far hold no further one.
    ///
    /// # Errors
    /// [`MessageError`] as soon as a prefix is illegal, before anything of its message is kept; and again when asked
    /// again.
    #[expect(clippy::should_implement_trait, reason = "after `None` there may be more")]
    pub fn next(&mut self) -> Result<Option<Message>, MessageError> {
        if let Some(message) = self.whole() {
            return Ok(Some(message));
        }
        loop {
            let step = match &mut self.state {
                State::Failed(error) => return Err(*error),
                State::Prefix { bytes, got } => prefix(&mut self.chunk, bytes, got)
                    .map(|prefix| Self::start(prefix, self.max, self.legal)),
                State::Body { flags, length, gathered } => {
                    if let Some(body) = body(&mut self.chunk, *length, gathered) {
                        let flags = *flags;
                        self.state = State::START;
                        return Ok(Some(Message { flags, body }));
                    }
                    None
                }
            };
            match step {
                Some(state) => self.state = state,
                None => match self.waiting.pop_front() {
                    Some(chunk) => self.chunk = chunk,
                    None => return Ok(None),
                },
            }
        }
    }

    /// A message that lies whole in the chunk at hand, as nearly all small ones do.
    fn whole(&mut self) -> Option<Message> {
        let State::Prefix { got: 0, .. } = self.state else { return None };
        let (prefix, rest) = self.chunk.split_first_chunk::<PREFIX_LEN>()?;
        // What is wrong is told by going step by step.
        let (flags, length) = Self::judge(*prefix, self.max, self.legal).ok()?;
        if length > rest.len() {
            return None;
        }
        self.chunk.advance(PREFIX_LEN);
        Some(Message { flags, body: self.chunk.split_to(length) })
    }

    /// The state behind a complete prefix.
    fn start(prefix: [u8; PREFIX_LEN], max: usize, legal: u8) -> State {
        match Self::judge(prefix, max, legal) {
            Ok((flags, length)) => State::Body { flags, length, gathered: Vec::new() },
            Err(error) => State::Failed(error),
        }
    }

    /// The flags and the length that a prefix tells.
    fn judge(prefix: [u8; PREFIX_LEN], max: usize, legal: u8) -> Result<(u8, usize), MessageError> {
        let [flags, l0, l1, l2, l3] = prefix;
        if flags & !legal != 0 {
            return Err(MessageError::Flags { flags, legal });
        }
        // over every limit where addresses are shorter than the length
        let length = usize::try_from(u32::from_be_bytes([l0, l1, l2, l3])).unwrap_or(usize::MAX);
        if length > max {
            return Err(Oversize { length, limit: max }.into());
        }
        Ok((flags, length))
    }

    /// To be asked at the end of the body: nothing may be left.
    ///
    /// # Errors
    /// [`MessageError`] when the body ended inside a prefix or a message, when messages were not taken, and again
    /// after an error of [`next`](Self::next).
    pub fn finish(&self) -> Result<(), MessageError> {
        let unread = self.waiting.iter().map(Bytes::len).fold(self.chunk.len(), usize::saturating_add);
        match &self.state {
            State::Failed(error) => Err(*error),
            _ if unread > 0 => Err(MessageError::Unread(unread)),
            State::Prefix { got: 0, .. } => Ok(()),
            State::Prefix { got, .. } => Err(MessageError::PrefixCut { got: *got }),
            State::Body { length, gathered, .. } => {
                Err(MessageError::MessageCut { expected: *length, got: gathered.len() })
            }
        }
    }
}

/// Completes a prefix from `chunk`.
fn prefix(chunk: &mut Bytes, bytes: &mut [u8; PREFIX_LEN], got: &mut usize) -> Option<[u8; PREFIX_LEN]> {
    let missing = bytes.get_mut(*got..).unwrap_or_default();
    let taken = missing.len().min(chunk.len());
    for (place, byte) in missing.iter_mut().zip(chunk.iter()) {
        *place = *byte;
    }
    chunk.advance(taken);
    *got += taken;
    (*got == PREFIX_LEN).then_some(*bytes)
}

/// Completes a message from `chunk`.
fn body(chunk: &mut Bytes, length: usize, gathered: &mut Vec<u8>) -> Option<Bytes> {
    if gathered.is_empty() && chunk.len() >= length {
        return Some(chunk.split_to(length));
    }
    let missing = length.saturating_sub(gathered.len());
    let part = chunk.split_to(missing.min(chunk.len()));
    if gathered.capacity() - gathered.len() < part.len() {
        // twice as much each time, so that tiny chunks cost no more copying than large ones, and never over the end
        let more = part.len().max(gathered.len()).max(FIRST_RESERVE).min(missing);
        gathered.reserve_exact(more);
    }
    gathered.extend_from_slice(&part);
    (gathered.len() == length).then(|| Bytes::from(std::mem::take(gathered)))
}

#[cfg(test)]
mod tests;
