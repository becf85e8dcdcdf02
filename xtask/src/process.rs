//! Processes a chore starts: each leads a group of its own, so that it can be ended together with all it has started;
//! none outlives the chore, not even at ctrl-c.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::Result;

/// The groups that run now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Groups(Arc<Mutex<HashSet<u32>>>);

impl Groups {
    /// From now on ctrl-c and TERM end all groups first, then this program. Several chores of one run may ask for it.
    pub(crate) fn end_at_interrupt(&self) -> Result<()> {
        static ALL: Mutex<Vec<Groups>> = Mutex::new(Vec::new());
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(self.clone());
        if all.len() > 1 {
            return Ok(());
        }
        ctrlc::set_handler(|| {
            let all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
            for groups in all.iter() {
                for group in groups.lock().iter() {
                    signal(*group, "KILL");
                }
            }
            std::process::exit(130);
        })
        .map_err(|error| format!("ctrl-c cannot be handled: {error}"))
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running process whose lines are read one by one and kept in a file.
#[derive(Debug)]
pub(crate) struct Process {
    name: String,
    groups: Groups,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Process {
    /// Starts `command`; its output goes to `{name}.out` and `{name}.err` in the folder `logs`.
    pub(crate) fn start(groups: &Groups, name: &str, command: Command, logs: &Path) -> Result<Self> {
        let mut out =
            File::create(logs.join(format!("{name}.out"))).map_err(|error| format!("{name}: {error}"))?;
        let (mut process, stdout) = Self::start_binary(groups, name, command, logs)?;
        let (sender, lines) = channel();
        process.lines = lines;
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                let Ok(line) = line else { return };
                // A full disk must not stop the run: the lines still count.
                let _ = writeln!(out, "{line}");
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(process)
    }

    /// Starts a `command` whose output is no text: the caller reads it.
    pub(crate) fn start_binary(
        groups: &Groups,
        name: &str,
        mut command: Command,
        logs: &Path,
    ) -> Result<(Self, ChildStdout)> {
        let place = |error: std::io::Error| format!("{name}: {error}");
        let err = File::create(logs.join(format!("{name}.err"))).map_err(place)?;
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(err).process_group(0);
        // Held over the start: an interrupt must not fall between a start and its entry.
        let mut running = groups.lock();
        let mut child = command.spawn().map_err(place)?;
        running.insert(child.id());
        drop(running);
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        // Without a sender there are no lines.
        let process =
            Self { name: name.to_owned(), groups: groups.clone(), child, stdin, lines: channel().1 };
        let stdout = stdout.ok_or_else(|| format!("{name}: no output"))?;
        Ok((process, stdout))
    }

    /// The next line before `end`; `Ok(None)` when the process has said all. Lateness is an error.
    pub(crate) fn line(&self, end: Instant) -> Result<Option<String>> {
        match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(line) => Ok(Some(line)),
            Err(RecvTimeoutError::Disconnected) => Ok(None),
            Err(RecvTimeoutError::Timeout) => Err(format!("{}: not done in time", self.name)),
        }
    }

    /// Reads on to the first line for which `wanted` holds.
    pub(crate) fn until(&self, end: Instant, what: &str, wanted: impl Fn(&str) -> bool) -> Result<String> {
        loop {
            match self.line(end) {
                Ok(Some(line)) if wanted(&line) => return Ok(line),
                Ok(Some(_)) => {}
                Ok(None) => return Err(format!("{}: ended without {what}", self.name)),
                Err(_) => return Err(format!("{}: no {what} in time", self.name)),
            }
        }
    }

    /// Its number for the system.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Forgets the lines that are here already.
    pub(crate) fn skip_lines(&self) {
        while self.lines.try_recv().is_ok() {}
    }

    /// Sends a signal (`STOP`, `TERM`, ...) to the process and all it has started.
    pub(crate) fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// Closes its standard input, which is how peers are told to end, and waits; after `limit` it is killed.
    pub(crate) fn close(mut self, limit: Duration) -> Result<()> {
        drop(self.stdin.take());
        self.ended(limit).map(|_| ())
    }

    /// Sends TERM and waits; after `limit` it is killed.
    pub(crate) fn terminate(mut self, limit: Duration) -> Result<()> {
        self.signal("TERM");
        self.ended(limit).map(|_| ())
    }

    /// Waits until it ends by itself; after `limit` it is killed.
    pub(crate) fn wait(mut self, limit: Duration) -> Result<ExitStatus> {
        self.ended(limit)
    }

    /// The most memory it has used and what it uses now, where the system tells.
    pub(crate) fn memory(&self) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.map_or_else(|| "unknown".to_owned(), |text| text.trim().to_owned())
        };
        format!("{}, at most {}", of("VmRSS:"), of("VmHWM:"))
    }

    /// Whether it has ended already.
    pub(crate) fn has_ended(&mut self) -> Result<bool> {
        self.status().map(|status| status.is_some())
    }

    /// Writes to its standard input.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(stdin) = &mut self.stdin else { return Err(format!("{}: takes no input", self.name)) };
        stdin.write_all(bytes).and_then(|()| stdin.flush()).map_err(|error| format!("{}: {error}", self.name))
    }

    fn ended(&mut self, limit: Duration) -> Result<ExitStatus> {
        let end = Instant::now() + limit;
        loop {
            if let Some(status) = self.status()? {
                return Ok(status);
            }
            if Instant::now() >= end {
                return Err(format!("{}: did not end within {limit:?}", self.name));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn status(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().map_err(|error| format!("{}: {error}", self.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Before the wait, as after it the number may belong to another.
        let mut running = self.groups.lock();
        signal(self.child.id(), "KILL");
        running.remove(&self.child.id());
        drop(running);
        let _ = self.child.wait();
    }
}

/// Signals a whole group. The shell's own `kill` is everywhere, and calling it needs no unsafe code.
fn signal(group: u32, name: &str) {
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -s {name} -- -{group}")])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_ends_with_all_it_started() -> Result<()> {
        let logs = std::env::temp_dir().join(format!("xtask-process-{}", std::process::id()));
        std::fs::create_dir_all(&logs).map_err(|error| error.to_string())?;
        let groups = Groups::default();
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 1000 & echo child $!; wait"]);
        let process = Process::start(&groups, "parent", command, &logs)?;
        let line =
            process.until(Instant::now() + Duration::from_secs(10), "a child", |l| l.starts_with("child"))?;
        let child = line.trim_start_matches("child ").to_owned();
        assert!(alive(&child), "the grandchild runs");
        drop(process);
        let end = Instant::now() + Duration::from_secs(10);
        while alive(&child) {
            assert!(Instant::now() < end, "the grandchild outlived its parent");
            std::thread::sleep(Duration::from_millis(10));
        }
        assert!(groups.lock().is_empty());
        std::fs::remove_dir_all(&logs).map_err(|error| error.to_string())
    }

    /// A zombie that nobody has collected yet is not alive.
    fn alive(process: &str) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        !stat.is_empty() && !stat.contains(") Z ")
    }
}
