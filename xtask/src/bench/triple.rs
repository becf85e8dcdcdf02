//! `cargo xtask bench triple`: what a call over gRPC costs here and in others, all with the same messages.
//!
//! Server and client of a peer are a process each, on a core each, and talk over one connection. All peers run from the
//! beginning and take turns in every round, so that whatever else the machine does meets all of them.

mod cost;
mod idle;
mod machine;
mod measure;
mod peer;
mod table;

use self::measure::{Case, Results};
use self::peer::{Kind, Running};
use crate::process::Groups;
use crate::workspace::Workspace;
use crate::{Result, tools};

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// One short round, to see that everything runs; its figures mean little.
    #[arg(long)]
    quick: bool,
    /// How many rounds the medians are of.
    #[arg(long)]
    rounds: Option<usize>,
    /// These peers alone.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Kind>,
}

/// How long a measure takes, in milliseconds, and how often it is repeated.
struct Effort {
    rounds: usize,
    milliseconds: u32,
    /// Calls that instructions are counted over.
    counted: u32,
}

impl Options {
    fn effort(&self) -> Effort {
        let (rounds, milliseconds, counted) = if self.quick { (1, 100, 200) } else { (7, 1000, 2000) };
        Effort { rounds: self.rounds.unwrap_or(rounds).max(1), milliseconds, counted }
    }

    fn wants(&self, kind: Kind) -> bool {
        self.only.is_empty() || self.only.contains(&kind)
    }
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    tools::require("bench triple", &[tools::TASKSET])?;
    let effort = options.effort();
    let groups = Groups::default();
    groups.end_at_interrupt()?;
    let logs = workspace.target.join("bench/triple");
    std::fs::create_dir_all(&logs).map_err(|error| format!("{}: {error}", logs.display()))?;
    let mut notes = Vec::new();
    let mut peers = Vec::new();
    for kind in Kind::ALL.into_iter().filter(|kind| options.wants(*kind)) {
        match peer::build(workspace, kind).and_then(|program| Running::start(&groups, kind, program, &logs)) {
            Ok(peer) => peers.push(peer),
            // The others are worth measuring without it.
            Err(problem) => notes.push(format!("{}: not measured: {problem}", kind.name())),
        }
    }
    if peers.is_empty() {
        return Err(notes.join("\n"));
    }
    let mut results = Results::default();
    for case in Case::all(effort.milliseconds) {
        progress(&case.title);
        measure::rounds(&peers, &case, effort.rounds, &mut results);
    }
    let mut costs = cost::all(workspace, &peers, effort.counted, &mut notes);
    costs.extend(idle::all(&groups, &peers, &logs, &mut notes));
    let columns: Vec<Kind> = peers.iter().map(|peer| peer.kind).collect();
    let machine = machine::describe(workspace, &columns);
    print!("{}", table::text(&machine, &effort, &columns, &results, &costs));
    for note in notes.iter().chain(&results.failures) {
        println!("{note}");
    }
    let file = logs.join("figures.tsv");
    std::fs::write(&file, table::tsv(&results, &costs))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    println!("\nthe figures of every round: {}", file.display());
    if results.failures.is_empty() { Ok(()) } else { Err(String::new()) }
}

fn progress(text: &str) {
    eprintln!("bench triple: {text}");
}
