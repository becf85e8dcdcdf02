//! The frameworks that are measured: how each is built, and its two processes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::progress;
use crate::Result;
use crate::process::{Groups, Process};
use crate::tools::{self, GO};
use crate::workspace::{Workspace, cargo};

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    Dubbors,
    Tonic,
    GrpcGo,
    /// HTTP/2 with no framework.
    H2,
    VoloGrpc,
}

impl Kind {
    /// In the order of the columns.
    pub(crate) const ALL: [Self; 5] = [Self::Dubbors, Self::Tonic, Self::GrpcGo, Self::H2, Self::VoloGrpc];

    /// What its program and its column are called.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dubbors => "dubbors",
            Self::Tonic => "tonic",
            Self::GrpcGo => "grpc-go",
            Self::H2 => "h2",
            Self::VoloGrpc => "volo-grpc",
        }
    }

    /// Its windows of HTTP/2, stream and connection, in KiB: what it has by default, as its source says.
    pub(crate) fn windows(self) -> &'static str {
        match self {
            Self::Dubbors => "1024/4096",
            Self::Tonic => "client 2048/5120, server 1024/1024",
            Self::GrpcGo => "64/64, growing with what it measures",
            Self::H2 => "64/64",
            Self::VoloGrpc => "client 2048/5120, server 1024/1024",
        }
    }

    /// Whether its program has a role `run`, for tools that count.
    pub(crate) fn runs_in_one_process(self) -> bool {
        self != Self::GrpcGo
    }
}

/// Where the programs of a workspace of its own in `bench/triple` are.
pub(crate) fn programs(workspace: &Workspace, folder: &str) -> PathBuf {
    workspace.target.join(folder.replace('/', "-")).join("release")
}

/// Builds what it is not built yet; the answer is its program.
pub(crate) fn build(workspace: &Workspace, kind: Kind) -> Result<PathBuf> {
    progress(&format!("building {}", kind.name()));
    match kind {
        Kind::Dubbors | Kind::Tonic | Kind::H2 => rust(workspace, "bench/triple", "dubbors-bench-triple"),
        Kind::VoloGrpc => rust(workspace, "bench/triple/volo", "dubbors-bench-triple-volo"),
        Kind::GrpcGo => go(workspace),
    }
}

fn rust(workspace: &Workspace, folder: &str, program: &str) -> Result<PathBuf> {
    let programs = programs(workspace, folder);
    let mut build = Command::new(cargo());
    build.args(["build", "-q", "--release", "--locked", "--target-dir"]).arg(programs.with_file_name(""));
    tools::run("building", build.current_dir(workspace.path(folder)).stdout(std::io::stderr()))?;
    Ok(programs.join(program))
}

fn go(workspace: &Workspace) -> Result<PathBuf> {
    tools::require("bench triple", &[GO])?;
    let program = workspace.target.join("bench/triple/grpc-go");
    let mut build = Command::new("go");
    build.args(["build", "-o"]).arg(&program).arg(".").current_dir(workspace.path("bench/triple/go"));
    tools::run("building", build.stdout(std::io::stderr()))?;
    Ok(program)
}

/// How long a process may take to start, and a client to answer beyond the time of its measure.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server on core 0 and a client on core 1, connected.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) kind: Kind,
    pub(crate) program: PathBuf,
    /// Where the server listens.
    place: String,
    server: Process,
    client: std::cell::RefCell<Process>,
}

impl Running {
    pub(crate) fn start(groups: &Groups, kind: Kind, program: PathBuf, logs: &Path) -> Result<Self> {
        let on_core = |core: &str, role: &[&str]| {
            let mut command = Command::new("taskset");
            command.args(["-c", core]).arg(&program).arg(kind.name()).args(role).env("GOMAXPROCS", "1");
            Process::start(
                groups,
                &format!("{}-{}", kind.name(), role.join("-")).replace([':', '/'], "-"),
                command,
                logs,
            )
        };
        let end = Instant::now() + PATIENCE;
        let server = on_core("0", &["server"])?;
        let address = server.until(end, "an address", |_| true)?;
        let address = address.trim();
        // A URL or the place alone.
        let place = address.rsplit("//").next().and_then(|rest| rest.split('/').next()).unwrap_or(address);
        let client = on_core("1", &["client", address])?;
        client.until(end, "a connection", |line| line == "ready")?;
        Ok(Self { kind, program, place: place.to_owned(), server, client: client.into() })
    }

    /// Tells the client a line and returns what it says.
    pub(crate) fn ask(&self, line: &str, time: Duration) -> Result<String> {
        let mut client = self.client.borrow_mut();
        client.write(format!("{line}\n").as_bytes())?;
        let end = Instant::now() + time + PATIENCE;
        client.line(end)?.ok_or_else(|| "the client ended".to_owned())
    }

    /// Where the server listens, as `host:port`.
    pub(crate) fn place(&self) -> &str {
        &self.place
    }

    /// The memory that the server has of its own, in KiB.
    pub(crate) fn server_memory(&self) -> Result<u32> {
        let file = format!("/proc/{}/status", self.server.id());
        let status = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
        kib(&status).ok_or_else(|| format!("{file} has no RssAnon"))
    }

    /// The time that client and server have spent on their cores, in user mode and in the kernel.
    pub(crate) fn spent(&self) -> Result<(Duration, Duration)> {
        Ok((spent(self.client.borrow().id())?, spent(self.server.id())?))
    }
}

/// Ticks of the processor time in `/proc`, which Linux counts by the hundredth of a second for every program.
const TICK: Duration = Duration::from_millis(10);

fn spent(process: u32) -> Result<Duration> {
    let file = format!("/proc/{process}/stat");
    let stat = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
    ticks(&stat).map(|ticks| TICK * ticks).ok_or_else(|| format!("{file} is not as expected: {stat}"))
}

/// Memory that no file stands behind.
fn kib(status: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// User and kernel time, the 14th and 15th field; the second one may hold anything, up to the last parenthesis.
fn ticks(stat: &str) -> Option<u32> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u32>().ok();
    Some(next()? + next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_read() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 250 31 0 0 20 0 1 0 9 0 0\n";
        assert_eq!(ticks(stat), Some(281));
        assert_eq!(ticks("7 (a"), None);
    }

    #[test]
    fn memory_is_read() {
        assert_eq!(kib("Name:\ta\nVmRSS:\t 9 kB\nRssAnon:\t     4180 kB\nRssFile: 1 kB\n"), Some(4180));
        assert_eq!(kib("Name:\ta\n"), None);
    }
}
