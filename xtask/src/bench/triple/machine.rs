//! What the figures were taken on, and of which versions.

use std::process::Command;

use super::peer::Kind;
use crate::workspace::Workspace;

/// Lines for the top of the table.
pub(crate) fn describe(workspace: &Workspace, kinds: &[Kind]) -> Vec<String> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let processor = processor.trim_start_matches([':', ' ', '\t']).trim();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default();
    let mut lines = vec![
        format!(
            "{cores} cores, {processor}, {} {}, load {load}",
            said("uname", &["-s"]),
            said("uname", &["-r"])
        ),
        format!("{}, {}", said("rustc", &["--version"]), said("go", &["version"])),
    ];
    for kind in kinds {
        let version = version(workspace, *kind);
        lines.push(format!("{} {version}, windows in KiB: {}", kind.name(), kind.windows()));
    }
    lines
}

/// What is measured, by lock files and the like.
fn version(workspace: &Workspace, kind: Kind) -> String {
    let read = |file: &str| workspace.read(file).unwrap_or_default();
    let found = match kind {
        Kind::Dubbors => return format!("at {}", said("git", &["describe", "--always", "--dirty"])),
        Kind::Tonic => locked(&read("bench/triple/Cargo.lock"), "tonic"),
        Kind::H2 => locked(&read("bench/triple/Cargo.lock"), "h2"),
        Kind::VoloGrpc => locked(&read("bench/triple/volo/Cargo.lock"), "volo-grpc"),
        Kind::GrpcGo => required(&read("bench/triple/go/go.mod"), "google.golang.org/grpc"),
    };
    found.unwrap_or_else(|| "of an unknown version".to_owned())
}

fn locked(lock: &str, package: &str) -> Option<String> {
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split_once('"').map(|(version, _)| version.to_owned())
}

fn required(module: &str, package: &str) -> Option<String> {
    let line = module.lines().find_map(|line| line.trim().strip_prefix(package)?.strip_prefix(" v"))?;
    line.split(' ').next().map(str::to_owned)
}

/// The first line that a program says; nothing where it is not here.
fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found() {
        let lock = "[[package]]\nname = \"tonic-prost\"\nversion = \"1\"\n\n[[package]]\nname = \"tonic\"\nversion = \"0.14.9\"\n";
        assert_eq!(locked(lock, "tonic").as_deref(), Some("0.14.9"));
        assert_eq!(locked(lock, "h2"), None);
        let module = "require (\n\tgoogle.golang.org/grpc/x v2.0.0\n\tgoogle.golang.org/grpc v1.85.0\n)\n";
        assert_eq!(required(module, "google.golang.org/grpc").as_deref(), Some("1.85.0"));
    }
}
