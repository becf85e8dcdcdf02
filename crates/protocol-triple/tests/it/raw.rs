//! A peer of HTTP/2 that says whatever it likes: it writes frames itself and knows no state.

use std::collections::HashMap;

use dubbors_core::Address;
use dubbors_transport::MemoryConnector;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::hpack::{self, Header};

pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

pub const DATA: u8 = 0;
pub const HEADERS: u8 = 1;
pub const PRIORITY: u8 = 2;
pub const RST: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const PING: u8 = 6;
pub const GOAWAY: u8 = 7;
pub const WINDOW_UPDATE: u8 = 8;
pub const CONTINUATION: u8 = 9;

pub const END_STREAM: u8 = 1;
pub const ACK: u8 = 1;
pub const END_HEADERS: u8 = 4;
pub const PADDED: u8 = 8;

pub const PROTOCOL_ERROR: u32 = 1;
pub const REFUSED_STREAM: u32 = 7;
pub const CANCEL: u32 = 8;
pub const ENHANCE_YOUR_CALM: u32 = 11;

/// One frame as it came.
#[derive(Debug, Clone)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = vec![length[1], length[2], length[3], kind, flags];
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

pub fn reset(stream: u32, code: u32) -> Vec<u8> {
    frame(RST, 0, stream, &code.to_be_bytes())
}

pub fn window_update(stream: u32, more: u32) -> Vec<u8> {
    frame(WINDOW_UPDATE, 0, stream, &more.to_be_bytes())
}

/// A setting with its number.
pub fn setting(number: u16, value: u32) -> Vec<u8> {
    [&number.to_be_bytes()[..], &value.to_be_bytes()].concat()
}

/// The headers of a call of gRPC.
pub fn grpc(method: &str) -> Vec<(&'static str, String)> {
    vec![
        (":method", "POST".to_owned()),
        (":scheme", "http".to_owned()),
        (":path", format!("/demo.Test/{method}")),
        (":authority", "victim".to_owned()),
        ("content-type", "application/grpc".to_owned()),
        ("te", "trailers".to_owned()),
    ]
}

pub fn block(headers: &[(&str, String)]) -> Vec<u8> {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    hpack::block(&headers)
}

/// The head of a call of gRPC.
pub fn head(stream: u32, method: &str, flags: u8) -> Vec<u8> {
    frame(HEADERS, END_HEADERS | flags, stream, &block(&grpc(method)))
}

/// A message behind its prefix.
pub fn message(body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0];
    bytes.extend_from_slice(&u32::try_from(body.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// A whole call of gRPC.
pub fn call(stream: u32, method: &str, body: &[u8]) -> Vec<u8> {
    [head(stream, method, 0), frame(DATA, END_STREAM, stream, &message(body))].concat()
}

/// What became of a stream.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub headers: Vec<Header>,
    pub trailers: Vec<Header>,
    pub data: Vec<u8>,
    pub reset: Option<u32>,
    pub ended: bool,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.iter().chain(&self.trailers);
        all.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn status(&self) -> &str {
        self.header(":status").unwrap_or_default()
    }

    /// The number of gRPC's status.
    pub fn grpc_status(&self) -> Option<u32> {
        self.header("grpc-status")?.parse().ok()
    }

    pub fn text(&self) -> String {
        let text = self.header("grpc-message").unwrap_or_default();
        String::from_utf8_lossy(
            &dubbors_wire::triple::read_message_text(text.as_bytes()).into_owned().into_bytes(),
        )
        .into_owned()
    }

    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.data).into_owned()
    }
}

/// What GOAWAY says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoAway {
    pub last: u32,
    pub code: u32,
    pub text: String,
}

type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// The hostile end of a connection. What comes is read on a task of its own, unless the peer is mute.
pub struct Raw {
    writer: Writer,
    frames: mpsc::UnboundedReceiver<Frame>,
    answers: HashMap<u32, Answer>,
    /// The last one that came.
    pub goaway: Option<GoAway>,
    /// Other frames that came.
    pub others: Vec<Frame>,
    /// Answers to PING that are not sent yet.
    owed: Vec<u8>,
    window: u32,
    /// Heads are not read: the other side keeps a table.
    blind: bool,
}

async fn read_frames(reader: impl AsyncRead + Unpin, frames: mpsc::UnboundedSender<Frame>) {
    let mut reader = BufReader::new(reader);
    loop {
        let mut head = [0; 9];
        if reader.read_exact(&mut head).await.is_err() {
            return;
        }
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        if reader.read_exact(&mut payload).await.is_err() {
            return;
        }
        let stream = u32::from_be_bytes(head[5..].try_into().unwrap()) & 0x7fff_ffff;
        if frames.send(Frame { kind: head[3], flags: head[4], stream, payload }).is_err() {
            return;
        }
    }
}

impl Raw {
    fn new(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        let (send, frames) = mpsc::unbounded_channel();
        tokio::spawn(read_frames(reader, send));
        Self {
            writer: Box::new(writer),
            frames,
            answers: HashMap::new(),
            goaway: None,
            others: Vec::new(),
            owed: Vec::new(),
            window: 1 << 24,
            blind: false,
        }
    }

    /// Connected, and nothing said.
    pub async fn silent(connector: &MemoryConnector) -> Self {
        Self::new(connector.connect().await.unwrap())
    }

    /// Connected, preface and settings sent. The provider is told to keep no table, so that this can read its headers.
    pub async fn open(connector: &MemoryConnector) -> Self {
        let mut raw = Self::silent(connector).await;
        raw.begin().await;
        raw
    }

    /// The same with the windows that everybody begins with.
    pub async fn narrow(connector: &MemoryConnector) -> Self {
        let mut raw = Self::silent(connector).await;
        raw.window = 65_535;
        raw.begin().await;
        raw
    }

    /// The same, but it never reads.
    pub async fn mute(connector: &MemoryConnector) -> Self {
        let (reader, writer) = tokio::io::split(connector.connect().await.unwrap());
        let (send, frames) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let _kept = reader;
            send.closed().await;
        });
        let mut raw = Self {
            writer: Box::new(writer),
            frames,
            answers: HashMap::new(),
            goaway: None,
            others: Vec::new(),
            owed: Vec::new(),
            window: 1 << 24,
            blind: false,
        };
        raw.begin().await;
        raw
    }

    pub async fn tcp(address: &Address) -> Self {
        Self::over(TcpStream::connect(address.to_string()).await.unwrap()).await
    }

    /// Preface and settings sent on a connection that is open.
    pub async fn over(stream: TcpStream) -> Self {
        let mut raw = Self::new(stream);
        raw.begin().await;
        raw
    }

    pub async fn begin(&mut self) {
        self.send(PREFACE).await;
        // No table, and wide windows for what comes.
        let settings = [setting(1, 0), setting(4, self.window)].concat();
        self.send(&frame(SETTINGS, 0, 0, &settings)).await;
        self.send(&frame(SETTINGS, ACK, 0, b"")).await;
        if self.window > 65_535 {
            self.send(&window_update(0, self.window)).await;
        }
    }

    /// Says that nothing more comes, which ends the connection.
    pub async fn close(mut self) {
        let _ = self.writer.shutdown().await;
    }

    /// The provider's end of a connection: the preface has come, and settings were sent.
    pub async fn serving(mut stream: TcpStream, settings: &[u8]) -> Self {
        let mut preface = [0; PREFACE.len()];
        let _ = stream.read_exact(&mut preface).await;
        let mut raw = Self::new(stream);
        raw.blind = true;
        raw.send(&frame(SETTINGS, 0, 0, settings)).await;
        raw.send(&frame(SETTINGS, ACK, 0, b"")).await;
        raw
    }

    /// `false` when the connection is gone.
    pub async fn send(&mut self, bytes: &[u8]) -> bool {
        let owed = std::mem::take(&mut self.owed);
        if !owed.is_empty() && self.writer.write_all(&owed).await.is_err() {
            return false;
        }
        self.writer.write_all(bytes).await.is_ok() && self.writer.flush().await.is_ok()
    }

    /// The next frame, after it was sorted in.
    pub async fn frame(&mut self) -> Option<Frame> {
        let frame = self.frames.recv().await?;
        self.sort(&frame);
        if !self.owed.is_empty() {
            self.send(b"").await;
        }
        Some(frame)
    }

    /// Takes what is there.
    pub fn sort_arrived(&mut self) {
        while let Ok(frame) = self.frames.try_recv() {
            self.sort(&frame);
        }
    }

    fn sort(&mut self, frame: &Frame) {
        let answer = self.answers.entry(frame.stream).or_default();
        let is_end = frame.flags & END_STREAM != 0;
        match frame.kind {
            HEADERS if self.blind => answer.ended |= is_end,
            HEADERS => {
                let headers = hpack::read(&frame.payload);
                if answer.headers.is_empty() {
                    answer.headers = headers
                } else {
                    answer.trailers = headers
                }
                answer.ended |= is_end;
            }
            DATA => {
                answer.data.extend_from_slice(&frame.payload);
                answer.ended |= is_end;
            }
            RST => {
                answer.reset = Some(u32::from_be_bytes(frame.payload[..4].try_into().unwrap()));
            }
            GOAWAY => {
                let number = |at: usize| u32::from_be_bytes(frame.payload[at..at + 4].try_into().unwrap());
                let text = String::from_utf8_lossy(&frame.payload[8..]).into_owned();
                self.goaway = Some(GoAway { last: number(0), code: number(4), text });
            }
            PING if frame.flags & ACK == 0 => {
                self.owed.extend(crate::raw::frame(PING, ACK, 0, &frame.payload));
            }
            _ => self.others.push(frame.clone()),
        }
    }

    /// The answer of a stream that has ended.
    pub fn done(&mut self, stream: u32) -> Option<Answer> {
        self.answers.get(&stream).filter(|answer| answer.ended || answer.reset.is_some())?;
        self.answers.remove(&stream)
    }

    /// The answer of a stream that ended, by itself or not.
    pub async fn answer(&mut self, stream: u32) -> Answer {
        loop {
            if let Some(answer) = self.done(stream) {
                return answer;
            }
            assert!(
                self.frame().await.is_some(),
                "the connection ended before stream {stream}: {:?}",
                self.goaway
            );
        }
    }

    /// A call and its answer.
    pub async fn ask(&mut self, stream: u32, method: &str, body: &[u8]) -> Answer {
        self.send(&call(stream, method, body)).await;
        self.answer(stream).await
    }

    /// Whether a call on this connection is answered well.
    pub async fn works(&mut self, stream: u32) {
        let answer = self.ask(stream, "Echo", b"\x0a\x02on").await;
        assert_eq!((answer.grpc_status(), &answer.data[5..]), (Some(0), &b"\x0a\x02on"[..]), "{answer:?}");
    }

    /// How much may be sent on a stream of which `sent` bytes were sent already, as the provider has told so far.
    pub fn room(&self, stream: u32, sent: usize) -> usize {
        let more = |id: u32| -> usize {
            let of_stream = |frame: &&Frame| frame.kind == WINDOW_UPDATE && frame.stream == id;
            let size = |frame: &Frame| u32::from_be_bytes(frame.payload[..4].try_into().unwrap()) as usize;
            self.others.iter().filter(of_stream).map(size).sum()
        };
        ((1 << 20) + more(stream)).min(65_535 + more(0)).saturating_sub(sent)
    }

    /// Reads to the end of the connection; gives what GOAWAY said.
    pub async fn ended(&mut self) -> Option<GoAway> {
        while self.frame().await.is_some() {}
        self.goaway.clone()
    }
}

/// Waits until the connections have done what they can; time is paused, so that this is when nothing is left to do.
pub async fn rest() {
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
}
