//! The vectors: we read what the peer wrote, write it again, and the peer finds in it what it finds in its own bytes.

use std::path::Path;

use dubbors_hessian::{Value, from_bytes, to_bytes};

use crate::peer::{Answer, Peer, State};
use crate::text::{Detail, text};
use crate::{Result, known, tsv, typed};

const UNREADABLE: &str = "the peer does not read its own bytes: ";

/// Runs a set, prints its line and its misses, and counts those that have no reason.
pub(crate) fn run(peer: &mut Peer, set: &str, file: &Path) -> Result<usize> {
    let vectors = tsv::vectors(&file.to_string_lossy())?;
    let (mut good, mut typed, mut other) = (0, 0, Vec::new());
    let (mut known, mut wrong) = (Vec::new(), Vec::new());
    for vector in &vectors {
        match compare(peer, vector) {
            Ok(Ok(done)) => {
                good += 1;
                typed += usize::from(done.typed);
                if done.other {
                    other.push(vector.name.as_str());
                }
            }
            Ok(Err(problem)) => match known::vector(set, &vector.name) {
                None if problem.starts_with(UNREADABLE) => known.push(format!("{}: {problem}", vector.name)),
                Some(reason) => known.push(format!("{}: {reason}", vector.name)),
                None => wrong.push(format!("{}: {problem}", vector.name)),
            },
            Err(broken) => return Err(format!("{set}: {}: {broken}", vector.name)),
        }
    }
    println!("{set} ({}): {good}/{}, {typed} of them typed as well", peer.name, vectors.len());
    if !other.is_empty() {
        println!(
            "  {} are something else to the peer itself, from us as well: {}",
            other.len(),
            other.join(" ")
        );
    }
    known.iter().for_each(|line| println!("  known: {line}"));
    wrong.iter().for_each(|line| println!("  MISS: {line}"));
    Ok(wrong.len())
}

/// What is as it should be.
struct Done {
    /// The value has a Rust type, and that was tried.
    typed: bool,
    /// The peer does not read its own bytes as the value it wrote: a byte comes back as an int, a record not at all.
    other: bool,
}

/// The outer error is one of the pipe.
fn compare(peer: &mut Peer, vector: &tsv::Vector) -> Result<Result<Done>> {
    let value: Value = match from_bytes(&vector.bytes) {
        Ok(value) => value,
        Err(error) => return Ok(Err(format!("we cannot read it: {error}"))),
    };
    let is = text(&value, Detail::Java);
    if is != vector.text {
        return Ok(Err(format!("we read {is} and not {}", vector.text)));
    }
    let written = match to_bytes(&value) {
        Ok(written) => written,
        Err(error) => return Ok(Err(format!("we cannot write it: {error}"))),
    };
    let answers = peer.read([&vector.bytes[..], &written[..]])?;
    let [own, ours] = &answers[..] else { return Err("not two answers".to_owned()) };
    // What it cannot read from itself it may well read from us.
    let own = if own.state == State::NotRead && ours.text == vector.text { ours } else { own };
    if own.state == State::NotRead {
        return Ok(Err(format!("{UNREADABLE}{}", own.text)));
    }
    if let Err(problem) = same(own, ours) {
        return Ok(Err(problem));
    }
    if vector.name.starts_with("arg") {
        let judged = peer.judge(&vector.name, &written)?;
        if judged.state == State::NotRead {
            return Ok(Err(judged.text));
        }
    }
    let other = own.text != vector.text;
    let Some(typed) = typed::rewritten(&vector.text, &vector.bytes) else {
        return Ok(Ok(Done { typed: false, other }));
    };
    let typed = match typed {
        Ok(typed) => typed,
        Err(error) => return Ok(Err(format!("typed: {error}"))),
    };
    let answers = peer.read([&typed[..]])?;
    let [ours] = &answers[..] else { return Err("not one answer".to_owned()) };
    let same = if typed::is_thrown(&vector.text) {
        typed::same_exception(&vector.bytes, &ours.bytes)
    } else {
        same(own, ours)
    };
    Ok(same.map(|()| Done { typed: true, other }).map_err(|problem| format!("typed: {problem}")))
}

/// What the peer says of our bytes must be what it says of its own.
fn same(own: &Answer, ours: &Answer) -> Result<()> {
    match (own.state, ours.state) {
        (_, State::NotRead) => Err(format!("the peer does not read ours: {}", ours.text)),
        _ if own.text != ours.text => Err(format!("the peer reads {} and from us {}", own.text, ours.text)),
        _ => Ok(()),
    }
}
