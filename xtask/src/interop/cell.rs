//! One cell: a provider, a consumer that runs all cases against it, and the scenarios that need a hand from outside.

use std::fmt::{self, Display};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use super::peer::Peer;
use super::{Rows, scenario};
use crate::Result;
use crate::process::{Groups, Process};
use crate::workspace::Workspace;

/// How long a server or a provider may take to be ready.
const READY: Duration = Duration::from_secs(90);
/// How long all cases together may take.
const CASES: Duration = Duration::from_secs(240);
/// How long a process may take to end; the rest is killed.
pub(super) const END: Duration = Duration::from_secs(15);

/// Seen of dubbo-go 3.3.2 with Java providers too.
const GO_STAYS_BEHIND: &str = "a consumer of dubbo-go does not follow a ZooKeeper that was restarted";

/// How the consumer finds the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Direct,
    ZooKeeper,
}

/// The protocol that a provider serves and a consumer calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scheme {
    /// `dubbo://`, with Hessian2.
    Dubbo,
    /// `tri://`: the same contract in wrapper messages, a protobuf contract, and streams.
    Tri,
}

impl Scheme {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dubbo => "dubbo",
            Self::Tri => "tri",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Cell {
    pub(crate) provider: Peer,
    pub(crate) consumer: Peer,
    pub(crate) scheme: Scheme,
    pub(crate) mode: Mode,
}

/// What came of one case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Pass,
    Fail(String),
    Skip(String),
}

/// Where cells run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'w> {
    pub(crate) workspace: &'w Workspace,
    pub(crate) groups: &'w Groups,
    /// Leave the scenarios out.
    pub(crate) quick: bool,
}

/// A cell while it runs.
pub(super) struct Running<'w> {
    place: Place<'w>,
    cell: Cell,
    logs: PathBuf,
    /// The client port of its own ZooKeeper, when it has one: cells never see each other's providers.
    zookeeper: Option<u16>,
}

/// Runs a cell to its end; whatever goes wrong becomes a row.
pub(crate) fn run(place: &Place<'_>, cell: Cell) -> Rows {
    let mut rows = Rows::new();
    let logs = logs(place.workspace, cell);
    let fresh = std::fs::remove_dir_all(&logs).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    });
    let result = fresh
        .and_then(|()| std::fs::create_dir_all(&logs))
        .map_err(|error| format!("{}: {error}", logs.display()))
        .and_then(|()| run_in(place, cell, logs, &mut rows));
    if let Err(problem) = result {
        rows.push(("start".to_owned(), Outcome::Fail(problem)));
    }
    rows
}

fn run_in(place: &Place<'_>, cell: Cell, logs: PathBuf, rows: &mut Rows) -> Result<()> {
    let mut running = Running { place: *place, cell, logs, zookeeper: None };
    let zookeeper = match cell.mode {
        Mode::Direct => None,
        Mode::ZooKeeper => Some(running.start_zookeeper()?),
    };
    running.cases(rows)?;
    if place.quick {
        return Ok(());
    }
    // The killed provider stays in the registry for a while, so it comes last.
    let _server = zookeeper.and_then(|server| zookeeper_fails(&mut running, server, rows));
    rows.push(("provider-killed".to_owned(), Outcome::of(scenario::provider_killed(&running))));
    Ok(())
}

/// What happens without ZooKeeper, and after it; gives the server back that runs then.
fn zookeeper_fails(running: &mut Running<'_>, server: Process, rows: &mut Rows) -> Option<Process> {
    let back = match scenario::zookeeper_restarted(running, server) {
        Err(problem) => {
            rows.push(("zookeeper-restarted".to_owned(), Outcome::Fail(problem)));
            return running.start_zookeeper().ok();
        }
        Ok(back) => back,
    };
    rows.push(("zookeeper-restarted".to_owned(), Outcome::Pass));
    let (replaced, server) = match running.cell.consumer {
        Peer::Go => (Outcome::Skip(GO_STAYS_BEHIND.to_owned()), back.end().ok()),
        _ => match scenario::provider_replaced(running, back) {
            Ok(server) => (Outcome::Pass, Some(server)),
            Err(problem) => (Outcome::Fail(problem), running.start_zookeeper().ok()),
        },
    };
    rows.push(("provider-replaced".to_owned(), replaced));
    server
}

impl Running<'_> {
    fn cases(&self, rows: &mut Rows) -> Result<()> {
        let port = free_port()?;
        let provider = self.start_provider("provider", port)?;
        let consumer = self.start_consumer("consumer", port, &["--cases", "all"])?;
        let end = Instant::now() + CASES;
        loop {
            match consumer.line(end)? {
                Some(line) if line.starts_with("DONE ") => break,
                Some(line) => rows.extend(row(&line)),
                None => return Err("the consumer ended before its last case".to_owned()),
            }
        }
        consumer.close(END)?;
        provider.close(END)
    }

    /// The cell's own server; the second start serves on the same port with the same data.
    pub(super) fn start_zookeeper(&mut self) -> Result<Process> {
        let (name, port) = match self.zookeeper {
            Some(port) => ("zookeeper-again", port),
            None => ("zookeeper", free_port()?),
        };
        let mut command = zookeeper(self.place.workspace);
        command.arg(port.to_string()).arg(self.logs.join("zookeeper-data"));
        let server = Process::start(self.place.groups, name, command, &self.logs)?;
        server.until(Instant::now() + READY, "READY", |line| line.starts_with("READY"))?;
        self.zookeeper = Some(port);
        Ok(server)
    }

    pub(super) fn start_provider(&self, name: &str, port: u16) -> Result<Process> {
        let mut command = self.cell.provider.command(self.place.workspace);
        command.args(["provider", "--port", &port.to_string()]);
        if self.cell.scheme != Scheme::Dubbo {
            command.args(["--protocol", self.cell.scheme.name()]);
        }
        if let Some(registry) = self.registry() {
            command.args(["--registry", &registry]);
        }
        let provider = Process::start(self.place.groups, name, command, &self.logs)?;
        provider.until(Instant::now() + READY, "READY", |line| line.starts_with("READY"))?;
        Ok(provider)
    }

    /// `port` is where a direct consumer calls.
    pub(super) fn start_consumer(&self, name: &str, port: u16, options: &[&str]) -> Result<Process> {
        let mut command = self.cell.consumer.command(self.place.workspace);
        command.arg("consumer");
        let scheme = self.cell.scheme.name();
        match self.registry() {
            Some(registry) if self.cell.scheme == Scheme::Dubbo => command.args(["--registry", &registry]),
            Some(registry) => command.args(["--registry", &registry, "--protocol", scheme]),
            None => command.args(["--direct", &format!("{scheme}://127.0.0.1:{port}")]),
        };
        command.args(options);
        Process::start(self.place.groups, name, command, &self.logs)
    }

    fn registry(&self) -> Option<String> {
        self.zookeeper.map(|port| format!("zookeeper://127.0.0.1:{port}"))
    }
}

impl Outcome {
    fn of(result: Result<()>) -> Self {
        result.map_or_else(Self::Fail, |()| Self::Pass)
    }

    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Self::Fail(_))
    }
}

impl Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = if self.mode == Mode::Direct { "direct" } else { "zookeeper" };
        let scheme = if self.scheme == Scheme::Dubbo { "" } else { "-tri" };
        write!(f, "{}-calls-{}{scheme}-{mode}", self.consumer.name(), self.provider.name())
    }
}

/// Reads `CASE name PASS|FAIL|SKIP reason`.
fn row(line: &str) -> Option<(String, Outcome)> {
    let mut words = line.strip_prefix("CASE ")?.splitn(3, ' ');
    let name = words.next()?.to_owned();
    let result = words.next()?;
    let reason = words.next().unwrap_or_default().to_owned();
    let outcome = match result {
        "PASS" => Outcome::Pass,
        "SKIP" => Outcome::Skip(reason),
        _ => Outcome::Fail(reason),
    };
    Some((name, outcome))
}

/// The script that serves a real ZooKeeper.
pub(super) fn zookeeper(workspace: &Workspace) -> Command {
    let mut command = Command::new("bash");
    command.arg(workspace.path("interop/servers/start-zookeeper.sh"));
    command
}

/// A port nobody listens on just now.
pub(super) fn free_port() -> Result<u16> {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("no free port: {error}"))
}

fn logs(workspace: &Workspace, cell: Cell) -> PathBuf {
    workspace.target.join("interop").join(cell.to_string())
}

/// The ends of a cell's logs.
pub(crate) fn last_words(place: &Place<'_>, cell: Cell) -> String {
    let folder = logs(place.workspace, cell);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.iter().map(|file| tail(file)).collect()
}

fn tail(file: &Path) -> String {
    let text = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return String::new();
    }
    let last: Vec<&str> = lines.iter().skip(lines.len().saturating_sub(40)).copied().collect();
    format!("---- {}\n{}\n", file.display(), last.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read() {
        let check = |line: &str, expected| assert_eq!(row(line), expected, "{line}");
        check("CASE void PASS", Some(("void".into(), Outcome::Pass)));
        check("CASE a FAIL 1 is not 2", Some(("a".into(), Outcome::Fail("1 is not 2".into()))));
        check("CASE a SKIP", Some(("a".into(), Outcome::Skip(String::new()))));
        check("a log line", None);
    }
}
