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
    /// The peer misreads its own bytes.
    fn own(&mut self, peer: &str, expected: &str, answer: &Answer, ours: &str, bytes: &[u8]) {
        match known::own(peer, expected) {
            Some(reason) => *self.known.entry(reason).or_default() += 1,
            None => self.finding(expected, answer, ours, bytes),
        }
    }

    fn finding(&mut self, expected: &str, answer: &Answer, ours: &str, bytes: &[u8]) {
        self.findings += 1;
        self.shown.entry(bytes.len()).or_insert_with(|| {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let (is, peer, ours) =
                (part(expected, &answer.text), part(&answer.text, expected), part(ours, expected));
            format!("  MISS: {is}\n    {:?} peer {peer}\n    ours {ours}\n    bytes {hex}", answer.state)
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
        batch.push((known::expected(&peer.name, &value, detail), bytes));
    }
    let answers = peer.read(batch.iter().map(|(_, bytes)| &bytes[..]))?;
    for ((expected, bytes), answer) in batch.iter().zip(&answers) {
        tally.values += 1;
        check(peer, expected, bytes, answer, detail, tally)?;
    }
    Ok(())
}

fn theirs(peer: &mut Peer, detail: Detail, seed: u64, count: u32, tally: &mut Tally) -> Result<()> {
    let made = peer.generate(seed, count)?;
    let mut batch = Vec::new();
    for made in &made {
        if made.state != State::Good {
            return Err(format!("{}: seed {seed}: no value: {}", peer.name, made.text));
        }
        match from_bytes::<Value>(&made.bytes) {
            Ok(value) if text(&value, detail) == made.text => {
                let written =
                    to_bytes(&value).map_err(|error| format!("seed {seed}: not written: {error}"))?;
                batch.push((known::expected(&peer.name, &value, detail), made, written));
            }
            Ok(value) => unlike(peer, made, &text(&value, detail), tally)?,
            Err(error) => unlike(peer, made, &error.to_string(), tally)?,
        }
    }
    let answers = peer.read(batch.iter().map(|(_, _, bytes)| &bytes[..]))?;
    for ((expected, made, bytes), answer) in batch.iter().zip(&answers) {
        // What it makes of its own bytes is not our doing.
        if answer.text != expected.0 && own(peer, made)?.is_some_and(|own| own.text == answer.text) {
            tally.own(&peer.name, &made.text, answer, "as we do", &made.bytes);
        } else {
            check(peer, expected, bytes, answer, detail, tally)?;
        }
    }
    tally.values += count;
    Ok(())
}

/// The peer must have understood our bytes, and written again what we understand.
fn check(
    peer: &mut Peer,
    (expected, reasons): &(String, Vec<&'static str>),
    bytes: &[u8],
    answer: &Answer,
    detail: Detail,
    tally: &mut Tally,
) -> Result<()> {
    tally.bytes += bytes.len() + answer.bytes.len();
    if answer.state != State::Good || answer.text != *expected {
        tally.finding(expected, answer, "", bytes);
        return Ok(());
    }
    let back = match from_bytes::<Value>(&answer.bytes) {
        Ok(value) => text(&value, detail),
        Err(error) => error.to_string(),
    };
    if back != *expected {
        return unlike(peer, answer, &back, tally);
    }
    for reason in reasons {
        *tally.known.entry(reason).or_default() += 1;
    }
    Ok(())
}

/// We read something else than the peer says it wrote. If it does not read that either, the difference is its own.
fn unlike(peer: &mut Peer, made: &Answer, ours: &str, tally: &mut Tally) -> Result<()> {
    if own(peer, made)?.is_some_and(|own| own.state == State::NotRead || own.text != made.text) {
        tally.own(&peer.name, &made.text, made, ours, &made.bytes);
    } else {
        tally.finding(&made.text, made, ours, &made.bytes);
    }
    Ok(())
}

/// What the peer reads from bytes of its own.
fn own(peer: &mut Peer, made: &Answer) -> Result<Option<Answer>> {
    Ok(peer.read([&made.bytes[..]])?.pop())
}

/// A text from shortly before the place where it differs from another.
fn part<'a>(text: &'a str, other: &str) -> &'a str {
    let same = text.bytes().zip(other.bytes()).take_while(|(left, right)| left == right).count();
    let start = if same == text.len() { 0 } else { same.saturating_sub(60) };
    text.get(start..text.len().min(start + 400)).unwrap_or(text)
}
