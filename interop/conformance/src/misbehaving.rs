//! A server of HTTP/2 that does what clients have to live with: it ends streams and connections in the middle, asks all the
//! time whether the client is there, and allows one call at a time (gRPC's negative HTTP/2 interop cases).
//!
//! It answers every call as `UnaryCall` of the interop cases with a large answer, frame by frame, and judges what the client
//! does about it.

mod connection;
mod wire;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;

/// How long the client may take for all calls of a case, and for its last words.
const CASE: Duration = Duration::from_secs(50);
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What the server does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// GOAWAY behind the first answer; the second call has to come on another connection.
    GoAway,
    /// RST_STREAM behind the head of an answer.
    RstAfterHeader,
    /// RST_STREAM in the middle of an answer's message.
    RstDuringData,
    /// RST_STREAM behind the message, where the trailers should be.
    RstAfterData,
    /// PING around every frame; all have to be answered.
    Ping,
    /// One stream at a time.
    MaxStreams,
}

impl Case {
    /// The case that gRPC calls so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "goaway" => Self::GoAway,
            "rst_after_header" => Self::RstAfterHeader,
            "rst_during_data" => Self::RstDuringData,
            "rst_after_data" => Self::RstAfterData,
            "ping" => Self::Ping,
            "max_streams" => Self::MaxStreams,
            _ => return None,
        })
    }

    /// Calls that a client makes.
    fn calls(self) -> usize {
        match self {
            Self::GoAway => 2,
            Self::MaxStreams => 16,
            _ => 1,
        }
    }
}

/// What was seen of the client, on all its connections.
#[derive(Debug, Default)]
struct Seen {
    connections: AtomicUsize,
    calls: AtomicUsize,
    pings: AtomicUsize,
    pongs: AtomicUsize,
    faults: Mutex<Vec<String>>,
}

impl Seen {
    fn fault(&self, what: impl Into<String>) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push(what.into());
    }
}

/// Serves one client through a case; gives what it did wrong.
///
/// # Errors
/// What keeps the server from listening.
pub async fn judge(address: SocketAddr, case: Case) -> std::io::Result<Vec<String>> {
    let listener = TcpListener::bind(address).await?;
    let seen = Arc::new(Seen::default());
    let serving = async {
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            tokio::spawn(connection::serve(stream, case, Arc::clone(&seen)));
        }
    };
    let called = async {
        while seen.calls.load(Ordering::SeqCst) < case.calls() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // A call too many would come now.
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        () = serving => {}
        result = tokio::time::timeout(CASE, called) => if result.is_err() {
            seen.fault("the calls did not come in time");
        },
    }
    let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
    let (connections, calls) = (count(&seen.connections), count(&seen.calls));
    if calls != case.calls() {
        seen.fault(format!("{calls} calls came, not {}", case.calls()));
    }
    let wanted = match case {
        Case::GoAway => 2,
        // A client may wait for its turn, or open more connections.
        Case::MaxStreams => connections,
        _ => 1,
    };
    if connections != wanted {
        seen.fault(format!("{connections} connections with calls, not {wanted}"));
    }
    let (pings, pongs) = (count(&seen.pings), count(&seen.pongs));
    if pings != pongs {
        seen.fault(format!("{pongs} of {pings} PINGs were answered"));
    }
    let faults = seen.faults.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(faults)
}
