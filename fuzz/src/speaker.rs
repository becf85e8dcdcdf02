//! One end of a connection that says frames of HTTP/2, a message of HTTP/1, or anything.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use arbitrary::Arbitrary;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::frames::{Body, Part, frame};

/// Pseudo headers and content type.
pub type Head = Vec<(&'static str, &'static str)>;

/// What is said.
#[derive(Debug, Arbitrary)]
pub enum Sent {
    Frames {
        begin: bool,
        parts: Vec<Part>,
    },
    /// A message of HTTP/1 and whatever follows it.
    Http1 {
        kind: u8,
        chunked: bool,
        body: Body,
        rest: Vec<u8>,
    },
    Bytes(Vec<u8>),
}

/// What a client and a server say each in its own way.
#[derive(Clone, Copy)]
pub struct Speaker {
    /// What a connection of HTTP/2 begins with, before SETTINGS.
    pub preface: &'static [u8],
    /// How long it waits before SETTINGS, in milliseconds.
    pub settings_after: u64,
    /// The head of a kind of message.
    pub head: fn(u8) -> Head,
    /// The same in HTTP/1, without its length and its end.
    pub http1: fn(u8) -> String,
}

impl Speaker {
    /// The pieces, each with the milliseconds to wait before it.
    pub fn pieces(self, sent: &Sent) -> Vec<(Vec<u8>, u64)> {
        match sent {
            Sent::Frames { begin, parts } => {
                let mut pieces = vec![(self.preface.to_vec(), 0)];
                if *begin {
                    pieces.push(([frame(4, 0, 0, b""), frame(4, 1, 0, b"")].concat(), self.settings_after));
                }
                pieces.extend(parts.iter().map(|part| match part.bytes(self.head) {
                    Ok(bytes) => (bytes, 0),
                    Err(millis) => (Vec::new(), millis),
                }));
                pieces
            }
            Sent::Http1 { kind, chunked, body, rest } => {
                let body = body.bytes();
                let mut text = (self.http1)(*kind);
                text += &match chunked {
                    true => format!("transfer-encoding: chunked\r\n\r\n{:x}\r\n", body.len()),
                    false => format!("content-length: {}\r\n\r\n", body.len()),
                };
                let end: &[u8] = if *chunked { b"\r\n0\r\n\r\n" } else { b"" };
                vec![([text.as_bytes(), &body, end, rest].concat(), 0)]
            }
            Sent::Bytes(bytes) => vec![(bytes.clone(), 0)],
        }
    }
}

/// Says all pieces, as long as somebody listens.
pub async fn say(pieces: Vec<(Vec<u8>, u64)>, to: &mut (impl AsyncWrite + Unpin)) {
    for (bytes, millis) in pieces {
        tokio::time::sleep(Duration::from_millis(millis)).await;
        if to.write_all(&bytes).await.is_err() {
            return;
        }
    }
}

/// Runs to the end on one thread, where time passes when nobody has anything else to do.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().start_paused(true).build().expect("a runtime").block_on(work)
}

/// What `work` gives, which waits for nothing.
pub fn now<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(made) => made,
        Poll::Pending => panic!("it waits"),
    }
}
