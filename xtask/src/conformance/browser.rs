//! A real browser: Chromium opens a page of ours, which calls the server from another origin by fetch, with CORS, as
//! Connect and as gRPC-Web, and posts what came of it back to this program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::certificates::Certificates;
use super::install;
use super::place::Place;
use super::report::Report;
use super::service::{SERVICE, Service};
use super::tcp::Listener;
use crate::Result;

/// How long the page may take.
const PAGE: Duration = Duration::from_secs(90);
/// The most the page may post.
const MOST: u64 = 1 << 20;

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    let chromium = install::chromium()?;
    let program = chromium.get_program().to_owned();
    let certificates = Certificates::make(place)?;
    for (way, http, tls) in [("http1", 1, false), ("https2", 2, true)] {
        let service = Service::start(place, http, tls.then_some(&certificates))?;
        let scheme = if tls { "https" } else { "http" };
        let target = format!("{scheme}://localhost:{}{SERVICE}", service.port);
        let results = open(place, way, Command::new(&program), &target)?;
        let cases = results.as_array().map(Vec::as_slice).unwrap_or_default();
        if cases.is_empty() {
            return Err(format!("the page ran no case: {results}"));
        }
        for case in cases {
            let text = |key| case.get(key).and_then(Value::as_str).unwrap_or_default();
            let problem = text("problem");
            let result = if problem.is_empty() { Ok(()) } else { Err(problem.to_owned()) };
            report.case(format!("{way}/{}", text("name")), result);
        }
    }
    Ok(())
}

/// Opens the page and waits for what it posts.
fn open(place: &Place<'_>, way: &str, mut chromium: Command, target: &str) -> Result<Value> {
    let page = place.workspace.read("interop/browser/page.html")?;
    let script = place.workspace.read("interop/browser/page.js")?;
    let config = json!({ "service": target }).to_string();
    let (sender, results) = channel();
    let sender = Mutex::new(sender);
    let pages = Listener::start(move |stream| {
        let sender = sender.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let files = [
            ("/", "text/html", page.as_str()),
            ("/page.js", "text/javascript", script.as_str()),
            ("/config", "application/json", config.as_str()),
        ];
        // A browser that hangs up has no use for the error.
        let _ = serve(stream, &files, &sender);
    })?;
    chromium.args([
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
    ]);
    // Nothing is asked of any other machine.
    chromium.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    // The certificate is good, but its authority is not known to the browser.
    chromium.arg("--ignore-certificate-errors");
    chromium.arg(format!("--user-data-dir={}", place.logs.join(format!("profile-{way}")).display()));
    chromium.arg(format!("http://localhost:{}/", pages.port));
    let browser = place.start(&format!("chromium-{way}"), chromium)?;
    let posted = results.recv_timeout(PAGE).map_err(|_| format!("the page did not end within {PAGE:?}"));
    drop(browser);
    serde_json::from_str(&posted?).map_err(|error| format!("the page's results: {error}"))
}

/// One request of the browser: a file, or the results.
fn serve(
    mut stream: TcpStream,
    files: &[(&str, &str, &str)],
    results: &Sender<String>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().unwrap_or_default();
        }
    }
    let mut body = String::new();
    reader.take(MOST.min(length)).read_to_string(&mut body)?;
    let (status, kind, text) = match files.iter().find(|(name, _, _)| *name == path) {
        Some((_, kind, text)) => ("200 OK", *kind, *text),
        None if path == "/results" => {
            let _ = results.send(body);
            ("200 OK", "text/plain", "")
        }
        None => ("404 Not Found", "text/plain", ""),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    )
}
