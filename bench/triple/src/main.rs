//! `cargo xtask bench triple`: one table, dubbors beside tonic and bare `h2`, all over HTTP/2 with the same messages.
//!
//! Server and client are processes of their own on a core each; peers take turns within every round.

mod bare;
mod ours;
mod peer;
mod theirs;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use dubbors_bench::load::{self, Outcome};

use peer::{Failure, Peer};

const ROUNDS: usize = 5;
const TIME: Duration = Duration::from_millis(1000);

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["server"] => block_on(server()),
        ["client", addresses @ ..] => block_on(client(addresses)),
        ["profile", name, address, in_flight] => block_on(profile(name, address, in_flight)),
        [] => orchestrate(),
        _ => Err("usage: dubbors-bench-triple, or `server` and `profile PEER ADDRESS IN-FLIGHT`".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// This program in another role, on one core.
fn role(core: usize, args: &[&str]) -> Result<Command, Failure> {
    let mut command = Command::new("taskset");
    command.args(["-c", &core.to_string()]).arg(std::env::current_exe()?).args(args);
    Ok(command)
}

fn orchestrate() -> Result<(), Failure> {
    let mut server = Killed(role(0, &["server"])?.stdout(Stdio::piped()).spawn()?);
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().ok_or("no output of the server")?).read_line(&mut line)?;
    let mut args = vec!["client"];
    args.extend(line.split_whitespace());
    let status = role(1, &args)?.status()?;
    if status.success() { Ok(()) } else { Err("the client failed".into()) }
}

async fn server() -> Result<(), Failure> {
    let (own, provider) = ours::serve().await?;
    println!("{own} {} {}", theirs::serve().await?, bare::serve().await?);
    std::io::stdout().flush()?;
    std::future::pending::<()>().await;
    drop(provider);
    Ok(())
}

async fn connect(name: &str, address: &str) -> Result<Peer, Failure> {
    match name {
        "dubbors" => ours::connect(address).await,
        "tonic" => theirs::connect(address).await,
        "h2" => bare::connect(address).await,
        _ => Err(format!("no such peer: {name}").into()),
    }
}

async fn profile(name: &str, address: &str, in_flight: &str) -> Result<(), Failure> {
    let peer = connect(name, address).await?;
    let call = peer.unary(1024);
    let outcome = load::run(in_flight.parse()?, Duration::from_secs(5), move || call()).await?;
    println!("{:.0} calls/s", outcome.rate);
    Ok(())
}

async fn client(addresses: &[&str]) -> Result<(), Failure> {
    let mut peers = Vec::new();
    for (name, address) in ["dubbors", "tonic", "h2"].into_iter().zip(addresses) {
        peers.push((name, connect(name, address).await?));
    }
    println!("gRPC over one connection, server and client a process on a core each; medians of {ROUNDS} rounds\n");
    println!("{:28} | {:>10} {:>10} {:>10} | dubbors/tonic", "", "dubbors", "tonic", "h2");
    for (size, in_flight) in [(1024, 1), (1024, 10), (1024, 100), (1024, 1000), (100 * 1024, 10)] {
        let mut rows: Vec<Vec<Outcome>> = peers.iter().map(|_| Vec::new()).collect();
        for _ in 0..ROUNDS {
            for ((_, peer), row) in peers.iter().zip(&mut rows) {
                let call = peer.unary(size);
                row.push(load::run(in_flight, TIME, move || call()).await?);
            }
        }
        let name = format!("unary {} KiB, {in_flight} in flight", size / 1024);
        print(&name, rows.iter().map(|rounds| median(rounds.iter().map(|round| round.rate))).collect());
    }
    for chat in [false, true] {
        let mut rates = Vec::new();
        for (_, peer) in &peers {
            let Some(stream) = (if chat { peer.chat() } else { peer.download() }) else { continue };
            let mut rounds = Vec::new();
            for _ in 0..ROUNDS {
                let start = std::time::Instant::now();
                let messages = stream().await?;
                rounds.push(f64::from(messages) / start.elapsed().as_secs_f64());
            }
            rates.push(median(rounds.into_iter()));
        }
        print(if chat { "bidi, messages/s of 64 B" } else { "download, messages/s of 64 B" }, rates);
    }
    Ok(())
}

fn print(name: &str, rates: Vec<f64>) {
    let cells: Vec<String> = (0..3)
        .map(|at| rates.get(at).map_or_else(|| format!("{:>10}", "-"), |rate| format!("{rate:10.0}")))
        .collect();
    let ratio = rates.first().zip(rates.get(1)).map_or(f64::NAN, |(own, theirs)| own / theirs);
    println!("{name:28} | {} | {ratio:.2}", cells.join(" "));
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
