//! The honest floor: frames of a length, an id and a body are echoed; many calls share one connection, each waits for
//! its own answer. No framework, no serialization, no filters.
//!
//! The connection's owner writes what all ready callers have in one go, after yielding once, and reads many frames at
//! once: the same techniques that the framework uses, so that the difference is the framework.

use std::io;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

/// Length of the body in four bytes, the id in four.
const HEADER: usize = 8;
const READ_BUFFER: usize = 64 * 1024;

/// Echoes every frame of every connection, for ever.
///
/// # Errors
/// When no connection can be accepted any more.
pub async fn serve(listener: TcpListener) -> io::Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(echo(stream));
    }
}

async fn echo(mut stream: TcpStream) -> io::Result<()> {
    let (mut input, mut output) = (BytesMut::with_capacity(READ_BUFFER), BytesMut::new());
    loop {
        input.reserve(READ_BUFFER);
        if stream.read_buf(&mut input).await? == 0 {
            return Ok(());
        }
        while let Some((id, body)) = take(&mut input) {
            put(&mut output, id, &body);
        }
        stream.write_all_buf(&mut output).await?;
    }
}

fn put(output: &mut BytesMut, id: u32, body: &[u8]) {
    output.put_u32(u32::try_from(body.len()).unwrap_or(u32::MAX));
    output.put_u32(id);
    output.put_slice(body);
}

fn take(input: &mut BytesMut) -> Option<(u32, Bytes)> {
    let mut header = input.get(..HEADER)?;
    let (length, id) = (header.get_u32(), header.get_u32());
    let end = HEADER + usize::try_from(length).ok()?;
    if input.len() < end {
        return None;
    }
    let mut frame = input.split_to(end);
    frame.advance(HEADER);
    Some((id, frame.freeze()))
}

type Call = (Bytes, oneshot::Sender<Bytes>);

/// A caller of one connection. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client(mpsc::Sender<Call>);

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there.
    pub async fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, calls) = mpsc::channel(4096);
        tokio::spawn(own(stream, calls));
        Ok(Self(sender))
    }

    /// Sends `body` and waits for the same bytes.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn call(&self, body: Bytes) -> io::Result<Bytes> {
        let (waiter, answer) = oneshot::channel();
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe);
        self.0.send((body, waiter)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())
    }
}

/// Calls that wait for their answer; the id of a call is its place.
#[derive(Default)]
struct Pending {
    slots: Vec<Option<oneshot::Sender<Bytes>>>,
    free: Vec<u32>,
}

impl Pending {
    fn add(&mut self, waiter: oneshot::Sender<Bytes>) -> u32 {
        if let Some(id) = self.free.pop()
            && let Some(slot) = self.slots.get_mut(usize::try_from(id).unwrap_or(usize::MAX))
        {
            *slot = Some(waiter);
            return id;
        }
        self.slots.push(Some(waiter));
        u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
    }

    fn take(&mut self, id: u32) -> Option<oneshot::Sender<Bytes>> {
        let waiter = self.slots.get_mut(usize::try_from(id).ok()?)?.take()?;
        self.free.push(id);
        Some(waiter)
    }
}

async fn own(mut stream: TcpStream, mut calls: mpsc::Receiver<Call>) -> io::Result<()> {
    let (mut input, mut output) = (BytesMut::with_capacity(READ_BUFFER), BytesMut::new());
    let mut pending = Pending::default();
    let (mut read, mut write) = stream.split();
    loop {
        tokio::select! {
            call = calls.recv() => {
                let Some((body, waiter)) = call else { return Ok(()) };
                put(&mut output, pending.add(waiter), &body);
                // Ready callers add theirs, so that one write carries many.
                for again in [true, false] {
                    while let Ok((body, waiter)) = calls.try_recv() {
                        put(&mut output, pending.add(waiter), &body);
                    }
                    if again {
                        tokio::task::yield_now().await;
                    }
                }
                write.write_all_buf(&mut output).await?;
            }
            received = read.read_buf(&mut input) => {
                if received? == 0 {
                    return Ok(());
                }
                while let Some((id, body)) = take(&mut input) {
                    if let Some(waiter) = pending.take(id) {
                        // A caller that gave up does not matter here.
                        let _ = waiter.send(body);
                    }
                }
                input.reserve(READ_BUFFER);
            }
        }
    }
}
