//! Where a peer is known to differ, and why. Whatever is not here is a finding.

use crate::peer::{Answer, State};

/// A difference of a peer.
#[derive(Debug)]
pub(crate) struct Known {
    /// The peers, by the start of their names.
    pub(crate) peer: &'static str,
    pub(crate) reason: &'static str,
    /// True for the value's text, the peer's answer, and what we made of it.
    applies: fn(&str, &Answer, &str) -> bool,
}

const KNOWN: &[Known] = &[];

/// The reason for which a peer's answer may differ.
pub(crate) fn reason(peer: &str, text: &str, answer: &Answer, ours: &str) -> Option<&'static str> {
    let known = KNOWN.iter().filter(|known| peer.starts_with(known.peer));
    known.into_iter().find(|known| (known.applies)(text, answer, ours)).map(|known| known.reason)
}

/// Names of vectors whose reading or writing by the peer differs, with the reason.
pub(crate) fn vector(set: &str, name: &str) -> Option<&'static str> {
    VECTORS
        .iter()
        .find(|(known, names, _)| *known == set && names.contains(&name))
        .map(|(_, _, reason)| *reason)
}

const VECTORS: &[(&str, &[&str], &str)] = &[
    (
        "values32",
        &["List.of.0", "List.of.2", "List.of.3", "List.copyOf", "Set.of.1", "Map.of.0", "Map.of.1", "toList"],
        "it writes the stand-in that Java serializes these with, and loses the items",
    ),
    (
        "values32",
        &["subList", "keySet", "values"],
        "it names a collection that cannot be serialized, where the text has the plain list",
    ),
];

/// For the patterns above.
#[allow(dead_code)]
fn failed(answer: &Answer) -> bool {
    answer.state != State::Good
}
