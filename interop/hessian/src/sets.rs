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
    let (mut good, mut typed, mut known, mut wrong) = (0, 0, Vec::new(), Vec::new());
    for vector in &vectors {
        match compare(peer, vector) {
            Ok(Ok(as_type)) => {
                good += 1;
                typed += usize::from(as_type);
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
    known.iter().for_each(|line| println!("  known: {line}"));
    wrong.iter().for_each(|line| println!("  MISS: {line}"));
    Ok(wrong.len())
}

/// The outer error is one of the pipe; true if the value has a Rust type that was tried.
fn compare(peer: &mut Peer, vector: &tsv::Vector) -> Result<Result<bool>> {
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
    let Some(typed) = typed::rewritten(&vector.text, &vector.bytes) else { return Ok(Ok(false)) };
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
    Ok(same.map(|()| true).map_err(|problem| format!("typed: {problem}")))
}

/// What the peer says of our bytes must be what it says of its own.
fn same(own: &Answer, ours: &Answer) -> Result<()> {
    match (own.state, ours.state) {
        (_, State::NotRead) => Err(format!("the peer does not read ours: {}", ours.text)),
        _ if own.text != ours.text => Err(format!("the peer reads {} and from us {}", own.text, ours.text)),
        _ => Ok(()),
    }
}
