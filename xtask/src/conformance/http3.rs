//! HTTP/3 with other implementations: aioquic calls and attacks our server, our client calls a server on aioquic, dubbo-go
//! calls us and is called, and connectconformance judges both sides over quic-go.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::certificates::Certificates;
use super::grpc::{CALLS, serve};
use super::place::Place;
use super::report::Report;
use super::subject::{self, Subject, ours};
use super::{Side, connect, install, tcp};
use crate::Result;
use crate::process::Process;

/// What a server may do that a client has to bear: a call is made all the same.
const BORNE: [&str; 4] = ["rejects", "goes_away", "interim", "reserved"];
/// How long a case may take: some attacks send a hundred thousand frames.
const CASE: Duration = Duration::from_secs(180);
/// How long a server may take to start.
const READY: Duration = Duration::from_secs(60);

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    let python = install::python(place)?;
    let certificates = Certificates::make(place)?;
    if place.judges(Side::Server) {
        judge_server(place, report, &python, &certificates)?;
    }
    if place.judges(Side::Client) {
        judge_client(place, report, &python, &certificates)?;
    }
    if place.quick {
        return Ok(());
    }
    if place.subject == Subject::Ours {
        dubbo_go(place, report, &certificates)?;
    }
    for (side, judged) in [("server", Side::Server), ("client", Side::Client)] {
        if place.judges(judged) {
            connect::judge(place, report, side, &connect_over_quic(place, side)?)?;
        }
    }
    Ok(())
}

fn judge_server(
    place: &Place<'_>,
    report: &mut Report,
    python: &Path,
    certificates: &Certificates,
) -> Result<()> {
    let mut command = peer(place, python, "cases");
    command.stdin(std::process::Stdio::null());
    let cases = place.output("cases", command, READY)?;
    cases.good()?;
    let port = tcp::free_port()?;
    let _server = match place.subject {
        Subject::Ours => {
            let command = Command::new(ours(place.workspace, "grpc-interop-server"));
            Some(serve(place, "judged-server", command, port, Some(certificates))?)
        }
        Subject::Reference => Some(listen(place, python, "judged-server", "well", port, certificates)?),
        Subject::Broken => None,
    };
    for case in cases.stdout.lines() {
        // The attacks are about bounds that are ours.
        if case.starts_with("attack/") && (place.quick || place.subject == Subject::Reference) {
            continue;
        }
        let mut client = peer(place, python, "client");
        client.args([&format!("--test_case={case}"), &format!("--server_port={port}")]);
        client.arg(format!("--ca_file={}", certificates.authority.display()));
        one(place, report, &format!("server/{case}"), client);
    }
    Ok(())
}

fn judge_client(
    place: &Place<'_>,
    report: &mut Report,
    python: &Path,
    certificates: &Certificates,
) -> Result<()> {
    let port = tcp::free_port()?;
    let _server = listen(place, python, "judging-server", "well", port, certificates)?;
    for case in CALLS {
        one(place, report, &format!("client/{case}"), client(place, case, port, certificates));
    }
    for way in BORNE {
        let port = tcp::free_port()?;
        let _server = listen(place, python, &format!("server-{way}"), way, port, certificates)?;
        let name = format!("client/empty_unary of a server that {way}");
        one(place, report, &name, client(place, "empty_unary", port, certificates));
    }
    let port = tcp::free_port()?;
    let _server = listen(place, python, "server-cuts_off", "cuts_off", port, certificates)?;
    let output = place.output("client-cut", client(place, "empty_unary", port, certificates), CASE)?;
    let cut = output.good().err().filter(|said| said.contains("the stream ended early"));
    let result = cut
        .map(drop)
        .ok_or_else(|| format!("an answer that was cut off passed for whole: {}", output.stderr));
    report.case("client/an answer that is cut off", result);
    Ok(())
}

/// dubbo-go with us: its consumer comes by HTTP/2, reads `alt-svc`, and goes on by HTTP/3; its provider serves both.
fn dubbo_go(place: &Place<'_>, report: &mut Report, certificates: &Certificates) -> Result<()> {
    let program = install::dubbo_go(place)?;
    if place.judges(Side::Server) {
        let port = tcp::free_port()?;
        let command = Command::new(ours(place.workspace, "grpc-interop-server"));
        let _server = serve(place, "server-for-dubbo-go", command, port, Some(certificates))?;
        let mut consumer = Command::new(&program);
        consumer.args(["consumer", "-port", &port.to_string(), "-ca"]).arg(&certificates.authority);
        one(place, report, "server/a consumer of dubbo-go", consumer);
    }
    if place.judges(Side::Client) {
        let port = tcp::free_port()?;
        let mut provider = Command::new(&program);
        provider.args(["provider", "-port", &port.to_string(), "-cert"]).arg(&certificates.certificate);
        provider.arg("-key").arg(&certificates.key);
        let server = place.start("provider-dubbo-go", provider)?;
        server.until(Instant::now() + READY, "`READY`", |line| line == "READY")?;
        one(place, report, "client/a provider of dubbo-go", client(place, "empty_unary", port, certificates));
    }
    Ok(())
}

fn client(place: &Place<'_>, case: &str, port: u16, certificates: &Certificates) -> Command {
    let mut command = match place.subject {
        Subject::Ours => Command::new(ours(place.workspace, "grpc-interop-client")),
        Subject::Reference | Subject::Broken => subject::broken(),
    };
    command.args([
        &format!("--test_case={case}"),
        "--server_host=127.0.0.1",
        &format!("--server_port={port}"),
    ]);
    command.args(["--use_tls=true", "--http_version=3"]);
    command.arg(format!("--ca_file={}", certificates.authority.display()));
    command
}

/// A server on aioquic that says when it is ready: nothing else tells of a UDP port.
fn listen(
    place: &Place<'_>,
    python: &Path,
    name: &str,
    way: &str,
    port: u16,
    certificates: &Certificates,
) -> Result<Process> {
    let mut command = peer(place, python, "server");
    command.args([format!("--port={port}"), format!("--behave={way}")]);
    command.arg(format!("--tls_cert_file={}", certificates.certificate.display()));
    command.arg(format!("--tls_key_file={}", certificates.key.display()));
    let server = place.start(name, command)?;
    server.until(Instant::now() + READY, "`ready`", |line| line == "ready")?;
    Ok(server)
}

fn one(place: &Place<'_>, report: &mut Report, name: &str, command: Command) {
    match place.output(name, command, CASE) {
        Ok(output) => report.case(name, output.good()),
        Err(problem) => report.fail(name, problem),
    }
}

fn peer(place: &Place<'_>, python: &Path, role: &str) -> Command {
    let mut command = Command::new(python);
    command.arg(place.workspace.path("interop/python/http3_peer.py")).arg(role);
    command
}

/// What connectconformance asks of a side, with HTTP/3 in the place of other versions. It has no cleartext, and gRPC is for
/// aioquic to judge: connectconformance wants HTTP/2 for it.
fn connect_over_quic(place: &Place<'_>, side: &str) -> Result<PathBuf> {
    let whole = place.workspace.read(&format!("interop/conformance/{side}.yaml"))?;
    let path = place.logs.join(format!("{side}.yaml"));
    std::fs::write(&path, over_quic(&whole)).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

fn over_quic(config: &str) -> String {
    let mut lines = Vec::new();
    for line in config.lines() {
        if line.contains("HTTP_VERSION_1") {
            lines.push(line.replace("HTTP_VERSION_1", "HTTP_VERSION_3"));
        } else if line.contains("supportsH2c:") {
            lines.push("  supportsH2c: false".to_owned());
        } else if !line.contains("HTTP_VERSION_2") && !line.trim_end().ends_with("PROTOCOL_GRPC") {
            lines.push(line.to_owned());
        }
    }
    format!("{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_asks_for_http3_alone() {
        let config = "features:\n    - HTTP_VERSION_1\n    - HTTP_VERSION_2\n    - PROTOCOL_GRPC\n    - PROTOCOL_GRPC_WEB\n  supportsH2c: true\n";
        let expected = "features:\n    - HTTP_VERSION_3\n    - PROTOCOL_GRPC_WEB\n  supportsH2c: false\n";
        assert_eq!(over_quic(config), expected);
    }
}
