//! What a call costs whatever the clock says: instructions in user mode, by callgrind, and allocations. Both sides of the
//! call run in one process, and a call is one of 1 KiB.

use std::path::Path;
use std::process::Command;

use super::super::figures;
use super::peer::{Kind, Running, programs};
use super::progress;
use crate::workspace::Workspace;
use crate::{Result, tools};

/// One figure of one peer.
#[derive(Debug)]
pub(crate) struct Cost {
    pub(crate) title: String,
    pub(crate) kind: Kind,
    pub(crate) figure: f64,
}

/// How many calls run at a time while instructions are counted.
const IN_FLIGHT: [u32; 2] = [1, 100];

pub(crate) fn all(
    workspace: &Workspace,
    peers: &[Running],
    calls: u32,
    notes: &mut Vec<String>,
) -> Vec<Cost> {
    let mut costs = Vec::new();
    let missing = tools::missing(&[tools::VALGRIND], ": ");
    notes.extend(missing.iter().map(|tool| format!("instructions: not counted, for want of {tool}")));
    if missing.is_empty() {
        progress("counting instructions");
        for in_flight in IN_FLIGHT {
            for peer in peers.iter().filter(|peer| peer.kind.runs_in_one_process()) {
                match instructions(peer, calls, in_flight) {
                    Ok(figure) => costs.push(Cost {
                        title: format!("instructions of a call, {in_flight} in flight"),
                        kind: peer.kind,
                        figure,
                    }),
                    Err(problem) => notes.push(problem),
                }
            }
        }
    }
    progress("counting allocations");
    let counting = programs(workspace, "bench/triple").join("dubbors-bench-triple-allocations");
    match allocations(&counting, peers) {
        Ok(counted) => costs.extend(counted),
        Err(problem) => notes.push(problem),
    }
    costs
}

/// The difference of twice as many calls and so many: it has no start in it.
fn instructions(peer: &Running, calls: u32, in_flight: u32) -> Result<f64> {
    let count = |calls: u32| {
        let what = format!("callgrind of {}", peer.kind.name());
        let mut command = Command::new(&peer.program);
        command.args([peer.kind.name(), "run", &calls.to_string(), &in_flight.to_string()]);
        figures::instructions(&what, &command)
    };
    Ok((count(calls * 2)? - count(calls)?) / f64::from(calls))
}

/// Lines of peer, allocations and bytes.
fn allocations(program: &Path, peers: &[Running]) -> Result<Vec<Cost>> {
    let what = "counting allocations";
    let mut costs = Vec::new();
    for line in figures::lines(what, &mut Command::new(program))? {
        let [name, allocations, bytes] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        let Some(peer) = peers.iter().find(|peer| peer.kind.name() == name) else { continue };
        for (title, figure) in [("allocations of a call", allocations), ("bytes allocated by a call", bytes)]
        {
            let figure = figures::number(what, figure)?;
            costs.push(Cost { title: title.to_owned(), kind: peer.kind, figure });
        }
    }
    Ok(costs)
}
