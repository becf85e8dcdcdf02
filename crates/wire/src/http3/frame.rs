// hot path
//! The frames of a request's stream.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use super::head::HeadReader;
use super::varint::put_varint;
use super::{Code, Fault};

/// Types of frames.
pub(super) mod kind {
    pub(crate) const DATA: u64 = 0x00;
    pub(crate) const HEADERS: u64 = 0x01;
    pub(crate) const CANCEL_PUSH: u64 = 0x03;
    pub(crate) const SETTINGS: u64 = 0x04;
    pub(crate) const PUSH_PROMISE: u64 = 0x05;
    pub(crate) const GOAWAY: u64 = 0x07;
    pub(crate) const MAX_PUSH_ID: u64 = 0x0d;
    /// What HTTP/2 had and HTTP/3 must not have.
    pub(crate) const OF_HTTP2: [u64; 4] = [0x02, 0x06, 0x08, 0x09];
}

/// What a stream holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A whole field section: head or trailers.
    Section(Bytes),
    /// A section that is longer than may be; it is passed over.
    LongSection,
    /// Bytes of the body, as they came.
    Data(Bytes),
}

/// Cuts one direction of a request's stream into its parts.
///
/// Bytes of a body are handed on as they come, unknown frames are passed over as they come; all that is gathered is a
/// section, up to its bound.
#[derive(Debug)]
pub struct FrameReader {
    head: HeadReader,
    state: State,
    place: Place,
    section: BytesMut,
    longest: usize,
    is_server: bool,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Head,
    Section(usize),
    Data(u64),
    Skip(u64),
}

/// What may come next (RFC 9114 section 4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    Body,
    Behind,
}

impl FrameReader {
    /// For the requests that a server reads. A section may have `longest` bytes.
    #[must_use]
    pub fn server(longest: usize) -> Self {
        Self::new(longest, true)
    }

    /// For the answers that a client reads.
    #[must_use]
    pub fn client(longest: usize) -> Self {
        Self::new(longest, false)
    }

    fn new(longest: usize, is_server: bool) -> Self {
        Self {
            head: HeadReader::default(),
            state: State::Head,
            place: Place::First,
            section: BytesMut::new(),
            longest,
            is_server,
        }
    }

    /// Takes the next part off `input`; `None` when more is needed, and all that there was is taken.
    ///
    /// # Errors
    /// What the connection has to be closed for.
    pub fn next(&mut self, input: &mut Bytes) -> Result<Option<Part>, Fault> {
        loop {
            match self.state {
                State::Head => {
                    let Some((kind, length)) = self.head.read(input) else { return Ok(None) };
                    if let Some(part) = self.begin(kind, length)? {
                        return Ok(Some(part));
                    }
                }
                State::Section(left) => {
                    let piece = input.split_to(left.min(input.len()));
                    let left = left - piece.len();
                    self.state = if left == 0 { State::Head } else { State::Section(left) };
                    if self.section.is_empty() && left == 0 {
                        return Ok(Some(Part::Section(piece)));
                    }
                    self.section.extend_from_slice(&piece);
                    if left > 0 {
                        return Ok(None);
                    }
                    return Ok(Some(Part::Section(std::mem::take(&mut self.section).freeze())));
                }
                State::Data(0) | State::Skip(0) => self.state = State::Head,
                State::Data(left) => {
                    let piece = take(input, left);
                    self.state = State::Data(left - length_of(&piece));
                    return Ok(if piece.is_empty() { None } else { Some(Part::Data(piece)) });
                }
                State::Skip(left) => {
                    let piece = take(input, left);
                    self.state = State::Skip(left - length_of(&piece));
                    if piece.is_empty() {
                        return Ok(None);
                    }
                }
            }
        }
    }

    fn begin(&mut self, kind: u64, length: u64) -> Result<Option<Part>, Fault> {
        let unexpected = |text| Err(Fault::new(Code::FRAME_UNEXPECTED, text));
        match (kind, self.place) {
            (kind::HEADERS, Place::Behind) => return unexpected("HEADERS behind the trailers"),
            (kind::HEADERS, _) => {
                self.place = if self.place == Place::First { Place::Body } else { Place::Behind };
                match usize::try_from(length).ok().filter(|length| *length <= self.longest) {
                    Some(length) => self.state = State::Section(length),
                    None => {
                        self.state = State::Skip(length);
                        return Ok(Some(Part::LongSection));
                    }
                }
            }
            (kind::DATA, Place::Body) => self.state = State::Data(length),
            (kind::DATA, Place::First) => return unexpected("DATA in front of HEADERS"),
            (kind::DATA, Place::Behind) => return unexpected("DATA behind the trailers"),
            (kind::PUSH_PROMISE, _) if !self.is_server => {
                return Err(Fault::new(Code::ID_ERROR, "PUSH_PROMISE, which was not allowed"));
            }
            (
                kind::CANCEL_PUSH | kind::SETTINGS | kind::PUSH_PROMISE | kind::GOAWAY | kind::MAX_PUSH_ID,
                _,
            ) => return unexpected("a frame on a request's stream that belongs elsewhere"),
            (kind, _) if kind::OF_HTTP2.contains(&kind) => return unexpected("a frame of HTTP/2"),
            _ => self.state = State::Skip(length),
        }
        Ok(None)
    }

    /// The head that came was not the last one: an interim answer.
    pub fn expect_head(&mut self) {
        self.place = Place::First;
    }

    /// Whether the stream may end here: no frame is cut off.
    #[must_use]
    pub fn is_between_frames(&self) -> bool {
        self.head.is_empty() && matches!(self.state, State::Head | State::Data(0) | State::Skip(0))
    }

    /// Bytes of a section that is not whole.
    #[must_use]
    pub fn gathered(&self) -> usize {
        self.section.len()
    }
}

fn take(input: &mut Bytes, most: u64) -> Bytes {
    let length = usize::try_from(most).map_or(input.len(), |most| most.min(input.len()));
    if length == input.remaining() { std::mem::take(input) } else { input.split_to(length) }
}

fn length_of(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// The head of a DATA frame.
#[must_use]
pub fn data_head(length: usize) -> Bytes {
    head(kind::DATA, length)
}

/// The head of a HEADERS frame.
#[must_use]
pub fn section_head(length: usize) -> Bytes {
    head(kind::HEADERS, length)
}

fn head(kind: u64, length: usize) -> Bytes {
    let mut head = BytesMut::with_capacity(9);
    put_varint(&mut head, kind);
    put_varint(&mut head, u64::try_from(length).unwrap_or(u64::MAX));
    head.freeze()
}

/// A frame with one number in it.
pub(super) fn put_number(into: &mut impl BufMut, kind: u64, number: u64) {
    let mut value = [0; 8];
    let mut rest = &mut value[..];
    put_varint(&mut rest, number);
    let length = 8 - rest.len();
    put_varint(into, kind);
    put_varint(into, u64::try_from(length).unwrap_or_default());
    into.put_slice(value.get(..length).unwrap_or_default());
}
