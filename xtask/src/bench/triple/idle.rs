//! What a connection costs a server that has nothing to do for it: memory of the process, which is all that a machine
//! with many connections asks about.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use super::cost::Cost;
use super::peer::Running;
use super::progress;
use crate::Result;
use crate::http2_frames::{HEAD_LEN, PREFACE, frame, head};
use crate::process::Groups;

/// Connections of each kind. Both kinds and the first ones are open at a time, and many systems allow a process 1024
/// files.
const CONNECTIONS: usize = 400;
/// Those before any is counted: a server's first ones make what all share.
const FIRST: usize = 50;
/// How long a server may take to answer, and to come to rest.
const PATIENCE: Duration = Duration::from_secs(20);
/// A server is at rest when its memory is the same after this time.
const REST: Duration = Duration::from_millis(500);

/// Each peer in a process of its own that has done nothing before.
pub(crate) fn all(groups: &Groups, peers: &[Running], logs: &Path, notes: &mut Vec<String>) -> Vec<Cost> {
    progress("idle connections");
    let mut costs = Vec::new();
    for peer in peers {
        match Running::start(groups, peer.kind, peer.program.clone(), logs).and_then(|fresh| one(&fresh)) {
            Ok(figures) => costs.extend(figures),
            Err(problem) => notes.push(format!("{}: idle connections: {problem}", peer.kind.name())),
        }
    }
    costs
}

fn one(peer: &Running) -> Result<[Cost; 2]> {
    let open = |count: usize, has_called: bool| -> Result<Vec<TcpStream>> {
        (0..count).map(|_| connection(peer, has_called)).collect()
    };
    let _first = open(FIRST, true)?;
    let empty = at_rest(peer)?;
    let _unused = open(CONNECTIONS, false)?;
    let unused = at_rest(peer)?;
    let _used = open(CONNECTIONS, true)?;
    let used = at_rest(peer)?;
    let cost = |title: &str, from: u32, to: u32| Cost {
        title: title.to_owned(),
        kind: peer.kind,
        figure: f64::from(to.saturating_sub(from)) / CONNECTIONS as f64,
    };
    Ok([
        cost("KiB of a connection without calls", empty, unused),
        cost("KiB of a connection after its call", unused, used),
    ])
}

/// An open connection whose server has answered all there was.
fn connection(peer: &Running, has_called: bool) -> Result<TcpStream> {
    let place = peer.place();
    let failed = |error: std::io::Error| format!("{place}: {error}");
    let mut stream = TcpStream::connect(place).map_err(failed)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(failed)?;
    let mut sent = PREFACE.to_vec();
    if has_called {
        sent.extend(head(1, "/bench.Echo/Unary"));
        // An empty message is a prefix alone.
        sent.extend(frame(0, 1, 1, &[0; 5]));
    }
    stream.write_all(&sent).map_err(failed)?;
    loop {
        let mut head = [0; HEAD_LEN];
        stream.read_exact(&mut head).map_err(failed)?;
        let [_, l1, l0, kind, flags, stream_number @ ..] = head;
        let mut payload = vec![0; usize::from(u16::from_be_bytes([l1, l0]))];
        stream.read_exact(&mut payload).map_err(failed)?;
        // The end of the call's stream, or that the settings were read.
        let is_last =
            if has_called { kind <= 1 && u32::from_be_bytes(stream_number) == 1 } else { kind == 4 };
        if is_last && flags & 1 != 0 {
            return Ok(stream);
        }
    }
}

/// The memory of the server when it has come to rest, in KiB.
fn at_rest(peer: &Running) -> Result<u32> {
    let end = Instant::now() + PATIENCE;
    let mut before = peer.server_memory()?;
    loop {
        std::thread::sleep(REST);
        let now = peer.server_memory()?;
        if now == before || Instant::now() >= end {
            return Ok(now);
        }
        before = now;
    }
}
