//! What attacks do to others: how long the calls of a well-behaved caller take beside them, and without. The times are told,
//! not judged, as they are those of this machine; that every call of the victim is answered is judged.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::Side;
use super::grpc::serve;
use super::place::Place;
use super::report::Report;
use super::subject::{Subject, ours};
use super::tcp::{self, Listener};
use crate::Result;
use crate::http2_frames::{PREFACE, frame, head, reset};

/// How often each is measured, alternating with the victim alone, and for how long.
const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(3);
const QUICK: Duration = Duration::from_millis(300);
/// Connections that attack at a time, and those that stall.
const ATTACKERS: usize = 4;
const STALLED: usize = 1_000;

/// What is called.
const EMPTY: &str = "/grpc.testing.TestService/EmptyCall";
const CALL: &[u8] =
    b"POST /grpc.testing.TestService/EmptyCall HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
    content-length: 2\r\n\r\n{}";

/// What one attacker does until it is told to stop. It gives how many times it did so.
type Attack = fn(port: u16, stop: &AtomicBool) -> usize;

/// What is sent to somebody who throws it away: what the machine makes of the attackers alone.
const CONTROL: &str = "control: rapid reset of nobody";

const ATTACKS: [(&str, usize, Attack); 6] = [
    (CONTROL, ATTACKERS, |port, stop| repeat(port, stop, |id| [head(id, EMPTY), reset(id)].concat())),
    ("S20 rapid reset", ATTACKERS, |port, stop| {
        repeat(port, stop, |id| [head(id, EMPTY), reset(id)].concat())
    }),
    ("S23 SETTINGS", ATTACKERS, |port, stop| repeat(port, stop, |_| frame(4, 0, 0, &[]))),
    ("S23 PING", ATTACKERS, |port, stop| repeat(port, stop, |_| frame(6, 0, 0, &[7; 8]))),
    ("S31 heads that do not end", 1, |port, stop| stall(port, stop, b"POST /x HTTP/1.1\r\nhost: a\r\n")),
    ("S31 prefaces and no more", 1, |port, stop| stall(port, stop, PREFACE)),
];

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    if !place.judges(Side::Server) {
        return Ok(());
    }
    let broken;
    let _server;
    let port = if place.subject == Subject::Ours {
        let port = tcp::free_port()?;
        let program = Command::new(ours(place.workspace, "grpc-interop-server"));
        _server = serve(place, "server", program, port, None)?;
        port
    } else {
        // The calls are in JSON, which no other server of the cases reads.
        broken = Listener::broken()?;
        broken.port
    };
    let nobody = Listener::start(|mut stream| {
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    })?;
    let time = if place.quick { QUICK } else { ROUND };
    for (name, attackers, attack) in ATTACKS {
        let target = if name == CONTROL { nobody.port } else { port };
        let mut outcome = Ok(());
        let (mut alone, mut beside, mut done) = (Vec::new(), Vec::new(), 0);
        for _ in 0..ROUNDS {
            let (quiet, loud) = (victim(port, time), under((port, target), time, attackers, attack));
            match (quiet, loud) {
                (Ok(quiet), (Ok(loud), count)) => {
                    alone.push(quiet);
                    beside.push(loud);
                    done += count;
                }
                (quiet, (loud, _)) => outcome = outcome.and(quiet.and(loud).map(drop)),
            }
        }
        report.case(name, outcome);
        if let (Some(alone), Some(beside)) = (median(alone), median(beside)) {
            let ratio = beside.as_secs_f64() / alone.as_secs_f64();
            report.note(format!(
                "{name}: p99 {beside:.2?}, {ratio:.2} times the {alone:.2?} alone; {done} times done"
            ));
        }
    }
    Ok(())
}

/// The victim's p99 at the first port while others attack the second, and how often they did what they do.
fn under(
    (port, target): (u16, u16),
    time: Duration,
    attackers: usize,
    attack: Attack,
) -> (Result<Duration>, usize) {
    let stop = Arc::new(AtomicBool::new(false));
    let done = Arc::new(AtomicUsize::new(0));
    let threads: Vec<_> = (0..attackers)
        .map(|_| {
            let (stop, done) = (Arc::clone(&stop), Arc::clone(&done));
            std::thread::spawn(move || done.fetch_add(attack(target, &stop), Ordering::Relaxed))
        })
        .collect();
    // Until they are at it.
    std::thread::sleep(time / 10);
    let result = victim(port, time);
    stop.store(true, Ordering::Relaxed);
    for thread in threads {
        let _ = thread.join();
    }
    (result, done.load(Ordering::Relaxed))
}

/// Calls one after the other on one connection; gives the time that 99 of 100 did not exceed.
fn victim(port: u16, time: Duration) -> Result<Duration> {
    let failed = |error: std::io::Error| format!("the victim was not served: {error}");
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    stream.set_nodelay(true).map_err(failed)?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).map_err(failed)?;
    let end = Instant::now() + time;
    let mut times = Vec::new();
    let mut answer = [0; 1024];
    while Instant::now() < end {
        let begin = Instant::now();
        stream.write_all(CALL).map_err(failed)?;
        let length = stream.read(&mut answer).map_err(failed)?;
        let answer = answer.get(..length).unwrap_or_default();
        if !answer.starts_with(b"HTTP/1.1 200") || !answer.ends_with(b"{}") {
            return Err(format!("the victim was answered: {}", String::from_utf8_lossy(answer)));
        }
        times.push(begin.elapsed());
    }
    times.sort_unstable();
    times.get(times.len() * 99 / 100).copied().ok_or_else(|| "no call was made".to_owned())
}

fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort_unstable();
    times.get(times.len() / 2).copied()
}

/// Sends what `one` makes of each stream's number, on a new connection whenever the old one is closed.
fn repeat(port: u16, stop: &AtomicBool, one: fn(u32) -> Vec<u8>) -> usize {
    let mut done = 0;
    while !stop.load(Ordering::Relaxed) {
        let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { continue };
        let _ = stream.set_write_timeout(Some(Duration::from_millis(200)));
        let mut sent = stream.write_all(PREFACE);
        let mut id = 1;
        while sent.is_ok() && !stop.load(Ordering::Relaxed) {
            let many: Vec<u8> = (0..50).flat_map(|at| one(id + 2 * at)).collect();
            id += 100;
            done += 50;
            sent = stream.write_all(&many);
        }
    }
    done
}

/// Opens many connections that say so much and no more, again when they are closed.
fn stall(port: u16, stop: &AtomicBool, said: &[u8]) -> usize {
    let mut open = Vec::new();
    while open.len() < STALLED && !stop.load(Ordering::Relaxed) {
        let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { break };
        if stream.write_all(said).is_ok() {
            open.push(stream);
        }
    }
    while !stop.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(10));
    }
    open.len()
}
