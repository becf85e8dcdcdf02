//! Programs that are not part of a Rust toolchain: whether they are here, and how to get them.

use std::process::{Command, Stdio};

use crate::Result;

/// A program a chore needs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tool {
    /// The command that shows it is there.
    probe: &'static [&'static str],
    what: &'static str,
    how: &'static str,
}

pub(crate) const JDK: Tool = Tool {
    probe: &["javac", "-version"],
    what: "a JDK, 17 or newer (`javac`)",
    how: "apt-get install openjdk-17-jdk-headless, or https://adoptium.net",
};
pub(crate) const MAVEN: Tool = Tool {
    probe: &["mvn", "-version"],
    what: "Maven (`mvn`)",
    how: "apt-get install maven, or https://maven.apache.org",
};
pub(crate) const GO: Tool = Tool {
    probe: &["go", "version"],
    what: "Go, 1.25 or newer (`go`)",
    how: "https://go.dev/dl (an older Go, 1.21 at least, fetches the right one by itself)",
};
pub(crate) const PYTHON: Tool = Tool {
    probe: &["python3", "--version"],
    what: "Python 3 (`python3`), used by the server scripts",
    how: "apt-get install python3",
};
pub(crate) const OPENSSL: Tool = Tool {
    probe: &["openssl", "version"],
    what: "OpenSSL's command line (`openssl`), which makes the certificates of the tests",
    how: "apt-get install openssl",
};
pub(crate) const CURL: Tool =
    Tool { probe: &["curl", "--version"], what: "curl (`curl`) with HTTP/2", how: "apt-get install curl" };
pub(crate) const VENV: Tool = Tool {
    probe: &["python3", "-c", "import venv, ensurepip"],
    what: "Python 3 with `venv`",
    how: "apt-get install python3 python3-venv",
};
pub(crate) const CHROMIUM: Tool = Tool {
    // Distributions give it different names.
    probe: &["sh", "-c", "command -v chromium || command -v chromium-browser || command -v google-chrome"],
    what: "Chromium (`chromium`)",
    how: "apt-get install chromium",
};
/// What `.ci/run` installs by.
pub(crate) const APT: Tool =
    Tool { probe: &["apt-get", "--version"], what: "apt (`apt-get`)", how: "it is Debian's" };
pub(crate) const VALGRIND: Tool = Tool {
    probe: &["valgrind", "--version"],
    what: "Valgrind (`valgrind`), which counts instructions",
    how: "apt-get install valgrind, or https://valgrind.org",
};
pub(crate) const TASKSET: Tool = Tool {
    probe: &["taskset", "--version"],
    what: "`taskset`, which gives a process a core of its own",
    how: "apt-get install util-linux",
};
pub(crate) const NIGHTLY: Tool = Tool {
    probe: &["cargo", "+nightly", "--version"],
    what: "a nightly Rust toolchain",
    how: "rustup toolchain install nightly --profile minimal",
};
pub(crate) const CARGO_FUZZ: Tool = Tool {
    probe: &["cargo", "+nightly", "fuzz", "--version"],
    what: "cargo-fuzz",
    how: "cargo install cargo-fuzz",
};

/// Every missing tool in one error.
pub(crate) fn require(chore: &str, tools: &[Tool]) -> Result<()> {
    let missing = missing(tools, "\n    ");
    if missing.is_empty() {
        return Ok(());
    }
    let lines: Vec<String> = missing.iter().map(|tool| format!("  {tool}")).collect();
    Err(format!("cargo xtask {chore} needs what is not on this machine:\n{}", lines.join("\n")))
}

/// The tools that are not here, each with `between` before how to get it.
pub(crate) fn missing(tools: &[Tool], between: &str) -> Vec<String> {
    let missing = tools.iter().filter(|tool| !tool.is_here());
    missing.map(|tool| format!("{}{between}get it: {}", tool.what, tool.how)).collect()
}

impl Tool {
    pub(crate) fn is_here(&self) -> bool {
        let Some((program, arguments)) = self.probe.split_first() else { return false };
        Command::new(program)
            .args(arguments)
            // Without these `cargo +nightly` would be answered by the toolchain that runs this program.
            .env_remove("RUSTUP_TOOLCHAIN")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// Runs a command to its end, with its output shown.
pub(crate) fn run(what: &str, command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| format!("{what}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed ({status})")) }
}
