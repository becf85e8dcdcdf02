//! `cargo xtask interop`: the Rust peer calls and is called by real Java and Go peers, direct and through a real
//! ZooKeeper. A cell of the matrix is a provider, a consumer, a protocol and a way to find the provider; a row is a case.

mod cell;
mod hessian;
mod peer;
mod registry;
mod scenario;
mod table;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::{Args, Subcommand};

use self::cell::{Cell, Mode, Outcome, Place, Scheme};
use self::peer::Peer;
use crate::Result;
use crate::process::Groups;
use crate::tools::{self, GO, JDK, MAVEN, PYTHON};
use crate::workspace::Workspace;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    part: Option<Part>,
    /// This peer alone.
    #[arg(long, value_enum)]
    only: Option<Peer>,
    /// Cells of this protocol alone.
    #[arg(long, value_enum)]
    protocol: Option<Scheme>,
    /// The real peers against each other, without ours.
    #[arg(long)]
    real: bool,
    /// Print one JSON object instead of the table.
    #[arg(long)]
    json: bool,
    /// Direct cells alone, and no process is killed or restarted.
    #[arg(long)]
    quick: bool,
    /// How many cells run at a time.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// The Hessian2 codec alone: vectors, and random values both ways.
    Hessian(hessian::Options),
}

impl Default for Options {
    fn default() -> Self {
        Self { part: None, only: None, protocol: None, real: false, json: false, quick: false, jobs: 2 }
    }
}

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    if let Some(Part::Hessian(options)) = &options.part {
        return hessian::run(workspace, options);
    }
    let peers: Vec<Peer> = [Peer::Java33, Peer::Java27, Peer::Go]
        .into_iter()
        .filter(|peer| options.only.is_none_or(|only| only == *peer))
        .filter(|peer| options.protocol.is_none_or(|scheme| peer.speaks(scheme)))
        .collect();
    if peers.is_empty() {
        return Err("that peer does not speak that protocol".to_owned());
    }
    require(&peers, options.quick)?;
    let groups = Groups::default();
    groups.end_at_interrupt()?;
    build(workspace, &peers, options)?;
    let place = Place { workspace, groups: &groups, quick: options.quick };
    if !options.quick && !options.real {
        registry::run(&place)?;
    }
    let results = run_cells(&place, cells(&peers, options), options.jobs.max(1));
    if options.json {
        println!("{}", table::json(&results));
    } else {
        print!("{}", table::text(&results));
    }
    if table::count(&results).failed == 0 { Ok(()) } else { Err(String::new()) }
}

/// The Hessian2 codec alone, with so many random values each way with each peer.
pub(crate) fn hessian(workspace: &Workspace, random: u32) -> Result<()> {
    hessian::run(workspace, &hessian::Options { random, seed: 1, only: None })
}

fn require(peers: &[Peer], quick: bool) -> Result<()> {
    let mut needed = Vec::new();
    if !quick || peers.iter().any(|peer| *peer != Peer::Go) {
        needed.extend([JDK, MAVEN]);
    }
    if !quick {
        needed.push(PYTHON);
    }
    if peers.contains(&Peer::Go) {
        needed.push(GO);
    }
    tools::require("interop", &needed)
}

fn build(workspace: &Workspace, peers: &[Peer], options: &Options) -> Result<()> {
    for peer in [Peer::Rust].iter().filter(|_| !options.real).chain(peers) {
        eprintln!("interop: building {}", peer.name());
        peer.build(workspace)?;
    }
    if options.quick {
        return Ok(());
    }
    eprintln!("interop: fetching ZooKeeper");
    tools::run("ZooKeeper", cell::zookeeper(workspace).arg("--fetch"))
}

/// The cells of each protocol.
fn cells(peers: &[Peer], options: &Options) -> Vec<Cell> {
    let schemes = [Scheme::Dubbo, Scheme::Tri].into_iter();
    let wanted = schemes.filter(|scheme| options.protocol.is_none_or(|only| only == *scheme));
    wanted.flat_map(|scheme| cells_of(scheme, peers, options)).collect()
}

/// Rust on one side of every cell, on both sides of one; or every pair of the others.
fn cells_of(scheme: Scheme, peers: &[Peer], options: &Options) -> Vec<Cell> {
    let peers: Vec<Peer> = peers.iter().copied().filter(|peer| peer.speaks(scheme)).collect();
    let pairs: Vec<(Peer, Peer)> = if options.real {
        peers.iter().flat_map(|&provider| peers.iter().map(move |&consumer| (provider, consumer))).collect()
    } else {
        let pairs = peers.iter().flat_map(|&peer| [(peer, Peer::Rust), (Peer::Rust, peer)]);
        pairs.chain([(Peer::Rust, Peer::Rust)]).collect()
    };
    let modes = if options.quick { &[Mode::Direct][..] } else { &[Mode::Direct, Mode::ZooKeeper] };
    let cell = |(provider, consumer), mode| Cell { provider, consumer, scheme, mode };
    pairs.into_iter().flat_map(|pair| modes.iter().map(move |&mode| cell(pair, mode))).collect()
}

/// The results of a cell: a row each.
type Rows = Vec<(String, Outcome)>;

fn run_cells(place: &Place<'_>, cells: Vec<Cell>, jobs: usize) -> Vec<(Cell, Rows)> {
    let waiting: Mutex<VecDeque<(usize, Cell)>> = Mutex::new(cells.into_iter().enumerate().collect());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                loop {
                    let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((at, cell)) = next else { return };
                    let start = Instant::now();
                    let rows = cell::run(place, cell);
                    let failed = rows.iter().filter(|(_, outcome)| outcome.is_failure()).count();
                    eprintln!("interop: {cell}: {failed} failed, {:.0?}", start.elapsed());
                    if failed > 0 {
                        eprint!("{}", cell::last_words(place, cell));
                    }
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, cell, rows));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _, _)| *at);
    done.into_iter().map(|(_, cell, rows)| (cell, rows)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_protocol_has_the_peers_that_speak_it() {
        let peers = [Peer::Java33, Peer::Java27, Peer::Go];
        let count = |options: &Options| {
            let cells = cells(&peers, options);
            assert!(cells.iter().all(|cell| cell.provider.speaks(cell.scheme)));
            [Scheme::Dubbo, Scheme::Tri]
                .map(|scheme| cells.iter().filter(|cell| cell.scheme == scheme).count())
        };
        assert_eq!(count(&Options::default()), [14, 10]);
        assert_eq!(count(&Options { quick: true, ..Options::default() }), [7, 5]);
        assert_eq!(count(&Options { protocol: Some(Scheme::Tri), ..Options::default() }), [0, 10]);
        assert_eq!(count(&Options { real: true, ..Options::default() }), [18, 8]);
    }
}
