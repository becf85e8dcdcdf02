// hot path
//! Which frames are work, and which only make work.

use std::time::Duration;

use super::head::flag::{ACK, END_STREAM, PADDED};
use super::head::{HEAD_LEN, Head, PREFACE_LEN, kind};
use super::scan::Scan;
use crate::bucket::Bucket;

/// Frames that do no work: so many at once, and so many a second. The figure of 10,000 in 10 seconds.
pub(crate) const IDLE_FRAMES: (i64, u32) = (10_000, 1_000);
/// Streams that a client resets as soon as it has begun them, beyond those that were answered.
pub(crate) const RESETS: (i64, u32) = (200, 50);
/// What answered streams may save up for resets.
pub(crate) const SAVED_RESETS: i64 = -1_000;
/// A stream older than this was not begun to be reset: its caller gave up.
pub(crate) const SETTLED: Duration = Duration::from_millis(100);
/// Streams that this side resets because of what the peer did.
pub(crate) const FAULTS: (i64, u32) = (100, 10);
/// Streams that this side refuses: a peer that does not know the limit yet may begin many at once.
const REFUSALS: (i64, u32) = (1_000, 100);
/// Idle frames that a stream may need beside its own: windows, priorities, its end.
const PER_STREAM: i64 = 32;
/// Idle frames with which a peer may answer a DATA frame: windows of stream and connection, a PING that measures.
const PER_DATA: i64 = 4;
/// The same for its bytes, as some open windows piece by piece.
const BYTES_PER_WINDOW: usize = 128;
/// Frames below this size are put together.
const SMALL: usize = 1024;
/// The longest frame that everybody reads.
const MAX_MERGED: usize = 16 * 1024;
/// Frames below this size cost their reader more memory than they bring, when it keeps them.
const COSTLY: usize = 4 * 1024;

/// Codes of RST_STREAM that are no fault of the other side.
const NO_ERROR: u32 = 0;
const REFUSED_STREAM: u32 = 7;
const CANCEL: u32 = 8;

/// What a peer does too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Abuse {
    /// A server that does not begin with SETTINGS.
    #[error("the other side does not speak HTTP/2")]
    NotHttp2,
    /// Frames that do no work: SETTINGS, PING, PRIORITY, WINDOW_UPDATE, unknown types, empty DATA and the like.
    #[error("too many frames that do no work")]
    IdleFrames,
    /// Streams that it resets as soon as it has begun them.
    #[error("too many streams reset as soon as they began")]
    Resets,
    /// Streams that had to be reset because of what it sent.
    #[error("too many streams with faults")]
    Faults,
    /// Streams beyond the number that may be open.
    #[error("too many streams beyond the limit")]
    Refusals,
}

/// Looks at the frames of one connection.
#[derive(Debug)]
pub struct FrameGuard {
    is_server: bool,
    received: Scan,
    sent: Scan,
    /// The code of a RST_STREAM that is being sent, as far as it is known.
    code: Option<(u32, usize)>,
    idle: Bucket,
    resets: Bucket,
    faults: Bucket,
    refusals: Bucket,
    abuse: Option<Abuse>,
    /// The head of the first frame has come.
    begun: bool,
    /// And all of that frame.
    first_is_whole: bool,
    /// The highest stream that the client has begun.
    highest: u32,
    /// The highest stream at a time that has settled, and at a later time.
    settled: u32,
    mark: (Duration, u32),
    /// Frames that asked for something and small ones since somebody asked.
    busy: usize,
    costly: usize,
    /// The length of a padded DATA frame whose first byte has not come: it says how much of that is none.
    padded: Option<usize>,
}

/// A DATA frame that the next one can be put behind: where its head stands, and what it says.
type Open = Option<(usize, Head)>;

impl FrameGuard {
    /// For a server, whose peer begins with the preface and opens the streams.
    #[must_use]
    pub const fn server() -> Self {
        Self::new(true)
    }

    /// For a client.
    #[must_use]
    pub const fn client() -> Self {
        Self::new(false)
    }

    const fn new(is_server: bool) -> Self {
        let (ours, theirs) = if is_server { (0, PREFACE_LEN) } else { (PREFACE_LEN, 0) };
        Self {
            is_server,
            received: Scan::behind(theirs),
            sent: Scan::behind(ours),
            code: None,
            idle: Bucket::new(IDLE_FRAMES.0, 0, IDLE_FRAMES.1),
            resets: Bucket::new(RESETS.0, SAVED_RESETS, RESETS.1),
            faults: Bucket::new(FAULTS.0, 0, FAULTS.1),
            refusals: Bucket::new(REFUSALS.0, 0, REFUSALS.1),
            abuse: None,
            begun: false,
            first_is_whole: false,
            highest: 0,
            settled: 0,
            mark: (Duration::ZERO, 0),
            busy: 0,
            costly: 0,
            padded: None,
        }
    }

    /// Looks at bytes that came at `now`, which is counted from any fixed point. Gives how many of them go on to the
    /// engine, from the front: small DATA frames were put together, and empty ones left out.
    ///
    /// # Errors
    /// [`Abuse`] when the connection is to be ended, now and from now on.
    pub fn received(&mut self, bytes: &mut [u8], now: Duration) -> Result<usize, Abuse> {
        self.pass_time(now);
        let (mut from, mut to) = (0, 0);
        let mut open: Open = None;
        while from < bytes.len() {
            let passed = self.received.pass(bytes.len() - from);
            if passed > 0 {
                if let Some(length) = self.padded.take() {
                    self.count_padded(length, bytes.get(from).copied().unwrap_or_default());
                }
                move_down(bytes, from, to, passed);
                (from, to) = (from + passed, to + passed);
                continue;
            }
            let is_split = self.received.is_inside_head();
            let (taken, head) = self.received.head(bytes.get(from..).unwrap_or_default());
            let whole = head.filter(|head| !is_split && bytes.len() - from - taken >= head.length);
            match head {
                Some(head) => self.count(head),
                None if !self.begun => self.check_first(self.received.begun_kind()),
                None => {}
            }
            let Some(head) = whole.filter(|head| head.is_plain_data()) else {
                open = None;
                move_down(bytes, from, to, taken);
                (from, to) = (from + taken, to + taken);
                continue;
            };
            self.received.payload_taken();
            let (place, merged) = match open {
                Some((place, before)) if before.stream == head.stream && fits(before, head) => {
                    move_down(bytes, from + HEAD_LEN, to, head.length);
                    to += head.length;
                    let flags = before.flags | head.flags;
                    (place, Head { length: before.length + head.length, flags, ..head })
                }
                // It says nothing. For a stream that is not known the engine has an answer.
                _ if head.length == 0 && head.flags & END_STREAM == 0 && head.stream <= self.highest => {
                    from += HEAD_LEN;
                    continue;
                }
                _ => {
                    move_down(bytes, from, to, HEAD_LEN + head.length);
                    self.costly += usize::from(head.length < COSTLY);
                    let place = to;
                    to += HEAD_LEN + head.length;
                    (place, head)
                }
            };
            if let Some(at) = bytes.get_mut(place..place + HEAD_LEN) {
                at.copy_from_slice(&merged.write());
            }
            from += HEAD_LEN + head.length;
            open = (merged.flags & END_STREAM == 0).then_some((place, merged));
        }
        self.first_is_whole |= self.begun && self.received.payload_is_over();
        match self.abuse {
            Some(abuse) => Err(abuse),
            None => Ok(to),
        }
    }

    fn pass_time(&mut self, now: Duration) {
        for bucket in [&mut self.idle, &mut self.resets, &mut self.faults, &mut self.refusals] {
            bucket.pass(now);
        }
        if now.saturating_sub(self.mark.0) >= SETTLED {
            self.settled = self.mark.1;
            self.mark = (now, self.highest);
        }
    }

    /// A server's first frame is SETTINGS, and what is none is another protocol.
    fn check_first(&mut self, kind: Option<u8>) {
        if !self.is_server && kind.is_some_and(|kind| kind != kind::SETTINGS) {
            self.abuse.get_or_insert(Abuse::NotHttp2);
        }
    }

    /// Counts a frame that came.
    fn count(&mut self, head: Head) {
        // Another frame may come in part with the first one.
        self.first_is_whole |= self.begun;
        if !self.begun {
            self.begun = true;
            self.check_first(Some(head.kind));
        }
        match head.kind {
            kind::DATA if head.length > 0 && head.flags & PADDED != 0 => {
                self.padded = Some(head.length);
                return;
            }
            kind::DATA if head.length > 0 => {
                self.idle.take(1);
                return;
            }
            kind::HEADERS if self.is_server && head.stream > self.highest => {
                self.highest = head.stream;
                self.idle.take(PER_STREAM);
                self.busy += 1;
                return;
            }
            kind::RST_STREAM if self.is_server && head.stream > self.settled && !self.resets.add() => {
                self.abuse.get_or_insert(Abuse::Resets);
            }
            _ => {}
        }
        self.count_idle();
    }

    /// Counts a DATA frame of which `padding` bytes are none, nor the byte that says so.
    fn count_padded(&mut self, length: usize, padding: u8) {
        match length.saturating_sub(1 + usize::from(padding)) {
            0 => self.count_idle(),
            data => {
                self.idle.take(1);
                self.costly += usize::from(data < COSTLY);
            }
        }
    }

    fn count_idle(&mut self) {
        self.busy += 1;
        if !self.idle.add() {
            self.abuse.get_or_insert(Abuse::IdleFrames);
        }
    }

    /// Looks at bytes that this side sends.
    pub fn sent(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let passed = self.sent.pass(bytes.len());
            let (payload, rest) = bytes.split_at_checked(passed).unwrap_or((bytes, &[]));
            if self.code.is_some() {
                self.read_code(payload);
            }
            let (taken, head) = self.sent.head(rest);
            bytes = rest.get(taken..).unwrap_or_default();
            if let Some(head) = head {
                self.count_sent(head);
            }
        }
    }

    fn count_sent(&mut self, head: Head) {
        match head.kind {
            kind::DATA => {
                let windows = i64::try_from(head.length / BYTES_PER_WINDOW).unwrap_or(i64::MAX);
                self.idle.take(windows.saturating_add(PER_DATA));
            }
            kind::HEADERS if self.is_server => self.resets.take(1),
            kind::HEADERS => {
                self.highest = self.highest.max(head.stream);
                self.idle.take(PER_STREAM);
            }
            kind::SETTINGS | kind::PING if head.flags & ACK == 0 => self.idle.take(1),
            kind::RST_STREAM if self.is_server => self.code = Some((0, 0)),
            _ => {}
        }
    }

    /// Reads the code of a RST_STREAM.
    fn read_code(&mut self, payload: &[u8]) {
        let Some((mut code, mut got)) = self.code.take() else { return };
        for byte in payload.iter().take(4 - got) {
            code = code << 8 | u32::from(*byte);
            got += 1;
        }
        if got < 4 {
            self.code = Some((code, got));
            return;
        }
        let (is_too_much, abuse) = match code {
            NO_ERROR | CANCEL => return,
            REFUSED_STREAM => (!self.refusals.add(), Abuse::Refusals),
            _ => (!self.faults.add(), Abuse::Faults),
        };
        if is_too_much {
            self.abuse.get_or_insert(abuse);
        }
    }

    /// Why the connection is to be ended, if it is.
    #[must_use]
    pub fn abuse(&self) -> Option<Abuse> {
        self.abuse
    }

    /// Whether the first frame has come, all of it.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.first_is_whole
    }

    /// Frames that ask for an answer or begin streams since this was asked last.
    pub fn take_busy(&mut self, at_least: usize) -> bool {
        take(&mut self.busy, at_least)
    }

    /// The same for DATA frames whose bytes are few beside what keeping them costs.
    pub fn take_costly(&mut self, at_least: usize) -> bool {
        take(&mut self.costly, at_least)
    }
}

fn take(count: &mut usize, at_least: usize) -> bool {
    let enough = *count >= at_least;
    if enough {
        *count = 0;
    }
    enough
}

fn fits(before: Head, head: Head) -> bool {
    (before.length < SMALL || head.length < SMALL) && before.length + head.length <= MAX_MERGED
}

fn move_down(bytes: &mut [u8], from: usize, to: usize, length: usize) {
    if from != to && length > 0 {
        bytes.copy_within(from..from + length, to);
    }
}

#[cfg(test)]
mod tests;
