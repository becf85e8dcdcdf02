//! gRPC's negative HTTP/2 cases: our server that misbehaves is judged by grpc-go's client for it, and then judges ours.

use std::process::Command;
use std::time::Duration;

use super::Side;
use super::install::GRPC_HTTP2;
use super::place::Place;
use super::report::Report;
use super::subject::{self, Subject, ours};
use super::tcp;
use crate::Result;

const CASES: [&str; 6] =
    ["goaway", "rst_after_header", "rst_during_data", "rst_after_data", "ping", "max_streams"];
/// How long a case may take, and how much longer the server that it talked to.
const CASE: Duration = Duration::from_secs(60);
const VERDICT: Duration = Duration::from_secs(55);

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    // The server is ours whoever the client is.
    subject::build(place.workspace, Subject::Ours)?;
    for case in CASES {
        if place.judges(Side::Server) {
            let name = format!("server/{case}");
            let result = GRPC_HTTP2.command(place).and_then(|client| one(place, &name, case, client));
            report.case(name, result);
        }
        if place.judges(Side::Client) {
            let name = format!("client/{case}");
            let client = match place.subject {
                Subject::Ours => Ok(Command::new(ours(place.workspace, "grpc-interop-client"))),
                Subject::Reference => GRPC_HTTP2.command(place),
                Subject::Broken => Ok(subject::broken()),
            };
            let result = client.and_then(|client| one(place, &name, case, client));
            report.case(name, result);
        }
    }
    Ok(())
}

/// A client and the server go through a case; both have to be content.
fn one(place: &Place<'_>, name: &str, case: &str, mut client: Command) -> Result<()> {
    let port = tcp::free_port()?;
    let test_case = format!("--test_case={case}");
    let mut server = Command::new(ours(place.workspace, "http2-misbehaving-server"));
    server.args([&test_case, &format!("--port={port}")]);
    let server = place.serve(&format!("{}-server", name.replace('/', "-")), server, port)?;
    client.args([&test_case, "--server_host=127.0.0.1", &format!("--server_port={port}")]);
    place.output(name, client, CASE)?.good()?;
    let verdict = server.wait(VERDICT)?;
    if verdict.success() {
        Ok(())
    } else {
        Err(format!("the server is not content with its client: {verdict}"))
    }
}
