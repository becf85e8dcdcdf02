//! grpc-go's stress client against our server: many calls of all kinds on several connections, for a long time.

use std::process::Command;
use std::time::Duration;

use super::Side;
use super::grpc::serve;
use super::install::{GRPC_SERVER, GRPC_STRESS};
use super::place::Place;
use super::report::Report;
use super::subject::{Subject, ours};
use super::tcp::{self, Listener};
use crate::Result;

/// The cases and how often each comes up beside the others.
const CASES: &str = "empty_unary:20,large_unary:10,client_streaming:10,server_streaming:10,ping_pong:10,empty_stream:10,\
    timeout_on_sleeping_server:5,cancel_after_begin:10,cancel_after_first_response:10,status_code_and_message:10,\
    custom_metadata:10";
const CONNECTIONS: u32 = 4;
/// Callers on each connection.
const CALLERS: u32 = 8;
const FULL: u64 = 30 * 60;
pub(super) const QUICK: u64 = 20;
/// How much longer it may take until all is over.
const END: Duration = Duration::from_secs(60);

pub(crate) fn run(place: &Place<'_>, report: &mut Report) -> Result<()> {
    if !place.judges(Side::Server) {
        return Ok(());
    }
    let seconds = place.seconds.unwrap_or(if place.quick { QUICK } else { FULL });
    let mut client = GRPC_STRESS.command(place)?;
    let broken;
    let mut server = None;
    let port = if place.subject == Subject::Broken {
        broken = Listener::broken()?;
        broken.port
    } else {
        let program = match place.subject {
            Subject::Ours => Command::new(ours(place.workspace, "grpc-interop-server")),
            _ => GRPC_SERVER.command(place)?,
        };
        let port = tcp::free_port()?;
        server = Some(serve(place, "server", program, port, None)?);
        port
    };
    client.args([
        &format!("--server_addresses=127.0.0.1:{port}"),
        &format!("--test_cases={CASES}"),
        &format!("--test_duration_secs={seconds}"),
        &format!("--num_channels_per_server={CONNECTIONS}"),
        &format!("--num_stubs_per_channel={CALLERS}"),
        &format!("--metrics_port={}", tcp::free_port()?),
    ]);
    let output = place.output("client", client, Duration::from_secs(seconds) + END)?;
    // Each caller adds all its cases once for every case, so that what is printed is a sum of squares.
    let squares: u64 = output
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("Total calls made: ")?.trim().parse().ok())
        .unwrap_or_default();
    let some = if squares > 0 { Ok(()) } else { Err("no call was made".to_owned()) };
    report.case(format!("{seconds} s"), output.good().and(some));
    let callers = u64::from(CONNECTIONS * CALLERS);
    report.note(format!("about {} cases by {callers} callers", squares.saturating_mul(callers).isqrt()));
    if let Some(server) = &mut server {
        let lives = if server.has_ended()? { Err("it has ended".to_owned()) } else { Ok(()) };
        report.case("the server is still there", lives);
        report.note(format!("the server's memory at its end: {}", server.memory()));
    }
    Ok(())
}
