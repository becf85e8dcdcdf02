//! The control stream: settings, and where a connection ends.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};

use super::frame::{kind, put_number};
use super::head::HeadReader;
use super::varint::{put_varint, read_varint};
use super::{Code, Fault, IdleGuard, stream};

/// The longest field section that is read.
const MAX_FIELD_SECTION_SIZE: u64 = 0x06;
/// Settings that HTTP/2 had and HTTP/3 must not have.
const OF_HTTP2: [u64; 4] = [0x02, 0x03, 0x04, 0x05];
/// The longest SETTINGS frame that is read; peers need less than a hundred bytes.
const LONGEST_SETTINGS: u64 = 4096;
/// The most settings.
const MOST_SETTINGS: usize = 256;

/// The first bytes of our control stream: its type and the settings. There is no dynamic table, so that two of the three
/// settings keep their defaults of zero.
#[must_use]
pub fn control_stream(longest_section: u64) -> Bytes {
    let mut settings = BytesMut::new();
    put_varint(&mut settings, MAX_FIELD_SECTION_SIZE);
    put_varint(&mut settings, longest_section);
    let mut bytes = BytesMut::new();
    put_varint(&mut bytes, stream::CONTROL);
    put_varint(&mut bytes, kind::SETTINGS);
    put_varint(&mut bytes, u64::try_from(settings.len()).unwrap_or_default());
    bytes.unsplit(settings);
    bytes.freeze()
}

/// A GOAWAY frame: requests on streams from `first` on are not looked at.
#[must_use]
pub fn goaway(first: u64) -> Bytes {
    let mut bytes = BytesMut::new();
    put_number(&mut bytes, kind::GOAWAY, first);
    bytes.freeze()
}

/// What a control stream tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// The peer's settings have come. None of them changes what we do.
    Settings,
    /// Requests from this stream on are not looked at.
    GoAway(u64),
}

/// Reads a control stream.
#[derive(Debug, Default)]
pub struct ControlReader {
    head: HeadReader,
    state: State,
    payload: BytesMut,
    has_settings: bool,
    goaway: Option<u64>,
    is_server: bool,
    guard: IdleGuard,
}

#[derive(Debug, Clone, Copy, Default)]
enum State {
    #[default]
    Head,
    Gather(u64, usize),
    Skip(u64),
}

impl ControlReader {
    /// For what a client says.
    #[must_use]
    pub fn server() -> Self {
        Self { is_server: true, ..Self::default() }
    }

    /// For what a server says.
    #[must_use]
    pub fn client() -> Self {
        Self::default()
    }

    /// Takes the next thing told off `input`, which came at `now`, counted from any fixed point; `None` when more is needed,
    /// and all that there was is taken.
    ///
    /// # Errors
    /// What the connection has to be closed for.
    pub fn next(&mut self, input: &mut Bytes, now: Duration) -> Result<Option<Control>, Fault> {
        loop {
            match self.state {
                State::Head => {
                    let Some((kind, length)) = self.head.read(input) else { return Ok(None) };
                    self.guard.count(now)?;
                    self.begin(kind, length)?;
                }
                State::Skip(left) => {
                    let length = usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                    input.advance(length);
                    let left = left - u64::try_from(length).unwrap_or(left);
                    self.state = if left == 0 { State::Head } else { State::Skip(left) };
                    if left > 0 {
                        return Ok(None);
                    }
                }
                State::Gather(kind, length) => {
                    let missing = length - self.payload.len();
                    self.payload.extend_from_slice(&input.split_to(missing.min(input.len())));
                    if self.payload.len() < length {
                        return Ok(None);
                    }
                    self.state = State::Head;
                    let payload = std::mem::take(&mut self.payload);
                    if let Some(told) = self.read(kind, &payload)? {
                        return Ok(Some(told));
                    }
                }
            }
        }
    }

    fn begin(&mut self, kind: u64, length: u64) -> Result<(), Fault> {
        if !self.has_settings && kind != kind::SETTINGS {
            return Err(Fault::new(
                Code::MISSING_SETTINGS,
                "the control stream does not begin with SETTINGS",
            ));
        }
        let longest = match kind {
            kind::SETTINGS if self.has_settings => {
                return Err(Fault::new(Code::FRAME_UNEXPECTED, "SETTINGS for the second time"));
            }
            kind::SETTINGS => LONGEST_SETTINGS,
            kind::GOAWAY | kind::CANCEL_PUSH => 8,
            kind::MAX_PUSH_ID if self.is_server => 8,
            kind::DATA | kind::HEADERS | kind::PUSH_PROMISE | kind::MAX_PUSH_ID => {
                return Err(Fault::new(
                    Code::FRAME_UNEXPECTED,
                    "a frame on the control stream that belongs elsewhere",
                ));
            }
            kind if kind::OF_HTTP2.contains(&kind) => {
                return Err(Fault::new(Code::FRAME_UNEXPECTED, "a frame of HTTP/2"));
            }
            _ => {
                self.state = State::Skip(length);
                return Ok(());
            }
        };
        match usize::try_from(length) {
            Ok(whole) if length <= longest => self.state = State::Gather(kind, whole),
            _ if kind == kind::SETTINGS => {
                return Err(Fault::new(Code::EXCESSIVE_LOAD, "SETTINGS are too long"));
            }
            _ => return Err(Fault::new(Code::FRAME_ERROR, "a frame is longer than its type allows")),
        }
        Ok(())
    }

    fn read(&mut self, kind: u64, mut payload: &[u8]) -> Result<Option<Control>, Fault> {
        if kind == kind::SETTINGS {
            settings(payload)?;
            self.has_settings = true;
            return Ok(Some(Control::Settings));
        }
        let Some(number) = read_varint(&mut payload).filter(|_| payload.is_empty()) else {
            return Err(Fault::new(Code::FRAME_ERROR, "a frame does not hold the one number of its type"));
        };
        if kind != kind::GOAWAY {
            // Nothing is pushed here: neither may mean anything.
            return Ok(None);
        }
        // A server names a stream of the client's; a client names a push.
        let is_stream = self.is_server || number % 4 == 0;
        if !is_stream || self.goaway.is_some_and(|before| number > before) {
            return Err(Fault::new(
                Code::ID_ERROR,
                "GOAWAY names no stream of ours, or a later one than before",
            ));
        }
        self.goaway = Some(number);
        Ok(Some(Control::GoAway(number)))
    }

    /// Bytes of a frame that is not whole.
    #[must_use]
    pub fn gathered(&self) -> usize {
        self.payload.len()
    }

    /// Whether this reads what a client says.
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.is_server
    }

    /// Whether the settings have come.
    #[must_use]
    pub fn has_settings(&self) -> bool {
        self.has_settings
    }
}

fn settings(mut payload: &[u8]) -> Result<(), Fault> {
    let mut seen: Vec<u64> = Vec::new();
    while !payload.is_empty() {
        let (Some(name), Some(_value)) = (read_varint(&mut payload), read_varint(&mut payload)) else {
            return Err(Fault::new(Code::FRAME_ERROR, "SETTINGS end in the middle of one"));
        };
        if OF_HTTP2.contains(&name) {
            return Err(Fault::new(Code::SETTINGS_ERROR, "a setting of HTTP/2"));
        }
        seen.push(name);
        if seen.len() > MOST_SETTINGS {
            return Err(Fault::new(Code::EXCESSIVE_LOAD, "too many settings"));
        }
    }
    seen.sort_unstable();
    if seen.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(Fault::new(Code::SETTINGS_ERROR, "a setting stands there twice"));
    }
    Ok(())
}
