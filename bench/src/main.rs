//! `cargo run --release -p dubbors-bench`: one table, the floor and the whole stack in the same minutes.
//!
//! Server and client are processes of their own, pinned to a core each with `taskset` where there are two. Every figure
//! is the median of rounds that take turns.

// The table is printed.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::{BufRead, BufReader, Write};
use std::pin::Pin;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use bytes::Bytes;
use dubbors_bench::allocations::{self, Counting};
use dubbors_bench::stack::EchoClient;
use dubbors_bench::{PAYLOAD, floor, stack};
use dubbors_bench_load::{self as load, Outcome};
use tokio::net::TcpListener;

#[global_allocator]
static ALLOCATOR: &Counting = &stats_alloc::INSTRUMENTED_SYSTEM;

const IN_FLIGHT: [usize; 4] = [1, 10, 100, 1000];
const ROUNDS: usize = 9;
const TIME: Duration = Duration::from_millis(1000);

type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["server"] => block_on(server()),
        ["client", floor, stack] => block_on(client(floor, stack)),
        ["profile", stack, in_flight] => block_on(profile(stack, in_flight)),
        [] => orchestrate(),
        _ => {
            Err("usage: dubbors-bench, or `server` and `profile URL IN-FLIGHT` to look into the stack alone"
                .into())
        }
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
    // As many workers as there are cores to run on: one, when pinned.
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

/// This program in another role, on one core where that is possible.
fn role(core: usize, args: &[&str]) -> Result<Command, Failure> {
    let program = std::env::current_exe()?;
    let can_pin = std::thread::available_parallelism()?.get() > 1
        && Command::new("taskset")
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    let mut command = if can_pin {
        let mut command = Command::new("taskset");
        command.args(["-c", &core.to_string()]).arg(program);
        command
    } else {
        eprintln!("note: not pinned to a core each (that needs two cores and taskset)");
        Command::new(program)
    };
    command.args(args);
    Ok(command)
}

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn orchestrate() -> Result<(), Failure> {
    if cfg!(debug_assertions) {
        eprintln!("note: this is not a release build, the figures mean nothing");
    }
    let mut server = Killed(role(0, &["server"])?.stdout(Stdio::piped()).spawn()?);
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().ok_or("no output of the server")?).read_line(&mut line)?;
    let (floor, stack) = line.trim().split_once(' ').ok_or("the server did not start")?;
    let status = role(1, &["client", floor, stack])?.status()?;
    if status.success() { Ok(()) } else { Err("the client failed".into()) }
}

async fn server() -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let provider = stack::serve().await?;
    let url = provider.urls().first().ok_or("no URL")?;
    println!("{} {url}", listener.local_addr()?);
    std::io::stdout().flush()?;
    floor::serve(listener).await?;
    Ok(())
}

/// Calls for ten seconds, for a profiler to watch.
async fn profile(stack: &str, in_flight: &str) -> Result<(), Failure> {
    let echo = stack::connect(stack).await?;
    let row = Row::of(&[load::run(in_flight.parse()?, Duration::from_secs(10), calls(&echo)).await?]);
    println!("{:.0} calls/s, p50 {:.1} us, p99 {:.1} us", row.rate, row.p50, row.p99);
    Ok(())
}

/// One call of the stack, for [`load::run`].
fn calls(
    echo: &EchoClient,
) -> impl Fn() -> Pin<Box<dyn Future<Output = dubbors::Result<()>> + Send>> + Clone + Send + 'static {
    let (echo, text) = (echo.clone(), "x".repeat(PAYLOAD));
    move || {
        let (echo, text) = (echo.clone(), text.clone());
        Box::pin(async move { echo.echo(text).await.map(drop) })
    }
}

async fn client(floor: &str, stack: &str) -> Result<(), Failure> {
    let raw = floor::Client::connect(floor).await?;
    let echo = stack::connect(stack).await?;
    println!(
        "1 KiB echo over one connection, server and client a process on a core each; medians of {ROUNDS} rounds\n"
    );
    println!(
        "in flight |  floor calls/s  p50 us  p99 us |  stack calls/s  p50 us  p99 us | stack/floor  p50 ratio"
    );
    for in_flight in IN_FLIGHT {
        let (mut floors, mut stacks) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (raw, body) = (raw.clone(), Bytes::from(vec![b'x'; PAYLOAD]));
            let call = move || {
                let (raw, body) = (raw.clone(), body.clone());
                async move { raw.call(body).await.map(drop) }
            };
            floors.push(load::run(in_flight, TIME, call).await?);
            stacks.push(load::run(in_flight, TIME, calls(&echo)).await?);
        }
        let (floor, stack) = (Row::of(&floors), Row::of(&stacks));
        println!(
            "{in_flight:9} | {:14.0} {:7.1} {:7.1} | {:14.0} {:7.1} {:7.1} | {:11.2} {:10.2}",
            floor.rate,
            floor.p50,
            floor.p99,
            stack.rate,
            stack.p50,
            stack.p99,
            stack.rate / floor.rate,
            stack.p50 / floor.p50
        );
    }
    let (count, bytes) = allocations::per_call().await?;
    println!("\nallocations per call, client and server together: {count:.1} ({bytes:.0} bytes)");
    Ok(())
}

/// The medians of several rounds; times in microseconds.
struct Row {
    rate: f64,
    p50: f64,
    p99: f64,
}

impl Row {
    fn of(rounds: &[Outcome]) -> Self {
        let quantile = |share| move |round: &Outcome| round.times.quantile(share).as_nanos() as f64 / 1000.0;
        Self {
            rate: median(rounds.iter().map(|round| round.rate)),
            p50: median(rounds.iter().map(quantile(0.5))),
            p99: median(rounds.iter().map(quantile(0.99))),
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
