//! Where the blocks of one document are typed.

use std::collections::HashMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Result;
use crate::conformance::{grpcurl, tcp};
use crate::process::{Groups, Process};
use crate::workspace::{Workspace, cargo};

/// How long a server may take until it listens; it may have to be built.
const READY: Duration = Duration::from_secs(900);

/// The folder, what runs in it, and which ports stand for those of the document.
#[derive(Debug)]
pub(crate) struct Place<'w> {
    workspace: &'w Workspace,
    groups: Groups,
    folder: PathBuf,
    /// A folder that is only for this document.
    scratch: bool,
    path: OsString,
    ports: HashMap<u16, u16>,
    servers: Vec<Process>,
}

impl<'w> Place<'w> {
    /// The root of the repository.
    pub(crate) fn root(workspace: &'w Workspace, groups: Groups) -> Self {
        let (folder, path) = (workspace.root.clone(), std::env::var_os("PATH").unwrap_or_default());
        let (ports, servers) = (HashMap::new(), Vec::new());
        Self { workspace, groups, folder, scratch: false, path, ports, servers }
    }

    /// A new folder outside the repository, with the checkout as `dubbors` in it.
    pub(crate) fn scratch(workspace: &'w Workspace, groups: Groups) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("dubbors-first-steps-{}", std::process::id()));
        let place = |error: std::io::Error| format!("{}: {error}", folder.display());
        std::fs::create_dir_all(&folder).map_err(place)?;
        std::os::unix::fs::symlink(&workspace.root, folder.join("dubbors")).map_err(place)?;
        let mut own = Self::root(workspace, groups);
        (own.folder, own.scratch) = (folder, true);
        Ok(own)
    }

    /// Puts the programs that the commands need in front of all others.
    pub(crate) fn with_tools(&mut self, commands: &str) -> Result<()> {
        let mut folders = Vec::new();
        if commands.contains("dubbors call") {
            let mut build = Command::new(cargo());
            build.args(["build", "-q", "--bin", "dubbors"]).current_dir(&self.workspace.root);
            crate::tools::run("building the command line", &mut build)?;
            folders.push(self.workspace.target.join("debug"));
        }
        if commands.contains("grpcurl") {
            folders.extend(grpcurl(self.workspace)?.parent().map(PathBuf::from));
        }
        folders.extend(std::env::split_paths(&self.path));
        self.path = std::env::join_paths(folders).map_err(|error| format!("PATH: {error}"))?;
        Ok(())
    }

    /// Runs a script to its end; the answer is what it printed, when that is asked for.
    pub(crate) fn run(&self, script: &str, output: bool) -> Result<String> {
        let mut command = self.command(script);
        if output {
            command.stdout(Stdio::piped());
        }
        let child = command.stdin(Stdio::null()).spawn().map_err(|error| format!("bash: {error}"))?;
        let output = child.wait_with_output().map_err(|error| format!("bash: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() { Ok(said) } else { Err(format!("{} {said}", output.status)) }
    }

    /// Runs a script that has to fail; the answer is all that it printed.
    pub(crate) fn fail(&self, script: &str) -> Result<String> {
        let mut command = self.command(&format!("exec 2>&1\n{script}"));
        let output = command.stdin(Stdio::null()).output().map_err(|error| format!("bash: {error}"))?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() { Err(format!("it did not fail: {said}")) } else { Ok(said) }
    }

    /// From now on a free port stands for this one: others may run on this machine.
    pub(crate) fn take_port(&mut self, port: u16) -> Result<()> {
        self.ports.insert(port, tcp::free_port()?);
        Ok(())
    }

    /// Starts a script and waits until something listens at what stands for the port.
    pub(crate) fn serve(&mut self, script: &str, port: u16) -> Result<()> {
        let free = self.ports.get(&port).copied().unwrap_or(port);
        let logs = self.workspace.target.join("readme");
        std::fs::create_dir_all(&logs).map_err(|error| format!("{}: {error}", logs.display()))?;
        let name = format!("server-{}", self.servers.len());
        let mut server = Process::start(&self.groups, &name, self.command(script), &logs)?;
        let end = Instant::now() + READY;
        while !tcp::listens(free) {
            if server.has_ended()? {
                let said = std::fs::read_to_string(logs.join(format!("{name}.err"))).unwrap_or_default();
                return Err(format!("ended before it served port {port}\n{said}"));
            }
            if Instant::now() >= end {
                return Err(format!("does not serve port {port} within {READY:?}"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.servers.push(server);
        Ok(())
    }

    /// Writes a file of a new project.
    pub(crate) fn write(&self, file: &str, text: &str) -> Result<()> {
        if !self.scratch {
            return Err(format!("{file}: only documents with a folder of their own write files"));
        }
        let path = self.folder.join(file);
        let place = |error: std::io::Error| format!("{file}: {error}");
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(place)?;
        }
        std::fs::write(&path, self.with_ports(text)).map_err(place)?;
        if file.ends_with("Cargo.toml") {
            // With the versions of the repository: a new release of somebody else's does not fail this run.
            std::fs::copy(self.workspace.path("Cargo.lock"), path.with_file_name("Cargo.lock"))
                .map_err(place)?;
        }
        Ok(())
    }

    fn command(&self, script: &str) -> Command {
        let mut command = Command::new("bash");
        command.args(["-euo", "pipefail", "-c", &self.with_ports(script)]).current_dir(&self.folder);
        command.env("PATH", &self.path);
        if self.scratch {
            command.env("CARGO_TARGET_DIR", &self.workspace.target);
        }
        command
    }

    /// The text with the ports that stand for those of the document.
    pub(crate) fn with_ports(&self, text: &str) -> String {
        self.ports.iter().fold(text.to_owned(), |text, (port, free)| {
            text.replace(&format!(":{port}"), &format!(":{free}"))
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.servers.clear();
        if self.scratch {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}
