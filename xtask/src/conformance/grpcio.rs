//! The interop cases that grpc-go lacks: compression and a thousand calls at once, with Google's C core for Python as the
//! peer. Between the two a reader of HTTP/2 frames notes which messages really were compressed.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::Side;
use super::certificates::Certificates;
use super::grpc::serve;
use super::install;
use super::place::Place;
use super::report::Report;
use super::subject::{self, Subject, ours};
use super::tcp::{self, Listener};
use crate::Result;

const CASES: [&str; 6] = [
    "client_compressed_unary",
    "server_compressed_unary",
    "client_compressed_streaming",
    "server_compressed_streaming",
    "cacheable_unary",
    "concurrent_large_unary",
];

/// A thousand large calls take their time.
const CASE: Duration = Duration::from_secs(180);

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    let python = install::python(place)?;
    let certificates = Certificates::make(place)?;
    for &tls in place.transports() {
        let certificates = tls.then_some(&certificates);
        if place.judges(Side::Server) {
            judge_server(place, report, &python, certificates)?;
        }
        if place.judges(Side::Client) {
            judge_client(place, report, &python, certificates)?;
        }
    }
    Ok(())
}

fn judge_server(
    place: &Place<'_>,
    report: &mut Report,
    python: &Path,
    certificates: Option<&Certificates>,
) -> Result<()> {
    let transport = name_of(certificates);
    let broken;
    let _server;
    let port = if place.subject == Subject::Broken {
        broken = Listener::broken()?;
        broken.port
    } else {
        let command = match place.subject {
            Subject::Ours => Command::new(ours(place.workspace, "grpc-interop-server")),
            _ => peer(place, python, "server"),
        };
        let port = tcp::free_port()?;
        _server = serve(place, &format!("judged-server-{transport}"), command, port, certificates)?;
        port
    };
    for case in CASES {
        let client = peer(place, python, "client");
        one(place, report, &format!("server/{transport}/{case}"), client, case, port, certificates);
    }
    Ok(())
}

fn judge_client(
    place: &Place<'_>,
    report: &mut Report,
    python: &Path,
    certificates: Option<&Certificates>,
) -> Result<()> {
    let transport = name_of(certificates);
    let port = tcp::free_port()?;
    let server = peer(place, python, "server");
    let _server = serve(place, &format!("judging-server-{transport}"), server, port, certificates)?;
    for case in CASES {
        let client = match place.subject {
            Subject::Broken => subject::broken(),
            Subject::Ours => Command::new(ours(place.workspace, "grpc-interop-client")),
            Subject::Reference => peer(place, python, "client"),
        };
        one(place, report, &format!("client/{transport}/{case}"), client, case, port, certificates);
    }
    Ok(())
}

fn one(
    place: &Place<'_>,
    report: &mut Report,
    name: &str,
    mut client: Command,
    case: &str,
    port: u16,
    certificates: Option<&Certificates>,
) {
    client.arg(format!("--test_case={case}"));
    client.args(["--server_host=127.0.0.1", &format!("--server_port={port}")]);
    if let Some(certificates) = certificates {
        client.args(["--use_tls=true", "--use_test_ca=true", "--server_host_override=localhost"]);
        client.arg(format!("--ca_file={}", certificates.authority.display()));
    }
    match place.output(name, client, CASE) {
        // What the peer cannot judge it says itself.
        Ok(output) if output.stdout.starts_with("SKIP ") => {
            report.skip(name, output.stdout.trim_start_matches("SKIP ").trim());
        }
        Ok(output) => report.case(name, output.good()),
        Err(problem) => report.fail(name, problem),
    }
}

fn peer(place: &Place<'_>, python: &Path, role: &str) -> Command {
    let mut command = Command::new(python);
    command.arg(place.workspace.path("interop/python/grpc_peer.py")).arg(role);
    command
}

fn name_of(certificates: Option<&Certificates>) -> &'static str {
    if certificates.is_some() { "tls" } else { "h2c" }
}
