//! Request smuggling: haproxy and nginx in front of our server, and requests of HTTP/1.1 that the two might cut at different
//! places. Where they do, a request that one caller has hidden is answered to the next one, who asked for something else.

mod vectors;

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use self::vectors::{SMUGGLED, Vector, call};
use super::Side;
use super::grpc::serve;
use super::place::Place;
use super::report::Report;
use super::subject::{Subject, ours};
use super::tcp::{self, Listener};
use crate::Result;
use crate::process::Process;

/// How long an attacker listens, and a victim waits.
const LISTEN: Duration = Duration::from_millis(150);
const WAIT: Duration = Duration::from_secs(5);
/// Of the vectors every so many with `--quick`.
const QUICK: usize = 5;
/// How often a victim asks again whom a proxy could not serve.
const AGAIN: usize = 5;

/// A proxy, and its configuration with the ports put in.
struct Proxy {
    name: &'static str,
    config: fn(near: u16, far: u16, folder: &Path) -> String,
    arguments: fn(config: &Path) -> Vec<String>,
}

const PROXIES: [Proxy; 2] = [
    Proxy {
        name: "haproxy",
        config: |near, far, _| {
            format!(
                "global\n    maxconn 200\ndefaults\n    mode http\n    timeout connect 5s\n    timeout client 10s\n    \
                 timeout server 10s\n    option http-keep-alive\n    http-reuse always\nlisten all\n    \
                 bind 127.0.0.1:{near}\n    server ours 127.0.0.1:{far} maxconn 1 pool-max-conn 1\n"
            )
        },
        arguments: |config| vec!["-db".to_owned(), "-f".to_owned(), config.display().to_string()],
    },
    Proxy {
        name: "nginx",
        config: |near, far, folder| {
            let folder = folder.display();
            format!(
                "daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n\
                 events {{ worker_connections 200; }}\nhttp {{ access_log off; client_body_temp_path {folder}/b;\n\
                 proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;\n\
                 scgi_temp_path {folder}/s; upstream ours {{ server 127.0.0.1:{far}; keepalive 1; }}\n\
                 server {{ listen 127.0.0.1:{near}; location / {{ proxy_pass http://ours; proxy_http_version 1.1;\n\
                 proxy_set_header Connection \"\"; proxy_request_buffering off; }} }} }}\n"
            )
        },
        arguments: |config| vec!["-c".to_owned(), config.display().to_string()],
    },
];

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    if !place.judges(Side::Server) {
        return Ok(());
    }
    let broken;
    let _server: Process;
    let far = if place.subject == Subject::Ours {
        let port = tcp::free_port()?;
        let program = Command::new(ours(place.workspace, "grpc-interop-server"));
        _server = serve(place, "server", program, port, None)?;
        port
    } else {
        // Nobody else answers with JSON, so that there is only one to show that a fault is found.
        broken = cuts_wrongly()?;
        broken.port
    };
    let step = if place.quick { QUICK } else { 1 };
    let vectors: Vec<Vector> = vectors::all().into_iter().step_by(step).collect();
    judge(report, "no proxy", far, &vectors);
    for proxy in &PROXIES {
        let program = match program(proxy.name) {
            Ok(program) => program,
            Err(reason) => {
                report.skip(proxy.name, reason);
                continue;
            }
        };
        let near = tcp::free_port()?;
        let config = place.logs.join(format!("{}.conf", proxy.name));
        std::fs::write(&config, (proxy.config)(near, far, &place.logs))
            .map_err(|error| format!("{}: {error}", config.display()))?;
        let mut command = Command::new(program);
        command.args((proxy.arguments)(&config));
        let _proxy = place.serve(proxy.name, command, near)?;
        judge(report, proxy.name, near, &vectors);
    }
    report.note(format!("{} vectors for each way", vectors.len()));
    Ok(())
}

/// Where a proxy is; it is installed where that can be done.
fn program(name: &str) -> Result<PathBuf> {
    let find = || {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
        folders.map(|folder| folder.join(name)).find(|program| program.is_file())
    };
    if let Some(program) = find() {
        return Ok(program);
    }
    eprintln!("conformance: installing {name}");
    let mut install = Command::new("apt-get");
    install
        .args(["install", "-y", "-q", "--no-install-recommends", name])
        .env("DEBIAN_FRONTEND", "noninteractive");
    let installed = install.output().is_ok_and(|output| output.status.success());
    let found = find().filter(|_| installed);
    found.ok_or_else(|| format!("it is not here and cannot be installed; get it: apt-get install {name}"))
}

/// Sends each vector, and has somebody else call behind it.
fn judge(report: &mut Report, way: &str, port: u16, vectors: &[Vector]) {
    let mut number = 0;
    for vector in vectors {
        attack(port, &vector.bytes);
        let mut result = Ok(());
        // Two, as a proxy may have two connections to the server.
        for _ in 0..2 {
            number += 1;
            result = result.and_then(|()| victim(port, &format!("victim-{number}")));
        }
        report.case(format!("{way}: {}", vector.name), result);
    }
}

fn connect(port: u16, wait: Duration) -> std::io::Result<TcpStream> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(wait))?;
    Ok(stream)
}

/// Whatever is answered is the attacker's own.
fn attack(port: u16, bytes: &[u8]) {
    let Ok(mut stream) = connect(port, LISTEN) else { return };
    let _ = stream.write_all(bytes);
    let mut answer = [0; 16 * 1024];
    let _ = stream.read(&mut answer);
}

/// A well-behaved caller gets the answer to what it asked.
fn victim(port: u16, marker: &str) -> Result<()> {
    let mut last = String::new();
    for _ in 0..AGAIN {
        let answer = ask(port, marker);
        if answer.contains(SMUGGLED) {
            return Err(format!("somebody else got the answer to what was hidden: {answer}"));
        }
        if answer.starts_with("HTTP/1.1 200") && answer.contains(marker) {
            return Ok(());
        }
        // A proxy whose connection to the server has just been closed says so.
        let is_excuse = answer.starts_with("HTTP/1.1 50") || answer.is_empty();
        if !is_excuse {
            return Err(format!("somebody else got the answer to another question: {answer}"));
        }
        last = answer;
    }
    Err(format!("nobody was served any more: {last}"))
}

fn ask(port: u16, marker: &str) -> String {
    let Ok(mut stream) = connect(port, WAIT) else { return String::new() };
    let _ = stream.write_all(call(marker).as_bytes());
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    // To the end of the one answer, whose body is `{}` or an error.
    while !String::from_utf8_lossy(&answer).ends_with('}') {
        match stream.read(&mut part) {
            Ok(0) | Err(_) => break,
            Ok(n) => answer.extend_from_slice(part.get(..n).unwrap_or_default()),
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
    String::from_utf8_lossy(&answer).into_owned()
}

/// A server that takes what is behind a head for the next request, whatever the head says of a body.
fn cuts_wrongly() -> Result<Listener> {
    Listener::start(|mut stream| {
        let mut seen = Vec::new();
        let mut part = [0; 4096];
        while let Ok(n @ 1..) = stream.read(&mut part) {
            seen.extend_from_slice(part.get(..n).unwrap_or_default());
            while let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(seen.get(..end).unwrap_or_default()).into_owned();
                seen.drain(..end + 4);
                let name = "x-grpc-test-echo-initial:";
                let lines = head
                    .lines()
                    .find_map(|line| line.to_ascii_lowercase().strip_prefix(name).map(str::to_owned));
                let marker = lines.unwrap_or_default();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nx-grpc-test-echo-initial:{marker}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
                );
                if stream.write_all(answer.as_bytes()).is_err() {
                    return;
                }
            }
        }
    })
}
