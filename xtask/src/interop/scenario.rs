//! What a consumer cannot do alone: providers and registries that die and come back while it calls.

use std::time::{Duration, Instant};

use super::cell::{END, Running, free_port};
use crate::Result;
use crate::process::Process;

/// How long a consumer may take to find its first provider, or a new one. A killed provider's node stays for the 60
/// seconds of its session, and some peers go on calling it.
const RECOVERY: Duration = Duration::from_secs(90);
/// How long a call may take to fail when its provider dies: the peers call with a timeout of a second.
const NOTICE: Duration = Duration::from_secs(10);

/// A provider dies in the middle of a call: that call fails, and calls succeed again once it is back on its port.
pub(super) fn provider_killed(cell: &Running<'_>) -> Result<()> {
    let port = free_port()?;
    let provider = cell.start_provider("killed-provider", port)?;
    let consumer = cell.start_consumer("killed-consumer", port, &["--loop"])?;
    calls_succeed(&consumer, RECOVERY, "at first")?;
    // Stopped, it answers nothing: 200 ms later a call of the loop, one each 50 ms, is surely open.
    provider.signal("STOP");
    std::thread::sleep(Duration::from_millis(200));
    consumer.skip_lines();
    drop(provider);
    consumer.until(Instant::now() + NOTICE, "failed call after the kill", |line| line.starts_with("ERR"))?;
    let back = cell.start_provider("killed-provider-back", port)?;
    calls_succeed(&consumer, RECOVERY, "after the provider came back")?;
    consumer.close(END)?;
    back.close(END)
}

/// What is left running after ZooKeeper came back.
pub(super) struct Back {
    server: Process,
    provider: Process,
    consumer: Process,
}

/// ZooKeeper is gone for a while: calls go on, and once it is back a new consumer finds the old provider.
pub(super) fn zookeeper_restarted(cell: &mut Running<'_>, server: Process) -> Result<Back> {
    let port = free_port()?;
    let provider = cell.start_provider("outage-provider", port)?;
    let consumer = cell.start_consumer("outage-consumer", port, &["--loop"])?;
    calls_succeed(&consumer, RECOVERY, "at first")?;
    server.terminate(END)?;
    consumer.skip_lines();
    for _ in 0..20 {
        let line = consumer.until(Instant::now() + NOTICE, "call without ZooKeeper", |_| true)?;
        if line != "OK" {
            return Err(format!("without ZooKeeper: {line}"));
        }
    }
    let server = cell.start_zookeeper()?;
    let newcomer = cell.start_consumer("outage-newcomer", port, &["--loop"])?;
    calls_succeed(&newcomer, RECOVERY, "of a new consumer after the restart")?;
    newcomer.close(END)?;
    Ok(Back { server, provider, consumer })
}

impl Back {
    /// Ends all but the server.
    pub(super) fn end(self) -> Result<Process> {
        self.consumer.close(END)?;
        self.provider.close(END)?;
        Ok(self.server)
    }
}

/// After the outage the old consumer finds a new provider in place of the old one. The server runs on.
pub(super) fn provider_replaced(cell: &Running<'_>, back: Back) -> Result<Process> {
    let Back { server, provider, consumer } = back;
    provider.close(END)?;
    let port = free_port()?;
    let successor = cell.start_provider("outage-successor", port)?;
    consumer.skip_lines();
    calls_succeed(&consumer, RECOVERY, "after a new provider came up")?;
    consumer.close(END)?;
    successor.close(END)?;
    Ok(server)
}

/// Ten calls in a row succeed.
fn calls_succeed(consumer: &Process, limit: Duration, when: &str) -> Result<()> {
    let end = Instant::now() + limit;
    let (mut row, mut last) = (0, String::new());
    while row < 10 {
        match consumer.line(end) {
            Ok(Some(line)) if line == "OK" => row += 1,
            Ok(Some(line)) => (row, last) = (0, line),
            Ok(None) => return Err(format!("the consumer ended, {when}; last: {last}")),
            Err(_) => {
                return Err(format!("no ten calls in a row succeeded {when} within {limit:?}; last: {last}"));
            }
        }
    }
    Ok(())
}
