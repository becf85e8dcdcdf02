//! A connection of HTTP/2 that has asked nothing yet.
//!
//! `h2` begins with 28 KiB of buffers for each connection. Pools and balancers keep many that ask nothing, and whoever wants to
//! do harm opens as many as it can. So settings are exchanged and PINGs answered here, with no more memory than the bytes of
//! both; the first frame that is anything else makes an engine, which is shown what was said so far.

use std::future::poll_fn;
use std::ops::RangeInclusive;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use dubbors_core::Shutdown;
use dubbors_wire::http2::flag::ACK;
use dubbors_wire::http2::kind::{PING, SETTINGS, WINDOW_UPDATE};
use dubbors_wire::http2::{HEAD_LEN, Head, PREFACE_LEN, setting};
use tokio::io::{AsyncRead, AsyncWriteExt, ReadBuf};
use tokio::time::Instant;

use crate::coalesce::Coalesce;
use crate::settings::{
    CONNECTION_WINDOW, HEAD_TIMEOUT, MAX_HEADER_LIST, PING_TIMEOUT, STREAM_WINDOW, Settings,
};

/// What is kept of an exchange at most, in bytes: more than that is not quiet.
const KEPT: usize = 512;
/// PINGs that come faster are for the engine, whose guard counts them.
const PING_PACE: Duration = Duration::from_secs(1);
/// The window that everybody begins with (RFC 9113, 6.9.2), and the largest.
const FIRST_WINDOW: u32 = 65_535;
const MAX_WINDOW: u32 = 0x7fff_ffff;
/// How long the longest frame may be (RFC 9113, 6.5.2).
const MAX_FRAME_SIZES: RangeInclusive<u32> = 16_384..=16_777_215;

/// What both sides have said, once there is more to be done than to wait.
#[derive(Debug)]
pub(super) struct Said {
    /// Settings and windows of the peer, from the preface on. They were answered.
    pub(super) exchange: Bytes,
    /// What came behind them.
    pub(super) rest: Bytes,
}

/// Waits until the peer asks for something, the port drains, or `until` comes. `None`: the connection is over.
pub(super) async fn wait(
    stream: &mut Coalesce,
    settings: &Settings,
    stop: &mut Shutdown,
    until: Instant,
) -> Option<Said> {
    let mut quiet = Quiet::new(stream.take_seen());
    send(stream, &greeting(settings)).await?;
    let mut timer = Timer::new(settings.heartbeat);
    loop {
        let mut answer = BytesMut::new();
        let goes_on = quiet.read(Instant::now(), &mut answer);
        if !answer.is_empty() {
            send(stream, &answer).await?;
        }
        if !goes_on {
            return Some(quiet.said());
        }
        timer.heard(&quiet);
        tokio::select! {
            biased;
            more = poll_fn(|cx| poll_read(stream, &mut quiet.rest, cx)) => {
                more?;
            }
            () = stop.draining() => return Some(quiet.said()),
            () = tokio::time::sleep_until(until) => return Some(quiet.said()),
            () = tokio::time::sleep_until(timer.due) => {
                if !quiet.has_settings || quiet.owes_pong {
                    tracing::debug!(peer = %stream.inner().peer().remote, "the peer is silent, connection closed");
                    return None;
                }
                send(stream, &frame(PING, 0, &[0; 8])).await?;
                quiet.owes_pong = true;
                timer.due = Instant::now() + PING_TIMEOUT;
            }
        }
    }
}

/// When silence is looked into.
struct Timer {
    heartbeat: Duration,
    due: Instant,
}

impl Timer {
    fn new(heartbeat: Duration) -> Self {
        Self { heartbeat, due: Instant::now() + HEAD_TIMEOUT }
    }

    /// Something has come, or the loop has just begun.
    fn heard(&mut self, quiet: &Quiet) {
        if quiet.has_settings && !quiet.owes_pong {
            const FOREVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);
            self.due = Instant::now() + self.heartbeat.min(FOREVER);
        }
    }
}

/// What has come.
struct Quiet {
    exchange: BytesMut,
    rest: BytesMut,
    has_settings: bool,
    has_ack: bool,
    owes_pong: bool,
    window: u32,
    pinged: Option<Instant>,
}

impl Quiet {
    fn new(seen: Bytes) -> Self {
        let mut rest = BytesMut::from(&*seen);
        let exchange = rest.split_to(PREFACE_LEN.min(rest.len()));
        Self {
            exchange,
            rest,
            has_settings: false,
            has_ack: false,
            owes_pong: false,
            window: FIRST_WINDOW,
            pinged: None,
        }
    }

    fn said(self) -> Said {
        Said { exchange: self.exchange.freeze(), rest: self.rest.freeze() }
    }

    /// Reads what came as far as it can be dealt with here; `false` where it cannot.
    fn read(&mut self, now: Instant, answer: &mut BytesMut) -> bool {
        while let Some((head, _)) = self.rest.split_first_chunk::<HEAD_LEN>() {
            let Head { length, kind, flags, stream } = Head::read(head);
            if ![SETTINGS, PING, WINDOW_UPDATE].contains(&kind)
                || stream != 0
                || self.exchange.len() + length > KEPT
            {
                return false;
            }
            let Some(payload) = self.rest.get(HEAD_LEN..HEAD_LEN + length) else { return true };
            let is_kept = match (kind, flags & ACK != 0) {
                (SETTINGS, false) if !self.has_settings && are_plain(payload) => {
                    self.has_settings = true;
                    answer.extend_from_slice(&frame(SETTINGS, ACK, &[]));
                    true
                }
                // The first frame is SETTINGS.
                _ if !self.has_settings => return false,
                (SETTINGS, true) if !self.has_ack && length == 0 => {
                    self.has_ack = true;
                    true
                }
                (WINDOW_UPDATE, _) => match opened(self.window, payload) {
                    Some(window) => {
                        self.window = window;
                        true
                    }
                    None => return false,
                },
                (PING, true) if length == 8 && self.owes_pong => {
                    self.owes_pong = false;
                    false
                }
                (PING, false) if length == 8 && self.pinged.is_none_or(|last| now - last >= PING_PACE) => {
                    self.pinged = Some(now);
                    answer.extend_from_slice(&frame(PING, ACK, payload));
                    false
                }
                _ => return false,
            };
            let frame = self.rest.split_to(HEAD_LEN + length);
            if is_kept {
                self.exchange.extend_from_slice(&frame);
            }
        }
        true
    }
}

/// The window after it was opened by as much as `payload` says; `None` when that is nothing, or too much.
fn opened(window: u32, payload: &[u8]) -> Option<u32> {
    let more = u32::from_be_bytes(payload.try_into().ok()?) & MAX_WINDOW;
    window.checked_add(more).filter(|window| more > 0 && *window <= MAX_WINDOW)
}

/// Whether these are settings as the RFCs have them. Wrong ones are for the engine to judge.
fn are_plain(mut payload: &[u8]) -> bool {
    while payload.len() >= 6 {
        let (number, value) = (payload.get_u16(), payload.get_u32());
        let is_plain = match number {
            setting::ENABLE_PUSH | setting::ENABLE_CONNECT_PROTOCOL => value <= 1,
            setting::INITIAL_WINDOW_SIZE => value <= MAX_WINDOW,
            setting::MAX_FRAME_SIZE => MAX_FRAME_SIZES.contains(&value),
            _ => true,
        };
        if !is_plain {
            return false;
        }
    }
    payload.is_empty()
}

/// What the engine says first; a test compares.
fn greeting(settings: &Settings) -> BytesMut {
    let mut all = BytesMut::new();
    let numbers = [
        (setting::MAX_CONCURRENT_STREAMS, settings.max_streams),
        (setting::INITIAL_WINDOW_SIZE, STREAM_WINDOW),
        (setting::MAX_HEADER_LIST_SIZE, MAX_HEADER_LIST),
    ];
    let payload: Vec<u8> = numbers
        .iter()
        .flat_map(|(number, value)| [&number.to_be_bytes()[..], &value.to_be_bytes()].concat())
        .collect();
    all.extend_from_slice(&frame(SETTINGS, 0, &payload));
    all.extend_from_slice(&frame(WINDOW_UPDATE, 0, &(CONNECTION_WINDOW - FIRST_WINDOW).to_be_bytes()));
    all
}

/// A frame of the connection.
fn frame(kind: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
    [&Head { length: payload.len(), kind, flags, stream: 0 }.write()[..], payload].concat()
}

async fn send(stream: &mut Coalesce, bytes: &[u8]) -> Option<()> {
    let sending = async {
        stream.inner().write_all(bytes).await?;
        stream.inner().flush().await
    };
    tokio::time::timeout(PING_TIMEOUT, sending).await.ok()?.ok()
}

/// Reads some bytes, with a buffer that is gone while there are none. `None`: no more come.
pub(super) fn poll_read(
    stream: &mut Coalesce,
    into: &mut BytesMut,
    cx: &mut Context<'_>,
) -> Poll<Option<()>> {
    let mut buffer = [0; KEPT];
    let mut buffer = ReadBuf::new(&mut buffer);
    let read = std::task::ready!(Pin::new(stream.inner()).poll_read(cx, &mut buffer));
    let came = buffer.filled();
    into.extend_from_slice(came);
    Poll::Ready((read.is_ok() && !came.is_empty()).then_some(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::http2::builder;

    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    /// What becomes of frames: how many bytes are kept, how many are left over, what is answered.
    fn read(frames: &[Vec<u8>]) -> (bool, usize, usize, Vec<u8>) {
        let mut quiet = Quiet::new([PREFACE, &frames.concat()].concat().into());
        quiet.owes_pong = true;
        let mut answer = BytesMut::new();
        let goes_on = quiet.read(Instant::now(), &mut answer);
        let said = quiet.said();
        (goes_on, said.exchange.len() - PREFACE_LEN, said.rest.len(), answer.to_vec())
    }

    #[tokio::test]
    async fn the_greeting_is_that_of_the_engine() {
        let settings = Settings { max_streams: 77, ..Settings::default() };
        let (mut client, server) = tokio::io::duplex(4096);
        tokio::spawn(async move {
            let mut connection = builder(&Settings { max_streams: 77, ..Settings::default() })
                .handshake::<_, Bytes>(server)
                .await
                .unwrap();
            connection.accept().await;
        });
        client.write_all(PREFACE).await.unwrap();
        let ours = greeting(&settings);
        let mut theirs = vec![0; ours.len()];
        tokio::io::AsyncReadExt::read_exact(&mut client, &mut theirs).await.unwrap();
        assert_eq!(ours, theirs);
    }

    #[test]
    fn settings_windows_and_pings_are_no_reason_to_wake() {
        let settings = frame(SETTINGS, 0, &[0, 4, 0, 1, 0, 0]);
        let ack = frame(SETTINGS, ACK, &[]);
        let window = frame(WINDOW_UPDATE, 0, &[0, 1, 0, 0]);
        let ping = frame(PING, 0, b"12345678");
        let pong = frame(PING, ACK, b"12345678");
        assert_eq!(read(&[]), (true, 0, 0, Vec::new()));
        let all = [settings.clone(), ack.clone(), window.clone(), ping.clone(), pong.clone()];
        let kept = settings.len() + ack.len() + window.len();
        assert_eq!(read(&all), (true, kept, 0, [ack.clone(), pong.clone()].concat()));
        // A part of a frame is waited for.
        let half = window.get(..11).unwrap().to_vec();
        assert_eq!(read(&[settings.clone(), half]), (true, settings.len(), 11, ack.clone()));
        for (name, odd) in [
            ("a PONG that nobody asked for", vec![pong.clone(), pong.clone()]),
            ("a second PING at once", vec![ping.clone(), ping]),
            ("second settings", vec![settings.clone()]),
            ("a second ACK", vec![ack.clone(), ack.clone()]),
            ("no window", vec![frame(WINDOW_UPDATE, 0, &[0; 4])]),
            ("too much window", vec![frame(WINDOW_UPDATE, 0, &[0x7f, 0xff, 0xff, 0xff])]),
            ("half a PING", vec![frame(PING, 0, b"1234")]),
            ("a head", vec![frame(1, 4, b"")]),
            ("GOAWAY", vec![frame(7, 0, &[0; 8])]),
            ("a window of a stream", vec![vec![0, 0, 4, WINDOW_UPDATE, 0, 0, 0, 0, 1]]),
            ("a large frame", vec![vec![1, 0, 0, PING, 0, 0, 0, 0, 0]]),
        ] {
            let last = odd.last().unwrap().len();
            let (goes_on, _, left, _) = read(&[vec![settings.clone()], odd].concat());
            assert_eq!((goes_on, left), (false, last), "{name}");
        }
        for (name, first) in [
            ("no settings", pong),
            ("wrong settings", frame(SETTINGS, 0, &[0, 5, 0, 0, 0, 1])),
            ("half a setting", frame(SETTINGS, 0, &[0, 5, 0])),
            // RFC 8441, section 3.
            ("CONNECT with a protocol, twice", frame(SETTINGS, 0, &[0, 8, 0, 0, 0, 2])),
        ] {
            assert_eq!(read(std::slice::from_ref(&first)), (false, 0, first.len(), Vec::new()), "{name}");
        }
    }
}
