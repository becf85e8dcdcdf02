//! One connection of the misbehaving server.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use dubbors::protobuf::prost::Message as _;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::wire::{
    ACK, DATA, END_HEADERS, END_STREAM, Frame, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE, MAX_CONCURRENT_STREAMS,
    PING, PREFACE, RST_STREAM, SETTINGS, WINDOW_UPDATE, block, put,
};
use super::{Case, Seen};
use crate::protos::grpc::testing::{Payload, SimpleResponse};

/// The size that the interop cases ask for.
const LARGE: usize = 314_159;
/// The longest DATA frame.
const FRAME: usize = 16 * 1024;
const FIRST_WINDOW: i64 = 65_535;
/// NO_ERROR, as gRPC's own server resets.
const NO_ERROR: u32 = 0;
const REFUSED_STREAM: u32 = 7;
/// No code of HTTP/2. What of a message is missing is then all that a client can go by.
const NO_CODE: u32 = 0xff;

/// What is left to be sent on a stream, and how much the client takes.
struct Stream {
    rest: Option<Vec<u8>>,
    window: i64,
}

struct Connection {
    case: Case,
    seen: Arc<Seen>,
    out: Vec<u8>,
    streams: HashMap<u32, Stream>,
    window: i64,
    first_window: i64,
    last: u32,
    is_leaving: bool,
    /// The client has said that it knows our settings.
    is_acknowledged: bool,
}

pub(super) async fn serve(mut stream: TcpStream, case: Case, seen: Arc<Seen>) {
    let _ = stream.set_nodelay(true);
    if stream.read_exact(&mut [0; PREFACE]).await.is_err() {
        return;
    }
    let mut connection = Connection {
        case,
        seen,
        out: Vec::new(),
        streams: HashMap::new(),
        window: FIRST_WINDOW,
        first_window: FIRST_WINDOW,
        last: 0,
        is_leaving: false,
        is_acknowledged: false,
    };
    let mut settings = Vec::new();
    if case == Case::MaxStreams {
        settings.extend_from_slice(&MAX_CONCURRENT_STREAMS.to_be_bytes());
        settings.extend_from_slice(&1_u32.to_be_bytes());
    }
    put(&mut connection.out, SETTINGS, 0, 0, &settings);
    loop {
        if stream.write_all(&std::mem::take(&mut connection.out)).await.is_err() {
            return;
        }
        let Some(frame) = Frame::read(&mut stream).await else { return };
        connection.read(&frame);
    }
}

impl Connection {
    fn read(&mut self, frame: &Frame) {
        match frame.kind {
            SETTINGS if frame.flags & ACK == 0 => {
                for (number, value) in frame.settings() {
                    if number == INITIAL_WINDOW_SIZE {
                        let more = i64::from(value) - self.first_window;
                        self.first_window += more;
                        self.streams.values_mut().for_each(|stream| stream.window += more);
                    }
                }
                put(&mut self.out, SETTINGS, ACK, 0, &[]);
                self.send_all();
            }
            SETTINGS => self.is_acknowledged = true,
            PING if frame.flags & ACK == 0 => put(&mut self.out, PING, ACK, 0, &frame.payload),
            PING => {
                self.seen.pongs.fetch_add(1, Ordering::SeqCst);
            }
            WINDOW_UPDATE => {
                let more = i64::from(frame.number().unwrap_or_default());
                match self.streams.get_mut(&frame.stream) {
                    Some(stream) => stream.window += more,
                    None if frame.stream == 0 => self.window += more,
                    None => {}
                }
                self.send_all();
            }
            HEADERS => self.begin(frame.stream),
            DATA if !frame.payload.is_empty() => {
                let is_open = self.streams.contains_key(&frame.stream);
                let length = u32::try_from(frame.payload.len()).unwrap_or(u32::MAX).to_be_bytes();
                put(&mut self.out, WINDOW_UPDATE, 0, 0, &length);
                if is_open && !frame.is_last() {
                    put(&mut self.out, WINDOW_UPDATE, 0, frame.stream, &length);
                }
            }
            RST_STREAM => {
                self.seen.fault(format!("the client reset stream {}", frame.stream));
                self.streams.remove(&frame.stream);
            }
            _ => {}
        }
        if frame.is_last() && self.streams.contains_key(&frame.stream) {
            self.answer(frame.stream);
        }
    }

    fn begin(&mut self, stream: u32) {
        if self.is_leaving {
            self.seen.fault("a call on a connection that had said GOAWAY");
        }
        if self.last == 0 {
            self.seen.connections.fetch_add(1, Ordering::SeqCst);
        }
        self.last = self.last.max(stream);
        self.streams.insert(stream, Stream { rest: None, window: self.first_window });
        if self.case == Case::MaxStreams && self.streams.len() > 1 {
            if self.is_acknowledged {
                self.seen.fault(format!("{} streams at once, one is allowed", self.streams.len()));
            }
            // Begun before it could know; such a call may be made again.
            self.streams.remove(&stream);
            put(&mut self.out, RST_STREAM, 0, stream, &REFUSED_STREAM.to_be_bytes());
        }
    }

    fn answer(&mut self, stream: u32) {
        let head = block(&[(":status", "200"), ("content-type", "application/grpc")]);
        self.put(HEADERS, END_HEADERS, stream, &head);
        let payload = Some(Payload { body: vec![0; LARGE].into(), ..Payload::default() });
        let message = SimpleResponse { payload, ..SimpleResponse::default() }.encode_to_vec();
        let mut bytes = vec![0];
        bytes.extend_from_slice(&u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(&message);
        match self.case {
            Case::RstAfterHeader => return self.reset(stream, NO_ERROR),
            Case::RstDuringData => bytes.truncate(FRAME),
            _ => {}
        }
        if let Some(stream) = self.streams.get_mut(&stream) {
            stream.rest = Some(bytes);
        }
        self.send_all();
    }

    /// Sends what windows allow, on all streams.
    fn send_all(&mut self) {
        let mut ids: Vec<u32> = self.streams.keys().copied().collect();
        ids.sort_unstable();
        for id in ids {
            while let Some(part) = self.part(id) {
                self.put(DATA, 0, id, &part);
            }
            let is_sent = |stream: &Stream| stream.rest.as_ref().is_some_and(Vec::is_empty);
            if self.streams.get(&id).is_some_and(is_sent) {
                self.end(id);
            }
        }
    }

    /// The next bytes of a stream that may be sent.
    fn part(&mut self, id: u32) -> Option<Vec<u8>> {
        let stream = self.streams.get_mut(&id)?;
        let rest = stream.rest.as_mut()?;
        let room = usize::try_from(stream.window.min(self.window)).unwrap_or(0).min(FRAME).min(rest.len());
        if room == 0 {
            return None;
        }
        let part: Vec<u8> = rest.drain(..room).collect();
        let sent = i64::try_from(room).unwrap_or(i64::MAX);
        stream.window -= sent;
        self.window -= sent;
        Some(part)
    }

    /// The message of a stream was sent.
    fn end(&mut self, id: u32) {
        match self.case {
            Case::RstAfterData => return self.reset(id, NO_ERROR),
            Case::RstDuringData => return self.reset(id, NO_CODE),
            _ => {}
        }
        self.put(HEADERS, END_HEADERS | END_STREAM, id, &block(&[("grpc-status", "0")]));
        if self.case == Case::GoAway && !self.is_leaving && self.seen.connections.load(Ordering::SeqCst) == 1
        {
            self.is_leaving = true;
            let words = [self.last.to_be_bytes(), NO_ERROR.to_be_bytes()].concat();
            put(&mut self.out, GOAWAY, 0, 0, &words);
        }
        self.done(id);
    }

    fn reset(&mut self, id: u32, code: u32) {
        self.put(RST_STREAM, 0, id, &code.to_be_bytes());
        self.done(id);
    }

    fn done(&mut self, id: u32) {
        self.streams.remove(&id);
        self.seen.calls.fetch_add(1, Ordering::SeqCst);
    }

    /// A frame of an answer.
    fn put(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        self.ping();
        put(&mut self.out, kind, flags, stream, payload);
        self.ping();
    }

    fn ping(&mut self) {
        if self.case == Case::Ping {
            let number = self.seen.pings.fetch_add(1, Ordering::SeqCst);
            put(&mut self.out, PING, 0, 0, &u64::try_from(number).unwrap_or(0).to_be_bytes());
        }
    }
}
