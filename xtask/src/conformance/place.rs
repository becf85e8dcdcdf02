//! Where a suite runs: its folder, its processes and their time.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::Side;
use super::subject::Subject;
use super::tcp;
use crate::Result;
use crate::process::{Groups, Process};
use crate::workspace::Workspace;

/// How long a server may take until it can be connected to.
const READY: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Place<'w> {
    pub(crate) workspace: &'w Workspace,
    pub(crate) groups: &'w Groups,
    pub(crate) subject: Subject,
    side: Option<Side>,
    pub(crate) quick: bool,
    /// How long a suite without an end of its own runs.
    pub(crate) seconds: Option<u64>,
    /// What the suite leaves behind.
    pub(crate) logs: PathBuf,
    started: AtomicUsize,
}

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    status: ExitStatus,
}

impl<'w> Place<'w> {
    pub(crate) fn new(workspace: &'w Workspace, groups: &'w Groups, subject: Subject, logs: PathBuf) -> Self {
        let started = AtomicUsize::new(0);
        Self { workspace, groups, subject, side: None, quick: false, seconds: None, logs, started }
    }

    /// One side alone, and how much of it.
    pub(crate) fn of(self, side: Option<Side>, quick: bool, seconds: Option<u64>) -> Self {
        Self { side, quick, seconds, ..self }
    }

    /// Whether this side is judged.
    pub(crate) fn judges(&self, side: Side) -> bool {
        self.side.is_none_or(|only| only == side)
    }

    /// Forgets what an earlier run left behind.
    pub(crate) fn fresh_logs(&self) -> Result<()> {
        let place = |error: std::io::Error| format!("{}: {error}", self.logs.display());
        match std::fs::remove_dir_all(&self.logs) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(place(error)),
            _ => {}
        }
        std::fs::create_dir_all(&self.logs).map_err(place)
    }

    /// Where tools are kept from run to run.
    pub(crate) fn tools(&self) -> PathBuf {
        tools(self.workspace)
    }

    /// Cleartext, and TLS unless there is little time.
    pub(crate) fn transports(&self) -> &'static [bool] {
        if self.quick { &[false] } else { &[false, true] }
    }

    /// Starts a server, and waits until it listens.
    pub(crate) fn serve(&self, name: &str, command: Command, port: u16) -> Result<Process> {
        let mut process = self.start(name, command)?;
        let end = Instant::now() + READY;
        while !tcp::listens(port) {
            if process.has_ended()? {
                return Err(format!("{name}: ended before it could be called\n{}", self.last_words(name)));
            }
            if Instant::now() >= end {
                return Err(format!("{name}: port {port} not open within {READY:?}"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(process)
    }

    pub(crate) fn start(&self, name: &str, command: Command) -> Result<Process> {
        Process::start(self.groups, name, command, &self.logs)
    }

    /// Runs a program to its end. It is an error if it cannot be started or takes too long, not if it fails.
    pub(crate) fn output(&self, name: &str, command: Command, limit: Duration) -> Result<Output> {
        let name = format!("{:03}-{}", self.started.fetch_add(1, Ordering::Relaxed), name.replace('/', "-"));
        let process = self.start(&name, command)?;
        let end = Instant::now() + limit;
        let mut stdout = String::new();
        loop {
            match process.line(end) {
                Ok(Some(line)) => stdout.extend([line.as_str(), "\n"]),
                Ok(None) => break,
                Err(problem) => return Err(format!("{problem} ({limit:?})\n{}", self.last_words(&name))),
            }
        }
        let status = process.wait(end.saturating_duration_since(Instant::now()))?;
        let stderr = std::fs::read(self.logs.join(format!("{name}.err"))).unwrap_or_default();
        Ok(Output { stdout, stderr: String::from_utf8_lossy(&stderr).into_owned(), status })
    }

    /// The end of what a process wrote to its standard error.
    fn last_words(&self, name: &str) -> String {
        tail(&self.logs.join(format!("{name}.err")), 10)
    }
}

impl Output {
    /// Good when the program ended well; its last words otherwise.
    pub(crate) fn good(&self) -> Result<()> {
        if self.status.success() {
            return Ok(());
        }
        let said = if self.stderr.trim().is_empty() { &self.stdout } else { &self.stderr };
        let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
        let last: Vec<&str> = lines.iter().skip(lines.len().saturating_sub(3)).copied().collect();
        Err(format!("{}; {}", self.status, last.join("\n")))
    }
}

/// Where tools are kept from run to run.
pub(crate) fn tools(workspace: &Workspace) -> PathBuf {
    workspace.target.join("conformance/tools")
}

fn tail(file: &Path, count: usize) -> String {
    let text = std::fs::read(file).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(count)).copied().collect::<Vec<_>>().join("\n")
}
