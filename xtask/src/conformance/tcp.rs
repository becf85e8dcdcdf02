//! Plain TCP of the runner itself: free ports, a server that cannot answer, and a forwarder that counts connections.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use crate::Result;

fn local(port: u16) -> SocketAddrV4 {
    SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)
}

/// A port nobody listens on just now.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(local(0)).map_err(|error| format!("no free port: {error}"))?;
    port_of(&listener)
}

fn port_of(listener: &TcpListener) -> Result<u16> {
    listener.local_addr().map(|address| address.port()).map_err(|error| format!("no address: {error}"))
}

/// Whether something takes connections on the port.
pub(crate) fn listens(port: u16) -> bool {
    TcpStream::connect_timeout(&local(port).into(), Duration::from_millis(500)).is_ok()
}

/// Takes connections on a port until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) port: u16,
    taken: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
}

impl Listener {
    /// Each connection is handled on a thread of its own.
    pub(crate) fn start(handle: impl Fn(TcpStream) + Send + Sync + 'static) -> Result<Self> {
        let listener = TcpListener::bind(local(0)).map_err(|error| format!("cannot listen: {error}"))?;
        let port = port_of(&listener)?;
        let (taken, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (counter, end) = (Arc::clone(&taken), Arc::clone(&ended));
        let handle = Arc::new(handle);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                counter.fetch_add(1, Ordering::Relaxed);
                let handle = Arc::clone(&handle);
                std::thread::spawn(move || handle(stream));
            }
        });
        Ok(Self { port, taken, ended })
    }

    /// Passes everything on to another port, both ways.
    pub(crate) fn forward(to: u16) -> Result<Self> {
        Self::start(move |near| {
            let Ok(far) = TcpStream::connect(local(to)) else { return };
            let (Ok(near_again), Ok(far_again)) = (near.try_clone(), far.try_clone()) else { return };
            let upstream = std::thread::spawn(move || pass(near_again, far_again));
            pass(far, near);
            let _ = upstream.join();
        })
    }

    /// A server that is none: it answers every connection with an error of HTTP/1.1 and closes it.
    pub(crate) fn broken() -> Result<Self> {
        Self::start(|mut stream| {
            let mut first = [0; 1024];
            let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
            let _ = stream.read(&mut first);
            let _ = stream.write_all(
                b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            );
        })
    }

    /// How many connections came so far.
    pub(crate) fn connections(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // Wakes the thread, so that it sees that it is over.
        let _ = TcpStream::connect(local(self.port));
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(std::net::Shutdown::Write);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forwarder_counts_what_it_passes_on() -> Result<()> {
        let server = Listener::broken()?;
        let forwarder = Listener::forward(server.port)?;
        for _ in 0..2 {
            let mut stream = TcpStream::connect(local(forwarder.port)).map_err(|error| error.to_string())?;
            let mut answer = String::new();
            stream.write_all(b"x").map_err(|error| error.to_string())?;
            stream.read_to_string(&mut answer).map_err(|error| error.to_string())?;
            assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        }
        assert_eq!((forwarder.connections(), server.connections()), (2, 2));
        Ok(())
    }
}
