//! The server for connectconformance, started by hand: it is told what to serve on its standard input and tells its
//! port on its standard output, both as protobuf behind four bytes of length.

use std::io::Read;
use std::process::{ChildStdout, Command};
use std::sync::mpsc::channel;
use std::time::Duration;

use super::certificates::Certificates;
use super::install::REFERENCE_SERVER;
use super::place::Place;
use super::subject::{Subject, ours};
use super::tcp::Listener;
use crate::Result;
use crate::process::Process;

/// The path of its service.
pub(crate) const SERVICE: &str = "/connectrpc.conformance.v1.ConformanceService";

/// Fields of `ServerCompatRequest`.
const PROTOCOL: u8 = 1;
const HTTP_VERSION: u8 = 2;
const USE_TLS: u8 = 4;
const SERVER_CREDS: u8 = 7;
/// How long it may take to start.
const READY: Duration = Duration::from_secs(30);

/// A server that ends when it is dropped.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) port: u16,
    _process: Option<Process>,
    _broken: Option<Listener>,
}

impl Service {
    /// Serves one HTTP version, with TLS when there are certificates.
    pub(crate) fn start(place: &Place<'_>, http: u8, certificates: Option<&Certificates>) -> Result<Self> {
        let command = match place.subject {
            Subject::Ours => Command::new(ours(place.workspace, "connect-server")),
            Subject::Reference => REFERENCE_SERVER.command(place)?,
            Subject::Broken => {
                let broken = Listener::broken()?;
                return Ok(Self { port: broken.port, _process: None, _broken: Some(broken) });
            }
        };
        let name = format!("service-{http}-{}", if certificates.is_some() { "tls" } else { "plain" });
        let (mut process, stdout) = Process::start_binary(place.groups, &name, command, &place.logs)?;
        process.write(&request(http, certificates)?)?;
        let port = port(stdout).ok_or_else(|| format!("{name}: did not tell its port"))?;
        Ok(Self { port, _process: Some(process), _broken: None })
    }
}

/// `ServerCompatRequest` behind its length.
fn request(http: u8, certificates: Option<&Certificates>) -> Result<Vec<u8>> {
    let mut message = vec![PROTOCOL << 3, 1, HTTP_VERSION << 3, http];
    if let Some(certificates) = certificates {
        message.extend([USE_TLS << 3, 1]);
        let mut credentials = Vec::new();
        for (field, file) in [(1, &certificates.certificate), (2, &certificates.key)] {
            let pem = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
            put_bytes(&mut credentials, field, &pem);
        }
        put_bytes(&mut message, SERVER_CREDS, &credentials);
    }
    let mut request = u32::try_from(message.len()).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    request.extend(message);
    Ok(request)
}

fn put_bytes(out: &mut Vec<u8>, field: u8, bytes: &[u8]) {
    out.push(field << 3 | 2);
    let mut length = bytes.len();
    while length >= 0x80 {
        out.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
        length >>= 7;
    }
    out.push(u8::try_from(length).unwrap_or_default());
    out.extend(bytes);
}

/// The port in the `ServerCompatResponse`; `None` when none comes in time.
fn port(mut stdout: ChildStdout) -> Option<u16> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut length = [0; 4];
        if stdout.read_exact(&mut length).is_err() {
            return;
        }
        let mut message = Vec::new();
        let length = u64::from(u32::from_be_bytes(length).min(1 << 20));
        if (&mut stdout).take(length).read_to_end(&mut message).is_ok() {
            let _ = sender.send(message);
        }
        // Whatever else it says: it must not wait for a reader.
        let _ = std::io::copy(&mut stdout, &mut std::io::sink());
    });
    read_port(&receiver.recv_timeout(READY).ok()?)
}

/// Field 2, a varint; the others are text.
fn read_port(mut message: &[u8]) -> Option<u16> {
    loop {
        let tag = varint(&mut message)?;
        let value = varint(&mut message)?;
        match (tag >> 3, tag & 7) {
            (2, 0) => return u16::try_from(value).ok(),
            (_, 0) => {}
            _ => message = message.get(usize::try_from(value).ok()?..)?,
        }
    }
}

fn varint(message: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = message.split_first()?;
        *message = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read() {
        let mut message = Vec::new();
        put_bytes(&mut message, 1, b"127.0.0.1");
        message.extend([2 << 3, 0xb9, 0x60]);
        assert_eq!(read_port(&message), Some(12345));
        assert_eq!(read_port(b"\x0a\x02ab"), None);
        assert_eq!(read_port(b"\x0a\x7fab"), None);
    }

    #[test]
    fn long_texts_have_long_lengths() {
        let mut out = Vec::new();
        put_bytes(&mut out, 7, &[b'x'; 300]);
        assert_eq!(out.get(..3), Some(&[0x3a, 0xac, 0x02][..]));
    }
}
