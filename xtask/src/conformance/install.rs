//! The judges: each in its pinned version, put into the target folder when it is first needed.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::place::{self, Place};
use crate::Result;
use crate::tools::{self, CHROMIUM, CURL, GO, OPENSSL, Tool, VENV};
use crate::workspace::Workspace;

/// A program that is built from a Go module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GoProgram {
    /// The folder it is put into; programs of different modules share names.
    folder: &'static str,
    name: &'static str,
    package: &'static str,
    version: &'static str,
}

const GRPC_GO: &str = "v1.85.0";
const CONNECT: &str = "v1.0.7";

pub(crate) const GRPC_CLIENT: GoProgram = GoProgram {
    folder: "grpc-go",
    name: "client",
    package: "google.golang.org/grpc/interop/client",
    version: GRPC_GO,
};
pub(crate) const GRPC_SERVER: GoProgram = GoProgram {
    folder: "grpc-go",
    name: "server",
    package: "google.golang.org/grpc/interop/server",
    version: GRPC_GO,
};
pub(crate) const GRPC_HTTP2: GoProgram = GoProgram {
    folder: "grpc-go",
    name: "http2",
    package: "google.golang.org/grpc/interop/http2",
    version: GRPC_GO,
};
pub(crate) const GRPC_STRESS: GoProgram = GoProgram {
    folder: "grpc-go-stress",
    name: "client",
    package: "google.golang.org/grpc/interop/stress/client",
    version: GRPC_GO,
};
pub(crate) const CONNECTCONFORMANCE: GoProgram =
    connect("connectconformance", "connectrpc.com/conformance/cmd/connectconformance");
pub(crate) const REFERENCE_SERVER: GoProgram =
    connect("referenceserver", "connectrpc.com/conformance/cmd/referenceserver");
pub(crate) const REFERENCE_CLIENT: GoProgram =
    connect("referenceclient", "connectrpc.com/conformance/cmd/referenceclient");
pub(crate) const H2SPEC: GoProgram = GoProgram {
    folder: "h2spec",
    name: "h2spec",
    package: "github.com/summerwind/h2spec/cmd/h2spec",
    version: "v2.2.1+incompatible",
};
pub(crate) const GRPCURL: GoProgram = GoProgram {
    folder: "grpcurl",
    name: "grpcurl",
    package: "github.com/fullstorydev/grpcurl/cmd/grpcurl",
    version: "v1.9.4",
};

const fn connect(name: &'static str, package: &'static str) -> GoProgram {
    GoProgram { folder: "connect", name, package, version: CONNECT }
}

impl GoProgram {
    /// Builds it unless it is there already.
    pub(crate) fn install(self, place: &Place<'_>) -> Result<PathBuf> {
        self.install_in(&place.tools())
    }

    fn install_in(self, tools: &Path) -> Result<PathBuf> {
        let folder = tools.join(format!("{}-{}", self.folder, self.version));
        let program = folder.join(self.name);
        if program.is_file() {
            return Ok(program);
        }
        require(&[GO])?;
        let module = format!("{}@{}", self.package, self.version);
        eprintln!("conformance: building {module}");
        let mut command = Command::new("go");
        command.args(["install", &module]).env("GOBIN", &folder).stdout(std::io::stderr());
        tools::run(&module, &mut command).map_err(|problem| {
            format!("{problem}; get it by `GOBIN={} go install {module}`", folder.display())
        })?;
        Ok(program)
    }

    pub(crate) fn command(self, place: &Place<'_>) -> Result<Command> {
        Ok(Command::new(self.install(place)?))
    }
}

/// grpcurl, for other chores.
pub(crate) fn grpcurl(workspace: &Workspace) -> Result<PathBuf> {
    GRPCURL.install_in(&place::tools(workspace))
}

/// The program of `interop/go/http3`, which is ours on dubbo-go: built every time, as it may have changed.
pub(crate) fn dubbo_go(place: &Place<'_>) -> Result<PathBuf> {
    require(&[GO])?;
    let program = place.tools().join("dubbo-go-http3");
    let mut command = Command::new("go");
    command.arg("build").arg("-o").arg(&program).arg("./http3");
    command.current_dir(place.workspace.path("interop/go")).stdout(std::io::stderr());
    tools::run("go build ./http3", &mut command)?;
    Ok(program)
}

/// Python with the packages of `interop/python/requirements.txt`, in an environment of its own.
pub(crate) fn python(place: &Place<'_>) -> Result<PathBuf> {
    let requirements = place.workspace.read("interop/python/requirements.txt")?;
    let folder = place.tools().join("python");
    let program = folder.join("bin/python");
    // Written last: what is there is whole, and of these versions.
    let mark = folder.join("requirements.txt");
    if std::fs::read_to_string(&mark).is_ok_and(|there| there == requirements) {
        return Ok(program);
    }
    require(&[VENV])?;
    eprintln!("conformance: installing the packages of interop/python/requirements.txt");
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(&folder).stdout(std::io::stderr());
    tools::run("python3 -m venv", &mut venv)?;
    let list = place.workspace.path("interop/python/requirements.txt");
    let mut pip = Command::new(&program);
    pip.args(["-m", "pip", "install", "-q", "-r"]).arg(list).stdout(std::io::stderr());
    tools::run("pip install -r interop/python/requirements.txt", &mut pip)?;
    std::fs::write(&mark, requirements).map_err(|error| format!("{}: {error}", mark.display()))?;
    Ok(program)
}

pub(crate) fn curl() -> Result<Command> {
    require(&[CURL])?;
    Ok(Command::new("curl"))
}

pub(crate) fn openssl() -> Result<Command> {
    require(&[OPENSSL])?;
    Ok(Command::new("openssl"))
}

/// A Chromium by one of its names.
pub(crate) fn chromium() -> Result<Command> {
    require(&[CHROMIUM])?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = names
        .iter()
        .flat_map(|name| std::env::split_paths(&path).map(move |folder| folder.join(name)))
        .find(|program| Path::is_file(program));
    match found {
        Some(program) => Ok(Command::new(program)),
        None => Err("Chromium is on no path".to_owned()),
    }
}

fn require(tools: &[Tool]) -> Result<()> {
    tools::require("conformance", tools)
}
