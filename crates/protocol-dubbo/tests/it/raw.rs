//! A peer that says whatever it likes.

use dubbors_core::Address;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

pub struct Raw<S = TcpStream>(pub S);

/// One frame as it came.
#[derive(Debug)]
pub struct Frame {
    pub flag: u8,
    pub status: u8,
    pub id: i64,
    pub body: Vec<u8>,
}

impl Frame {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Raw {
    pub async fn connect(address: &Address) -> Self {
        Self(TcpStream::connect(address.to_string()).await.unwrap())
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Raw<S> {
    pub async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.unwrap();
    }

    /// The next frame, or `None` at the end of the stream.
    pub async fn frame(&mut self) -> Option<Frame> {
        let mut header = [0; 16];
        self.0.read_exact(&mut header).await.ok()?;
        let length = u32::from_be_bytes(header[12..].try_into().unwrap());
        let mut body = vec![0; length as usize];
        self.0.read_exact(&mut body).await.ok()?;
        let id = i64::from_be_bytes(header[4..12].try_into().unwrap());
        Some(Frame { flag: header[2], status: header[3], id, body })
    }
}

pub fn frame(flag: u8, id: i64, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0xda, 0xbb, flag, 0];
    bytes.extend_from_slice(&id.to_be_bytes());
    bytes.extend_from_slice(&u32::try_from(body.len()).unwrap().to_be_bytes());
    bytes.extend_from_slice(body);
    bytes
}

/// The strings of a request for `demo.Test`, all shorter than 32 characters or written in the two-byte form.
pub fn head(method: &str, descriptor: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for text in ["2.0.2", "demo.Test", "0.0.0", method, descriptor] {
        string(&mut body, text);
    }
    body
}

pub fn string(body: &mut Vec<u8>, text: &str) {
    let length = text.len();
    if length < 32 {
        body.push(u8::try_from(length).unwrap());
    } else {
        body.push(0x30 + u8::try_from(length >> 8).unwrap());
        body.push(u8::try_from(length & 255).unwrap());
    }
    body.extend_from_slice(text.as_bytes());
}
