//! The program around a peer. As a server it says its address and serves until its standard input ends. As a client it
//! takes one measure a line on its standard input, and says one line for each:
//!
//! | told | said, with tabs between |
//! |---|---|
//! | `unary BYTES IN-FLIGHT MILLISECONDS` | calls/s, p50 and p99 in microseconds, number of calls |
//! | `download BYTES MESSAGES MILLISECONDS` | messages/s, `-`, `-`, number of messages |
//! | `chat BYTES MESSAGES MILLISECONDS` | the same |
//!
//! A peer without streams says `none`, and a failure is `error` and its text.

use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::runtime::Builder;

use crate::{Failure, Peer, run};

/// Does what the arguments behind the peer's name say: `server`, `client ADDRESS`, or `run CALLS IN-FLIGHT`, which
/// makes calls within this process.
///
/// # Errors
/// When the arguments are others, or the peer cannot serve or connect.
pub fn program<P: Peer>(arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        ["server"] => server::<P>(),
        ["client", address] => client::<P>(address),
        ["run", calls, in_flight] => Builder::new_current_thread()
            .enable_all()
            .build()?
            .block_on(in_one_process::<P>(calls.parse()?, in_flight.parse()?)),
        _ => Err("usage: PEER server | client ADDRESS | run CALLS IN-FLIGHT".into()),
    }
}

fn server<P: Peer>() -> Result<(), Failure> {
    // As many workers as there are cores to run on: one, when pinned.
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let (address, _server) = runtime.block_on(P::serve())?;
    say(&address)?;
    std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink())?;
    Ok(())
}

fn client<P: Peer>(address: &str) -> Result<(), Failure> {
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let peer = runtime.block_on(P::connect(address))?;
    say("ready")?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let said = runtime.block_on(measure(&peer, &words));
        say(&said.unwrap_or_else(|error| format!("error {error}").replace('\n', " ")))?;
    }
    Ok(())
}

fn say(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

async fn measure<P: Peer>(peer: &P, words: &[&str]) -> Result<String, Failure> {
    let [what, size, count, milliseconds] = words else { return Err("a measure has four words".into()) };
    let (size, count): (u32, u32) = (size.parse()?, count.parse()?);
    let body = Bytes::from(vec![b'x'; usize::try_from(size)?]);
    let time = Duration::from_millis(milliseconds.parse()?);
    match *what {
        "unary" => {
            let peer = peer.clone();
            let call = move || {
                let (peer, body) = (peer.clone(), body.clone());
                async move { peer.unary(body).await }
            };
            let outcome = run(usize::try_from(count)?, time, call).await?;
            let micros = |share| outcome.times.quantile(share).as_nanos() as f64 / 1000.0;
            Ok(format!("{}\t{}\t{}\t{}", outcome.rate, micros(0.5), micros(0.99), outcome.calls))
        }
        "download" => streams(time, || peer.download(count, size)).await,
        "chat" => streams(time, || peer.chat(count, body.clone())).await,
        _ => Err(format!("no such measure: {what}").into()),
    }
}

/// One stream after the other, until the time is over.
async fn streams<F>(time: Duration, stream: impl Fn() -> F) -> Result<String, Failure>
where
    F: Future<Output = Result<Option<u64>, Failure>>,
{
    let start = Instant::now();
    let mut messages = 0;
    while start.elapsed() < time {
        let Some(more) = stream().await? else { return Ok("none".to_owned()) };
        messages += more;
    }
    Ok(format!("{}\t-\t-\t{messages}", messages as f64 / start.elapsed().as_secs_f64()))
}

async fn in_one_process<P: Peer>(calls: u64, in_flight: u64) -> Result<(), Failure> {
    let (address, _server) = P::serve().await?;
    run_count(&P::connect(&address).await?, calls, in_flight).await
}

/// Makes so many calls of 1 KiB, so many at a time.
///
/// # Errors
/// When a call fails.
pub async fn run_count<P: Peer>(peer: &P, calls: u64, in_flight: u64) -> Result<(), Failure> {
    let body = Bytes::from(vec![b'x'; 1024]);
    let in_flight = in_flight.max(1);
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let (peer, body) = (peer.clone(), body.clone());
            tokio::spawn(async move {
                for _ in 0..calls / in_flight {
                    peer.unary(body.clone()).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    Ok(())
}
