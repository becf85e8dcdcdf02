//! Random values: ours to the peer and back, the peer's to us and back.

use std::collections::BTreeMap;
use std::time::Instant;

use dubbors_hessian::{Value, from_bytes, to_bytes};

use crate::graph::{Graph, Profile};
use crate::peer::{Answer, Peer, State};
use crate::text::{Detail, text};
use crate::{Result, known};

/// Values of one round trip.
const BATCH: u32 = 500;
/// So many findings are printed, the shortest.
const SHOWN: usize = 2;

const SELF: &str = "from its own bytes it reads the same, which is not what it wrote";

#[derive(Default)]
struct Tally {
    values: u32,
    bytes: usize,
    known: BTreeMap<&'static str, usize>,
    findings: usize,
    /// By the length of their bytes.
    shown: BTreeMap<usize, String>,
}

impl Tally {
    fn finding(&mut self, what: String, bytes: &[u8]) {
        self.findings += 1;
        self.shown.entry(bytes.len()).or_insert_with(|| {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("  MISS: {what}\n    bytes {hex}")
        });
        if self.shown.len() > SHOWN {
            self.shown.pop_last();
        }
    }

    fn print(&self, way: &str, since: Instant) {
        let known: usize = self.known.values().sum();
        let (values, findings) = (self.values, self.findings);
        let (mib, seconds) = (self.bytes >> 20, since.elapsed().as_secs_f64());
        println!(
            "{way}: {values} values, {mib} MiB, {seconds:.0} s: {known} known, {findings} unexplained differences"
        );
        for (reason, count) in &self.known {
            println!("  known: {count} times: {reason}");
        }
        self.shown.values().for_each(|finding| println!("{finding}"));
    }
}

/// Both ways with one peer; counts the differences that have no reason.
pub(crate) fn run(peer: &mut Peer, profile: Profile, seed: u64, count: u32) -> Result<usize> {
    if count == 0 {
        return Ok(0);
    }
    let name = peer.name.clone();
    let detail = if profile == Profile::Go { Detail::Plain } else { Detail::Java };
    let (start, mut there) = (Instant::now(), Tally::default());
    while there.values < count {
        ours(
            peer,
            profile,
            detail,
            seed + u64::from(there.values),
            BATCH.min(count - there.values),
            &mut there,
        )?;
    }
    there.print(&format!("ours -> {name} -> ours"), start);
    let (start, mut back) = (Instant::now(), Tally::default());
    while back.values < count {
        theirs(peer, detail, seed + u64::from(back.values), BATCH.min(count - back.values), &mut back)?;
    }
    back.print(&format!("{name} -> ours -> {name}"), start);
    Ok(there.findings + back.findings)
}

fn ours(
    peer: &mut Peer,
    profile: Profile,
    detail: Detail,
    seed: u64,
    count: u32,
    tally: &mut Tally,
) -> Result<()> {
    let mut batch = Vec::new();
    for seed in (seed..).take(count as usize) {
        let value = Graph::value(seed, profile);
        let bytes = to_bytes(&value).map_err(|error| format!("seed {seed}: not written: {error}"))?;
        batch.push((text(&value, detail), bytes));
    }
    let answers = peer.read(batch.iter().map(|(_, bytes)| &bytes[..]))?;
    for ((text, bytes), answer) in batch.iter().zip(&answers) {
        tally.values += 1;
        tally.bytes += bytes.len() + answer.bytes.len();
        check(&peer.name, text, bytes, answer, detail, tally);
    }
    Ok(())
}

fn theirs(peer: &mut Peer, detail: Detail, seed: u64, count: u32, tally: &mut Tally) -> Result<()> {
    let made = peer.generate(seed, count)?;
    let mut batch = Vec::new();
    for (answer, seed) in made.iter().zip(seed..) {
        if answer.state != State::Good {
            return Err(format!("{}: seed {seed}: no value: {}", peer.name, answer.text));
        }
        // What it wrote says what it meant, or it is a difference of the peer.
        match from_bytes::<Value>(&answer.bytes) {
            Ok(value) => {
                let is = text(&value, detail);
                if is == answer.text {
                    let written = to_bytes(&value).map_err(|error| format!("not written: {error}"))?;
                    batch.push((answer, written));
                } else {
                    difference(&peer.name, &answer.text, answer, &is, &answer.bytes, tally);
                }
            }
            Err(error) => {
                difference(&peer.name, &answer.text, answer, &error.to_string(), &answer.bytes, tally)
            }
        }
    }
    let answers = peer.read(batch.iter().map(|(_, bytes)| &bytes[..]))?;
    for ((made, bytes), answer) in batch.iter().zip(&answers) {
        tally.bytes += bytes.len() + answer.bytes.len();
        if answer.text != made.text {
            // What it makes of its own bytes is not our doing.
            let own = peer.read([&made.bytes[..]])?;
            if own.first().is_some_and(|own| own.text == answer.text) {
                *tally.known.entry(SELF).or_default() += 1;
                continue;
            }
        }
        check(&peer.name, &made.text, bytes, answer, detail, tally);
    }
    tally.values += count;
    Ok(())
}

/// The peer must have understood our bytes, and written again what we understand.
fn check(peer: &str, text: &str, bytes: &[u8], answer: &Answer, detail: Detail, tally: &mut Tally) {
    if answer.state != State::Good || answer.text != text {
        return difference(peer, text, answer, "", bytes, tally);
    }
    let back = match from_bytes::<Value>(&answer.bytes) {
        Ok(value) => crate::text::text(&value, detail),
        Err(error) => error.to_string(),
    };
    if back != text {
        difference(peer, text, answer, &back, &answer.bytes, tally);
    }
}

fn difference(peer: &str, text: &str, answer: &Answer, ours: &str, bytes: &[u8], tally: &mut Tally) {
    match known::reason(peer, text, answer, ours) {
        Some(reason) => *tally.known.entry(reason).or_default() += 1,
        None => tally.finding(
            format!(
                "{}\n    {:?} peer {}\n    ours {}",
                part(text, text),
                answer.state,
                part(&answer.text, text),
                part(ours, text)
            ),
            bytes,
        ),
    }
}

/// A text from shortly before the place where it differs from another.
fn part<'a>(text: &'a str, other: &str) -> &'a str {
    let same = text.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
    let start = if same == text.len() { 0 } else { same.saturating_sub(60) };
    text.get(start..text.len().min(start + 400)).unwrap_or(text)
}
