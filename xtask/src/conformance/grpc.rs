//! gRPC's interop cases with grpc-go: its client calls our server, our client calls its server. Both programs take the
//! same options, so that either can be put into the other's place.

use std::process::Command;
use std::time::Duration;

use super::Side;
use super::certificates::Certificates;
use super::install::{GRPC_CLIENT, GRPC_SERVER, GoProgram};
use super::place::Place;
use super::report::Report;
use super::subject::{self, Subject, ours};
use super::tcp::{self, Listener};
use crate::Result;
use crate::process::Process;

/// The cases that need nothing but calls.
pub(super) const CALLS: [&str; 14] = [
    "empty_unary",
    "large_unary",
    "client_streaming",
    "server_streaming",
    "ping_pong",
    "empty_stream",
    "timeout_on_sleeping_server",
    "cancel_after_begin",
    "cancel_after_first_response",
    "status_code_and_message",
    "special_status_message",
    "custom_metadata",
    "unimplemented_method",
    "unimplemented_service",
];
/// The others that need no other machine.
const MORE: [&str; 5] = [PICK_FIRST, "rpc_soak", "channel_soak", "orca_per_rpc", "orca_oob"];

/// All calls go over one connection.
const PICK_FIRST: &str = "pick_first_unary";
/// What makes grpc-go's client read load reports.
const ORCA: &str = r#"{"loadBalancingConfig":[{"test_backend_metrics_load_balancer":{}}]}"#;
/// How long a case may take.
const CASE: Duration = Duration::from_secs(60);

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    let certificates = Certificates::make(place)?;
    for &tls in place.transports() {
        let certificates = tls.then_some(&certificates);
        let transport = if tls { "tls" } else { "h2c" };
        if place.judges(Side::Server) {
            judge_server(place, report, transport, certificates)?;
        }
        if place.judges(Side::Client) {
            judge_client(place, report, transport, certificates)?;
        }
    }
    Ok(())
}

fn judge_server(
    place: &Place<'_>,
    report: &mut Report,
    transport: &str,
    certificates: Option<&Certificates>,
) -> Result<()> {
    let client = GRPC_CLIENT.install(place)?;
    let broken;
    let _server: Process;
    let port = if place.subject == Subject::Broken {
        broken = Listener::broken()?;
        broken.port
    } else {
        let program = program(place, "grpc-interop-server", GRPC_SERVER)?;
        let port = tcp::free_port()?;
        _server = serve(place, &format!("judged-server-{transport}"), program, port, certificates)?;
        port
    };
    for case in CALLS.into_iter().chain(MORE) {
        let command = call(Command::new(&client), case, port, certificates);
        let name = format!("server/{transport}/{case}");
        let result = place.output(&name, command, CASE).and_then(|output| output.good());
        report.case(name, result);
    }
    Ok(())
}

fn judge_client(
    place: &Place<'_>,
    report: &mut Report,
    transport: &str,
    certificates: Option<&Certificates>,
) -> Result<()> {
    let port = tcp::free_port()?;
    let server = GRPC_SERVER.command(place)?;
    let _server = serve(place, &format!("judging-server-{transport}"), server, port, certificates)?;
    for case in CALLS.into_iter().chain(MORE) {
        let client = match place.subject {
            Subject::Broken => subject::broken(),
            _ => program(place, "grpc-interop-client", GRPC_CLIENT)?,
        };
        let name = format!("client/{transport}/{case}");
        let forwarder = Listener::forward(port)?;
        let command = call(client, case, forwarder.port, certificates);
        let result = place.output(&name, command, CASE).and_then(|output| output.good());
        // grpc-go's server does not say which server it is, so the connections themselves are counted.
        let one = match (case, forwarder.connections()) {
            (PICK_FIRST, count) if count != 1 => Err(format!("{count} connections, not one")),
            // Its millisecond may be over before there is a connection.
            ("timeout_on_sleeping_server", _) => Ok(()),
            (_, 0) => Err("the server was never connected to".to_owned()),
            _ => Ok(()),
        };
        report.case(name, result.and(one));
    }
    Ok(())
}

fn program(place: &Place<'_>, name: &str, reference: GoProgram) -> Result<Command> {
    match place.subject {
        Subject::Ours => Ok(Command::new(ours(place.workspace, name))),
        Subject::Reference | Subject::Broken => reference.command(place),
    }
}

/// A server for the interop cases of grpc-go or of ours.
pub(crate) fn serve(
    place: &Place<'_>,
    name: &str,
    mut command: Command,
    port: u16,
    certificates: Option<&Certificates>,
) -> Result<Process> {
    command.arg(format!("--port={port}"));
    if let Some(certificates) = certificates {
        command.arg("--use_tls=true");
        command.arg(format!("--tls_cert_file={}", certificates.certificate.display()));
        command.arg(format!("--tls_key_file={}", certificates.key.display()));
    }
    place.serve(name, command, port)
}

fn call(mut client: Command, case: &str, port: u16, certificates: Option<&Certificates>) -> Command {
    client.arg(format!("--test_case={case}"));
    client.args(["--server_host=127.0.0.1", &format!("--server_port={port}")]);
    if case.starts_with("orca") {
        client.arg(format!("--service_config_json={ORCA}"));
    }
    if let Some(certificates) = certificates {
        client.args(["--use_tls=true", "--use_test_ca=true", "--server_host_override=localhost"]);
        client.arg(format!("--ca_file={}", certificates.authority.display()));
    }
    client
}
