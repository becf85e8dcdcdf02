//! The registry's own tests against a real ZooKeeper: elsewhere they say that they were skipped.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::cell::{Place, free_port, zookeeper};
use crate::Result;
use crate::process::Process;
use crate::tools;

/// How long the server may take to start.
const READY: Duration = Duration::from_secs(90);

/// Starts a server and runs the tests with it.
pub(crate) fn run(place: &Place<'_>) -> Result<()> {
    eprintln!("interop: the ZooKeeper registry's own tests");
    let port = free_port()?;
    let logs = place.workspace.target.join("interop/zookeeper-tests");
    std::fs::create_dir_all(&logs).map_err(|error| format!("{}: {error}", logs.display()))?;
    let mut server = zookeeper(place.workspace);
    server.arg(port.to_string());
    let server = Process::start(place.groups, "zookeeper", server, &logs)?;
    server.until(Instant::now() + READY, "READY", |line| line.starts_with("READY"))?;
    let mut tests = Command::new("cargo");
    tests
        .args(["test", "-q", "-p", "dubbors-zookeeper", "--test", "it"])
        .env("DUBBORS_TEST_ZOOKEEPER", format!("127.0.0.1:{port}"))
        .current_dir(&place.workspace.root)
        // Standard output belongs to the matrix.
        .stdout(Stdio::from(std::io::stderr()));
    tools::run("the ZooKeeper registry's own tests", &mut tests)
}
