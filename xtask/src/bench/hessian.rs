//! `cargo xtask bench hessian`: what one operation costs here, in other codecs of Rust, in Java and in Go.
//!
//! Instructions are exact; nanoseconds are those of this machine, with whatever else it does.

use std::path::Path;
use std::process::Command;

use super::figures::{self, Figure};
use super::table;
use crate::Result;
use crate::tools::{self, Tool};
use crate::workspace::{Workspace, cargo};

/// hessian-lite of Dubbo 3.3 and of Dubbo 2.7; `bench/java/pom.xml` fetches both.
const HESSIAN_LITE: [&str; 2] = ["4.0.4", "3.2.13"];

/// What hessian-lite looks into, beside the classes it is given.
const OPENED: [&str; 3] = ["java.lang", "java.math", "java.util"];

/// What was measured, and what could not be.
#[derive(Default)]
struct Findings {
    figures: Vec<Figure>,
    notes: Vec<String>,
}

pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    tools::require("bench hessian", &[tools::VALGRIND])?;
    let mut all = ours(workspace)?;
    all.add("hessian_rs", &[], || hessian_rs(workspace));
    all.add("Java", &[tools::JDK, tools::MAVEN], || java(workspace));
    all.add("Go", &[tools::GO], || go(workspace));
    println!(
        "\nOne operation: instructions by callgrind, and the fastest of many rounds. - is not measured."
    );
    println!(
        "Objects carry the names of class and fields in Hessian, of fields in serde_json, and no names elsewhere."
    );
    table::print(&all.figures);
    for note in &all.notes {
        println!("{note}");
    }
    Ok(())
}

impl Findings {
    /// Adds what `measure` finds. What it needs and is missing, or how it fails, becomes a note.
    fn add(&mut self, name: &str, tools: &[Tool], measure: impl FnOnce() -> Result<Self>) {
        let missing = tools::missing(tools, ": ");
        if !missing.is_empty() {
            self.notes.push(format!("{name}: not measured, for want of {}", missing.join(", and of ")));
            return;
        }
        match measure() {
            Ok(more) => {
                self.figures.extend(more.figures);
                self.notes.extend(more.notes.iter().map(|note| format!("{name}: {note}")));
            }
            Err(problem) => self.notes.push(format!("{name}: not measured: {problem}")),
        }
    }
}

fn ours(workspace: &Workspace) -> Result<Findings> {
    progress("building");
    let mut build = Command::new(cargo());
    build.args(["build", "--release", "-p", "dubbors-bench", "--bins"]).current_dir(&workspace.root);
    tools::run("building bench", &mut build)?;
    let programs = workspace.target.join("release");
    rust(&programs.join("dubbors-bench-hessian"), &programs.join("dubbors-bench-hessian-allocations"))
}

fn hessian_rs(workspace: &Workspace) -> Result<Findings> {
    progress("building hessian_rs");
    let target = workspace.target.join("bench-hessian-rs");
    let mut build = Command::new(cargo());
    build.args(["build", "--release", "--locked", "--target-dir"]).arg(&target);
    tools::run("building", build.current_dir(workspace.path("bench/hessian-rs")))?;
    let programs = target.join("release");
    rust(&programs.join("hessian_rs_times"), &programs.join("hessian_rs_allocations"))
}

/// All three measures of a pair of programs in Rust.
fn rust(times: &Path, allocations: &Path) -> Result<Findings> {
    progress("timing");
    let (mut figures, notes) = figures::times("timing", Command::new(times).arg("times"))?;
    progress("counting allocations");
    figures::count_allocations(allocations, &mut figures)?;
    progress("counting instructions");
    figures::count_instructions(times, &mut figures)?;
    Ok(Findings { figures, notes })
}

fn java(workspace: &Workspace) -> Result<Findings> {
    progress("building Java");
    let folder = workspace.path("bench/java");
    let mut build = Command::new("mvn");
    // Standard output belongs to the table.
    build.args(["-q", "-B", "package"]).current_dir(&folder).stdout(std::io::stderr());
    tools::run("building", &mut build)?;
    let mut findings = Findings::default();
    for version in HESSIAN_LITE {
        let name = format!("hessian-lite {version}");
        progress(&format!("timing {name}"));
        let mut command = Command::new("java");
        for package in OPENED {
            command.args(["--add-opens", &format!("java.base/{package}=ALL-UNNAMED")]);
        }
        command.args(["-cp", &format!("target/bench-java.jar:target/lib/hessian-lite-{version}.jar")]);
        command.args(["org.dubbors.bench.Main", &name]).current_dir(&folder);
        let (figures, notes) = figures::times(&name, &mut command)?;
        findings.figures.extend(figures);
        findings.notes.extend(notes);
    }
    Ok(findings)
}

fn go(workspace: &Workspace) -> Result<Findings> {
    progress("building Go");
    let program = workspace.target.join("bench-go");
    let mut build = Command::new("go");
    build.args(["build", "-o"]).arg(&program).arg(".").current_dir(workspace.path("bench/go"));
    tools::run("building", &mut build)?;
    progress("timing Go");
    let (figures, notes) = figures::times("dubbo-go-hessian2", &mut Command::new(program))?;
    Ok(Findings { figures, notes })
}

fn progress(text: &str) {
    eprintln!("bench hessian: {text}");
}
